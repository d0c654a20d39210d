"""What the command line calls things has a word for each of them."""

from typing import cast

import pytest

from tracker.cli import words
from tracker.cli.context import Session
from tracker.model.editions import EditionState


class Plain:
    """A session in plain English."""

    def _(self, text: str) -> str:
        return text


@pytest.mark.parametrize("state", list(EditionState))
def test_every_kind_of_day_has_a_name(state: EditionState) -> None:
    assert words.edition_state(cast(Session, Plain()), state)
