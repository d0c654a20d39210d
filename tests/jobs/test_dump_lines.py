"""Lines come out of a file whatever packs it, and a damaged end costs only itself."""

import gzip
import io
import struct
from pathlib import Path

import pytest
import zstandard

from tests.jobs.dumps import line, written
from tracker.jobs.dump_lines import LONGEST, DamagedFile, read_lines


def lines_of(file: Path, after: int = 0) -> list[tuple[int, bytes]]:
    return list(read_lines(io.FileIO(file), after))


def until_damage(file: Path) -> int:
    """Return how many lines come before the file is found to be damaged."""
    lines, count = read_lines(io.FileIO(file)), 0
    try:
        while next(lines):
            count += 1
    except DamagedFile:
        return count
    pytest.fail("no damage was found")


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.gz.txt"])
def test_lines_are_numbered_from_one(tmp_path: Path, name: str) -> None:
    found = lines_of(written(tmp_path, [b"one", b"", b"three"], name))
    assert found == [(1, b"one\n"), (2, b"\n"), (3, b"three\n")]


def test_what_packs_a_file_is_told_from_its_bytes_not_its_name(tmp_path: Path) -> None:
    file = written(tmp_path, [b"one"], "a.gz")
    plain = file.rename(tmp_path / "a.json")
    assert lines_of(plain) == [(1, b"one\n")]


def test_reading_goes_on_after_a_line(tmp_path: Path) -> None:
    assert lines_of(written(tmp_path, [b"one", b"two"]), after=1) == [(2, b"two\n")]


def test_an_empty_file_has_no_lines_and_the_last_needs_no_end(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"")
    assert lines_of(file) == []
    file.write_bytes(b"\xef\xbb\xbfone\r\ntwo")
    assert lines_of(file) == [(1, b"one\r\n"), (2, b"two")]


def test_a_line_that_is_too_long_comes_cut_and_the_next_one_whole(tmp_path: Path) -> None:
    found = lines_of(written(tmp_path, [b"x" * (3 * LONGEST), b"next"]))
    assert [(number, len(line)) for number, line in found] == [(1, LONGEST + 1), (2, 5)]


def test_parts_packed_one_after_the_other_are_one_file(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(gzip.compress(b"one\n") + gzip.compress(b"two\n"))
    assert len(lines_of(file)) == 2
    pack = zstandard.ZstdCompressor().compress
    skippable = struct.pack("<II", 0x184D2A50, 4) + b"size"
    file.write_bytes(skippable + pack(b"one\n") + pack(b"two\n"))
    assert len(lines_of(file)) == 2


@pytest.mark.parametrize("name", ["a.gz", "a.zst"])
def test_a_file_that_is_cut_short_gives_the_lines_before_the_cut(tmp_path: Path, name: str) -> None:
    file = written(
        tmp_path, [line(number, comment=f"{number * 7919:x}") for number in range(3000)], name
    )
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) * 2 // 3])
    assert 1000 < until_damage(file) < 3000


@pytest.mark.parametrize("name", ["a.gz", "a.zst"])
def test_noise_within_a_file_is_damage(tmp_path: Path, name: str) -> None:
    file = written(tmp_path, [line(number) for number in range(50)], name)
    noisy = bytearray(file.read_bytes())
    noisy[40:60] = bytes(range(200, 220))
    file.write_bytes(noisy)
    assert until_damage(file) < 50


def test_a_bomb_is_read_in_bounded_pieces(tmp_path: Path) -> None:
    file = tmp_path / "a.zst"
    with zstandard.open(file, "wb") as packed:
        for _ in range(64):
            packed.write(bytes(1 << 20))
    assert file.stat().st_size < 20_000
    assert [len(line) for _, line in read_lines(io.FileIO(file))] == [LONGEST + 1]


def test_a_zip_archive_is_refused_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "archive.zip"
    file.write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(DamagedFile, match="unpack it"):
        lines_of(file)
