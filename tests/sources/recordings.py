"""Documents written for the tests, beside the objects that they have to become."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from tracker.model.harvests import Batch, SourceSpec

FOLDER = Path(__file__).parent / "recordings"


@dataclass(frozen=True)
class Recording:
    """A document, the source and instant it is read with, and the batches it must give."""

    path: Path
    body: bytes
    spec: SourceSpec
    now: datetime
    expected: list[dict[str, Any]]

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"


def recordings(kind: str) -> list[Recording]:
    return [_recording(path) for path in documents(kind)]


def documents(kind: str) -> list[Path]:
    return sorted(path for path in (FOLDER / kind).iterdir() if path.suffix != ".json")


def as_written(batch: Batch) -> dict[str, Any]:
    """Return a batch as the JSON files have it: what is empty is left out, as is the checkpoint."""
    plain = json.loads(msgspec.json.encode(batch))
    del plain["checkpoint"]
    return {name: _terse(value) for name, value in plain.items() if value not in ([], None)}


def _recording(path: Path) -> Recording:
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return Recording(
        path,
        path.read_bytes(),
        msgspec.convert(told["spec"], SourceSpec),
        datetime.fromisoformat(told["now"]),
        told["batches"],
    )


def _terse(value: Any) -> Any:
    if isinstance(value, list):
        return [_terse(each) for each in value]
    if isinstance(value, dict):
        return {k: _terse(v) for k, v in value.items() if v not in ([], None, "", False)}
    return value
