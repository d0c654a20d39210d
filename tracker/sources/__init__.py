"""Where announcements come from; one file per kind, and the folder is the registry.

A file offers a kind by defining `KIND` and `open_source(spec, tools)`.
"""

import importlib
import pkgutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import ModuleType
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from tracker.model.harvests import Batch, Checkpoint, SourceSpec
from tracker.sources.parsing import FeedParser

if TYPE_CHECKING:  # An import of files needs a source's rules, and no HTTP.
    from tracker.http import Http


@dataclass(frozen=True, slots=True)
class Account:
    """A name and a password at a service; the password is kept out of logs and tracebacks."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tools:
    """What a source works with: the polite client, the limited feed parser, and accounts.

    `accounts` go by the kind of source.
    """

    http: "Http"
    parser: FeedParser
    accounts: Mapping[str, Account] = field(default_factory=dict)


class Source(Protocol):
    """One configured origin that can be asked for what is new."""

    @property
    def spec(self) -> SourceSpec: ...

    def harvest(self, checkpoint: Checkpoint | None, now: datetime) -> Iterator[Batch]:
        """Yield batches since `checkpoint` (None: never asked before).

        Raises a TrackerError where the source cannot be used; batches already yielded stay valid.
        """
        ...


@runtime_checkable
class Completes(Protocol):
    """A source that can add full metadata to papers known by id."""

    def complete(self, ids: Sequence[str], now: datetime) -> Iterator[Batch]:
        """Yield batches of `papers` for the arXiv base ids, in slices; unknown ids are left out."""
        ...


@runtime_checkable
class Backfills(Protocol):
    """A source that can be asked for a range of announcement days of its `categories`.

    `mailing_free` are the dates without a mailing that it reckons with.
    """

    @property
    def categories(self) -> tuple[str, ...]: ...

    @property
    def mailing_free(self) -> Collection[date]: ...

    def backfill(self, since: date, until: date, now: datetime) -> Iterator[Batch]:
        """Yield a batch a day for the days `since` to `until`, inclusive."""
        ...


def kinds() -> dict[str, ModuleType]:
    """Return the modules of this folder that offer a kind, by its name."""
    found = (
        importlib.import_module(f"{__name__}.{each.name}")
        for each in pkgutil.iter_modules(__path__)
    )
    return {module.KIND: module for module in found if hasattr(module, "KIND")}


def open_source(spec: SourceSpec, tools: Tools) -> Source:
    """Return the source that `spec` describes; raises ValueError for a kind that no file offers."""
    module = kinds().get(spec.kind)
    if module is None:
        raise ValueError(f"no source kind {spec.kind!r}; there are {', '.join(sorted(kinds()))}")
    source: Source = module.open_source(spec, tools)
    return source
