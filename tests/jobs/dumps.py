"""Lines of both shapes that can be imported, and files of them."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import zstandard


def line(number: int = 1, **fields: Any) -> dict[str, Any]:
    """Return one of our own lines, with everything filled in; a field of None is left out."""
    known = {
        "id": f"2511.{number:05d}",
        "title": f"Paper {number} on attention",
        "abstract": f"We study the attention of models, case {number}.",
        "authors": ["Ada Lovelace", "Alan Turing"],
        "categories": ["cs.CL", "cs.LG"],
        "published": "2025-10-30T17:59:59Z",
        "updated": None,
        "comment": "12 pages",
        "journal_ref": None,
        "doi": None,
        "listed": "2025-11-03",
    }
    return {name: value for name, value in (known | fields).items() if value is not None}


def snapshot_line(number: int = 1, **fields: Any) -> dict[str, Any]:
    """Return a line as the public arXiv snapshot has it."""
    known = {
        "id": f"0704.{number:04d}",
        "submitter": "Ada Lovelace",
        "authors": "A. B. Lovelace and Alan Turing",
        "title": f"Paper {number} on\n  attention",
        "comments": "12 pages,\n  3 figures",
        "journal-ref": "Phys.Rev.D76:013009,2007",
        "doi": f"10.1103/PhysRevD.76.{number:06d}",
        "report-no": "ANL-HEP-PR-07-12",
        "categories": "cs.CL math.CO",
        "license": "http://creativecommons.org/licenses/by/4.0/",
        "abstract": "  A fully\ndifferential calculation.\n  A second paragraph.\n",
        "versions": [
            {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
            {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
        ],
        "update_date": "2008-11-26",
        "authors_parsed": [["Lovelace", "A. B.", "Jr."], ["Turing", "Alan", "", "Bletchley"]],
    }
    return {name: value for name, value in (known | fields).items() if value is not None}


def written(
    folder: Path, lines: Iterable[dict[str, Any] | bytes], name: str = "dump.jsonl"
) -> Path:
    """Write lines into a file, packed as the end of its name says."""
    told = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines]
    content = b"".join(each + b"\n" for each in told)
    file = folder / name
    if name.endswith(".gz"):
        content = gzip.compress(content)
    elif name.endswith(".zst"):
        content = zstandard.ZstdCompressor().compress(content)
    file.write_bytes(content)
    return file
