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


def size(file: Path) -> int | None:
    """Return the size of a database file in bytes, None where there is none.

    Raises ConfigError where one may not look.
    """
    try:
        return file.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"cannot use the database {file}: {error.strerror}") from error


def without_password(url: str) -> str:
    """Return `url` fit to be shown: no user, no password, no options."""
    scheme, mark, rest = url.partition("://")
    host = rest.partition("?")[0].rpartition("@")[2]
    return f"{scheme}{mark}{host}"
