"""What every test may ask for: the folder of real data, and a quiet environment."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The real records and wire samples beside the checkout; skips loudly without them."""
    if not (SHARED / "data").is_dir():
        pytest.skip(
            "NEEDS ../shared beside the checkout: real records and wire samples are missing"
        )
    return SHARED


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No test reads or writes the configuration, data or proxies of whoever runs it."""
    import os

    for name in list(os.environ):
        if name.startswith("TRACKER_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "TRACKER_HOME"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
