"""What the errors of the two database drivers mean to a person; needs neither driver's toolkit."""

import sqlite3

from tracker.errors import Busy, ConfigError, StorageFailed, TrackerError, Unavailable

# The primary result codes of https://www.sqlite.org/rescode.html
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_CLOSED = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
_FAILING = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}

# SQLSTATE: no lock in time, serialization, deadlock; then disk and memory; then who may come in.
_PG_BUSY = ("55P03", "40001", "40P01")
_PG_FAILING = ("53", "58")
_PG_CLOSED = ("28", "3D", "42501", "25006")


def meaning(error: BaseException, name: str) -> TrackerError | None:
    """Return what a driver's error on the database `name` means; None for a mistake of our own."""
    if isinstance(error, sqlite3.Error):
        return _sqlite_meaning(error, name)
    return _postgresql_meaning(error, name)


def damaged(name: str, what: str) -> ConfigError:
    """Return the error for a file that is no database, or no whole one."""
    return ConfigError(
        f"{name} is damaged or not a database ({what}): move it away and restore a backup"
    )


def _sqlite_meaning(error: sqlite3.Error, name: str) -> TrackerError | None:
    # The low byte is the primary code; errors that the driver itself raises have none.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _BUSY:
        return Busy(f"another process holds the database {name}: try again")
    if code in _DAMAGED:
        return damaged(name, str(error))
    if code in _CLOSED:
        return ConfigError(f"cannot use the database {name}: {error}")
    if code in _FAILING:
        return StorageFailed(f"the database {name} could not be read or written: {error}")
    return None


def _postgresql_meaning(error: BaseException, name: str) -> TrackerError | None:
    code = getattr(error, "sqlstate", None)
    what = " ".join(str(error).split())
    if code is None and type(error).__name__ == "OperationalError":
        # Never connected, or cut off: the server had no say.
        return Unavailable(f"no connection to the database {name}: {what}")
    if code is None:
        return None
    if code in _PG_BUSY:
        return Busy(f"another process holds the database {name}: try again")
    if code.startswith(_PG_FAILING):
        return StorageFailed(f"the database {name} could not be read or written: {what}")
    if code.startswith(_PG_CLOSED):
        return ConfigError(f"cannot use the database {name}: {what}")
    if code.startswith(("08", "57P")):
        return Unavailable(f"no connection to the database {name}: {what}")
    return None
