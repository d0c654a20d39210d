"""What the program knows of venues: their names in every spelling, their years, what they are."""

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Venue:
    """A conference or a journal; `name` is the short name that everything else uses.

    `short_names` and `long_names` are its other spellings, without numerals and years.
    `numbered_from` + n is the year of its n-th meeting, None where the numbers tell no year.
    `parity` is what is left of its years when halved (ICCV 1, ECCV 0), None where it meets in both.
    """

    name: str
    long_names: tuple[str, ...]
    short_names: tuple[str, ...] = ()
    journal: bool = False
    numbered_from: int | None = None
    years_apart: int = 1
    parity: int | None = None

    def meets_in(self, year: int) -> bool:
        """Say whether there can be such a meeting: never an ICCV in an even year."""
        return self.parity is None or year % 2 == self.parity

    def year_of(self, ordinal: int) -> int | None:
        """Return the year of the meeting with this number: the 39th NeurIPS was that of 2025."""
        if self.numbered_from is None:
            return None
        return self.numbered_from + self.years_apart * ordinal


VENUES = (
    Venue(
        "NeurIPS",
        ("Neural Information Processing Systems",),
        ("NIPS",),
        numbered_from=1986,
    ),
    Venue("ICML", ("International Conference on Machine Learning",), numbered_from=1983),
    Venue("ICLR", ("International Conference on Learning Representations",), numbered_from=2012),
    Venue("ACL", ("Association for Computational Linguistics",), numbered_from=1962),
    Venue("EMNLP", ("Empirical Methods in Natural Language Processing",)),
    Venue(
        "NAACL",
        (
            "Nations of the Americas Chapter of the Association for Computational Linguistics",
            "North American Chapter of the Association for Computational Linguistics",
            "Nations of the Americas Chapter of the ACL",
            "North American Chapter of the ACL",
        ),
        ("NAACL-HLT",),
    ),
    Venue(
        "EACL",
        (
            "European Chapter of the Association for Computational Linguistics",
            "European Chapter of the ACL",
        ),
    ),
    Venue(
        "AACL",
        (
            "Asia-Pacific Chapter of the Association for Computational Linguistics",
            "Asia-Pacific Chapter of the ACL",
        ),
        ("IJCNLP-AACL", "AACL-IJCNLP"),
    ),
    Venue("CVPR", ("Computer Vision and Pattern Recognition",)),
    Venue("ICCV", ("International Conference on Computer Vision",), parity=1),
    Venue(
        "ECCV",
        ("European Conference on Computer Vision",),
        numbered_from=1988,
        years_apart=2,
        parity=0,
    ),
    Venue("WACV", ("Winter Conference on Applications of Computer Vision",)),
    Venue("COLM", ("Conference on Language Modeling",), numbered_from=2023),
    Venue(
        "TACL",
        (
            "Transactions of the Association for Computational Linguistics",
            "Transactions of the ACL",
            "Transactions of ACL",
        ),
        journal=True,
    ),
    Venue("TMLR", ("Transactions on Machine Learning Research",), journal=True),
    Venue("JMLR", ("Journal of Machine Learning Research",), journal=True),
    Venue(
        "AAAI",
        (
            "AAAI Conference on Artificial Intelligence",
            "Association for the Advancement of Artificial Intelligence",
        ),
        numbered_from=1986,
    ),
    Venue(
        "IJCAI",
        (
            "International Joint Conference on Artificial Intelligence",
            "International Joint Conferences on Artificial Intelligence",
        ),
        numbered_from=1991,
    ),
    Venue(
        "KDD",
        (
            "SIGKDD Conference on Knowledge Discovery and Data Mining",
            "SIGKDD International Conference on Knowledge Discovery and Data Mining",
            "SIGKDD International Conference on Knowledge Discovery & Data Mining",
        ),
        ("SIGKDD",),
        numbered_from=1994,
    ),
    Venue("AISTATS", ("Artificial Intelligence and Statistics",), numbered_from=1997),
    Venue("UAI", ("Uncertainty in Artificial Intelligence",), numbered_from=1984),
    Venue("CoRL", ("Conference on Robot Learning",), numbered_from=2016),
    Venue("MLSys", ("Machine Learning and Systems",), numbered_from=2017),
)

_YEAR = re.compile(r"(?<!\d)(?P<whole>(?:19|20)\d\d)(?!\d)|(?<!\d)\d\d$")
_NOT_IN_A_KEY = re.compile(r"[\W_]+")


def venue_named(text: str) -> Venue | None:
    """Return the venue that `text` names in any spelling, long or short, else None.

    >>> venue_named("nips").name
    'NeurIPS'
    """
    key = _key(text)
    known = _by_key().get(key)
    if known or not key:
        return known
    endings = [each for each in _long_keys() if key.endswith(each)]
    return _long_keys()[max(endings, key=len)] if endings else None


def read_venue_query(text: str) -> tuple[str, int | None]:
    """Read a venue and its year as a person types them; a name unknown here stays as it is.

    >>> read_venue_query("nips'25")
    ('NeurIPS', 2025)
    """
    match = _YEAR.search(text.strip())
    words = _YEAR.sub(" ", text.strip()).strip(" '’-")
    known = venue_named(words)
    return known.name if known else " ".join(words.split()), _year(match) if match else None


def _year(match: re.Match[str]) -> int:
    return int(match["whole"]) if match["whole"] else 2000 + int(match[0])


def _key(text: str) -> str:
    return _NOT_IN_A_KEY.sub("", text).casefold()


@cache
def _by_key() -> dict[str, Venue]:
    spelled = ((each, (each.name, *each.short_names, *each.long_names)) for each in VENUES)
    return {_key(spelling): each for each, spellings in spelled for spelling in spellings}


@cache
def _long_keys() -> dict[str, Venue]:
    """The long names, which may stand behind an ordinal, a publisher or `Proceedings of the`."""
    return {_key(name): each for each in VENUES for name in each.long_names}
