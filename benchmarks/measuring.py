"""Runs a command and says what it cost: wall time, CPU of it and its children, peak memory."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """`wall` and `cpu` in seconds, `peak` in MB; `output` is what went to stdout."""

    wall: float
    cpu: float
    peak: float
    output: str


def cost_of(command: Sequence[str], env: Mapping[str, str] | None = None) -> Cost:
    """Run `command` to its end and return its cost; raises CalledProcessError where it fails.

    `cpu` counts children that were waited for, `peak` the largest single process.
    """
    watcher = [sys.executable, "-m", "benchmarks.measuring", *command]
    began = time.perf_counter()
    done = subprocess.run(
        watcher, env={**os.environ, **(env or {})}, check=True, capture_output=True, text=True
    )
    wall = time.perf_counter() - began
    cpu, peak = map(float, done.stderr.rsplit("\n", 2)[-2].split())
    return Cost(wall, cpu, peak, done.stdout)


def walls_of(
    command: Sequence[str], runs: int, env: Mapping[str, str] | None = None
) -> list[float]:
    """Return the wall times of `runs` runs of `command`, after one that warms the caches."""
    walls = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        subprocess.run(
            command, env={**os.environ, **(env or {})}, check=True, stdout=subprocess.DEVNULL
        )
        walls.append(time.perf_counter() - began)
    return walls[1:]


def median_ms(walls: Sequence[float]) -> float:
    return statistics.median(walls) * 1000


def verdict(name: str, figure: float, goal: float, unit: str) -> bool:
    """Print one line of the report; return whether the goal is met."""
    met = figure <= goal
    print(f"  {name:<44} {figure:8.1f} {unit:<3} (goal {goal:g}) {'ok' if met else 'MISSED'}")
    return met


def _watch() -> int:
    code = subprocess.run(sys.argv[1:], check=False).returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\n{used.ru_utime + used.ru_stime} {used.ru_maxrss / 1024}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(_watch())
