"""Turns a title or an abstract into the terms that are compared, and back into readable words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import Stemmer

TEXT_VERSION = 1
"""Changes whenever the same text gives other terms; a background names the one it was built by."""

TITLE_WEIGHT = 3
"""A word in the title counts as often as this many in the abstract."""

# Words that say nothing of a paper's subject. Short on purpose: document frequencies do the rest.
_STOP_WORDS = """
a about above across after again against all almost along already also although among an and
another any are around as at be because been before being below between both but by can cannot
could did do does doing done during each either else even ever every few for from further had has
have having he hence her here his how however i if in into is it its itself just let many may me
might more moreover most much must my neither no nor not of off often on once only onto or other
our ours out over own per quite rather s same she should since so some still such t than that the
their them then there thereby therefore these they this those though through thus to together too
toward towards under until up upon us use used uses using very via was we well were what when
where whereas whether which while who whom whose why will with within without would yet you your
et al etc paper propose proposed
"""
_STOP = frozenset(_STOP_WORDS.split())
_BINDING = frozenset({"of", "the"})

_SYMBOLS = {"ss": "ss", "o": "o", "l": "l", "i": "i", "j": "j", "ae": "ae", "oe": "oe", "aa": "a"}
_ACCENT = re.compile(
    r"\\(?:[`'^\"~=.]\s*|[uvHtcdbkr](?=\s*\{|\s+[A-Za-z]\b)\s*)"
    r"(?:\{\s*\\?([A-Za-z]+)\s*\}|\\?([A-Za-z]))"
)
_SYMBOL = re.compile(r"(?ai:\\(ss|ae|oe|aa|[olij])(?![A-Za-z]))\s*")
_WRAPPER = re.compile(r"\\[A-Za-z]+\*?\s*(?=\{)")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_ESCAPED = re.compile(r"\\.")
_MARKUP = re.compile(r"[${}^_]")
_DASH = re.compile(r"-{2,}|[\u2014\u2015]")
_HYPHEN = re.compile(r"[\u2010-\u2013\u2212]")
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_MARKS = '.,;:!?()[]<>"'
_PIECE = re.compile(rf"([^\W_]+|[{re.escape(_MARKS)}])")
_CHUNK = re.compile(rf"[^\W_]++(?:-[^\W_]++)*+|[{re.escape(_MARKS)}]")
_ASCII = "".join(map(chr, range(128)))
_IN_CHUNKS = str.maketrans(
    {char: char.lower() if char.isalnum() or char == "-" else " " for char in _ASCII}
    | dict.fromkeys(_MARKS, ".")
)
_COMPOUND = re.compile(r"\b[^\W_]++(?:-[^\W_]++)+")

_stemmer = Stemmer.Stemmer("english", maxCacheSize=0)  # `stem` has a cache of its own.


@dataclass(frozen=True)
class Passage:
    """A text read once: its `parts`, what stands between words and the words in turn, and the stems
    of the words.

    A stem is "" where a word carries no meaning but binds its neighbours ("chain of thought"), and
    "." for punctuation and the other stop words, so that no term reaches across.
    """

    parts: tuple[str, ...]
    stems: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The text without markup."""
        return "".join(self.parts)

    @property
    def terms(self) -> list[str]:
        """All terms in order: stems, pairs of neighbouring stems, and glued hyphen compounds."""
        singles = [found for found in self.stems if found and found != "."]
        return singles + list(self._pairs()) + [glued for glued, _ in self._compounds]

    def written(self, term: str) -> str:
        """Return how the text first writes a term, "" where it has not."""
        first, _, second = term.partition(" ")
        if second:
            return self._written_pair(first, second)
        if first in self.stems:
            return self.parts[2 * self.stems.index(first) + 1]
        return next((written for glued, written in self._compounds if glued == first), "")

    def _written_pair(self, first: str, second: str) -> str:
        at = -1
        for _ in range(self.stems.count(first)):
            at = self.stems.index(first, at + 1)
            after = self._next(at)
            if self.stems[after] == second:
                return " ".join("".join(self.parts[2 * at + 1 : 2 * after + 2]).split())
        return ""

    def _next(self, at: int) -> int:
        """Return the next word after `at` that does more than bind."""
        return next((n for n in range(at + 1, len(self.stems)) if self.stems[n]), at)

    def _pairs(self) -> Iterator[str]:
        """Yield neighbours, whatever binding words are between them."""
        left = ""
        for found in filter(None, self.stems):
            if left and found != ".":
                yield f"{left} {found}"
            left = "" if found == "." else found

    @cached_property
    def _compounds(self) -> list[tuple[str, str]]:
        words = self.plain.split() if "-" in self.parts else ()
        return [each for word in words if "-" in word for each in _compounds_in(word)]


