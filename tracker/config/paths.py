"""Where the configuration and the data of a user live."""

import os
from collections.abc import Mapping
from pathlib import Path

APP = "tracker"
FILE = "tracker.toml"


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the database and the site; `TRACKER_HOME` overrides it."""
    if home := environ.get("TRACKER_HOME"):
        return Path(home).expanduser()
    from platformdirs import user_data_path  # costs 9 ms: only where it is needed

    return user_data_path(APP)


def config_candidates(environ: Mapping[str, str] = os.environ) -> list[Path]:
    """Return where a configuration is looked for, the first found wins."""
    home = environ.get("TRACKER_HOME")
    return [
        Path(FILE),
        Path(home).expanduser() / FILE if home else _user_config() / FILE,
        Path("/etc") / APP / FILE,
    ]


def _user_config() -> Path:
    from platformdirs import user_config_path

    return user_config_path(APP)
