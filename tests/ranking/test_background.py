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
        path,
        {"languag model": 2, "model": 3},
        [{"model": 4, "new": 1}, {}, {"languag model": 300, "model": 1}],
        5,
        {"months": 5},
        {"languag": "language", "model": "model"},
        [["cs.CL", "cs.LG"], [], ["cs.CV"]],
    )
    return path


def test_the_builtin_background_loads_and_is_small() -> None:
    background = builtin_background()
    assert (resources.folder("builtin") / FILE_NAME).stat().st_size < 2_000_000
    assert background.papers > 50_000
    assert len(background.sample) == 8000


def test_the_builtin_background_knows_common_from_rare() -> None:
    background = builtin_background()
    frequency = dict(zip(background.terms, background.frequencies, strict=True))
    assert frequency["model"] > frequency["distil"] > frequency["knowledg distil"] > 0


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    background = read_background(written(tmp_path / FILE_NAME))
    assert background.terms == ("model", "languag model")
    assert background.frequencies == (3, 2)
    assert background.papers == 5
    assert background.sample.ends.tolist() == [0, 1, 1, 3]
    assert background.sample.places.tolist() == [0, 0, 1]
    assert background.sample.counts.tolist() == [4, 1, 255]
    assert background.sample.categories == (("cs.CL", "cs.LG"), (), ("cs.CV",))


def test_a_term_is_said_in_the_words_that_people_write() -> None:
    assert builtin_background().as_written("knowledg distil") == "knowledge distillation"
    assert builtin_background().as_written("zorbif") == "zorbif"


def test_a_background_grows_by_papers_of_the_users_own(tmp_path: Path) -> None:
    shipped = read_background(written(tmp_path / FILE_NAME))
    grown = shipped.grown(10, {"model": 9, "zorb": 4})
    assert grown.papers == 15
    assert dict(zip(grown.terms, grown.frequencies, strict=True)) == {
        "model": 12,
        "languag model": 2,
        "zorb": 4,
    }
    assert grown.terms[:2] == shipped.terms
    assert grown.version != shipped.version
    assert shipped.grown(0, {}) is shipped


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = written(tmp_path / "first"), written(tmp_path / "second")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("keep", [0, 10, 60, 120])
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
