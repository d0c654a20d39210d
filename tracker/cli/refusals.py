"""Names the lines of files that could not be read: the first of them, then how many more."""

from typing import TYPE_CHECKING

from tracker.cli.context import Session

if TYPE_CHECKING:
    from tracker.model.imports import BadLine


class Refusals:
    """Called with each line that was left out; `total` is how many those were."""

    def __init__(self, session: Session) -> None:
        from tracker.model.imports import NAMED

        self.total = 0
        self._named = NAMED
        self._session = session

    def __call__(self, line: "BadLine") -> None:
        self.total += 1
        if self.total <= self._named:
            self._session.warn(f"{line.file}:{line.number}: {line.reason}")

    def count(self) -> None:
        """Say how many there were beside the ones that were named."""
        more = self.total - self._named
        if more > 0:
            text = self._session.n("... and %(n)d more", "... and %(n)d more", more)
            self._session.warn(text % {"n": more})
