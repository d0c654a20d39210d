"""The error map: every failure the program expects, and the exit code it ends with."""


class TrackerError(Exception):
    """Root of all expected failures; `str(error)` is one line a person can act on.

    `exit_code` follows sysexits.h where it has a name for the case.
    """

    exit_code = 1


class UsageError(TrackerError):
    """A command or a value was wrong; the message names the nearest right one."""

    exit_code = 2


class BadData(TrackerError):
    """A document, file or record could not be understood (EX_DATAERR)."""

    exit_code = 65


class NotAFeed(BadData):
    """A web page, an empty body or cut XML came where a feed should be."""


class ParserStopped(BadData):
    """The parser child was stopped at its time or memory limit."""


class Unavailable(TrackerError):
    """A source or server could not be used; the rest is done and kept (EX_UNAVAILABLE)."""

    exit_code = 69


class FetchFailed(Unavailable):
    """One HTTP exchange failed: no connection, a deadline, a cap, a refusal."""


class HostUnreachable(FetchFailed):
    """No connection came about (name not found, refused, no route), so nothing was sent."""


class AddressRefused(FetchFailed):
    """The connected address is private and not in `http.allow_hosts`."""


class BodyTooLarge(FetchFailed):
    """A body grew past its cap, on the wire or when decompressed."""


class BadStatus(FetchFailed):
    """The server answered with a status that is neither 2xx nor 304."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class HostResting(FetchFailed):
    """The host asked for a pause (403, 429, 503) that is not over; no request was sent.

    `until` is an ISO-8601 instant in UTC.
    """

    def __init__(self, message: str, until: str) -> None:
        super().__init__(message)
        self.until = until


class DeliveryFailed(Unavailable):
    """A channel did not accept a delivery this time; it is tried again later."""


class DeliveryRefused(DeliveryFailed):
    """A channel refused a delivery for good (SMTP 5xx); it is not tried again."""


class DeliveryInDoubt(DeliveryFailed):
    """The connection was lost after the content was sent: it may or may not have arrived."""


class StorageFailed(TrackerError):
    """A disk or a file could not be read or written (EX_IOERR)."""

    exit_code = 74


class Busy(TrackerError):
    """Another process holds the database; try again (EX_TEMPFAIL)."""

    exit_code = 75


class ConfigError(TrackerError):
    """Configuration, secrets, or a database of another version (EX_CONFIG)."""

    exit_code = 78


class SchemaMismatch(ConfigError):
    """The database was made by another version of the program."""


class SchemaAbsent(ConfigError):
    """There is no database yet; the message says which command makes one."""
