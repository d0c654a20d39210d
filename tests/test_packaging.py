"""Wheel, sdist and checkout all find their templates, migrations and built-in data."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOOK = """
from tracker.resources import folder
from tracker.language import translations
for name, file in [("templates", "edition"), ("migrations", "env.py"), ("builtin", "roadmap.toml")]:
    assert (folder(name) / file).exists(), (name, file)
    print(folder(name))
assert translations("zh").gettext("Why") != "Why", "the Chinese catalogue is not compiled"
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
        text=True,
    )
    return folder


def look_from(site: Path, tmp_path: Path) -> str:
    """Run the program's own resource lookup with `site` first on the path, outside the checkout."""
    env = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_finds_its_folders_inside_the_package(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    assert str(site / "tracker" / "templates") in look_from(site, tmp_path)


def test_the_sdist_holds_what_a_wheel_is_built_from(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"templates/locale/zh/LC_MESSAGES/tracker.po", "migrations/env.py", "Makefile"} <= names
    assert not any(name.endswith((".pyc", ".mo")) for name in names if name.startswith("tests/"))


def test_the_checkout_finds_its_folders_beside_the_package(tmp_path: Path) -> None:
    assert str(ROOT / "templates") in look_from(ROOT, tmp_path)


def test_no_templates_folder_in_the_package_shadows_the_real_one() -> None:
    assert not (ROOT / "tracker" / "templates").exists()
    assert not (ROOT / "tracker" / "migrations").exists()


def test_no_file_names_a_package_registry_or_a_path_of_this_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    # Written in pieces, so that this file is not what it looks for.
    forbidden = ["pypi" + ".org", "--index" + "-url", "--extra-index" + "-url", "/work" + "/main"]
    wrong = []
    for name in listed.stdout.splitlines():
        text = (ROOT / name).read_text(encoding="utf-8", errors="ignore")
        wrong += [(name, word) for word in forbidden if word in text]
    assert wrong == []
