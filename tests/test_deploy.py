"""The service files: accepted by systemd, and closed off as far as they claim."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None,
    reason="NEEDS systemd-analyze (Debian package systemd): the units are not verified",
)


@pytest.fixture
def rendered(tmp_path: Path) -> Path:
    """The units with the program of this environment in place of /usr/local/bin/tracker."""
    program = Path(sys.executable).with_name("tracker")
    if not program.exists():
        pytest.skip("NEEDS an installed program (make install): the units are not verified")
    for file in DEPLOY.glob("tracker*.*"):
        if file.suffix in {".service", ".timer"}:
            text = file.read_text(encoding="utf-8")
            (tmp_path / file.name).write_text(
                text.replace("/usr/local/bin/tracker", str(program)), encoding="utf-8"
            )
    return tmp_path


@needs_systemd
def test_systemd_accepts_the_rendered_units(rendered: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(map(str, rendered.iterdir()))],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_service_is_exposed_at_most_two_of_ten(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
    )
    level = re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout)
    assert level, done.stdout + done.stderr
    assert float(level[1]) <= 2.0


def test_the_cron_line_is_silent_and_never_runs_twice_at_once() -> None:
    lines = (DEPLOY / "tracker.cron").read_text(encoding="utf-8").splitlines()
    (job,) = [line for line in lines if line.startswith("*")]
    assert "flock -n" in job
    assert job.endswith("tracker run --quiet")
