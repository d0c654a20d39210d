"""Makes a topic of an entry of notes: its names in two languages, and what to ask papers for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.model.roadmap import Name, Topic
from tracker.notes.english import MOST_QUERIES, distinct, queries_in
from tracker.notes.glossary import CHINESE, Glossary

OPTIONAL_WEIGHT = 0.5
"""What a topic weighs that its learner calls optional."""

_EXAMPLES = re.compile(
    r"^(?:如|例如|比如|包括|such as|e\.g\.?,?|like|including|incl\.)\s*", re.IGNORECASE
)
_OPTIONAL = re.compile(r"^(?:可选|选学|选修|了解即可|optional|nice to have)$", re.IGNORECASE)
_TWO_SCRIPTS = (
    re.compile(
        r"^(?P<zh>[^A-Za-z]*[\u3400-\u9fff][^A-Za-z]*?)[\s/|·-]+(?P<en>[A-Za-z][\x20-\x7e]{2,})$"
    ),
    re.compile(
        r"^(?P<en>[A-Za-z][\x20-\x7e]{2,}?)[\s/|·-]+(?P<zh>[^A-Za-z]*[\u3400-\u9fff][^A-Za-z]*)$"
    ),
)
_MOST_ALIASES = 8


@dataclass(frozen=True, slots=True)
class Told:
    """What notes tell of a topic: its name, what is in brackets behind it, and the explanation."""

    name: str
    aside: str = ""
    explanation: str = ""


def topic_of(told: Told, id_: str, glossary: Glossary) -> Topic:
    """Return the topic; without queries where no English was found for it."""
    name = name_of(told.name, _naming(told.aside), glossary)
    return Topic(
        id=id_,
        name=name,
        queries=_queries(told, name, glossary),
        aliases=_aliases(told, name, glossary),
        weight=OPTIONAL_WEIGHT if _OPTIONAL.match(told.aside) else 1.0,
    )


def name_of(text: str, aside: str, glossary: Glossary) -> Name:
    """Return the name in both languages, as far as notes and glossary tell it.

    >>> name_of("模型蒸馏", "Distillation", builtin_glossary())
    Name(en='Distillation', zh='模型蒸馏')
    """
    text, aside = text.strip(), aside.strip()
    for pattern in _TWO_SCRIPTS:
        if found := pattern.match(text):
            return Name(found["en"].strip(), found["zh"].strip())
    chinese_aside = bool(CHINESE.search(aside))
    if not CHINESE.search(text):
        return Name(text, aside if chinese_aside else "")
    if aside and not chinese_aside:
        return Name(aside, text)
    english = glossary.english_of(text)
    return Name(_capital(english[0]) if english else "", text)


def id_of(name: Name, otherwise: str) -> str:
    """Return a short id made of the English name, else `otherwise`."""
    words = re.findall(r"[a-z0-9]+", name.en.casefold())
    return "-".join(words)[:48].strip("-") or otherwise


def _naming(aside: str) -> str:
    """Return what stands in brackets where it is another name, not an example or a remark."""
    if _EXAMPLES.match(aside) or _OPTIONAL.match(aside) or len(aside.split()) > 5:
        return ""
    return aside if not re.search(r"[、，,;；/]", aside) else ""


def _queries(told: Told, name: Name, glossary: Glossary) -> tuple[str, ...]:
    """Return the name's English first, then that of what is said; common words only at a pinch."""
    said = "" if _OPTIONAL.match(told.aside) else _EXAMPLES.sub("", told.aside)
    own = [name.en] if _is_specific(told.name, name, glossary) and "/" not in name.en else []
    own += queries_in(name.zh or name.en, glossary, all_english=True)
    found = [*own, *queries_in(said, glossary), *queries_in(told.explanation, glossary)]
    return tuple(distinct(found) or filter(None, [name.en]))[:MOST_QUERIES]


def _is_specific(text: str, name: Name, glossary: Glossary) -> bool:
    """Tell whether a name is worth a query: it was given in English, or has a term in it."""
    if not CHINESE.search(text) or glossary.says_something(text):
        return bool(name.en)
    put_together = {_capital(english) for english in glossary.english_of(text)}
    return bool(name.en) and name.en not in put_together


def _aliases(told: Told, name: Name, glossary: Glossary) -> tuple[str, ...]:
    """Return what else people may type: the parts of the name, and terms of the explanation."""
    parts: Sequence[str] = re.split(r"\s*[/、]\s*", told.name)
    terms = [found.term for found in glossary.terms(f"{told.name}\n{told.explanation}")]
    known = {name.en.casefold(), name.zh.casefold()}
    found = distinct([*(parts if len(parts) > 1 else ()), *terms])
    return tuple(each for each in found if each.casefold() not in known)[:_MOST_ALIASES]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
