"""Checkpoints as JSON: each source has a frozen dataclass of its own for what it must remember."""

from typing import TypeVar

import msgspec

from tracker.model.harvests import Checkpoint

_Kept = TypeVar("_Kept")


def read_checkpoint(checkpoint: Checkpoint | None, kind: type[_Kept]) -> _Kept | None:
    """Return what `write_checkpoint` kept, None where there is nothing that can be read.

    Starting afresh repeats work and loses nothing, so an unreadable checkpoint is no error.
    """
    if checkpoint is None:
        return None
    try:
        return msgspec.json.decode(checkpoint, type=kind)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None


def write_checkpoint(kept: object) -> Checkpoint:
    """Return `kept`, a dataclass of plain values, as a checkpoint."""
    return msgspec.json.encode(kept).decode()
