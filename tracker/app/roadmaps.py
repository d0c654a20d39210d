"""What can be done with roadmaps: make one of notes, check one, and walk it."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import BadData

if TYPE_CHECKING:
    from tracker.model.notes import Understood
    from tracker.model.roadmap import Finding, Roadmap
    from tracker.store.reading import Reader

LATELY = timedelta(days=14)
"""How far back a check of a roadmap looks."""


def import_notes(file: Path) -> "tuple[str, Understood]":
    """Return the roadmap file that a learner's Markdown notes make, and what was understood.

    Raises OSError where the file cannot be read, BadData where it is no notes.
    """
    from tracker.notes import as_toml, understand
    from tracker.notes.markdown import decoded

    try:
        understood = understand(decoded(file.read_bytes()))
    except BadData as error:
        raise BadData(f"{file}: {error}") from error
    return as_toml(understood, file.name), understood


def read_file(file: Path) -> "Roadmap":
    """Return the roadmap in `file`; raises BadData with the place of the mistake."""
    from tracker.ranking.roadmap_file import read_roadmap

    return read_roadmap(file)


def check(
    roadmap: "Roadmap", reader: "Reader | None", today: date
) -> "tuple[tuple[Finding, ...], int]":
    """Return what `roadmap` could do better, and how many papers of the last weeks that rests on.

    Without a `reader` of papers, only what the roadmap itself shows.
    """
    from tracker.model.roadmap import Activity
    from tracker.ranking.roadmap_check import findings

    lately = reader.activity(roadmap, today - LATELY) if reader else Activity()
    return findings(roadmap, lately), lately.ranked
