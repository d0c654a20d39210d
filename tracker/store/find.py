"""Turns a question into SQL: one text for both databases, and the only place where filters are SQL.

The text uses `:name` parameters. What the databases do not share is how words are matched: SQLite
asks its FTS5 table, PostgreSQL a tsvector, and both give a `rank` whose lowest is the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from tracker.model.queries import PaperQuery, PostQuery

Parameters: TypeAlias = dict[str, str | int | float]

COMMON = 20_000
"""Words that more papers have say little: relevance is by date then, as ranks would be slow."""

PAPERS = """
    SELECT p.id, p.key, p.announced_on, p.announced_on_estimated, p.complete, p.version,
        p.submitted_at, p.updated_at, p.recorded_at, p.identifiers, p.categories, p.url, p.pdf_url,
        p.comment, p.journal_ref, p.licence, p.affiliations, p.title, p.authors, p.abstract,
        s.value, s.topics, s.reasons, f.opinion, f.read_at
    FROM papers p LEFT JOIN scores s ON s.paper_id = p.id
    LEFT JOIN feedback f ON f.paper_id = p.id AND f.reader = :reader
"""
"""Selects whole papers with their score and what `:reader` said; for `rows.read_known_paper`."""

_POSTS = """
    SELECT source, guid, title, url, published_at, estimated, author, excerpt, categories, papers,
        source_group
    FROM posts
"""

_TOPICS = "SELECT topic, count(*) AS papers FROM topic_scores"

# A word is matched whole and stemmed, wherever it stands; the index has the columns' weights.
_HITS = {
    "sqlite": "SELECT rowid AS id, rank FROM papers_fts WHERE papers_fts MATCH :words",
    "postgresql": """
        SELECT id, -ts_rank(CAST(ARRAY[0.125, 0.25, 0.5, 1.0] AS real[]), search, asked, 1) AS rank
        FROM papers, to_tsquery('tracker', :words) asked WHERE search @@ asked
    """,
}

# A word that most papers have is looked up in one paper after the other instead, in order, until
# there are enough: a hundred times faster than ranking or sorting them all.
_ALSO_HIT = {
    "sqlite": "EXISTS (SELECT 1 FROM papers_fts WHERE papers_fts MATCH :words AND rowid = {id})",
    "postgresql": "p.search @@ to_tsquery('tracker', :words)",
}

# Beyond these nobody types, but a pasted page would make the databases work or refuse.
_MOST_WORDS = 64
_LONGEST_WORD = 100

_PUNCTUATION = {ord(mark): " " for mark in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"}


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with `:name` parameters, and their values."""

    sql: str
    parameters: Parameters = field(default_factory=dict)


def find_papers(
    query: PaperQuery, dialect: str, *, common: bool = False, unscored: bool = False
) -> Statement | None:
    """Return the statement that gives the row numbers (`id`) of the papers asked for, in order.

    None where nothing can match. `common` says that the words match more than COMMON papers, see
    `count_hits`. By score, only papers that have one are given, or with `unscored` the others.
    """
    words = match_words(query, dialect)
    if words == "" or (unscored and query.min_score is not None):
        return None
    conditions, parameters = _conditions(query)
    if unscored:
        conditions.append(_UNSCORED)
    if words is not None:
        parameters["words"] = words
    if words is not None and common:
        conditions.append(_ALSO_HIT[dialect])
    ranked = words is not None and not common
    order = _order(query, ranked=ranked, scored=not unscored)
    origins = _origins(query, dialect, ranked=ranked, scored=not unscored)
    parameters["most"] = query.limit
    return Statement(_select(origins, conditions, order), parameters)


def count_hits(words: str, dialect: str) -> Statement:
    """Return the statement that counts what `match_words` gives, no further than it matters."""
    hits = f"SELECT 1 FROM ({_HITS[dialect]}) hit LIMIT {COMMON + 1}"  # noqa: S608 - constants
    return Statement(
        f"SELECT count(*) AS hits FROM ({hits}) counted",  # noqa: S608 - constants
        {"words": words},
    )


def match_words(query: PaperQuery, dialect: str) -> str | None:
    """Return what is asked of the text index, in the database's own language.

    None where the query has neither text nor author; empty where it has, but not a word in them.
    Whatever a person types is words: quoted one by one, they can be no syntax error.
    """
    if not query.text and not query.author:
        return None
    text, author = phrases(query.text), phrases(query.author or "")
    if (query.text and not text) or (query.author and not author):
        return ""
    name = [word for phrase in author for word in phrase]
    parts = [_phrase(phrase, dialect) for phrase in text]
    if name:
        parts.append(_name(name, dialect))
    return (" " if dialect == "sqlite" else " & ").join(parts)


