"""`python -m benchmarks [NAME…]` runs the named benchmarks, or all of them."""

import sys
from collections.abc import Callable

from benchmarks import day, importing, question, venue_list

ALL: dict[str, Callable[[], bool]] = {
    "day": day.main,
    "question": question.main,
    "importing": importing.main,
    "venue_list": venue_list.main,
}


def main() -> int:
    names = sys.argv[1:] or list(ALL)
    unknown = [name for name in names if name not in ALL]
    if unknown:
        print(f"no benchmark {unknown[0]!r}; there are {', '.join(ALL)}", file=sys.stderr)
        return 2
    met = [ALL[name]() for name in names]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
