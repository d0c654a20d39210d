"""The largest list a virtual site may send: its reading costs seconds, and memory near its size."""

import json
import sys
import tempfile
from pathlib import Path
from random import Random

from benchmarks.measuring import cost_of, verdict

_EVENTS, _PAPERS = 7000, 6500
_WORDS = [f"word{number}" for number in range(3000)]
_READ = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tests.sources.fakes import FakeHttp, tools
from tracker.model.harvests import SourceSpec
from tracker.sources import open_source
body = b"" if sys.argv[2:] else Path(sys.argv[1]).read_bytes()
options = {"venue": "ICML", "year": 2026}
spec = SourceSpec("venue/icml-2026", "virtual-site", "https://site.test/e", options=options)
source = open_source(spec, tools(FakeHttp(body), None))
if body:
    (batch,) = source.harvest(None, datetime(2026, 5, 15, tzinfo=UTC))
    print(batch.programme.listed)
"""


def main() -> bool:
    """Print what reading 7,000 events with their abstracts costs over starting up."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.json"
        file.write_text(json.dumps(_file()), encoding="utf-8")
        size = file.stat().st_size / 2**20
        whole = cost_of([sys.executable, "-c", _READ, str(file)])
        start = cost_of([sys.executable, "-c", _READ, str(file), "start only"])
    print(f"A list of {_EVENTS:,} events ({size:.0f} MB): {whole.output.strip()} papers")
    return all(
        [
            verdict("CPU to read it", whole.cpu - start.cpu, 5, "s"),
            verdict(
                "memory over starting up, times its size", (whole.peak - start.peak) / size, 3, "x"
            ),
        ]
    )


def _file() -> dict[str, object]:
    random = Random(1)
    events = [_event(number, random) for number in range(_EVENTS)]
    return {"count": len(events), "next": None, "previous": None, "results": events}


def _event(number: int, random: Random) -> dict[str, object]:
    paper = number % _PAPERS
    forum = f"https://openreview.net/forum?id=a{paper:09}"
    person = {"fullname": "Ann Other", "institution": _text(random, 4), "url": _text(random, 4)}
    return {
        "id": number,
        "uid": f"{paper:032x}",
        "name": f"{_text(random, 10)} {paper}",
        "authors": [person] * 6,
        "abstract": _text(random, 180),
        "decision": "Accept (poster)",
        "eventtype": "Poster",
        "virtualsite_url": f"/virtual/2026/poster/{number}",
        "paper_url": forum,
        "eventmedia": [{"name": "OpenReview", "type": "URL", "uri": forum}] * 3,
        "visible": True,
        "schedule": _text(random, 250),
    }


def _text(random: Random, words: int) -> str:
    return " ".join(random.choices(_WORDS, k=words))
