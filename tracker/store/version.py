"""Which schema this program works with, and what to say of any other."""

from tracker.errors import SchemaAbsent, SchemaMismatch

SCHEMA_VERSION = 3
"""The number of the newest revision in migrations/, also SQLite's `user_version`."""

APPLICATION_ID = 0x74726B72
"""Marks a SQLite file as ours ("trkr"), https://www.sqlite.org/pragma.html#pragma_application_id"""


def require_version(found: int, where: str, newest: int = SCHEMA_VERSION) -> None:
    """Raise SchemaAbsent (found is 0) or SchemaMismatch unless `found` is `newest`."""
    if found == 0:
        raise no_schema(where)
    if found > newest:
        raise newer_schema(found, where, newest)
    if found < newest:
        raise SchemaMismatch(
            f"the database {where} has schema {found}, this program works with {newest}: "
            "run `tracker db upgrade`"
        )


def no_schema(where: str) -> SchemaAbsent:
    """Return the error for a database that was never made."""
    return SchemaAbsent(f"there is no database at {where} yet: run `tracker run` to make one")


def newer_schema(found: int, where: str, newest: int = SCHEMA_VERSION) -> SchemaMismatch:
    """Return the error for a database of a later program."""
    return SchemaMismatch(
        f"the database {where} has schema {found}, made by a newer program (this one knows "
        f"{newest}): update tracker, or restore the backup made before the upgrade"
    )
