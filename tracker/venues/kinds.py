"""Reads what part of a venue a clause speaks of: its main track, a workshop, a challenge."""

import re

from tracker.venues.patterns import any_of

_SUFFIXES = {"W": "workshop", "WS": "workshop", "F": "findings"}
_GLUED = re.compile(r"\W{0,2}(?:20)?\d\d(?P<suffix>WS|W|F)\b")


_STUDENT = any_of(
    r"\bSRW\b", r"\bstudent (?:research|abstract|paper|track|workshop)", r"\bdoctoral consortium"
)
_CHALLENGE = any_of(
    r"\bshared[ -]task(?!s)",
    r"\b(?:\d(?:st|nd|rd|th)|first|second|third|fourth|top-?\d)[ -](?:place|prize|price)\b",
    r"\bchampions?(?:hip)?\b",
    r"\bwinn(?:er|ing)[ -](?:solution|entry|submission|report|of)|\bplace winner",
    r"\bsolution (?:report )?(?:for|to|of)\b",
    r"\btechnical report for\b",
    r"\branked? (?:first|second|third|\d)",
    r"\n\s*cup\b",  # right behind the name: KDD Cup
)
_CONTEST = any_of(r"\b(?:challenge|competition)\b")
_WORKSHOP_NAMED = any_of(r"\bworkshops?\W+(?:on|and|for|of|&|\()")
_WORKSHOP = any_of(
    r"(?<!conference and )\bworkshops?\b",
    r"\bco-?located\b|\bin conjunction with\b",
    r"\bsymposi(?:um|a)\b|\bbridge (?:program|20\d\d)",
    r"\b(?:SemEval|CoNLL|WMT|BabyLM|ArabicNLP|BlackboxNLP)",
)
# `FinNLP @ EMNLP`, `accepted to FinNLP at EMNLP`: an event of its own there.
_AT_THE_VENUE = re.compile(
    r"(?:\s?(?P<sign>@)\s?|\sat\s)(?:the\s)?(?:\d+(?:st|nd|rd|th)\s)?(?:IEEE/CVF\s|ACM\s)?$",
    re.IGNORECASE,
)
_EVENT_BEHIND = re.compile(r"\W*(?:20)?\d\d\s?@\s?[A-Z]")
_EVENT_BEGINS = re.compile(r"[,:(]|\b(?:to|at|in|by|for|as|of)\b", re.IGNORECASE)
_NO_EVENT = any_of(
    r"\b(?:track|proc|round|main|conference|present|publi|poster|oral|spotlight|highlight|session"
    r"|talk|paper|ac+[ept]{2}|su[bm]{1,3}|appear|review|award|tutorial|demo|camera|version|article)",
    r"\b(?:work|pages?|figures?|tables?|study|code)\b",
)
_PROPER = re.compile(r"\b[A-Z]\w*[A-Z0-9]|\b[A-Z]\w+ (?:\w+ )*[A-Z]\w+")
_OTHERS = (
    ("findings", any_of(r"(?<!our )(?<!key )(?<!these )\bfindings?\b")),
    ("industry", any_of(r"\bindustry\b|\bindustrial (?:track|paper)")),
    (
        "demo",
        any_of(
            r"\bsystems? demo",
            r"\bdemo(?:s|nstrations?)?\b(?=\W*(?:track|paper|session|program|20\d\d|[,.;:)\]-]*$|\())",
        ),
    ),
    (
        "datasets",
        any_of(
            r"\b(?:D\s?\\?&\s?B|E\s?\\?&\s?D)\b|\bDB track",
            r"\b(?:datasets?|evaluations?) (?:and|\\?&) (?:benchmarks?|datasets?)\b",
            r"\b(?:datasets?|benchmarks?) track",
        ),
    ),
    ("position", any_of(r"\bposition (?:papers?|track)\b|\(position\)")),
    ("tutorial", any_of(r"\btutorials?\b|\bblog[ -]?posts?\b|\bcreative ai\b|\btiny papers?\b")),
)
_MAIN = any_of(r"\bmain (?:technical |research )?(?:conference|track|paper)|[( -]main\b[) ]*$")


def kind_of(before: str, suffix: str, after: str) -> str | None:
    """Return the kind that the words around a venue's name tell, None where they tell none."""
    glued = _GLUED.match(after)
    if suffix or glued:
        return _SUFFIXES[suffix or (glued["suffix"].upper() if glued else "")]
    text = f"{before} \n{after}"
    if _STUDENT.search(text):
        return "srw"
    if _of_a_contest(text):
        return "challenge"
    if _WORKSHOP.search(text) or _of_an_event(before) or _EVENT_BEHIND.match(after):
        return "workshop"
    others = (kind for kind, pattern in _OTHERS if pattern.search(text))
    return next(others, "main" if _MAIN.search(text) else None)


def _of_an_event(before: str) -> bool:
    at = _AT_THE_VENUE.search(before)
    if not at:
        return False
    event = _EVENT_BEGINS.split(before[: at.start()])[-1].strip()
    if at["sign"]:
        return bool(event) and not _NO_EVENT.match(event.rpartition(" ")[2])
    return bool(_PROPER.search(event)) and not _NO_EVENT.search(event)


def _of_a_contest(text: str) -> bool:
    if _CHALLENGE.search(text):
        return True
    contest, named = _CONTEST.search(text), _WORKSHOP_NAMED.search(text)
    return bool(contest and not (named and named.start() < contest.start()))


_ITS_WORKSHOP = re.compile(
    r"\W*(?:\d+(?:st|nd|rd|th) |first |second |third )?(?:\w+ )?workshops?\b(?! version| paper)",
    re.IGNORECASE,
)


_ITS_TRACK = re.compile(r"\W*(?:[\w&-]+ ){1,4}(?:track|papers?)\W*", re.IGNORECASE)


def loose_kind(clause: str) -> str | None:
    """Return the kind of a clause that names nothing else (`1st MSLR Workshop`, `Demo Track`)."""
    if _ITS_WORKSHOP.match(clause):
        return "workshop"
    return kind_of(clause, "", "") if _ITS_TRACK.fullmatch(clause) else None
