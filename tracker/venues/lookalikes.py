"""Tells a venue from what only shares its name: a publisher, a sister conference, a category."""

import re

from tracker.venues.catalogue import Venue


def means_another(venue: Venue, written_out: bool, before: str, after: str) -> bool:
    """Say whether a name stands for something else than the venue.

    `written_out` tells a long name from a short one; `before` and `after` are the rest of the
    clause around it.
    """
    match venue.name:
        case "ACL" if written_out:
            return not _held(before, after)
        case "ACL":
            return bool(_OTHER_ACL.match(after))
        case "AAAI":
            sister = _SISTER_OF_AAAI.search(before) or _SISTER_OF_AAAI.search(after)
            goes_on = written_out and _GOES_ON.match(after)
            return bool(sister or goes_on or _OTHER_AAAI.match(after))
        case "CVPR" if written_out:
            return bool(_CATEGORY.search(before))
        case "KDD":
            return after.lower().startswith(" explorations")
        case "EMNLP" | "NAACL" | "EACL" | "AACL":
            return False
        case _:
            return written_out and bool(_GOES_ON.match(after))


_OTHER_ACL = re.compile(r"[\s-]*(?:anthology|rolling|ARR\b|fellow|SIG)", re.IGNORECASE)
_OTHER_AAAI = re.compile(
    r"/ACM|\s*press|[\s-]+conference on (?!artificial intelligence)", re.IGNORECASE
)
_SISTER_OF_AAAI = re.compile(r"\b(?:ICWSM|AIES|AIIDE|HCOMP)\b", re.IGNORECASE)
_CATEGORY = re.compile(r"cs\.CV\W*$", re.IGNORECASE)  # arXiv's own name of it
# The International Conference on Computer Vision and Image Processing is no ICCV.
_GOES_ON = re.compile(
    r",?\s+(?:and|&|for|theory)\s|\s+in\s+(?-i:[a-z])|,\s+\w+,?\s+and\s", re.IGNORECASE
)
# As the publisher the association stands behind a year, a comma or nothing.
_AS_A_MEETING = re.compile(
    r"(?:(?:meeting|conference|findings)(?: of(?: the)?)?|\d(?:st|nd|rd|th)"
    r"|\b(?:to|at|in)(?: the)?)\s$",
    re.IGNORECASE,
)
_SHORT_FOLLOWS = re.compile(r"\W{0,3}ACL\b", re.IGNORECASE)
_COPYRIGHT = re.compile(r"copyright|©|\(c\)|opyright\}", re.IGNORECASE)


def _held(before: str, after: str) -> bool:
    """Say whether the association is named for its meeting and not as a publisher."""
    if _COPYRIGHT.search(before):
        return False
    return bool(_AS_A_MEETING.search(before) or _SHORT_FOLLOWS.match(after))
