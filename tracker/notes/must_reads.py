"""Makes must-reads of the papers that notes name, completed from what is known of the classics."""

import re
from collections.abc import Sequence

from tracker.model.identifiers import PaperId, linked_arxiv_ids
from tracker.model.roadmap import MustRead, Name
from tracker.notes.glossary import CHINESE
from tracker.notes.inline import Line, without_number
from tracker.notes.knowledge import Classic, Knowledge

_ID = re.compile(
    r"(?:arxiv\s*:?\s*)(\d{4}\.\d{4,5})|(?<![\d.])(\d{4}\.\d{5})(?![\d.])", re.IGNORECASE
)
_DOI = re.compile(r"(?:doi\.org/|doi:\s*)(10\.\d{4,9}/[^\s()（）,;，；]+)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20[0-4]\d)(?!\d)")
_BY = re.compile(r"\s+by\s+|\s*,?\s*(?=\b[A-Z][\w-]+ et al\.?)")
_PERSON = r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,5}"
_PEOPLE = re.compile(rf"({_PERSON}(?:(?:, and |, | and | & ){_PERSON})*)(\s+et al\.?)?")
_BEFORE_PEOPLE = re.compile(r"^\s*(?:by\b|[（(,，:：–—-])\s*(?:by\s)?")
_AFTER_PEOPLE = re.compile(r"\s*[,，]?\s*(?:\(?\d{4}|[)）.]|$)")
_GENERIC = frozenset({"link", "paper", "pdf", "arxiv", "论文", "链接", "原文", "code", "blog"})


def must_reads_in(line: Line, knowledge: Knowledge) -> list[MustRead]:
    """Return the papers that an entry below a must-read heading names, in its order."""
    titles = line.titles or _unquoted(line)
    alone = len(titles) == 1
    return [_must_read(title, line if alone else None, line, knowledge) for title in titles]


def _unquoted(line: Line) -> tuple[str, ...]:
    """Return the title of an entry without quotation marks: its words up to brackets or `by`."""
    linked = [words for words, _ in line.links if words.casefold() not in _GENERIC and words]
    if linked:
        return (linked[0],)
    # A colon belongs to a title, unless a bold name stands before it.
    start = line.name if line.bold else re.split(r"[（(\[]|\s[-–—]\s", line.plain)[0]
    title = _BY.split(without_number(start))[0].strip(" .。,，:：")
    return (title,) if title else ()


def _must_read(title: str, own: Line | None, line: Line, knowledge: Knowledge) -> MustRead:
    """Return a paper; `own` is the line where it tells of this paper only."""
    known = knowledge.classic(title)
    ids = _ids(own) or _known_ids(known)
    year = known.year if known else _year(own, title)
    return MustRead(
        id=_id(known.names[0] if known and known.names else title),
        title=known.title if known else title,
        authors=known.authors if known else _authors(own, title),
        year=year,
        ids=ids,
        note=_note(_behind(line.plain, title)),
        text=known.about if known else "",
    )


def _ids(line: Line | None) -> tuple[PaperId, ...]:
    if line is None:
        return ()
    addresses = " ".join(address for _, address in line.links)
    arxiv = [*linked_arxiv_ids(addresses), *(a or b for a, b in _ID.findall(line.plain))]
    dois = [doi.rstrip(".").lower() for doi in _DOI.findall(f"{addresses} {line.plain}")]
    found = [PaperId("arxiv", each) for each in arxiv] + [PaperId("doi", each) for each in dois]
    return tuple(dict.fromkeys(found))


def _known_ids(known: Classic | None) -> tuple[PaperId, ...]:
    return (PaperId.parse(known.id),) if known and known.id else ()


def _year(line: Line | None, title: str) -> int:
    found = _YEAR.findall(line.plain.replace(title, "")) if line else []
    return int(found[0]) if found else 0


def _authors(line: Line | None, title: str) -> tuple[str, ...]:
    """Return the people behind the title: `(Vaswani et al., 2017)`, `by Ada and Alan`."""
    behind = line.plain.partition(title)[2].lstrip(' 》”"*') if line else ""
    told = _BEFORE_PEOPLE.sub("", behind)
    people = _PEOPLE.match(told)
    if not people or not (people[2] or _AFTER_PEOPLE.match(told[people.end() :])):
        return ()
    return tuple(filter(None, (each.strip() for each in re.split(r",|\band\b|&", people[1]))))


def _behind(plain: str, title: str) -> str:
    """Return what is said of a paper right behind its title, in brackets or after a dash."""
    rest = plain.partition(title)[2].lstrip('》”」』"*').strip()
    found = re.match(r"[（(]([^（）()]*)[)）]|[–—:：-]+\s*(.+)", rest)
    return (found[1] or found[2] or "").strip(" 。.") if found else ""


def _note(text: str) -> Name:
    """Return what is said of a paper, unless that is only who wrote it and when."""
    short = len(re.findall(r"\w", _YEAR.sub("", text))) < 4
    if short or re.match(r"^[\w .,&'’-]*\bet al\b", text) or _ID.search(text):
        return Name("", "")
    return Name("", text) if CHINESE.search(text) else Name(text, "")


def _id(text: str) -> str:
    words: Sequence[str] = re.findall(r"[a-z0-9]+", text.casefold())
    return "-".join(words[:6]) or "paper"
