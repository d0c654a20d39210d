"""Splits what authors wrote beside a paper into clauses, without its addresses."""

import re

# `ICCV2025-TUNA` lives in addresses; the mark that ends one may also end a sentence.
_ADDRESS = re.compile(
    r"""https?:\s?//[^\s<>"]*?(?=[.,;:)\]}>"']*(?:\s|$))
    |(?<![\w@])(?:[\w-]+\.)+(?:com|org|net|io|ai|cc|cn|de|edu|eu|dev|co|me|gov|html)\b
        (?:/[^\s<>"]*?(?=[.,;:)\]}>"']*(?:\s|$)))?
    |\b[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}\b
    |\barxiv:\s?[\w./-]*\d""",
    re.IGNORECASE | re.VERBOSE,
)
# Not after `vol.`, `Proc.`, `et al.` and initials; a full stop may stand without its blank.
_END = re.compile(
    r"""\s*[;|。；]\s*
    |(?<!\bvol)(?<!\bproc)(?<!\bet\sal)(?<!\bno)(?<!\bpp)(?<!\bconf)(?<!\bintl)(?<!\bint)(?<!\bvs)
        (?<!\b[a-z])(?<!\.\.)\.(?:\s+|(?=(?-i:[A-Z])[a-z])|$)
    |[!?]\s+(?=(?-i:[A-Z]))""",
    re.IGNORECASE | re.VERBOSE,
)
# `(Fourth Workshop on Bridging; part of EMNLP)` is one thought.
_INSIDE = re.compile(r"\([^()]*\)")


def clauses_of(text: str) -> tuple[str, ...]:
    """Return the clauses of a comment in order, each on one line and none of them empty."""
    line = " ".join(text.split())
    spoken = " ".join(_ADDRESS.sub(" ", line).split())
    spoken = _INSIDE.sub(lambda match: match[0].replace(";", ",").replace("|", ","), spoken)
    return tuple(clause for piece in _END.split(spoken) if (clause := piece.strip()))
