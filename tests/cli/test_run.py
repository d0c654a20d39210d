"""The work, told line by line, and the exit code that goes with how it went."""

import os
import signal
from datetime import date, timedelta

from tests.builders import NOW, spec
from tests.cli.fakes import FakeTracker, call
from tests.cli.test_lists import FAILED
from tracker.cli.run import interruptible
from tracker.model.editions import EditionState
from tracker.model.harvests import Recorded
from tracker.model.reports import (
    DeliveryOutcome,
    IssuedEdition,
    Plan,
    Report,
    Resting,
    SourceOutcome,
)

LATER = NOW + timedelta(hours=1)
GOOD = SourceOutcome("arxiv-rss/cs.CL", Recorded(papers=312), notes=("one note",))
BLOG = SourceOutcome("OpenAI", Recorded(posts=2))
BAD = SourceOutcome("BAIR", error="HTTP 503", next_at=LATER)
ISSUED = IssuedEdition("daily", "2025-11-03", EditionState.REGULAR, 20, 312)
DELIVERED = DeliveryOutcome("daily", "2025-11-03", "site", "")


def test_every_kind_of_day_has_a_word() -> None:
    for state in EditionState:
        issued = IssuedEdition("daily", "2025-11-03", state, 0, 0)
        done = call("run", tracker=FakeTracker(report=Report(issued=(issued,))))
        assert f"({state.value})" in done.out


def test_a_run_says_what_it_did() -> None:
    report = Report((GOOD, BLOG), 312, (ISSUED,), (DELIVERED,), next_at=LATER)
    done = call("run", tracker=FakeTracker(report=report))
    assert done.code == 0
    assert done.out.splitlines()[:3] == [
        "2 sources asked, 312 new papers, 2 posts.",
        "Edition daily of 2025-11-03 (regular): 20 picks from 312.",
        "Delivered: daily 2025-11-03, site",
    ]
    assert done.out.splitlines()[3].startswith("Site: ")
    assert done.out.splitlines()[4].startswith("Next: 2025-11-03")


def test_progress_is_talk_and_goes_to_stderr() -> None:
    done = call("run", tracker=FakeTracker(report=Report((GOOD, BLOG))))
    assert "  arxiv-rss/cs.CL: 312 new papers\n" in done.err
    assert "  OpenAI: 0 new papers, 2 posts\n" in done.err


def test_notes_are_told_to_those_who_want_more() -> None:
    assert "one note" not in call("run", tracker=FakeTracker(report=Report((GOOD,)))).err
    assert "one note" in call("run", "-v", tracker=FakeTracker(report=Report((GOOD,)))).err


def test_a_quiet_run_is_silent_where_all_is_well() -> None:
    report = Report((GOOD, BLOG), 312, (ISSUED,), (DELIVERED,), next_at=LATER)
    done = call("run", "--quiet", tracker=FakeTracker(report=report))
    assert (done.code, done.out, done.err) == (0, "", "")


def test_quiet_may_stand_before_the_command_too() -> None:
    done = call("--quiet", "run", tracker=FakeTracker(report=Report((GOOD,))))
    assert (done.out, done.err) == ("", "")


def test_one_failing_source_is_one_line_and_exit_69_also_when_quiet() -> None:
    done = call("run", "-q", tracker=FakeTracker(report=Report((GOOD, BAD))))
    assert (done.code, done.out) == (69, "")
    assert done.err.count("\n") == 1
    assert done.err.startswith("  BAIR: HTTP 503 (next try 2025-11-03 ")


def test_when_no_source_answers_the_demo_is_named() -> None:
    done = call("run", tracker=FakeTracker(report=Report((BAD,))))
    assert done.code == 69
    assert "tracker demo" in done.err


def test_a_run_in_which_every_source_waits_lists_them_and_ends_69() -> None:
    waiting = Resting("BAIR", LATER, "HTTP 503")
    tracker = FakeTracker(report=Report(resting=(waiting,)), rows=((spec("BAIR"), None),))
    done = call("run", tracker=tracker)
    assert done.code == 69
    assert "BAIR: HTTP 503" in done.err
    assert "tracker demo" in done.err


