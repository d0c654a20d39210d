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
    return _user_folder("XDG_DATA_HOME", ".local/share", "user_data_path")


def config_candidates(environ: Mapping[str, str] = os.environ) -> list[Path]:
    """Return where a configuration is looked for, the first found wins."""
    home = environ.get("TRACKER_HOME")
    return [
        Path(FILE),
        Path(home).expanduser() / FILE if home else _user_config() / FILE,
        Path("/etc") / APP / FILE,
    ]


def _user_config() -> Path:
    return _user_folder("XDG_CONFIG_HOME", ".config", "user_config_path")


def _user_folder(variable: str, below_home: str, elsewhere: str) -> Path:
    """Return the folder of the XDG rules, without the 9 ms of platformdirs where they hold."""
    if os.uname().sysname == "Linux":
        named = os.environ.get(variable, "")
        return (Path(named) if named.startswith("/") else Path.home() / below_home) / APP
    import platformdirs

    found: Path = getattr(platformdirs, elsewhere)(APP)
    return found
