"""Says what a roadmap could do better: topics that find nothing or everything, odd words."""

from collections.abc import Iterator

from tracker.model.roadmap import Activity, Finding, Flaw, Roadmap, Topic
from tracker.ranking.text import folded
from tracker.text import has_chinese

ENOUGH = 50
"""So many papers must have been ranked before a query is said to find too much."""

TOO_MANY = 0.2
"""A phrase that more papers have than this share tells nothing about one topic."""


def findings(roadmap: Roadmap, lately: Activity) -> tuple[Finding, ...]:
    """Return what could be better, topic by topic in roadmap order, then the must-reads.

    Where no paper was ranked `lately`, only what the roadmap itself shows; that a topic was not
    ranked is said only beside others that were, for else the roadmap is not in use.
    """
    in_use = any(topic.id in lately.strong for topic in roadmap.topics)
    found = [
        finding
        for topic in roadmap.topics
        for check in (_wording, _excludes, _matches)
        for finding in check(topic, lately)
        if in_use or finding.flaw is not Flaw.NOT_RANKED
    ]
    found += [Finding(Flaw.NO_ID, each.id) for each in roadmap.must_read if not each.ids]
    return tuple(found)


def _wording(topic: Topic, _lately: Activity) -> Iterator[Finding]:
    """Yield what the queries themselves show."""
    for query in topic.queries:
        if has_chinese(query):
            yield Finding(Flaw.CHINESE, topic.id, query)
    words = {word for query in topic.queries for word in folded(query).split()}
    if len(words) == 1:
        yield Finding(Flaw.ONE_WORD, topic.id, topic.queries[0])


def _excludes(topic: Topic, lately: Activity) -> Iterator[Finding]:
    asked = f" {' | '.join(folded(query) for query in topic.queries)} "
    for word in topic.exclude:
        if f" {folded(word)} " in asked:
            yield Finding(Flaw.OWN_EXCLUDE, topic.id, word)
        elif lately.excluded.get(word) == 0:
            yield Finding(Flaw.UNKNOWN_EXCLUDE, topic.id, word)


def _matches(topic: Topic, lately: Activity) -> Iterator[Finding]:
    if not lately.ranked:
        return
    if topic.id not in lately.strong:
        yield Finding(Flaw.NOT_RANKED, topic.id)
    elif not lately.strong[topic.id]:
        yield Finding(Flaw.NO_MATCH, topic.id)
    for query in topic.queries:
        papers = lately.asked.get(query, 0)
        if lately.ranked >= ENOUGH and papers > TOO_MANY * lately.ranked:
            yield Finding(Flaw.TOO_MUCH, topic.id, query, papers)
