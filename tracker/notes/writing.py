"""Writes what was understood of notes as a roadmap file, and behind `#` where it is from."""

import json
from collections.abc import Iterable, Iterator, Sequence

from tracker.model.notes import Understood
from tracker.model.roadmap import MustRead, Name, Resource, Roadmap, Stage, Topic
from tracker.notes.knowledge import Knowledge, builtin_knowledge
from tracker.text import display

_RULE = f"# {'-' * 93}"


def as_toml(understood: Understood, notes: str) -> str:
    """Return the roadmap file of what was understood of the notes of that name.

    A topic without queries stands in it as a comment, as a roadmap may not have one.
    """
    roadmap = understood.roadmap
    lines = [
        *_head(understood, notes),
        "",
        f"title = {_name(roadmap.title)}",
        *_lists(roadmap),
        *(line for stage in roadmap.stages for line in _stage(stage, understood)),
        *_section("Papers that must be read.", roadmap.must_read),
        *(line for each in roadmap.must_read for line in _must_read(each, understood)),
        *_section("Courses, books, communities, tools and projects.", roadmap.resources),
        *(line for each in roadmap.resources for line in _resource(each)),
    ]
    return "\n".join(lines) + "\n"


def _head(understood: Understood, notes: str) -> Iterator[str]:
    yield _comment(f"Made of {notes} by tracker roadmap import. Change it as you like:")
    yield "# docs/roadmap.md explains the keys, tracker roadmap check says what could be better."
    if understood.remarks:
        yield "#"
        yield "# What needs you:"
    for each in understood.remarks:
        yield _comment(f"  line {each.line.number}: {each.why}: {each.line.text}")
    if sources := list(_sources(understood.roadmap, builtin_knowledge())):
        yield "#"
        yield "# To follow what the notes name, put into tracker.toml:"
        yield from (_comment(f"  {line}") for line in sources)


def _sources(roadmap: Roadmap, knowledge: Knowledge) -> Iterator[str]:
    """Yield the lines of tracker.toml that follow the roadmap's categories and labs."""
    if roadmap.categories:
        yield "[arxiv]"
        yield f"categories = {_array(roadmap.categories)}"
    feeds = {each.name: each.feed for each in knowledge.labs}
    for feed in dict.fromkeys(feeds.get(lab, "") for lab in roadmap.labs):
        if feed:
            yield "[[feeds]]"
            yield f"name = {_text(feed)}"
    without = [lab for lab in roadmap.labs if not feeds.get(lab)]
    if without:
        yield f"# no feed ships for {', '.join(without)}: give name and url of one"


def _lists(roadmap: Roadmap) -> Iterator[str]:
    for key in ("venues", "categories", "labs"):
        if found := getattr(roadmap, key):
            yield f"{key} = {_array(found)}"


def _stage(stage: Stage, understood: Understood) -> Iterator[str]:
    yield from ("", _RULE, "[[stages]]", f"id = {_text(stage.id)}", f"name = {_name(stage.name)}")
    group = ""
    for topic in stage.topics:
        key = f"topic/{topic.id}"
        yield ""
        if understood.groups.get(key, "") != group:
            group = understood.groups.get(key, "")
            yield _comment(f"--- {group} ---" if group else "---")
        origin = understood.origins[key]
        yield _comment(f"line {origin.number}: {origin.text}")
        if topic.queries:
            yield from _topic(topic)
        else:
            yield "# No English was found: add queries, and take away the # before these lines."
            yield from (f"# {line}" for line in _topic(topic))


def _topic(topic: Topic) -> Iterator[str]:
    yield "[[stages.topics]]"
    yield f"id = {_text(topic.id)}"
    yield f"name = {_name(topic.name)}"
    yield f"queries = {_array(topic.queries)}"
    if topic.exclude:
        yield f"exclude = {_array(topic.exclude)}"
    if topic.aliases:
        yield f"aliases = {_array(topic.aliases)}"
    if topic.weight != 1.0:
        yield f"weight = {topic.weight}"


def _must_read(paper: MustRead, understood: Understood) -> Iterator[str]:
    origin = understood.origins[f"must-read/{paper.id}"]
    yield ""
    yield _comment(f"line {origin.number}: {origin.text}")
    yield "[[must_read]]"
    yield f"id = {_text(paper.id)}"
    yield f"title = {_text(paper.title)}"
    if paper.authors:
        yield f"authors = {_array(paper.authors)}"
    if paper.year:
        yield f"year = {paper.year}"
    yield f"ids = {_array(map(str, paper.ids))}"
    if paper.note.en or paper.note.zh:
        yield f"note = {_name(paper.note)}"
    if paper.text:
        yield f"text = {_text(paper.text)}"


def _resource(resource: Resource) -> Iterator[str]:
    yield ""
    yield "[[resources]]"
    for key in ("kind", "title", "author", "note", "url", "stage"):
        if value := str(getattr(resource, key)):
            yield f"{key} = {_text(value)}"


def _section(title: str, entries: Sequence[object]) -> Iterator[str]:
    if entries:
        yield from ("", _RULE, f"# {title}")


def _name(name: Name) -> str:
    told = [f"{key} = {_text(text)}" for key, text in (("en", name.en), ("zh", name.zh)) if text]
    return f"{{ {', '.join(told)} }}"


def _array(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    # A string of JSON is one of TOML, but for the one control character that JSON leaves alone.
    return json.dumps(" ".join(text.split()), ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    """Return a comment of one line; TOML allows no control characters in it."""
    indent = text[: len(text) - len(text.lstrip())]
    return f"# {indent}{display(text)}"