def phrases(text: str) -> list[tuple[str, ...]]:
    """Return the words of `text`: each alone, quoted or hyphenated ones together.

    >>> phrases('"chain of thought" pre-training LLMs')
    [('chain', 'of', 'thought'), ('pre', 'training'), ('LLMs',)]
    """
    found = []
    for number, part in enumerate(text.replace("\0", "").split('"')):
        # Every second part stands between quotes.
        for piece in [part] if number % 2 else part.split():
            words = tuple(_words(piece))
            if words:
                found.append(words)
    return found[:_MOST_WORDS]


def find_like(parts: Sequence[str], dialect: str, reader: str, limit: int) -> Statement | None:
    """Return the statement that gives the row numbers of papers with any of `parts`, best first.

    Each part is a word or a phrase. What `reader` hid is left out. None where no part is a word.
    """
    words = [_phrase(tuple(_words(part)), dialect) for part in parts if _words(part)]
    if not words:
        return None
    asked = (" OR " if dialect == "sqlite" else " | ").join(words)
    origins = {"hit.id": f"({_HITS[dialect]}) hit"}
    return Statement(
        _select(origins, [f"NOT {_IS_HIDDEN}"], "hit.rank, {id} DESC"),
        {"words": asked, "reader": reader, "most": limit},
    )


def find_posts(query: PostQuery) -> Statement:
    """Return the statement that gives whole posts, newest first; what `rows.read_post` reads."""
    conditions, parameters = ["1 = 1"], Parameters(most=query.limit)
    for number, word in enumerate(query.text.replace("\0", "").lower().split()[:_MOST_WORDS]):
        conditions.append(
            f"lower(title || ' ' || excerpt || ' ' || author) LIKE :word{number} ESCAPE '!'"
        )
        parameters[f"word{number}"] = _containing(word)
    if query.source:
        conditions.append("source = :source")
        parameters["source"] = query.source
    if query.group:
        conditions.append("source_group = :group")
        parameters["group"] = query.group
    if query.since:
        conditions.append("published_at >= :since")
        parameters["since"] = query.since.isoformat()
    where = " AND ".join(conditions)
    return Statement(
        f"{_POSTS} WHERE {where} ORDER BY published_at DESC, source, guid LIMIT :most", parameters
    )


def count_topics(since: date | None) -> Statement:
    """Return the statement that counts papers by topic, those listed on `since` or later."""
    if since is None:
        return Statement(f"{_TOPICS} GROUP BY topic ORDER BY topic")
    listed = "SELECT id FROM papers WHERE announced_on >= :since"
    sql = f"{_TOPICS} WHERE paper_id IN ({listed}) GROUP BY topic ORDER BY topic"
    return Statement(sql, {"since": since.isoformat()})


def count_mentions(phrase: str, dialect: str, since: date | None) -> Statement | None:
    """Return the statement that counts the papers with a phrase, those listed `since` or all.

    None where not a word is in the phrase.
    """
    words = tuple(_words(phrase))
    if not words:
        return None
    having = f"p.id IN (SELECT id FROM ({_HITS[dialect]}) hit)"  # noqa: S608 - constants
    asked = Parameters(words=_phrase(words, dialect))
    if since:
        having += " AND p.announced_on >= :since"
        asked["since"] = since.isoformat()
    return Statement(f"SELECT count(*) AS papers FROM papers p WHERE {having}", asked)  # noqa: S608 - as above


def _words(piece: str) -> list[str]:
    words = [word[:_LONGEST_WORD] for word in piece.translate(_PUNCTUATION).split()]
    return [word for word in words if any(letter.isalnum() for letter in word)][:_MOST_WORDS]


def _phrase(words: tuple[str, ...], dialect: str) -> str:
    if dialect == "sqlite":
        return f'"{" ".join(words)}"'
    return f"({' <-> '.join(_lexeme(word) for word in words)})"


def _name(words: list[str], dialect: str) -> str:
    """Return the match of a person's name: its words near each other, in either order."""
    if dialect == "sqlite":
        near = " ".join(f'"{word}"' for word in words)
        return f"authors : NEAR({near}, 1)"
    forward = [f"{_lexeme(word)}:B" for word in words]
    orders = (forward, forward[::-1])
    return f"({' | '.join(f'({step.join(o)})' for step in (' <-> ', ' <2> ') for o in orders)})"


def _lexeme(word: str) -> str:
    # No quote and no backslash is left in a word.
    return f"'{word}'"


