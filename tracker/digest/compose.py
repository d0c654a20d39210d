"""Chooses what an edition holds: watched papers, the best of the day, then the best by topic."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from tracker import text
from tracker.digest.updates import list_section, news_section, venues_section
from tracker.model.editions import (
    Candidate,
    Day,
    Digest,
    Edition,
    EditionState,
    Pick,
    Section,
    VenueList,
)
from tracker.model.events import PaperNews
from tracker.model.posts import Post
from tracker.model.roadmap import Name, Roadmap
from tracker.text import excerpt

TOP = 5
PER_TOPIC = 8
POSTS = 10
QUIET_BELOW = 15.0
"""Papers with a lower score (of about 100) get no line; a day without better ones is quiet."""

_SAME_TITLE = 0.8
_TOP_NAME = Name("Top picks", "精选")
_WATCH_NAME = Name("From your watch list", "来自关注列表")
_OTHER_NAME = Name("Beside the roadmap", "路线图之外")
_POSTS_NAME = Name("From the labs", "实验室动态")


def compose(
    digest: Digest,
    candidates: Sequence[Candidate],
    posts: Sequence[Post],
    day: Day,
    roadmap: Roadmap,
    now: datetime,
    local_date: date,
    *,
    welcome: bool = False,
    quiet_below: float = QUIET_BELOW,
    news: Sequence[PaperNews] = (),
    lists: Sequence[VenueList] = (),
) -> Edition:
    """Return the edition of `digest` for `local_date`, chosen from `candidates` and `posts`.

    Same input, same edition, whatever the order of the input. `now` is the instant of composing,
    `quiet_below` the score under which only watched papers are picked. All `news` and `lists` are
    told; of lists with `best` papers those that match are shown.
    """
    wanted = _Wanted(frozenset(digest.topics), roadmap)
    matching = _in_order(each for each in candidates if wanted(each, quiet_below))
    top, rest = _choose(matching, digest.limit, wanted.topic)
    dates = sorted(each.paper.announced_on for each in candidates if each.paper.announced_on)
    return Edition(
        digest=digest.name,
        local_date=local_date,
        lang=digest.lang,
        state=_state(bool(top or rest), day, welcome),
        composed_at=now,
        day=day,
        sections=_sections(
            top,
            rest,
            posts,
            wanted,
            news,
            _listed(lists, [*top, *rest], digest, wanted, quiet_below),
        ),
        considered=len(candidates),
        more=len(matching) - len(top) - len(rest),
        topic_names=tuple((topic.id, topic.name) for topic in roadmap.topics),
        first_on=dates[0] if dates else None,
        last_on=dates[-1] if dates else None,
    )


# --- what belongs to the digest -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Knows the digest's topics, and which of them a paper belongs to."""

    topics: frozenset[str]
    roadmap: Roadmap

    def __call__(self, candidate: Candidate, quiet_below: float) -> bool:
        if _watched(candidate):
            return True
        on_topic = "*" in self.topics or bool(self.topic(candidate))
        return on_topic and candidate.score.value >= quiet_below

    def topic(self, candidate: Candidate) -> str:
        """Return the topic of the strongest topic reason that the digest follows, or ''."""
        reasons = [
            (-reason.value, reason.about)
            for reason in candidate.score.reasons
            if reason.kind == "topic" and reason.value > 0 and self._follows(reason.about)
        ]
        return min(reasons)[1] if reasons else ""

    def _follows(self, topic: str) -> bool:
        return "*" in self.topics or topic in self.topics


def _watched(candidate: Candidate) -> bool:
    return any(reason.kind == "watch" for reason in candidate.score.reasons)


def _in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(candidates, key=lambda each: (-each.score.value, str(each.paper.id)))


# --- choosing -------------------------------------------------------------------------------------

_TopicOf = Callable[[Candidate], str]


def _choose(
    matching: Sequence[Candidate], limit: int, topic_of: _TopicOf
) -> tuple[list[Candidate], list[Candidate]]:
    """Return the top and the rest; all watched papers are in one of them, whatever the limit."""
    watched = sum(map(_watched, matching))
    shelf = _Shelf(places=max(limit - watched, 0))
    several = len({topic_of(each) for each in matching[:limit]}) > 1
    top = shelf.take(matching, topic_of, TOP, TOP // 2 if several else TOP)
    left = [each for each in matching if each not in top]
    must = shelf.take(filter(_watched, left), topic_of, len(left), len(left))
    rest = shelf.take((each for each in left if each not in must), topic_of, limit, PER_TOPIC)
    return top, _in_order([*must, *rest])


@dataclass(slots=True)
class _Shelf:
    """Takes papers best first while there are `places`, and refuses near-duplicate titles.

    Watched papers need no place and are never duplicates.
    """

    places: int
    _titles: list[frozenset[str]] = field(default_factory=list)

    def take(
        self, candidates: Iterable[Candidate], topic_of: _TopicOf, most: int, per_topic: int
    ) -> list[Candidate]:
        taken: list[Candidate] = []
        topics: Counter[str] = Counter()
        for each in candidates:
            topic = topic_of(each)
            if len(taken) == most:
                break
            if topics[topic] < per_topic and self._accepts(each):
                taken.append(each)
                topics[topic] += 1
        return taken

    def _accepts(self, candidate: Candidate) -> bool:
        words = _title_words(candidate.paper.title)
        if not _watched(candidate):
            if not self.places or any(_alike(words, known) for known in self._titles):
                return False
            self.places -= 1
        self._titles.append(words)
        return True


def _title_words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.readable(title).casefold()))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _SAME_TITLE * len(one | other) and bool(one)


