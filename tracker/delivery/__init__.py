"""How an edition reaches a reader; one file per channel, and the folder is the registry.

A file offers a channel by defining `KIND` and `open_channel(options)`.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType
from typing import Protocol

from tracker.model.deliveries import Parcel


class Channel(Protocol):
    """One configured way to hand over parcels."""

    @property
    def name(self) -> str: ...

    @property
    def wants_pages(self) -> bool:
        """True where `deliver` publishes `parcel.pages` instead of the one edition."""
        ...

    def deliver(self, parcel: Parcel) -> None:
        """Hand over `parcel`; to return is to have delivered.

        Raises DeliveryFailed where a later try may succeed, DeliveryRefused where none will, and
        DeliveryInDoubt where it may have arrived.
        """
        ...


def kinds() -> dict[str, ModuleType]:
    """Return the modules of this folder that offer a channel, by its kind."""
    found = (
        importlib.import_module(f"{__name__}.{each.name}")
        for each in pkgutil.iter_modules(__path__)
    )
    return {module.KIND: module for module in found if hasattr(module, "KIND")}


def open_channel(kind: str, options: Mapping[str, object]) -> Channel:
    """Return the channel `kind` with its options; raises ValueError where no file offers it.

    Raises ConfigError for options that the channel cannot work with.
    """
    module = kinds().get(kind)
    if module is None:
        raise ValueError(f"no channel {kind!r}; there are {', '.join(sorted(kinds()))}")
    channel: Channel = module.open_channel(options)
    return channel
