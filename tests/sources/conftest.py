"""One parser for all: starting its child takes a quarter of a second."""

from collections.abc import Iterator

import pytest

from tracker.sources.parsing import FeedParser


@pytest.fixture(scope="session")
def parser() -> Iterator[FeedParser]:
    with FeedParser() as parser:
        yield parser