# --- arranging ------------------------------------------------------------------------------------


def _sections(
    top: Sequence[Candidate],
    rest: Sequence[Candidate],
    posts: Sequence[Post],
    wanted: _Wanted,
    news: Sequence[PaperNews],
    listed: Sequence[Section],
) -> tuple[Section, ...]:
    groups = [
        _section("top", "top", _TOP_NAME, top),
        news_section(news),
        *_by_topic(rest, wanted),
        *listed,
        Section("posts", "posts", _POSTS_NAME, posts=_newest(posts)),
    ]
    return tuple(each for each in groups if each.size)


def _listed(
    lists: Sequence[VenueList],
    chosen: Sequence[Candidate],
    digest: Digest,
    wanted: _Wanted,
    quiet_below: float,
) -> list[Section]:
    """Return a section for each list with papers that match, then one that names the others."""
    shelf = _Shelf(0, [_title_words(each.paper.title) for each in chosen])
    shown = {each.paper.id for each in chosen}
    whole, named = [], []
    for each in sorted(lists, key=lambda each: (-each.year, each.venue)):
        best = (one for one in each.best if one.paper.id not in shown and wanted(one, quiet_below))
        matching = _in_order(best)
        picked = _take_listed(shelf, matching, digest.limit, wanted.topic)
        shown |= {one.paper.id for one in picked}
        if picked:
            whole.append(list_section(each, picked, len(matching)))
        else:
            named.append(each)
    return [*whole, venues_section(named)]


def _take_listed(
    shelf: _Shelf, matching: Sequence[Candidate], limit: int, topic_of: _TopicOf
) -> list[Candidate]:
    """Take the best of each topic, and where that leaves places, the best of what is left."""
    shelf.places = limit
    taken = shelf.take(matching, topic_of, limit, PER_TOPIC)
    left = [each for each in matching if each not in taken]
    return _in_order([*taken, *shelf.take(left, topic_of, limit - len(taken), limit)])


def _by_topic(rest: Sequence[Candidate], wanted: _Wanted) -> list[Section]:
    """Return a section a topic, in the roadmap's order; what has no topic comes last."""
    groups: dict[str, list[Candidate]] = {}
    for each in rest:
        groups.setdefault(wanted.topic(each) or _without_topic(each), []).append(each)
    names = {topic.id: topic.name for topic in wanted.roadmap.topics}
    known = [id_ for id_ in names if id_ in groups]
    unknown = sorted(groups.keys() - names.keys())
    names |= {"watch": _WATCH_NAME, "other": _OTHER_NAME}
    return [
        _section("topic", id_, names.get(id_, Name(id_, id_)), groups[id_])
        for id_ in (*known, *unknown)
    ]


def _without_topic(candidate: Candidate) -> str:
    return "watch" if _watched(candidate) else "other"


def _section(kind: str, id_: str, name: Name, candidates: Sequence[Candidate]) -> Section:
    sentences = 2 if kind == "top" else 1
    return Section(kind, id_, name, picks=tuple(_pick(each, sentences) for each in candidates))


def _pick(candidate: Candidate, sentences: int) -> Pick:
    return Pick(candidate.paper, candidate.score, excerpt(candidate.paper.abstract, sentences))


def _newest(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Return the newest posts; one that two feeds carry under the same address counts once."""
    ordered = sorted(posts, key=lambda each: (each.source, each.guid))
    ordered.sort(key=lambda each: each.published_at, reverse=True)
    by_address: dict[object, Post] = {}
    for each in ordered:
        by_address.setdefault(each.url or (each.source, each.guid), each)
    return tuple(by_address.values())[:POSTS]


# --- naming the day -------------------------------------------------------------------------------


def _state(picked: bool, day: Day, welcome: bool) -> EditionState:
    if picked:
        return EditionState.WELCOME if welcome else EditionState.REGULAR
    if day.arxiv_failed:
        return EditionState.FAILED
    states = {"weekend": EditionState.WEEKEND, "holiday": EditionState.HOLIDAY}
    if day.kind in states:
        return states[day.kind]
    return EditionState.STALE if any(map(day.is_stale, day.open_days)) else EditionState.QUIET
