"""`tracker run`, `tracker fetch` and `tracker daemon`: the work, told line by line."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from tracker.cli import output, words
from tracker.cli.context import Session, session
from tracker.cli.ending import BUG, INTERRUPTED, OK
from tracker.cli.group import Command
from tracker.errors import Unavailable

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.model.reports import DeliveryOutcome, Plan, Report, Resting, SourceOutcome


@click.command(cls=Command)
@click.option("--dry-run", is_flag=True, help="Say what would be done; do nothing.")
@click.option("--catch-up-read", is_flag=True, help="Mark all that is stored as seen.")
@session
def run(session: Session, dry_run: bool, catch_up_read: bool) -> int:
    """Do one cycle: fetch what is due, rank, issue, deliver, publish.

    For cron and timers; running it again is harmless. Exit 69: a source or a server did not
    answer, and the rest was done and kept.
    """
    tracker = session.working
    _log(session)
    if dry_run:
        _tell_plan(session, tracker.plan())
        return OK
    _mention_contact(session)
    with interruptible(tracker) as stopped:
        report = tracker.run(
            told=lambda each: tell(session, each), stopped=stopped, catch_up_read=catch_up_read
        )
        if stopped():
            return INTERRUPTED
    _tell_report(session, report)
    return _exit_code(session, report.sources, report.resting, report.delivered)


@click.command(cls=Command)
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@session
def fetch(session: Session, names: tuple[str, ...]) -> int:
    """Ask sources now (all, where none is named), whatever the schedule says.

    A source that was asked less than nine minutes ago, or that waits after a failure, is left
    alone.
    """
    tracker = session.working
    _log(session)
    _mention_contact(session)
    with interruptible(tracker) as stopped:
        outcomes = tracker.fetch(names, told=lambda each: tell(session, each), stopped=stopped)
        if stopped():
            return INTERRUPTED
    _tell_fetched(session, outcomes)
    return _exit_code(session, outcomes)


@click.command(cls=Command)
@session
def daemon(session: Session) -> None:
    """Do what `tracker run` does, for ever; SIGTERM ends it after the step in hand."""
    import logging

    from tracker.daemon import serve

    tracker = session.working
    _mention_contact(session)
    level = logging.WARNING if session.quiet else logging.INFO
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    _hush_libraries()
    serve(tracker)


def _log(session: Session) -> None:
    """Send what the work logs to stderr; what goes wrong expectedly is told by `tell` already."""
    import logging

    level = logging.INFO if session.verbose else logging.CRITICAL
    logging.basicConfig(level=level, format="%(name)s: %(message)s")
    logging.getLogger("tracker.jobs.fetch").setLevel(logging.ERROR)  # a bug shows its traceback
    _hush_libraries()


def _hush_libraries() -> None:
    import logging

    for name in ("httpx", "httpcore", "alembic", "apscheduler", "arxiv"):
        logging.getLogger(name).setLevel(logging.WARNING)


@contextmanager
def interruptible(tracker: "Tracker") -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C or SIGTERM into a wish to stop; a second one ends at once."""
    wish = threading.Event()

    def stop(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        wish.set()
        # Elsewhere, because the thread that is interrupted here may hold the locks that this needs.
        threading.Thread(target=tracker.interrupt, daemon=True).start()

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield wish.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# --- what it says ---------------------------------------------------------------------------------


def _mention_contact(session: Session) -> None:
    if not session.settings.http.contact:
        session.say(
            session._(
                "http.contact is not set: servers cannot reach you if something goes wrong. "
                'Put http.contact = "mailto:..." into the configuration.'
            )
        )


def tell(session: Session, outcome: "SourceOutcome") -> None:
    """Say on stderr what became of one source; a failure also under `--quiet`."""
    _ = session._
    if outcome.error:
        session.warn(f"  {outcome.source}: {outcome.error}{_until(session, outcome)}")
        return
    new = [
        words.count(session, "new paper", outcome.recorded.papers),
        words.count(session, "post", outcome.recorded.posts) if outcome.recorded.posts else "",
    ]
    session.say(f"  {outcome.source}: {', '.join(each for each in new if each)}")
    for note in outcome.notes if session.verbose else ():
        session.say(f"    {note}")


def _until(session: Session, outcome: "SourceOutcome") -> str:
    if outcome.next_at is None:
        return ""
    return session._(" (next try %(at)s)") % {"at": words.moment(outcome.next_at)}


def _tell_report(session: Session, report: "Report") -> None:
    for delivered in report.delivered:
        if delivered.error:
            session.warn(_delivery_line(session, delivered))
    if session.quiet:
        return
    _ = session._
    if not (report.sources or report.issued or report.delivered):
        output.line(_("Nothing was due."))
    else:
        _tell_fetched(session, report.sources)
    for edition in report.issued:
        output.line(words.edition(session, edition))
    for delivered in report.delivered:
        if not delivered.error:
            output.line(_delivery_line(session, delivered))
    if any(each.channel == "site" and not each.error for each in report.delivered):
        output.line(_("Site: %(path)s") % {"path": words.site_index(session)})
    if report.next_at:
        output.line(_("Next: %(at)s") % {"at": words.moment(report.next_at)})


def _tell_fetched(session: Session, outcomes: "Sequence[SourceOutcome]") -> None:
    if session.quiet or not outcomes:
        return
    asked = [each for each in outcomes if not each.resting]
    papers = sum(each.recorded.papers for each in outcomes)
    posts = sum(each.recorded.posts for each in outcomes)
    facts = [
        words.count(session, "source asked", len(asked)),
        words.count(session, "new paper", papers),
        words.count(session, "post", posts),
    ]
    output.line(", ".join(facts) + ".")


def _delivery_line(session: Session, done: "DeliveryOutcome") -> str:
    _ = session._
    channel = f"{done.channel} {done.recipient}".rstrip()
    what = f"{done.digest} {done.local_date}, {channel}"
    if done.in_doubt:
        return _("In doubt: %(what)s: %(error)s") % {"what": what, "error": done.error}
    if done.error:
        return _("Not delivered: %(what)s: %(error)s") % {"what": what, "error": done.error}
    return _("Delivered: %(what)s") % {"what": what}


def _tell_plan(session: Session, plan: "Plan") -> None:
    _ = session._
    for name in plan.sources:
        output.line(_("would fetch %(name)s") % {"name": name})
    for digest, day in plan.digests:
        output.line(_("would issue %(name)s of %(day)s") % {"name": digest, "day": day})
    for each in plan.deliveries:
        what = f"{each.digest} {each.local_date} {each.channel} {each.recipient}".rstrip()
        output.line(_("would deliver %(what)s") % {"what": what})
    for waiting in plan.resting:
        output.line(_resting_line(session, waiting))
    if not (plan.sources or plan.digests or plan.deliveries):
        output.line(_("Nothing is due."))
    if plan.next_at:
        output.line(_("Next: %(at)s") % {"at": words.moment(plan.next_at)})


def _resting_line(session: Session, waiting: "Resting") -> str:
    return session._("waiting until %(at)s: %(name)s: %(error)s") % {
        "at": words.moment(waiting.until),
        "name": waiting.source,
        "error": waiting.error,
    }


# --- how it ends ----------------------------------------------------------------------------------


def _exit_code(
    session: Session,
    outcomes: "Sequence[SourceOutcome]",
    resting: "Sequence[Resting]" = (),
    delivered: "Sequence[DeliveryOutcome]" = (),
) -> int:
    """Return 70 after a bug, 69 where a source or server failed or every source waits, else 0."""
    failed = [each for each in outcomes if each.error]
    if outcomes and len(failed) == len(outcomes):
        session.warn(session._("No source answered. To see it at work offline: tracker demo"))
    elif not outcomes and resting and len(resting) >= _usual_sources(session):
        for each in resting:
            session.warn(_resting_line(session, each))
        session.warn(session._("Every source is waiting. To see it at work offline: tracker demo"))
        return Unavailable.exit_code
    if any(each.bug for each in failed):
        return BUG
    return Unavailable.exit_code if failed or any(each.error for each in delivered) else OK


def _usual_sources(session: Session) -> int:
    return sum(not spec.stands_in_for for spec, _ in session.tracker.health())
