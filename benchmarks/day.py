"""One real day, from fetch to the rendered edition: CPU and memory beside the politeness waits."""

import sys
from pathlib import Path

from benchmarks.measuring import cost_of, verdict

_SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "arxiv"


def main() -> bool:
    """Print the cost of the fullest day of the sample week and whether it meets the goals."""
    print("One day, 2025-11-04 (the fullest of its week), fetch to rendered edition")
    if not _SHARED.is_dir():
        print("  NEEDS ../shared beside the checkout: nothing measured")
        return True
    cost = cost_of([sys.executable, "-m", "benchmarks.one_day", "2025-11-04"])
    print("  " + cost.output.strip().replace("\n", "\n  "))
    return all(
        [
            verdict("CPU, all processes but the served world", cost.cpu, 10, "s"),
            verdict("peak memory of the largest process", cost.peak, 350, "MB"),
        ]
    )
