"""Makes text from elsewhere fit to be shown: no controls, no TeX, no markup, no unsafe links."""

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text
    from pylatexenc.latexwalker import LatexMacroNode

# C0 and C1 except white space, soft hyphen, zero-width and bidi controls, surrogates,
# noncharacters, interlinear marks and the invisible tag alphabet.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_SCHEMES = frozenset({"http", "https", "mailto"})
_URL_LIMIT = 2000
_HTML_LIMIT = 64 * 1024  # nh3 needs a minute for 100,000 nested tags; this many are harmless.
_TEX_LIMIT = 4_000  # longer than any arXiv abstract; 50 ms at worst
_TEX_DEPTH = 12


def display(text: str) -> str:
    """Return `text` on one line, without control, bidi and zero-width characters."""
    return " ".join(_HIDDEN.sub("", text).split())


def readable(text: str) -> str:
    """Return TeX as plain text (`$\\ell_2$` -> `ℓ₂`); text without TeX comes back untouched.

    Where the conversion fails or loses much, the source text is returned: never less than it said.
    """
    if not _holds_tex(text) or len(text) > _TEX_LIMIT or _depth(text) > _TEX_DEPTH:
        return text
    try:
        converted = _from_tex(text)
    except Exception:  # noqa: BLE001  # pylatexenc raises IndexError and others on cut TeX
        return text
    return converted if converted.strip() and _kept_enough(text, converted) else text


def header(text: str, limit: int = 0) -> str:
    """Return `text` fit for a mail header: one line, and nothing that reads as an encoded word.

    `=?utf-8?q?=0ABcc:...?=` is decoded by Python's own header folding (CVE-2024-6923), so the
    opening mark is broken up. `limit` > 0 cuts to so many characters.
    """
    line = display(text).replace("=?", "= ?").replace("?=", "? =")
    return shorten(line, limit) if limit else line


def safe_url(url: str | None) -> str | None:
    """Return `url` in ASCII where it is an absolute http, https or mailto link, else None."""
    address = (url or "").strip()
    if not address or len(address) > _URL_LIMIT or re.search(r"[\x00-\x1f\x7f-\x9f\\]", address):
        return None
    from urllib.parse import urlsplit  # a question shows no links

    try:
        parts = urlsplit(address)
        reachable = parts.scheme == "mailto" or bool(parts.hostname and not parts.username)
        return _quoted(address) if parts.scheme in _SCHEMES and reachable else None
    except (ValueError, UnicodeError):
        return None


def excerpt(text: str, sentences: int = 2, limit: int = 320) -> str:
    """Return up to `sentences` neighbouring sentences of an abstract, at most `limit` characters.

    They start where the authors say what they did ("we propose ..."), else at the beginning. The
    words are the authors' own; only an over-long sentence is cut, and shows it with an ellipsis.
    """
    found = _sentences(display(readable(text)))
    start = next((i for i, each in enumerate(found) if _CLAIM.search(each)), 0)
    shown = " ".join(found[start : start + 1])
    for each in found[start + 1 : start + sentences]:
        if len(shown) + 1 + len(each) <= limit:
            shown = f"{shown} {each}"
    return shorten(shown, limit)


def plain(markup: str, limit: int = 500) -> str:
    """Return the visible text of an HTML fragment, at most `limit` characters."""
    import html

    import nh3  # a query must not pay for it

    cleaned = nh3.clean(markup[:_HTML_LIMIT], tags=_BLOCKS, attributes={}, link_rel=None)
    return shorten(display(html.unescape(re.sub(r"<[^<>]*>", " ", cleaned))), limit)


