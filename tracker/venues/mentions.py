"""Reads which venues a paper names: from its comment, its journal reference and its DOIs."""

from dataclasses import replace

from tracker.model.identifiers import ARXIV, DOI
from tracker.model.papers import Paper, VenueMention
from tracker.venues.clauses import clauses_of
from tracker.venues.meetings import merged, with_loose_words
from tracker.venues.names import may_name_a_venue
from tracker.venues.readings import readings_of
from tracker.venues.references import mention_by_doi

RULES_VERSION = 1
"""Raised whenever the same text reads otherwise than before: what is stored is then read again."""

COMMENT, JOURNAL_REF = "comment", "journal_ref"
_TEXT_LIMIT = 2_000  # arXiv's longest comment has 431 characters; patterns cost more on long texts


def mentions_in(text: str, *, id_year: int | None) -> tuple[VenueMention, ...]:
    """Return the venues that an author's text names, in its order, each meeting and kind once.

    `id_year` is the year in the paper's own arXiv id (None: it has none); a year far from it is
    not believed. `evidence` is the clause that says so. Never fails: a text that says nothing of a
    venue gives no mention.
    """
    line = " ".join(text[:_TEXT_LIMIT].split())
    if not may_name_a_venue(line):
        return ()
    clauses = clauses_of(line)
    meetings = merged(each for clause in clauses for each in readings_of(clause, id_year))
    if len(meetings) == 1:
        meetings = [with_loose_words(meetings[0], clauses)]
    return tuple(each.mention for each in meetings)


def paper_mentions(paper: Paper) -> tuple[tuple[str, VenueMention], ...]:
    """Return (origin, mention) for everything a paper tells of itself.

    The origins are `comment`, `journal_ref` and `doi`. A comment may claim; a journal reference and
    a DOI speak of what is printed, so a venue they name without more has accepted the paper.
    """
    year = _id_year(paper)
    comment = mentions_in(paper.comment or "", id_year=year)
    printed = map(_as_printed, mentions_in(paper.journal_ref or "", id_year=year))
    dois = dict.fromkeys(each.value for each in paper.identifiers if each.scheme == DOI)
    by_doi = filter(None, map(mention_by_doi, dois))
    return (
        *((COMMENT, each) for each in comment),
        *((JOURNAL_REF, each) for each in printed),
        *((DOI, each) for each in by_doi),
    )


def _as_printed(mention: VenueMention) -> VenueMention:
    return replace(mention, status="accepted") if mention.status == "bare" else mention


def _id_year(paper: Paper) -> int | None:
    ids = [each.value for each in (paper.id, *paper.identifiers) if each.scheme == ARXIV]
    figures = ids[0].rpartition("/")[2][:2] if ids else ""
    if figures.isdigit():
        return (1900 if int(figures) > 90 else 2000) + int(figures)
    return paper.submitted_at.year if paper.submitted_at else None
