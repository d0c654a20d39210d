"""Daily papers through the whole tracker: papers nobody listed become known, and are never new."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.replay.worlds import record, world
from tests.worlds import Hands, morning, settings_text, tracker_in
from tracker.model.papers import Kind
from tracker.model.queries import PaperQuery
from tracker.replay import Fault, Replay, World

LISTED, ELSEWHERE = "2511.00001", "2511.00002"
NAME = "Hugging Face daily papers"


@pytest.fixture
def played(tmp_path: Path) -> World:
    """Two papers that are put forward: one of a followed category, and one of another."""
    return world(
        tmp_path,
        record(LISTED, daily=["2025-11-03", 40]),
        record(ELSEWHERE, categories=["cs.RO"], daily=["2025-11-03", 12]),
    )


def settings(replay: Replay) -> str:
    return settings_text(replay, more=f'[hf_daily]\nurl = "{replay.daily_url}"\n')


def test_a_paper_that_only_the_community_shows_is_known_whole_and_never_picked(
    played: World, tmp_path: Path
) -> None:
    hands = Hands(morning("2025-11-03") + timedelta(hours=6))
    with Replay(played, hands) as arxiv, tracker_in(tmp_path, settings(arxiv), hands) as tracker:
        report = tracker.run()
        assert [each.error for each in report.sources] == [None] * len(report.sources)
        hands.forward(timedelta(days=1))  # The query API may have come before the daily papers.
        tracker.run()
        known = {each.paper.id.value: each for each in tracker.find(PaperQuery(limit=9))}
        picked = {each.paper.id.value for each in tracker.draft(None, None).picks}
    assert set(known) == {LISTED, ELSEWHERE}
    assert ELSEWHERE not in picked
    elsewhere = known[ELSEWHERE]
    assert elsewhere.paper.announced_on is None
    assert (elsewhere.paper.complete, elsewhere.paper.comment) == (True, "12 pages")
    assert [(each.source, each.kind) for each in elsewhere.announcements] == [(NAME, Kind.MENTION)]
    assert {each.kind for each in known[LISTED].announcements} == {Kind.NEW, Kind.MENTION}


def test_a_refusal_pauses_its_host_alone_and_is_told(played: World, tmp_path: Path) -> None:
    hands = Hands(morning("2025-11-03"))
    with Replay(played, hands) as arxiv:
        arxiv.fail("/api/daily_papers", Fault.refused(404))
        with tracker_in(tmp_path, settings(arxiv), hands) as tracker:
            report = tracker.run()
    failed = {each.source for each in report.sources if each.error}
    assert failed == {NAME}