def _conditions(query: PaperQuery) -> tuple[list[str], Parameters]:
    """Return what has to hold, as SQL over `p`, `s`, `t` and `f`, and the values in it."""
    sql = [_IS_LIKED] if query.liked else []
    sql.append(_IS_HIDDEN if query.hidden else f"NOT {_IS_HIDDEN}")
    values = Parameters(reader=query.reader)
    if query.unread:
        sql.append(_IS_UNREAD)
    if query.since:
        sql.append("p.announced_on >= :since")
        values["since"] = query.since.isoformat()
    if query.until:
        sql.append("p.announced_on <= :until")
        values["until"] = query.until.isoformat()
    if query.category:
        sql.append(_IN_CATEGORY)
        values["category"] = query.category
    if query.source:
        sql.append(_FROM_SOURCE)
        # All of `arxiv-rss/cs.CL`, `arxiv-rss/cs.LG`, ... are `arxiv-rss`; "0" comes after "/".
        values |= {"source": query.source, "from": f"{query.source}/", "to": f"{query.source}0"}
    values |= _at_venue(query)
    if query.topic:
        sql.append("t.topic = :topic")
        values["topic"] = query.topic
    if query.min_score is not None:
        sql.append("s.value >= :min_score")
        values["min_score"] = query.min_score
    return sql, values


# The filters ask about one paper at a time (EXISTS), so that a walk in the right order can stop at
# the limit. `{id}` is the cheapest expression for the paper's row number, see `_select`.
_IN_CATEGORY = """EXISTS (
    SELECT 1 FROM categories c WHERE c.category = :category AND c.paper_id = {id}
)"""

_FROM_SOURCE = """EXISTS (
    SELECT 1 FROM announcements a WHERE a.paper_id = {id}
    AND (a.source = :source OR (a.source > :from AND a.source < :to))
)"""

# The few papers that somebody has said something of are found by the index on `feedback`.
_IS_LIKED = "f.reader = :reader AND f.opinion = 'like'"

_IS_HIDDEN = """EXISTS (
    SELECT 1 FROM feedback h WHERE h.reader = :reader AND h.paper_id = {id} AND h.opinion = 'hide'
)"""

_IS_UNREAD = """NOT EXISTS (
    SELECT 1 FROM feedback r
    WHERE r.reader = :reader AND r.paper_id = {id} AND r.read_at IS NOT NULL
)"""

_UNSCORED = "NOT EXISTS (SELECT 1 FROM scores u WHERE u.paper_id = {id})"

# What of a venue mention can be asked for; claimed ones are found too, and shown as claimed.
_MENTIONED = "SELECT DISTINCT paper_id FROM venue_mentions WHERE status IN ('accepted', 'bare')"


def _at_venue(query: PaperQuery) -> Parameters:
    asked = {
        "venue": query.venue,
        "year": query.year,
        "kind": query.kind,
        "presentation": query.presentation,
    }
    return {name: value for name, value in asked.items() if value}


def _origins(query: PaperQuery, dialect: str, *, ranked: bool, scored: bool) -> dict[str, str]:
    """Return what papers are taken from: the row number in it, and the table."""
    origins = {}
    if ranked:
        origins["hit.id"] = f"({_HITS[dialect]}) hit"
    if query.liked:
        origins["f.paper_id"] = "feedback f"
    if at_venue := _at_venue(query):
        # The papers of a venue are few among all, so that they are found first, by their index.
        holds = "".join(f" AND {name} = :{name}" for name in at_venue)
        origins["v.paper_id"] = f"({_MENTIONED}{holds}) v"
    if query.topic:
        origins["t.paper_id"] = "topic_scores t"
    if query.min_score is not None or (query.sort == "score" and scored):
        origins["s.paper_id"] = "scores s"
    return origins


def _order(query: PaperQuery, *, ranked: bool, scored: bool) -> str:
    """Return the order, down to the last tie; without words a topic is what relevance is about."""
    if query.sort == "score" and scored:
        return "s.value DESC, {id} DESC"
    if query.sort == "relevance" and ranked:
        return "hit.rank, {id} DESC"
    if query.sort == "relevance" and query.topic:
        return "t.score DESC, {id} DESC"
    return "p.announced_on DESC NULLS LAST, p.id DESC"


def _select(origins: dict[str, str], conditions: list[str], order: str) -> str:
    """Return the whole text; `papers`, whose rows are long, is read only if something asks it."""
    if not origins or any("p." in each for each in (*conditions, order)):
        origins = {"p.id": "papers p", **origins}
    first, *others = origins
    joins = "".join(f" JOIN {origins[other]} ON {other} = {first}" for other in others)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    text = f"SELECT {{id}} AS id FROM {origins[first]}{joins}{where} ORDER BY {order} LIMIT :most"  # noqa: S608
    return text.replace("{id}", first)


def _containing(words: str) -> str:
    for mark in "!%_":
        words = words.replace(mark, f"!{mark}")
    return f"%{words}%"
