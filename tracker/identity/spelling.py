"""Brings text of different sources to one spelling: small letters, no TeX, accents or markup."""

import re
import unicodedata

_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi"),
    *("chi", "psi", "omega"),
)
_GREEK_LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"

# What Unicode does not take apart (https://unicode.org/reports/tr15), and signs with a name.
_LETTERS = {
    "ς": "sigma", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ȷ": "j",
    "æ": "ae", "œ": "oe", "×": "x", "∞": "infty", "∇": "nabla", "√": "sqrt", "&": " and ",
    "+": " plus ",
}  # fmt: skip
_TEX_WITHIN_WORDS = "{}$^_"
_SIGNS = str.maketrans(
    dict(zip(_GREEK_LETTERS, _GREEK, strict=True)) | _LETTERS | dict.fromkeys(_TEX_WITHIN_WORDS)
)

# Macros that stand for something readable; all others only say how to print what follows them.
_READ_AS_NAMED = (*_GREEK, "infty", "nabla", "sqrt", "o", "l", "i", "j", "ae", "oe", "ss")
_VARIANTS = ("epsilon", "theta", "kappa", "pi", "rho", "sigma", "phi")
_MACROS = {
    **{name: name for name in _READ_AS_NAMED},
    **{f"var{name}": name for name in _VARIANTS},
} | {"times": "x", "ell": "l", "aa": "a", "dj": "d", "dh": "d", "th": "th"}
_MACRO = re.compile(r"\\([a-z]+) ?")
_ACCENT = re.compile(r"\\[\"'`^~=.]")
_TAG = re.compile(r"</?(?:em|i|b|u|sup|sub|strong|tt|span|fixed-case|tex-math|inline-formula)>")
_MARKED = re.compile(r"[\\&+<{}$^_]")


def spelled(text: str) -> str:
    """Return `text` in small letters without TeX, accents and markup; punctuation stays.

    Greek letters, `&` and `+` are spelled out, as some sources do.

    >>> spelled("P{\\\\O}DA: $\\\\alpha$-Fusion & Zoë"), spelled("PØDA: α-fusion and <em>Zoe</em>")
    ('poda: alpha-fusion  and  zoe', 'poda: alpha-fusion and zoe')
    """
    if is_plain(text):
        return text.lower()
    text = text.casefold()
    if "&" in text:
        text = text.replace("&amp;", "&")
    if "<" in text:
        text = _TAG.sub("", text)
    if "\\" in text:
        text = _MACRO.sub(lambda match: _MACROS.get(match[1], ""), _ACCENT.sub("", text))
    if not text.isascii():
        folded = unicodedata.normalize("NFKD", text).casefold()
        text = "".join(c for c in folded if not unicodedata.combining(c))
    return text.translate(_SIGNS)


def is_plain(text: str) -> bool:
    """Tell whether nothing but capitals has to be respelled; so are most titles and names."""
    return text.isascii() and not _MARKED.search(text)