def test_one_waiting_source_among_others_is_no_failure() -> None:
    waiting = Resting("BAIR", LATER, "HTTP 503")
    rows = ((spec("BAIR"), None), (spec("OpenAI"), None))
    tracker = FakeTracker(report=Report(resting=(waiting,), next_at=LATER), rows=rows)
    done = call("run", tracker=tracker)
    assert done.code == 0
    assert done.out.splitlines()[0] == "Nothing was due."
    assert done.out.splitlines()[1].startswith("Next: ")


def test_a_failed_delivery_is_told_and_ends_69() -> None:
    lost = DeliveryOutcome("daily", "2025-11-03", "email", "ada@lab.example", error="refused")
    done = call("run", "-q", tracker=FakeTracker(report=Report((GOOD,), delivered=(lost,))))
    assert done.code == 69
    assert done.err == "Not delivered: daily 2025-11-03, email ada@lab.example: refused\n"


def test_a_delivery_in_doubt_is_called_so() -> None:
    lost = DeliveryOutcome("daily", "2025-11-03", "email", "a@b", error="cut off", in_doubt=True)
    done = call("run", tracker=FakeTracker(report=Report(delivered=(lost,))))
    assert "In doubt: daily 2025-11-03, email a@b: cut off" in done.err


def test_a_bug_in_a_source_ends_70_after_the_rest_was_done() -> None:
    bug = SourceOutcome("BAIR", error="unexpected KeyError: 'x'", bug=True)
    assert call("run", tracker=FakeTracker(report=Report((GOOD, bug)))).code == 70


def test_a_missing_contact_is_mentioned_once_and_not_to_the_quiet() -> None:
    assert call("run", tracker=FakeTracker()).err.count("http.contact is not set") == 1
    assert "http.contact" not in call("run", "-q", tracker=FakeTracker()).err
    told = call("run", tracker=FakeTracker(), TRACKER_HTTP__CONTACT="mailto:ada@lab.test").err
    assert "http.contact" not in told


def test_a_dry_run_says_what_would_be_done_and_does_nothing() -> None:
    plan = Plan(("OpenAI",), (Resting("BAIR", LATER, "HTTP 503"),),
                (("daily", date(2025, 11, 3)),), (FAILED,), LATER)  # fmt: skip
    tracker = FakeTracker(planned=plan)
    done = call("run", "--dry-run", tracker=tracker)
    assert [line.split(" ", 2)[:2] for line in done.out.splitlines()] == [
        ["would", "fetch"], ["would", "issue"], ["would", "deliver"], ["waiting", "until"],
        ["Next:", done.out.splitlines()[-1].split()[1]],
    ]  # fmt: skip
    assert tracker.asked == ["close"]


def test_a_dry_run_with_nothing_due_says_when_something_is() -> None:
    done = call("run", "--dry-run", tracker=FakeTracker(planned=Plan((), (), (), (), LATER)))
    assert done.out.splitlines()[0] == "Nothing is due."
    assert done.out.splitlines()[1].startswith("Next: ")


def test_catching_up_reaches_the_tracker() -> None:
    tracker = FakeTracker()
    call("run", "--catch-up-read", tracker=tracker)
    assert tracker.asked[0] is True


def test_fetch_hands_on_the_names_and_ends_like_a_run() -> None:
    tracker = FakeTracker(report=Report((BLOG, BAD)))
    done = call("fetch", "OpenAI", "BAIR", tracker=tracker)
    assert tracker.asked[0] == ("OpenAI", "BAIR")
    assert done.code == 69
    assert done.out == "2 sources asked, 0 new papers, 2 posts.\n"


def test_the_first_signal_is_a_wish_to_stop_and_the_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with interruptible(FakeTracker()) as stopped:  # type: ignore[arg-type]
        assert not stopped()
        os.kill(os.getpid(), signal.SIGTERM)
        assert stopped()
    assert signal.getsignal(signal.SIGTERM) is before
