"""When the topics are learnt anew, and from what: the rules, which need no database."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from tracker.ranking.counting import Lexicon, count_documents

ENOUGH = 500
"""With fewer papers of the user's own, the shipped sample alone knows better."""

MOST_LEARNT_FROM = 12_000
"""The last papers that are learnt from: two months of cs.CL and cs.LG."""

_GROWN = 1.25
_WEEK = timedelta(days=7)
_A_WEEKS_PAPERS = 200
_MIN_WORD, _MIN_PAIR = 5, 12  # A new word must stand in so many papers, a new pair in so many.


def is_due(then: int, papers: int, age: timedelta) -> bool:
    """Tell whether it is time: there were `then` papers when it was last done, `age` ago.

    It is, when the papers have grown by a quarter, and after a week that brought two hundred.
    """
    if papers < ENOUGH:
        return False
    much = papers >= max(ENOUGH, then) * _GROWN or then < ENOUGH
    return much or (age >= _WEEK and papers - then >= _A_WEEKS_PAPERS)


def counted(texts: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return in how many of the (title, abstract) texts each term stands."""
    lexicon = Lexicon()
    numbers, counts = count_documents(texts, lexicon)
    terms = (lexicon.term(number) for number in numbers.tolist())
    return dict(zip(terms, counts.tolist(), strict=True))


def summed(
    old: Mapping[str, int], new: Mapping[str, int], known: Collection[str]
) -> dict[str, int]:
    """Return the sum; of terms that neither `known` nor `old` has only the frequent ones."""
    kept = known | old.keys()
    found = {term: n for term, n in new.items() if term in kept or n >= _floor(term)}
    return {term: old.get(term, 0) + found.get(term, 0) for term in old.keys() | found.keys()}


def _floor(term: str) -> int:
    return _MIN_PAIR if " " in term else _MIN_WORD
