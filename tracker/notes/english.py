"""Makes English queries of what a line of notes says, in Chinese, in English, or in both."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from tracker.notes.glossary import CHINESE, Glossary

MOST_QUERIES = 8

_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9+#.'_-]*(?: [A-Za-z0-9][A-Za-z0-9+#.'_-]*)*")
_TOO_PLAIN = frozenset(
    (
        *("ai", "ml", "dl", "nlp", "cv", "hub", "etc", "e.g", "eg", "i.e", "ie", "vs", "the", "a"),
        *("an", "and", "or", "of", "for", "to", "in", "with", "on", "by", "from", "via", "using"),
        *("api", "app", "pdf", "web", "demo", "llm", "llms", "gpu", "gpus"),
    )
)
_LEADING = re.compile(
    r"^(?:(?:and|or|the|a|an|some|basic|basics of|how to|to|of|with|for|like|such as|e\.g\."
    r"|including|incl\.|understand|understanding|learn|learning about|know|master|study|use|using"
    r"|apply|implement|get familiar with|familiarity with|concepts of|introduction to"
    r"|knowledge of|methods like|techniques like|tools like|libraries like|frameworks like)\s+)+",
    re.IGNORECASE,
)
_PIECES = re.compile(r"[,;:.!?](?=\s|$)|[/()\[\]&|、。]|\s+(?:and|or|vs\.?)\s+|\s[-–—]+\s")
_LONGEST_PHRASE = 4  # words; longer pieces of English are sentences, whose terms are looked for


def queries_in(text: str, glossary: Glossary, *, all_english: bool = False) -> list[str]:
    """Return the English phrases that `text` speaks of, in its order, none of them twice.

    A Chinese term gives its best English, or with `all_english` each that the glossary has.
    """
    plain = unicodedata.normalize("NFKC", text)
    if not CHINESE.search(plain):
        return distinct(_english(plain, glossary))
    return distinct(_mixed(plain, glossary, None if all_english else 1))


def distinct(phrases: Iterable[str]) -> list[str]:
    """Return phrases without those that differ from an earlier one in case or hyphens only."""
    first: dict[str, str] = {}
    for phrase in phrases:
        first.setdefault(re.sub(r"[\s-]+", "", phrase.casefold()), phrase)
    return [phrase for key, phrase in first.items() if key]


def _mixed(text: str, glossary: Glossary, most: int | None) -> Iterator[str]:
    """Yield the English of the Chinese terms, and the Latin words between them, in order."""
    end = 0
    for found in glossary.terms(text):
        yield from _latin(text[end : found.start])
        yield from found.english[:most]
        end = found.end
    yield from _latin(text[end:])


def _latin(text: str) -> Iterator[str]:
    for run in _RUN.findall(text):
        phrase = run.strip(".'-_ ")
        if _tells(phrase):
            yield phrase


def _english(text: str, glossary: Glossary) -> Iterator[str]:
    """Yield the short phrases of an English text, and the known terms in its sentences."""
    for piece in _PIECES.split(text):
        phrase = _LEADING.sub("", piece.strip(" .-–—*'\"")).strip()
        if 0 < len(phrase.split()) <= _LONGEST_PHRASE and _tells(phrase):
            yield phrase
        else:
            yield from glossary.english_terms(phrase)


def _tells(phrase: str) -> bool:
    words = [word for word in phrase.split() if word.casefold().strip(".") not in _TOO_PLAIN]
    return any(len(word) > 1 and not word.isdigit() for word in words)
