"""Chooses the clock: the machine's, or for tests one that starts at `TRACKER_NOW`."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from tracker.config.settings import Settings
from tracker.errors import ConfigError
from tracker.model.clock import Clock, system_clock

VARIABLE = "TRACKER_NOW"


def clock_for(settings: Settings, environ: Mapping[str, str]) -> Clock:
    """Return the machine's clock, or one set by `TRACKER_NOW` that runs on from there.

    Raises ConfigError where the variable is set and any configured URL is not in
    `http.allow_hosts`: a set clock must never meet a real server.
    """
    text = environ.get(VARIABLE)
    if not text:
        return system_clock
    from tracker.config.checking import only_allowed_hosts

    if not only_allowed_hosts(settings):
        raise ConfigError(f"{VARIABLE} is for tests: every URL's host must be in http.allow_hosts")
    return _running_from(_instant(text))


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{VARIABLE}: {text!r} is not an ISO instant") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _running_from(start: datetime) -> Clock:
    began = time.monotonic()
    return lambda: (start + timedelta(seconds=time.monotonic() - began)).astimezone(UTC)
