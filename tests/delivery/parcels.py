"""Parcels for the tests of this folder."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tracker.model.deliveries import Page, Parcel

PARCEL = Parcel(
    recipient="reader@example.org",
    message_id="<0123456789abcdef@example.net>",
    digest="daily",
    local_date=date(2026, 11, 23),
    composed_at=datetime(2026, 11, 23, 7, 0, tzinfo=UTC),
    lang="en",
    subject="[tracker] 2026-11-23: 5 top, 12 in all – KV cache",
    text="Papers\n\n.\nFrom here on: caf\u00e9 and 论文 https://arxiv.org/abs/2611.00001\n"
    + "x" * 300,
    html='<!DOCTYPE html><html><body><a href="https://arxiv.org/abs/2611.00001">é</a></body></html>',
    pages=(Page("index.html", b"<p>index"), Page("e/daily/2026-11-23/index.html", b"<p>edition")),
)
FROM = {"from": "Paper digest <digest@example.net>"}


def parcel(**changes: object) -> Parcel:
    return replace(PARCEL, **changes)  # type: ignore[arg-type]  # tests change what they name
