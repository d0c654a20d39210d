"""Reads the stored comments anew after an update that reads them otherwise."""

from collections.abc import Callable

from tracker.store.store import Store


def reread(store: Store, *, stopped: Callable[[], bool] = lambda: False) -> int:
    """Read the comments of all papers anew where that is due; return how many papers that were.

    It costs one small question where nothing is due; what is left when it is stopped is done next
    time.
    """
    papers = 0
    while not stopped() and (some := store.rereading.step()):
        papers += some
    return papers
