"""Everything that knows SQL; one file per noun.

`tracker.store.store.Store` is the door for jobs that write, and loads SQLAlchemy.
`tracker.store.reading.open_reader` is the door for questions, and loads next to nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.store.store import Store as Store

__all__ = ["Store"]


def __getattr__(name: str) -> object:
    # The store loads SQLAlchemy, for which a question through the reader must not pay.
    if name == "Store":
        from tracker.store.store import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