def shorten(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, cut between words and marked with `…`."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    spaced = head.rpartition(" ")[0]
    return (spaced if len(spaced) > limit // 2 else head).rstrip(" ,;:") + "…"


def width(text: str) -> int:
    """Return how many terminal columns `text` takes: wide characters two, combining ones none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def has_chinese(text: str) -> bool:
    """Tell whether a Chinese character is in `text`."""
    return any("\u3400" <= character <= "\u9fff" for character in text)


def slug(name: str) -> str:
    """Return a file name part for `name`; different names never share one, on any file system."""
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,47}", name):
        return name
    import hashlib  # 3 ms, for file names only

    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    words = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:39]
    return f"{words}-{digest}" if words else digest


def tenths(parts: Sequence[float], total: float | None = None) -> list[int]:
    """Round parts to tenths that sum to the rounded total: those with the largest rest go up.

    `total` is their sum where it is not given.
    """
    floors = [math.floor(part * 10 + 1e-9) for part in parts]
    short = math.floor((sum(parts) if total is None else total) * 10 + 0.5) - sum(floors)
    by_rest = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i] * 10, i))
    for i in by_rest[: max(short, 0)]:
        floors[i] += 1
    return floors


# --- links ----------------------------------------------------------------------------------------


def _quoted(address: str) -> str:
    from urllib.parse import quote

    return quote(address, safe="%/:=&?~#+!$,;'@()*[]")


# --- sentences ------------------------------------------------------------------------------------

_BLOCKS = {"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "td", "tr", "pre", "section"}
_CLAIM = re.compile(
    r"\b(?:we|this (?:paper|work|article|study|report|survey))\b[\w\s,-]{0,40}?\b"
    r"(?:propos|introduc|present|develop|show|find|demonstrat|investigat|stud(?:y|ies)|explor|"
    r"argu|releas|describ|revisit|examin|prov(?:e|ide)|address|analy|formaliz|formalis|survey)",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?])[\"”')\]]?\s+(?=[\"“'(\[]?[A-Z0-9])|(?<=[。！？])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|al|vs|cf|fig|figs|eq|eqs|sec|ref|dr|no|approx|resp|w\.r\.t|st)|\b[A-Z])\.$",
    re.IGNORECASE,
)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.end()].strip()
        if piece and not _ABBREVIATION.search(piece):
            found.append(piece)
            start = end.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


# --- columns --------------------------------------------------------------------------------------


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


# --- TeX ------------------------------------------------------------------------------------------

# A dollar sign opens mathematics as in Pandoc: something tight on its right, and its partner tight
# on its left and no figure after it; "a $5 price and $6 fee" is money. Loose pairs count only
# where TeX stands between them.
_MATH = re.compile(
    r"(?<!\\)\$\$?(?P<tight>(?=\S)[^$]{0,500}?(?<=[^\s\\]))\$\$?(?!\d)"
    r"|(?<!\\)\$\$?(?P<loose>[^$]{0,500}?[\\^_][^$]{0,500}?)\$\$?"
)
_PLAIN = {"&": "\ue000", "%": "\ue001", "#": "\ue002", "~": "\ue003", "$": "\ue004"}
_PLAIN_AGAIN = str.maketrans({mark: sign for sign, mark in _PLAIN.items()})
_SUPER = str.maketrans("0123456789+-=()nidTNMkt*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵈᵀᴺᴹᵏᵗ*")
_SUB = str.maketrans("0123456789+-=()aeijkmnt", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₘₙₜ")
_SCRIPT = re.compile(r"(?P<mark>[\^_])(?:\{(?P<group>[^{}\\^_]{1,8})\}|(?P<one>[0-9A-Za-z*]))")
_WRAPPED = re.compile(r"\\(?:text(?:bf|it|rm)?|math(?:rm|bf|it)|rm|bf)\s*\{([^{}]*)\}")
_TIED = re.compile(r"(?<=[A-Za-z.,])~(?=[\w\\$(])")
_WORDY = re.compile(
    r"(?<=[\w)])(?=\\(?:log|ln|exp|max|min|sin|cos|tanh|times|cdot|in)(?![a-zA-Z]))"
)


_KEPT = [
    "texttt",
    "textsc",
    "textsf",
    "underline",
    "boxed",
    "url",
    "textsuperscript",
    "mbox",
    "boldsymbol",
    "mathbf",
    "mathsf",
    "mathtt",
    "bm",
    "operatorname",
    "mathop",
]
_DROPPED = [
    "input",
    "include",
    "cite",
    "citep",
    "citet",
    "label",
    "left",
    "right",
    "middle",
    "big",
    "Big",
    "bigl",
    "bigr",
    "Bigl",
    "Bigr",
    "rm",
    "it",
    "bf",
    "tt",
    "em",
    "sf",
    "sc",
    "small",
    "large",
    "itshape",
    "bfseries",
    "scshape",
    "displaystyle",
    "limits",
    "xspace",
]
_LINK = re.compile(r"\\href\s*\{[^{}]*\}\s*\{([^{}]*)\}")
# pylatexenc takes any Unicode letter for a part of a macro's name: `\alphaₐ` is none of its macros.
_NAME_END = re.compile(r"(\\[A-Za-z]+)(?=[_^]|[^\x00-\x7f])")


def _holds_tex(text: str) -> bool:
    return "\\" in text or bool("$" in text and _MATH.search(text))


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return deepest


def _from_tex(text: str) -> str:
    prepared = _TIED.sub(" ", _LINK.sub(r"\1", text))
    pieces: list[str] = []
    end = 0
    for match in _MATH.finditer(prepared):
        pieces += [_prose(prepared[end : match.start()]), f"${_formula(match[0].strip('$'))}$"]
        end = match.end()
    pieces.append(_prose(prepared[end:]))
    converted: str = _converter().latex_to_text("".join(pieces))
    return converted.translate(_PLAIN_AGAIN)


def _prose(text: str) -> str:
    """Protect the signs that TeX would eat, where they are not written as TeX."""
    return re.sub(r"(?<!\\)[&%#~$]", lambda match: _PLAIN[match[0]], text)


def _formula(tex: str) -> str:
    tex = re.sub(r"(?<!\\)[&%#~]", lambda match: _PLAIN[match[0]], tex)
    unwrapped = _NAME_END.sub(r"\1{}", _WRAPPED.sub(r"\1", tex))
    return _WORDY.sub(" ", _SCRIPT.sub(_script, unwrapped))


def _script(match: re.Match[str]) -> str:
    source = match["group"] or match["one"]
    raised = source.translate(_SUPER if match["mark"] == "^" else _SUB)
    changed = all(old != new or old == "*" for old, new in zip(source, raised, strict=True))
    return raised if changed else match[0]


@cache
def _converter() -> "LatexNodes2Text":
    from pylatexenc import latex2text  # a query must not pay for it

    ours = latex2text.get_default_latex_context_db()
    macros = [latex2text.MacroTextSpec(name, discard=False) for name in _KEPT]
    macros += [latex2text.MacroTextSpec(name, "") for name in _DROPPED]
    ours.add_context_category("tracker", prepend=True, macros=macros)
    macros.append(latex2text.MacroTextSpec("deg", "°"))
    ours.set_unknown_macro_spec(latex2text.MacroTextSpec("", _as_written))
    return latex2text.LatexNodes2Text(ours, math_mode="text", strict_latex_spaces=False)


def _as_written(node: "LatexMacroNode") -> str:
    return f"\\{node.macroname}{node.macro_post_space}"


def _kept_enough(source: str, converted: str) -> bool:
    """Say whether nearly all letters and figures outside macro names came through."""
    told = re.sub(r"\\[A-Za-z]+", "", _LINK.sub(r"\1", source))
    expected = len(re.findall(r"\w", told))
    found = len(re.findall(r"\w", converted))
    return abs(found - expected) <= max(8, expected // 4)
