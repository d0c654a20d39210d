"""Harvests a list of papers that is one document: asked for conditionally, and read whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tracker.http import Http, Response
from tracker.model.harvests import Batch, Checkpoint, SourceSpec
from tracker.sources.checkpoints import read_checkpoint, write_checkpoint
from tracker.sources.programmes import (
    Resume,
    Snapshot,
    after,
    ask,
    batch_of,
    next_turn,
    renewed,
    unchanged,
    unpublished,
)


def harvest_document(
    spec: SourceSpec,
    http: Http,
    checkpoint: Checkpoint | None,
    now: datetime,
    accept: str,
    read: Callable[[Response], Snapshot | str],
) -> Batch:
    """Return the batch of the list at `spec.url`, empty where the document has not changed.

    `read` says in words why a document has no papers yet, and raises BadData for what is no whole
    list.
    """
    resume = read_checkpoint(checkpoint, Resume) or Resume()
    answer = ask(http, spec.url, resume, now, accept)
    if answer is None:
        batch, kept = unpublished(spec, "there is no list yet (404)", resume.listed), resume
    elif answer.unchanged:
        batch, kept = unchanged(spec, resume), renewed(resume, answer)
    else:
        batch = _batch(spec, read(answer), resume)
        kept = after(resume, answer, batch, now)
    return replace(batch, checkpoint=write_checkpoint(kept), next_at=next_turn(spec, answer, now))


def _batch(spec: SourceSpec, found: Snapshot | str, resume: Resume) -> Batch:
    if isinstance(found, str):
        return unpublished(spec, found, resume.listed)
    return batch_of(spec, found, resume.listed)
