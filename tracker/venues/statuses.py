"""Reads whether a venue took the paper, may take it, or has to do with it only."""

import re

from tracker.venues.patterns import any_of

STATUSES = ("rejected", "accepted", "submitted", "related", "bare")
"""From the strongest to the weakest where two mentions of one meeting are merged."""


_NOT_YET = any_of(
    r"\b(?:upon|after|on|pending|until|once|if|when)\s+(?:paper\s+|its\s+|the\s+)?"
    r"(?:accept\w*|publi\w*)"
)
_ACCEPT = r"\bac{1,2}[ept]{2,6}(?:e?d|ances?|ing|s)?\b"  # authors write accpeted, acceped, ...
_ACCEPTED = any_of(
    _ACCEPT + r"(?:\s+(?:submission|demonstration|paper))?",
    r"\b(?:to|will)(?: also)?(?: be)? appear(?:ed)?\b|\bappear(?:s|ed|ing) (?:in|at|as)\b",
    r"\bpublish(?:ed|ing)?\b|\bin press\b|\bforthcoming\b",
    r"\bcamera[- ]?ready\b",
    r"\bpresented\b|\bpresenting at\b|\bbe presented\b",
    r"\brec(?:ei|ie|i)ved by\b",
)
# These name the place, not the decision: "submitted for publication in the proceedings of".
_PRINTED = any_of(
    r"\bproceedings? of\b|\bproc\.|\bin (?:the )?proc\w*", r"\bpresentation (?:at|in)\b"
)
_SUBMITTED = any_of(
    r"\bs[uy][bm]{1,3}i?t+(?:ed|ing|s)?\b|\bsubmissions?\b",
    r"\bunder[- ]?(?:[\w-]+ )?review\w*|\b(?:in|peer) review\b",
    r"\bcommitted to\b|\bARR\b|\brolling review\b",
    r"\b(?:intended|prepar(?:ed|ing|ation)|target(?:ed|ing)|planned|aimed) (?:for|to|at)\b",
)
_REJECTED = any_of(r"\breject\w*|\bwithdrawn from\b|\bnot accepted\b")

_OF_ANOTHER = any_of(
    r"\bextends\b|\bextending\b|\bextension (?:of|to|for)\b|\bextended (?:work|from)\b",
    r"\bjournal (?:extension|version)\b|\bexpanded version\b",
    r"\breproduc\w+ (?:study )?of\b|\bbuil(?:ds|t) (?:up)?on\b",
    r"\bincludes work\b|\bpreviously\b",
    r"\b(?:portions|parts?) of this (?:article|paper|work|manuscript|study|thesis)\b",
)
_EARLIER = any_of(
    r"(?<!this is )(?<!this is a )(?<!this is an )(?<!this is the )"
    r"\b(?:earlier|previous|preliminary|short(?:er)?|workshop|initial|prior|abridged)"
    r"(?: and \w+)? version\b"
)
_LONGER = any_of(r"\b(?:extended|enlarged|enhanced)(?: and \w+)? version\b")
_STILL_TO_COME = any_of(_ACCEPT, r"\b(?:to|will)(?: be)? (?:appear|publish|present)\w*")

_LOOK = r"(?:style|format\w*|template|latex)"
_LOOK_BEHIND = re.compile(rf"\W*(?:(?:19|20)\d\d\W*)?(?:[\w-]+[ ]){{0,2}}?{_LOOK}\b", re.IGNORECASE)
_LOOK_AHEAD = re.compile(rf"{_LOOK}\W+(?:(?:of|for|by|from|the|using)\W+)*$", re.IGNORECASE)
_ELSEWHERE = re.compile(
    rf"(?:{_ACCEPT}|publish\w*|appear\w*|presented)(?: (?:as|for)\b[^,]{{0,120}}?)?"
    r" (?:in|at|by|to) (?!(?:the )?(?:proceedings|conference|main|press|findings|oral)|\d)",
    re.IGNORECASE,
)


_DENIED = any_of(r"\bnot (?:a |been )?(?:submi\w+|affiliated|endorsed)\b")


def has_nothing_to_do(before: str, after: str) -> bool:
    """Say whether the venue lends the paper its style file and nothing else."""
    looks = _LOOK_BEHIND.match(after) or _LOOK_AHEAD.search(before)
    style = bool(looks) and not _ACCEPTED.search(f"{before} \n{after}")
    return style or bool(_DENIED.search(before))


# "Version revised after ICML 2025 reviews", "an error during the CVPR submission"
_IN_PASSING = any_of(r"\b(?:during|after|since|than|compared (?:to|with))(?: the| our)?\s*$")


_TO_A_PLACE = re.compile(r"\s+(?:to|at|in|by)\s+(?!and\b)[\w(]", re.IGNORECASE)


def last_turn(before: str) -> int:
    """Return where the last word on the matter stands if one before it speaks of another place.

    As in "accepted by TPAMI, also submitted to"; 0 where there is only one place.
    """
    words = [m for pattern in (_ACCEPTED, _SUBMITTED) for m in pattern.finditer(before)]
    last = max((word.start() for word in words), default=0)
    earlier = [word for word in words if word.start() < last]
    elsewhere = any(_TO_A_PLACE.match(before, word.end()) for word in earlier)
    return last if elsewhere else 0


def status_of(before: str, after: str) -> str | None:
    """Return the status that the words ahead of a venue's name and behind it tell, else None."""
    if _IN_PASSING.search(before):
        return None
    before, after = _NOT_YET.sub(" ", before), _NOT_YET.sub(" ", after)
    if _REJECTED.search(before) or _REJECTED.search(after):
        return "rejected"
    ahead = _nearest(before)
    if _of_another_paper(before):
        return "submitted" if ahead == "submitted" else "related"
    behind = _behind(after)
    if ahead == "submitted" and behind == "accepted":
        return "accepted"
    return ahead or behind or ("accepted" if _PRINTED.search(before) else None)


_NOTHING_ELSE = re.compile(
    r"\W*(?:preprint\W+|currently |still |this is |the |this |paper |work |is |was |has been )*"
    r"(?:accepted|under (?:peer )?review|submitted|camera[- ]ready)"
    r"(?: version| paper| submission| preprint| copy| on \w[\w ,]*)?\W*",
    re.IGNORECASE,
)
_CAMERA_READY = any_of(r"\bcamera[- ]?ready\b")


def loose_status(clause: str) -> str | None:
    """Return the status that a clause tells which names no venue (`Under review`)."""
    return _nearest(clause) if _NOTHING_ELSE.fullmatch(clause) else _camera_ready(clause)


def _camera_ready(clause: str) -> str | None:
    """Only accepted papers get that far."""
    return "accepted" if _CAMERA_READY.search(clause) else None


def _of_another_paper(before: str) -> bool:
    if _OF_ANOTHER.search(before) or _EARLIER.search(before):
        return True
    longer = _LONGER.search(before)
    return bool(longer and not _STILL_TO_COME.search(before, longer.end()))


def _nearest(before: str) -> str | None:
    """Return the last word on the matter: "submitted and accepted to" is accepted."""
    accepted = max((match.end() for match in _ACCEPTED.finditer(before)), default=-1)
    submitted = max((match.end() for match in _SUBMITTED.finditer(before)), default=-1)
    if accepted == submitted == -1:
        return None
    return "accepted" if accepted >= submitted else "submitted"


def _behind(after: str) -> str | None:
    told = _ELSEWHERE.sub(" ", after)
    if _ACCEPTED.search(told):
        return "accepted"
    return "submitted" if _SUBMITTED.search(told) else None
