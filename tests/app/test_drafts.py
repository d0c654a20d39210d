"""A preview shows what would be issued, and claims nothing that nobody knows."""

from pathlib import Path

import pytest

from tests.worlds import Hands, morning, settings_text, tracker_in
from tracker.errors import SchemaAbsent
from tracker.model.editions import EditionState
from tracker.replay import Fault, Replay, World


def test_where_nothing_was_ever_fetched_a_preview_says_how_to_begin(tmp_path: Path) -> None:
    hands = Hands(morning("2025-11-05"))
    with Replay(World(), hands) as arxiv:
        with tracker_in(tmp_path, settings_text(arxiv), hands) as tracker:
            with pytest.raises(SchemaAbsent, match="tracker run"):
                tracker.draft()
    assert not list(tmp_path.glob("*.db"))


def test_before_arxiv_has_ever_answered_no_day_is_called_quiet(tmp_path: Path) -> None:
    hands = Hands(morning("2025-11-05"))
    with Replay(World(), hands) as arxiv:
        arxiv.fail("/", Fault.reset())
        with tracker_in(tmp_path, settings_text(arxiv), hands) as tracker:
            tracker.fetch(["arxiv-api"])
            assert tracker.draft().state is EditionState.FAILED
