"""What the ranking has learnt, kept by name as JSON text: no pickle, nothing that could run."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from tracker.store import tables
from tracker.store.database import Database
from tracker.store.rows import instant, instant_text


@dataclass(frozen=True, slots=True)
class Stored:
    """A model: `fingerprint` names what it was made for, `body` is what JSON can hold."""

    fingerprint: str
    made_at: datetime
    body: Mapping[str, Any]


class Models:
    """The learnt models by name; each is replaced whole."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, name: str) -> Stored | None:
        """Return the model of this name, None where it was never written or is damaged."""
        table = tables.models
        query = select(table.c.fingerprint, table.c.made_at, table.c.body).where(
            table.c.name == name
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        body = _body(row.body) if row else None
        return Stored(row.fingerprint, instant(row.made_at), body) if row and body else None

    def write(self, name: str, fingerprint: str, body: Mapping[str, Any], now: datetime) -> None:
        """Put a model in the place of the one of this name."""
        text = json.dumps(body, sort_keys=True, separators=(",", ":"))
        row = {
            "name": name,
            "fingerprint": fingerprint,
            "made_at": instant_text(now),
            "body": text,
        }
        with self._database.write_alone() as connection:
            connection.execute(delete(tables.models).where(tables.models.c.name == name))
            connection.execute(insert(tables.models), [row])


def _body(text: str) -> dict[str, Any] | None:
    """Return the model; a damaged one is learnt anew, so it is no error."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
