"""Kills a process between two statements, as a power cut would."""

import multiprocessing
import os
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

DIED = 137


def dies_at_statement(number: int, job: Callable[..., object], *arguments: str) -> bool:
    """Run `job` in a process of its own that ends before its statement `number`.

    Returns False where the job was done before. A job that raises fails the test.
    """
    child = multiprocessing.get_context("fork").Process(target=_run, args=(number, job, arguments))
    child.start()
    child.join(30)
    assert child.exitcode in (0, DIED), f"ended with {child.exitcode}"
    return child.exitcode == DIED


def answer_of(job: Callable[[str], str], argument: str) -> str:
    """Return what `job` returns in a process of its own, which may give up its rights first."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=lambda: theirs.send(job(argument)))
    child.start()
    theirs.close()
    child.join(30)
    return str(ours.recv()) if ours.poll(0) else f"ended with {child.exitcode}"


def _run(number: int, job: Callable[..., object], arguments: tuple[str, ...]) -> None:
    left = number

    def count(*_: Any) -> None:
        nonlocal left
        if left == 0:
            os._exit(DIED)
        left -= 1

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    job(*arguments)
