"""What is common and what is rare in AI papers: terms with document frequencies, and a sample."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracker import resources
from tracker.errors import BadData
from tracker.ranking.text import TEXT_VERSION

FILE_NAME = "background.tsv.gz"


@dataclass(frozen=True, slots=True)
class Background:
    """Document frequencies of `papers` papers, `terms` in ascending order.

    `sample` holds term counts (index into `terms` -> count) of a fixed sample of recent papers: the
    stream that percentiles are taken against until the user's own has grown. `version` is a hash
    of the whole content.
    """

    version: str
    papers: int
    terms: tuple[str, ...]
    frequencies: tuple[int, ...]
    sample: tuple[Mapping[int, int], ...] = ()


def builtin_background() -> Background:
    """Return the background that ships with the program."""
    return read_background(resources.folder("builtin") / FILE_NAME)


def read_background(path: Path) -> Background:
    """Read a background that `write_background` wrote.

    Raises BadData where the file is damaged or was built by another text version.
    """
    try:
        content = gzip.decompress(path.read_bytes())
        return _parse(content)
    except (OSError, EOFError, zlib.error, ValueError, KeyError, IndexError) as error:
        raise BadData(f"the background model {path} is damaged: {error}") from error


def write_background(
    path: Path,
    frequencies: Mapping[str, int],
    sample: Sequence[Mapping[str, int]],
    papers: int,
    built_from: Mapping[str, int],
) -> None:
    """Write a background; the same input gives the same bytes.

    `built_from` (papers by source file) is kept in the first line for people to read. The layout:
    a JSON line, a line "term TAB frequency" for each term, a line of "index:count" for each paper
    of the sample.
    """
    terms = sorted(frequencies)
    index = {term: place for place, term in enumerate(terms)}
    head = {
        "text_version": TEXT_VERSION,
        "papers": papers,
        "terms": len(terms),
        "sample": len(sample),
        "built_from": dict(built_from),
    }
    lines = [json.dumps(head, sort_keys=True)]
    lines += [f"{term}\t{frequencies[term]}" for term in terms]
    lines += [_sample_line(counts, index) for counts in sample]
    path.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))


def _sample_line(counts: Mapping[str, int], index: Mapping[str, int]) -> str:
    known = sorted((index[term], count) for term, count in counts.items() if term in index)
    return " ".join(f"{place}:{count}" for place, count in known)


def _parse(content: bytes) -> Background:
    first, *lines = content.decode().split("\n")
    head = json.loads(first)
    if head["text_version"] != TEXT_VERSION:
        raise ValueError("it was built for another version of the program")
    if len(lines) != head["terms"] + head["sample"]:
        raise ValueError("it is cut short")
    pairs = [line.split("\t") for line in lines[: head["terms"]]]
    return Background(
        version=hashlib.sha256(content).hexdigest()[:12],
        papers=head["papers"],
        terms=tuple(term for term, _ in pairs),
        frequencies=tuple(int(frequency) for _, frequency in pairs),
        sample=tuple(_parse_sample(line) for line in lines[head["terms"] :]),
    )


def _parse_sample(line: str) -> dict[int, int]:
    pairs = (entry.split(":") for entry in line.split())
    return {int(place): int(count) for place, count in pairs}
