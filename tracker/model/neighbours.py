"""A paper that is like another paper or a text, and why."""

from dataclasses import dataclass

from tracker.model.papers import Paper


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A stored paper; `likeness` is the cosine (0..1) to what was asked about, `terms` the words
    of the paper that both share, the strongest first.
    """

    paper: Paper
    likeness: float
    terms: tuple[str, ...]
