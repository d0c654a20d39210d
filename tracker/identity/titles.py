"""Compares titles: the key that two spellings of one title share."""

import re
import unicodedata

_MARKUP = re.compile(r"\\[A-Za-z]+|[^\w]|_")


def title_key(title: str) -> str:
    """Return what is left of a title without case, accents, TeX commands, blanks and punctuation.

    >>> title_key("Counting Commas: Why $n<k$ Matters")
    'countingcommaswhynkmatters'
    """
    folded = unicodedata.normalize("NFKD", title).casefold()
    return _MARKUP.sub("", "".join(c for c in folded if not unicodedata.combining(c)))
