from pathlib import Path

import pytest

from tracker import resources
from tracker.errors import BadData
from tracker.ranking.background import (
    FILE_NAME,
    builtin_background,
    read_background,
    write_background,
)


def written(path: Path) -> Path:
    write_background(
        path, {"model": 3, "languag model": 2}, [{"model": 4, "new": 1}], 5, {"months": 5}
    )
    return path


def test_the_builtin_background_loads_and_is_small() -> None:
    background = builtin_background()
    assert (resources.folder("builtin") / FILE_NAME).stat().st_size < 2_000_000
    assert background.papers > 50_000
    assert len(background.sample) == 500


def test_the_builtin_background_knows_common_from_rare() -> None:
    background = builtin_background()
    frequency = dict(zip(background.terms, background.frequencies, strict=True))
    assert frequency["model"] > frequency["distil"] > frequency["knowledg distil"] > 0


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    background = read_background(written(tmp_path / FILE_NAME))
    assert background.terms == ("languag model", "model")
    assert background.frequencies == (2, 3)
    assert background.sample == ({1: 4},)
    assert background.papers == 5


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = written(tmp_path / "first"), written(tmp_path / "second")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("keep", [0, 10, 60])
def test_a_cut_background_is_bad_data(tmp_path: Path, keep: int) -> None:
    path = written(tmp_path / FILE_NAME)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(BadData, match="is damaged"):
        read_background(path)


def test_a_background_of_another_text_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / FILE_NAME)
    monkeypatch.setattr("tracker.ranking.background.TEXT_VERSION", 0)
    with pytest.raises(BadData, match="built for another version"):
        read_background(path)
