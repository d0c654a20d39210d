"""Reads a database URL without loading a database library."""

from pathlib import Path

from tracker.errors import ConfigError

_SQLITE = "sqlite:///"
_POSTGRESQL = ("postgresql+psycopg://", "postgresql://")


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite URL, or None for a PostgreSQL one.

    Raises ConfigError for any other URL, and for a database in memory, which nobody could share.
    """
    if url.startswith(_POSTGRESQL):
        return None
    name = url.removeprefix(_SQLITE)
    if name == url or not name or name == ":memory:":
        raise ConfigError(
            "database.url must be sqlite:///FILE or postgresql+psycopg://HOST/NAME, "
            f"not {without_password(url)!r}"
        )
    return Path(name)


def postgresql_address(url: str) -> str:
    """Return a PostgreSQL URL as libpq reads it, without the name of our driver."""
    return "postgresql://" + url.partition("://")[2]


def without_password(url: str) -> str:
    """Return `url` fit to be shown: no user, no password, no options."""
    scheme, mark, rest = url.partition("://")
    host = rest.partition("?")[0].rpartition("@")[2]
    return f"{scheme}{mark}{host}"