def read(text: str) -> Passage:
    """Return `text` as a passage; TeX, accents, dashes and letter case are evened out."""
    parts = _PIECE.split(_plain(text))
    return Passage(tuple(parts), tuple(map(_stem_of, parts[1::2])))


def written_first(term: str, texts: Iterable[Passage]) -> str:
    """Return how the first of `texts` that has a term writes it, "" where none has."""
    return next(filter(None, (text.written(term) for text in texts)), "")


def document(title: Passage, abstract: Passage) -> list[str]:
    """Return the terms of a paper, those of the title repeated by its weight."""
    return title.terms * TITLE_WEIGHT + abstract.terms


def chunks(text: str) -> list[str]:
    """Return the words and punctuation marks of `text` in order, hyphen compounds whole.

    For whoever counts many texts and need not read them as passages; `stems_of_chunk` tells what
    each is made of. Of ASCII letter case is not kept, and every mark is a ".".
    """
    plain = _plain(text)
    if plain.isascii():
        # In a third of the time of a regular expression.
        return plain.translate(_IN_CHUNKS).replace(".", " . ").split()
    found: list[str] = _CHUNK.findall(plain)
    return found


def stems_of_chunk(chunk: str) -> tuple[list[str], list[str]]:
    """Return the stems of a chunk's words (see `Passage`), and those of its compounds, glued."""
    if "-" not in chunk:
        return [_stem_of(chunk)], []
    words = [_stem_of(word) for word in chunk.split("-") if word]
    return words, [glued for glued, _ in _compounds_in(chunk)]


def folded(text: str) -> str:
    """Return the bare words of `text` in lower case, unstemmed, with single spaces between them.

    Two spellings of a name or phrase that differ in accents, hyphens or case become equal.
    """
    return " ".join(re.findall(r"[^\W_]+", _plain(text).lower()))


def _compounds_in(word: str) -> list[tuple[str, str]]:
    """Return the hyphen compounds of `word` as stems of one word, so that pre-training and
    pretraining meet, and as they are written.
    """
    found = [(written.replace("-", "").lower(), written) for written in _COMPOUND.findall(word)]
    return [(stem(glued), written) for glued, written in found if not glued.isdigit()]


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of one lower-case word."""
    found: str = _stemmer.stemWord(word)
    return found


@lru_cache(maxsize=1 << 16)
def _stem_of(written: str) -> str:
    """Return the stem of a word as a text writes it, "" or "." where it is none."""
    word = written.lower()
    if word in _BINDING or word.isdigit() or (len(word) == 1 and word.isalnum()):
        return ""
    return "." if word in _STOP or not word[0].isalnum() else stem(word)


def _plain(text: str) -> str:
    """Return `text` without TeX commands and accents; hyphens are "-", dashes spaces."""
    if "\\" in text or "$" in text or "{" in text or "_" in text:
        text = _without_tex(text)
    if "--" in text or not text.isascii():
        text = _DASH.sub(" ", text)
    text = text.replace("~", " ").replace("\u00ad", "")  # A soft hyphen is nothing.
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", _HYPHEN.sub("-", text))
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _POSSESSIVE.sub("", text) if "'" in text or "\u2019" in text else text


def _without_tex(text: str) -> str:
    text = _ACCENT.sub(lambda match: match[1] or match[2], text)
    text = _SYMBOL.sub(lambda match: _SYMBOLS[match[1].lower()], text)
    text = _WRAPPER.sub(" ", text)
    text = _COMMAND.sub(r" \1 ", text)
    return _MARKUP.sub("", _ESCAPED.sub(" ", text))
