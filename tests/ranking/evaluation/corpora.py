"""A small made-up corpus: days of papers on many things, a few of them on two topics."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from tracker.model.identifiers import PaperId
from tracker.model.papers import Paper
from tracker.model.roadmap import Name, Roadmap, Stage, Topic

FIRST = date(2025, 6, 9)
DAYS, A_DAY = 12, 30
SPECULATIVE = Topic(
    "speculative-decoding",
    Name("Speculative decoding", "推测解码"),
    ("speculative decoding", "draft model"),
    aliases=("speculation",),
)
AGENTS = Topic("agents", Name("Agents", "智能体"), ("tool use", "autonomous agents"))
ROADMAP = Roadmap(Name("Two", ""), (Stage("one", Name("One", ""), (SPECULATIVE, AGENTS)),))

_SAID = {
    SPECULATIVE.id: ["speculative", "decoding", "draft", "model", "tokens", "verify", "accept"],
    AGENTS.id: ["autonomous", "agents", "tool", "use", "planning", "environment", "task", "web"],
}
_OTHER = [
    f"{start}{end}"
    for start in ("ba", "do", "fi", "gu", "ke", "lo", "mi", "nu", "pa", "ro", "su", "te")
    for end in ("ling", "ment", "tion", "ness", "ic", "al")
]


def papers(days: int = DAYS, a_day: int = A_DAY) -> Iterator[Paper]:
    """Yield the papers of so many days; each day the first is on one topic, the second on another.

    The same days come whatever the number of days is.
    """
    for day in range(days):
        for number in range(a_day):
            yield paper(day, number)


def paper(day: int, number: int) -> Paper:
    """Return paper `number` of a day: one in twelve of its words comes from anywhere."""
    random_of = random.Random(f"{day}/{number}")
    topic = _topic(number)
    own = _SAID[topic] if topic else _OTHER
    words = [
        random_of.choice(random_of.choice((*_SAID.values(), _OTHER)))
        if random_of.random() < 0.08
        else random_of.choice(own if random_of.random() < 0.12 else _OTHER)
        for _ in range(60)
    ]
    return Paper(
        PaperId("arxiv", f"2506.{day * 100 + number:05d}"),
        " ".join(words[:8]),
        abstract=" ".join(words[8:]),
        categories=("cs.CL",),
        announced_on=FIRST + timedelta(days=day),
    )


def judgements(days: int = DAYS) -> dict[str, set[str]]:
    """Return the ids of the papers that are on each topic."""
    judged: dict[str, set[str]] = {topic: set() for topic in _SAID}
    for day in range(days):
        for number in range(2):
            topic = _topic(number)
            assert topic
            judged[topic].add(paper(day, number).id.value)
    return judged


def _topic(number: int) -> str:
    return (*_SAID, "")[min(number, len(_SAID))]
