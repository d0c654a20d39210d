"""How many points each part of a score is worth."""

from dataclasses import dataclass

DECIMALS = 1
"""Of every part, so that what a reader adds up is the score."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of the parts of a score; without watches, feedback and penalties they sum to 0 to 100.

    53 and more is a paper in the top hundredth of a topic, 27 and more one in the top tenth; under
    20 there is little to say. (Topic weights other than 1 stretch or shrink this.) `topics` are for
    the best, second and third topic of a paper. `must_read` is earned in proportion between the
    cosines `must_read_from` and `must_read_at`. A topic counts in proportion below the score
    `solid` (of 0 to 1), so that a loose match is no top pick of a rare topic. `venue` is for an
    oral, spotlight or award at one of the roadmap's venues, half of it for another paper there,
    `lab` for one of its labs among the authors.

    `liked` is for a paper in the top thousandth of what the reader's likes speak for: once more for
    every five likes, up to four times, so that the roadmap fades as they grow. `disliked` is taken
    away in proportion as a disliked paper is nearer than `alike_from`, whole at `alike_at`.

    `watch` is more than all other parts can give. `enough` is how many recent scores make the
    shipped sample unnecessary. A part beside the best topic that gives less than `worth_a_word` is
    left out, so that "extends your must-read" is never said of a passing likeness.
    """

    topics: tuple[float, ...] = (78.0, 7.0, 3.0)
    must_read: float = 8.0
    must_read_from: float = 0.10
    must_read_at: float = 0.30
    solid: float = 0.5
    venue: float = 2.0
    lab: float = 2.0
    liked: float = 40.0
    disliked: float = 30.0
    alike_from: float = 0.15
    alike_at: float = 0.40
    watch: float = 500.0
    excluded: float = 20.0
    no_abstract: float = 10.0
    enough: int = 500
    worth_a_word: float = 1.0
