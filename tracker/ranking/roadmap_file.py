"""Reads a roadmap file; a mistake in it is named by its place and the nearest right word."""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tracker import resources
from tracker.errors import BadData, StorageFailed
from tracker.model.identifiers import PaperId
from tracker.model.roadmap import MustRead, Name, Resource, ResourceKind, Roadmap, Stage, Topic

MAX_WEIGHT = 3.0


def builtin_roadmap() -> Roadmap:
    """Return the roadmap that ships with the program."""
    return read_roadmap(resources.folder("builtin") / "roadmap.toml")


def read_roadmap(path: Path) -> Roadmap:
    """Read the TOML roadmap at `path`.

    Raises BadData with the dotted path of the mistake (`stages[0].topics[2].queries`), and
    StorageFailed where the file cannot be read at all.
    """
    try:
        return _roadmap(_Table(tomllib.loads(path.read_text(encoding="utf-8")), ""))
    except OSError as error:
        raise StorageFailed(f"cannot read the roadmap {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadData(f"{path} is not a TOML file: {error}") from error
    except BadData as error:
        raise BadData(f"{path}: {error}") from error


class _Table:
    """A TOML table that knows its dotted path and is asked for each key once."""

    def __init__(self, values: dict[str, Any], path: str) -> None:
        self._values = values
        self._path = path
        self._asked: list[str] = []

    def at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def text(self, key: str, default: str | None = None) -> str:
        found: str = self._take(key, str, "a string", default).strip()
        if not found and default is None:
            raise BadData(f"{self.at(key)}: must not be empty")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        values: list[Any] = self._take(key, list, "a list of strings", [])
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise BadData(f"{self.at(key)}: must be a list of strings that are not empty")
        return tuple(value.strip() for value in values)

    def whole(self, key: str, default: int) -> int:
        found: int = self._take(key, int, "a whole number", default)
        return found

    def kind(self, key: str) -> ResourceKind:
        found, kinds = self.text(key), [str(each) for each in ResourceKind]
        if found not in kinds:
            raise BadData(f"{self.at(key)}: unknown kind {found!r}{nearest(found, kinds)}")
        return ResourceKind(found)

    def weight(self, key: str) -> float:
        found = float(self._take(key, (int, float), "a number", 1.0))
        if not 0 <= found <= MAX_WEIGHT:
            raise BadData(f"{self.at(key)}: {found:g} is not between 0 and {MAX_WEIGHT:g}")
        return found

    def name(self, key: str, default: str | None = None) -> Name:
        """Read `{ en = "…", zh = "…" }`, either of them, or a plain string."""
        value = self._take(key, (str, dict), "a string or a table of en and zh", default)
        if isinstance(value, str):
            return Name(en=value.strip(), zh="")
        table = _Table(value, self.at(key))
        name = Name(en=table.text("en", ""), zh=table.text("zh", ""))
        table.close()
        if not name.en and not name.zh:
            raise BadData(f"{self.at(key)}: give en, zh or both")
        return name

    def tables(self, key: str) -> Iterator["_Table"]:
        values: list[Any] = self._take(key, list, "a list of tables", [])
        for index, value in enumerate(values):
            place = f"{self.at(key)}[{index}]"
            if not isinstance(value, dict):
                raise BadData(f"{place}: must be a table")
            yield _Table(value, place)

    def close(self) -> None:
        """Raise BadData for the first key that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                raise BadData(f"{self.at(key)}: unknown key{nearest(key, self._asked)}")

    def _take(self, key: str, kind: type | tuple[type, ...], words: str, default: object) -> Any:
        self._asked.append(key)
        value = self._values.get(key, default)
        if value is None:
            self._refuse_misspelt(key)
            raise BadData(f"{self.at(key)}: is missing")
        if not isinstance(value, kind) or isinstance(value, bool):
            raise BadData(f"{self.at(key)}: must be {words}")
        return value

    def _refuse_misspelt(self, key: str) -> None:
        import difflib  # only a mistake needs it

        for near in difflib.get_close_matches(key, self._values, n=1):
            raise BadData(f"{self.at(near)}: unknown key; did you mean {key!r}?")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" for the nearest known word, else what words there are."""
    choices = sorted(set(known))
    import difflib

    for near in difflib.get_close_matches(word, choices, n=1):
        return f"; did you mean {near!r}?"
    return f"; there are {', '.join(choices)}" if choices else ""


def _roadmap(table: _Table) -> Roadmap:
    roadmap = Roadmap(
        title=table.name("title", "Roadmap"),
        stages=tuple(_stage(each) for each in table.tables("stages")),
        must_read=tuple(_must_read(each) for each in table.tables("must_read")),
        venues=table.texts("venues"),
        categories=table.texts("categories"),
        labs=table.texts("labs"),
        resources=tuple(_resource(each) for each in table.tables("resources")),
    )
    table.close()
    _check(roadmap)
    return roadmap


def _stage(table: _Table) -> Stage:
    stage = Stage(
        id=table.text("id"),
        name=table.name("name"),
        topics=tuple(_topic(each) for each in table.tables("topics")),
    )
    table.close()
    return stage


def _topic(table: _Table) -> Topic:
    topic = Topic(
        id=table.text("id"),
        name=table.name("name"),
        queries=table.texts("queries"),
        exclude=table.texts("exclude"),
        aliases=table.texts("aliases"),
        weight=table.weight("weight"),
    )
    table.close()
    if not topic.queries:
        raise BadData(f"{table.at('queries')}: topic {topic.id!r} has none; give English phrases")
    return topic


def _must_read(table: _Table) -> MustRead:
    must_read = MustRead(
        id=table.text("id"),
        title=table.text("title"),
        authors=table.texts("authors"),
        year=table.whole("year", 0),
        ids=tuple(_paper_id(text, table.at("ids")) for text in table.texts("ids")),
        note=table.name("note", ""),
        topics=table.texts("topics"),
        text=" ".join(table.text("text", "").split()),
    )
    table.close()
    return must_read


def _resource(table: _Table) -> Resource:
    resource = Resource(
        kind=table.kind("kind"),
        title=table.text("title"),
        author=table.text("author", ""),
        note=table.text("note", ""),
        url=table.text("url", ""),
        stage=table.text("stage", ""),
    )
    table.close()
    return resource


def _paper_id(text: str, place: str) -> PaperId:
    try:
        return PaperId.parse(text)
    except ValueError as error:
        raise BadData(f"{place}: {error}") from error


def _check(roadmap: Roadmap) -> None:
    """Raise BadData for what only the whole shows: no topics, ids given twice, unknown topics."""
    if not roadmap.topics:
        raise BadData("stages: the roadmap has no topics")
    _refuse_twice("stages", (stage.id for stage in roadmap.stages))
    _refuse_twice("stages.topics", (topic.id for topic in roadmap.topics))
    _refuse_twice("must_read", (each.id for each in roadmap.must_read))
    topics = [topic.id for topic in roadmap.topics]
    for index, must_read in enumerate(roadmap.must_read):
        _refuse_unknown(f"must_read[{index}].topics", "topic", must_read.topics, topics)
    stages = [stage.id for stage in roadmap.stages]
    for index, each in enumerate(roadmap.resources):
        _refuse_unknown(f"resources[{index}].stage", "stage", filter(None, [each.stage]), stages)


def _refuse_twice(place: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise BadData(f"{place}: the id {each!r} is given twice")
        seen.add(each)


def _refuse_unknown(place: str, what: str, ids: Iterable[str], known: Sequence[str]) -> None:
    for each in ids:
        if each not in known:
            raise BadData(f"{place}: unknown {what} {each!r}{nearest(each, known)}")
