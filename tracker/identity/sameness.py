"""Decides whether two records are one paper; pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from tracker.identity.abstracts import phrases_shared
from tracker.identity.people import Agreement, agreement, people
from tracker.identity.titles import Likeness, is_generic, is_telling, likeness, title_key
from tracker.identity.years import arxiv_of, years_between
from tracker.model.identifiers import ARXIV, DOI
from tracker.model.merges import Verdict
from tracker.model.papers import Paper

# Registrants of preprints and of data: such a DOI names another stage of a paper than a
# publisher's does (https://www.crossref.org/documentation/research-nexus/posted-content).
_PREPRINTS = tuple(
    f"10.{registrant}/"
    for registrant in (
        *(48550, 1101, 2139, 5281, 6084, 20944, 21203, 26434, 31219, 31222, 31234, 36227, 64898),
    )
)
# Each of these lists has a paper once.
_PROCEEDINGS = ("anthology", "pmlr", "cvf")
# And each edition of these, which their ids begin with.
_BY_EDITION = ("event", "proceedings")

# A paper is submitted again and again, and put on arXiv late, but not for ever.
_FAR = 4
# From arXiv to the venue, where nothing but titles is known.
_NEAR = range(-1, 4)


class Finding(NamedTuple):
    """A verdict and its reason, in a few words of English.

    Not `proven` is what titles alone tell where arXiv's record names no authors. It holds where no
    other paper is as near, and until the authors are known.
    """

    verdict: Verdict
    why: str = ""
    proven: bool = True


_DIFFERENT = Finding(Verdict.DIFFERENT)


def compare(one: Paper, other: Paper) -> Finding:
    """Compare what two records tell of their papers; it does not matter which comes first.

    Titles with authors or with abstracts prove a paper the same. Two arXiv ids, DOIs of two
    publishers, two entries of one list and years between them object to that: such a pair is at
    most likely.
    """
    seen = _pair(one, other)
    found = _by_text(seen)
    if found.verdict is Verdict.DIFFERENT:
        return found
    objection = _objection(one, other, seen.years)
    if not objection:
        return found
    if found.verdict is Verdict.SAME or not seen.changed:
        told, _, _ = found.why.partition(", but ")
        return Finding(Verdict.LIKELY, f"{told}, but {objection}")
    return _DIFFERENT


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two records beside each other.

    `changed` is how near their titles are, None where they are equal; `phrases` the share of their
    abstracts, None where one has none; `years` those from arXiv to the venue. `unnamed` says that
    of the two only arXiv's record has no authors: it came from a dump that left them out.
    """

    title: str
    changed: Likeness | None
    people: Agreement
    phrases: float | None
    years: int | None
    unnamed: bool


def _pair(one: Paper, other: Paper) -> _Pair:
    equal = title_key(one.title) == title_key(other.title)
    agreed = agreement(one.authors, other.authors)
    nameless, named = sorted((one, other), key=lambda each: bool(people(each.authors)))
    return _Pair(
        title=one.title,
        changed=None if equal else likeness(one.title, other.title),
        people=agreed,
        phrases=phrases_shared(one.abstract, other.abstract),
        years=years_between(one, other),
        unnamed=not agreed.known
        and bool(arxiv_of(nameless) and people(named.authors) and not arxiv_of(named)),
    )


# --- what the text says ---------------------------------------------------------------------------


def _by_text(seen: _Pair) -> Finding:
    if seen.changed and seen.changed.sequel:
        return _DIFFERENT
    if not seen.changed and is_generic(seen.title):
        return _by_generic_title(seen)
    if seen.people.known:
        return _changed_by_authors(seen, seen.changed) if seen.changed else _by_authors(seen)
    return _without_authors(seen)


def _by_generic_title(seen: _Pair) -> Finding:
    """Judge two papers called `Editorial`: not even their authors make them one."""
    if seen.people.share == 1 and (seen.phrases is None or _same_text(seen)):
        return Finding(Verdict.LIKELY, "same authors, but the title says nothing")
    return _DIFFERENT


