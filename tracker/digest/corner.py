"""Chooses what an edition says of the papers that must be read."""

from collections.abc import Callable, Collection, Iterable, Sequence

from tracker.model.editions import Edition, EditionState, ReadingCorner
from tracker.model.roadmap import MustRead


def corner(
    must_reads: Sequence[MustRead],
    done: Collection[str],
    reader: str,
    before: Callable[[], Iterable[Edition]],
) -> ReadingCorner | None:
    """Return the first must-read that is not in `done` (ids) for `reader`, with how many are.

    Once all are done that is said in one edition and then nothing more: `before` gives the digest's
    earlier editions, newest first, and is asked only then.
    """
    left = [each for each in must_reads if each.id not in done]
    if left:
        return ReadingCorner(len(must_reads) - len(left), len(must_reads), left[0], reader)
    last = next((each.corner for each in before() if each.corner), None)
    just_done = bool(must_reads) and last is not None and last.paper is not None
    return ReadingCorner(len(must_reads), len(must_reads), None, reader) if just_done else None


def has_room(state: EditionState) -> bool:
    """Tell whether an edition of this state may speak of must-reads: not where arXiv failed."""
    return state is not EditionState.FAILED
