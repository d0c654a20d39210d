"""Reads how a paper is presented at a venue, from an award down to a poster."""

from tracker.venues.patterns import any_of

_NO_WINNER = r"(?! (?:award )?(?:candidate|nomin|finalist))"
_NO_TALK = r"(?! (?:cancer|cavity|disease|health|histor|hygiene|medic|squamous|tradition))"

_PRESENTATIONS = (
    (
        "award",
        any_of(
            # Not "supported by NSF award 123".
            r"\b(?:best|outstanding|distinguished|paper|poster|prize|price)\b\W+(?:\w+\W+){0,2}"
            rf"awards?\b{_NO_WINNER}",
            rf"\bbest (?:\w+ )?(?:paper|poster)\b{_NO_WINNER}",
            rf"\boutstanding paper\b{_NO_WINNER}",
            r"\bhonou?rable mention\b|\baward[- ]winning\b",
        ),
    ),
    ("oral", any_of(rf"\borals?\b{_NO_TALK}")),
    ("spotlight", any_of(r"\bspotlights?\b")),
    ("highlight", any_of(r"\bhighlight(?:s|ed)?\b(?! (?:the|that|how|our|an?|some|several)\b)")),
    ("poster", any_of(r"\bposters?\b")),
)
PRESENTATIONS = tuple(name for name, _ in _PRESENTATIONS)
"""From the strongest to the weakest."""

_NOTHING_ELSE = any_of(
    r"\W*(?:[\w-]+\W+){0,2}(?:oral|spotlight|highlight|best paper|poster)s?(?:\W+[\w-]+)?\W*$"
)


def presentation_of(text: str) -> str | None:
    """Return the strongest presentation that `text` tells, else None."""
    return next((name for name, pattern in _PRESENTATIONS if pattern.search(text)), None)


def loose_presentation(clause: str) -> str | None:
    """Return the presentation that a clause tells which says nothing else (`Oral talk`)."""
    return presentation_of(clause) if _NOTHING_ELSE.match(clause) else None