def _by_authors(seen: _Pair) -> Finding:
    if seen.people.share >= 0.5 or (seen.people.cover == 1 and seen.people.shared > 1):
        return Finding(Verdict.SAME, "same title and authors")
    if seen.people.shared and _same_text(seen):
        return Finding(Verdict.SAME, "same title and abstract")
    if seen.people.shared or _same_text(seen):
        return Finding(Verdict.LIKELY, "same title, other authors")
    return _DIFFERENT


def _changed_by_authors(seen: _Pair, title: Likeness) -> Finding:
    if seen.people.share >= 0.6 and _same_text(seen):
        return Finding(Verdict.SAME, "same authors and abstract, changed title")
    if not _near_years(seen) or (seen.phrases is not None and seen.phrases < 0.1):
        return _DIFFERENT
    near = title.whole or title.share >= 0.8 or (title.name and title.share >= 0.5)
    told = seen.phrases is None or seen.phrases >= 0.2
    if near and told and seen.people.share >= 0.8 and seen.people.shared > 1:
        return Finding(Verdict.SAME, "same authors, changed title")
    if seen.people.share >= 0.5 and (near or (title.share >= 0.7 and seen.people.share >= 0.8)):
        return Finding(Verdict.LIKELY, "same authors, similar title")
    return _DIFFERENT


def _without_authors(seen: _Pair) -> Finding:
    if _same_text(seen) and (not seen.changed or seen.changed.share >= 0.3):
        return Finding(Verdict.SAME, "same title and abstract")
    if seen.changed:
        return _changed_alone(seen, seen.changed) if _near_years(seen) else _DIFFERENT
    if seen.unnamed and _near_years(seen) and is_telling(seen.title):
        return Finding(Verdict.SAME, "same title, and arXiv's record names no authors", False)
    return Finding(Verdict.LIKELY, "same title, but no authors to compare")


def _changed_alone(seen: _Pair, title: Likeness) -> Finding:
    if seen.phrases is not None and seen.phrases < 0.1:
        return _DIFFERENT
    plain = title.whole or (title.name and title.share >= 0.8)
    if seen.unnamed and (plain or (title.share >= 0.9 and title.words > 5)):
        why = "title with another name, and arXiv's record names no authors"
        return Finding(Verdict.SAME, why, False)
    if plain or title.share >= 0.8 or (title.name and title.share >= 0.55):
        return Finding(Verdict.LIKELY, "similar title, but no authors to compare")
    if title.within and title.words > 5:
        return Finding(Verdict.LIKELY, "title with more words, but no authors to compare")
    return _DIFFERENT


def _same_text(seen: _Pair) -> bool:
    return seen.phrases is not None and seen.phrases >= 0.5


def _near_years(seen: _Pair) -> bool:
    return seen.years is None or seen.years in _NEAR


# --- what objects ---------------------------------------------------------------------------------


def _objection(one: Paper, other: Paper, years: int | None) -> str:
    if _disjoint(one, other, ARXIV):
        return "two arXiv ids"
    if _disjoint(one, other, DOI, _of_a_publisher):
        return "two DOIs"
    if any(_disjoint(one, other, scheme) for scheme in _PROCEEDINGS):
        return "two papers of one proceedings"
    if any(_of_one_edition(one, other, scheme) for scheme in _BY_EDITION):
        return "two papers of one programme"
    if years is not None and abs(years) > _FAR:
        return f"{abs(years)} years apart"
    return ""


def _disjoint(one: Paper, other: Paper, scheme: str, counts: Callable[[str], bool] = bool) -> bool:
    """Tell whether both have identifiers of a scheme, and none of them in common."""
    values, others = (
        {each.value for each in (paper.id, *paper.identifiers)
         if each.scheme == scheme and counts(each.value)}
        for paper in (one, other)
    )  # fmt: skip
    return bool(values and others) and values.isdisjoint(others)


def _of_a_publisher(doi: str) -> bool:
    return not doi.startswith(_PREPRINTS)


def _of_one_edition(one: Paper, other: Paper, scheme: str) -> bool:
    """Tell whether both stand in one edition of a venue, as two papers."""
    shared = _editions(one, scheme) & _editions(other, scheme)
    return bool(shared) and _disjoint(one, other, scheme)


def _editions(paper: Paper, scheme: str) -> set[str]:
    ids = (paper.id, *paper.identifiers)
    return {each.value.partition("/")[0] for each in ids if each.scheme == scheme}
