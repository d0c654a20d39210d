"""Finds the stored papers that are like a paper or a text."""

from typing import TYPE_CHECKING

from tracker.errors import TrackerError

if TYPE_CHECKING:
    from tracker.model.neighbours import Neighbour
    from tracker.model.papers import Paper
    from tracker.store.reading import Reader


def similar(
    questions: "Reader", text: str, limit: int, reader: str
) -> "tuple[Paper | None, tuple[Neighbour, ...]]":
    """Return the paper that `text` names (None: it is a text itself), and what is most like it.

    Raises TrackerError for an identifier that no stored paper has.
    """
    from tracker.ranking.background import builtin_background
    from tracker.ranking.similar import CANDIDATES, Likeness

    asked = _named(questions, text, reader)
    title, abstract = (asked.title, asked.abstract) if asked else (text, "")
    likeness = Likeness(title, abstract, builtin_background())
    found = questions.like(likeness.telling(), CANDIDATES, reader)
    others = [paper for paper in found if asked is None or paper.id != asked.id]
    return asked, likeness.nearest(others, limit)


def _named(questions: "Reader", text: str, reader: str) -> "Paper | None":
    from tracker.model.identifiers import PaperId

    try:
        id_ = PaperId.parse(text)
    except ValueError:
        return None
    known = questions.paper(str(id_), reader)
    if known is None:
        raise TrackerError(f"no paper {id_} in the database")
    return known.paper
