"""Runs the cycle for ever: a scheduler tick, signals, and word to systemd; no logic of its own."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from tracker.app import Tracker
from tracker.errors import TrackerError
from tracker.model.reports import Report

log = logging.getLogger(__name__)

_REQUESTS_MAY_END = 10.0  # seconds after SIGTERM until requests in flight are cut
_STEP_MAY_END = 8.0  # and until a step that still hangs (a mail server) is left behind


def serve(tracker: Tracker) -> None:
    """Run until SIGTERM or SIGINT, then end the step in hand.

    What that step had not committed is done again by the next start.
    """
    daemon = Daemon(
        lambda stopped: tracker.run(stopped=stopped),
        interrupt=tracker.interrupt,
        tick_seconds=tracker.settings.daemon.tick_seconds,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, daemon.on_signal)
    if not daemon.run():
        # A thread that waits for a hung server cannot be ended; the outbox knows what it was at.
        log.warning("the step in hand did not end in time; it will be taken up again")
        logging.shutdown()
        os._exit(0)


class Daemon:
    """Ticks until stopped; each tick asks the database what is due.

    `cycle` does one round and is given a function that tells whether to stop; `interrupt` cuts
    the requests in flight; `notify` speaks to systemd.
    """

    def __init__(
        self,
        cycle: Callable[[Callable[[], bool]], Report],
        *,
        interrupt: Callable[[], None],
        tick_seconds: float,
        notify: Callable[[str], None] | None = None,
    ) -> None:
        self._cycle = cycle
        self._interrupt = interrupt
        self._tick_seconds = tick_seconds
        self._notify = notify or notify_systemd
        self._stop = threading.Event()
        self._idle = threading.Event()
        self._idle.set()

    def run(self) -> bool:
        """Tick at once and then every `tick_seconds`, until `stop`.

        Returns False where the step in hand had not ended when the patience was over.
        """
        scheduler = BackgroundScheduler(timezone=UTC)
        # A tick that comes late is still due: the default grace of one second would drop it.
        scheduler.add_job(
            self._tick,
            "interval",
            seconds=self._tick_seconds,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        scheduler.start()
        self._notify("READY=1")
        self._stop.wait()
        self._notify("STOPPING=1")
        scheduler.pause()
        ended = self._wait_for_the_step()
        scheduler.shutdown(wait=ended)
        return ended

    def stop(self) -> None:
        """End the loop after the step in hand."""
        self._stop.set()

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        """Stop; called by the interpreter between two byte codes of the main thread."""
        self.stop()

    def _wait_for_the_step(self) -> bool:
        if self._idle.wait(_REQUESTS_MAY_END):
            return True
        self._interrupt()
        return self._idle.wait(_STEP_MAY_END)

    def _tick(self) -> None:
        """Do one round; whatever happens is logged, and the next tick comes."""
        self._idle.clear()
        try:
            if not self._stop.is_set():
                _tell(self._cycle(self._stop.is_set))
        except TrackerError as error:
            log.error("%s", error)
        except Exception:
            log.exception("a bug ended this round; the next one comes")
        finally:
            self._idle.set()


def _tell(report: Report) -> None:
    """Log what a round did; a round without work is silent."""
    asked = [each for each in report.sources if not each.error]
    if asked:
        papers = sum(each.recorded.papers for each in asked)
        posts = sum(each.recorded.posts for each in asked)
        log.info("%d sources asked: %d new papers, %d posts", len(asked), papers, posts)
    for edition in report.issued:
        log.info("edition %s %s: %d picks", edition.digest, edition.local_date, edition.picks)
    for delivery in report.delivered:
        if not delivery.error:
            log.info(
                "delivered %s %s by %s", delivery.digest, delivery.local_date, delivery.channel
            )


def notify_systemd(state: str) -> None:
    """Send one line of sd_notify(3) to `$NOTIFY_SOCKET`; without systemd nothing happens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]  # an abstract socket
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.connect(address)
        line.sendall(state.encode())
