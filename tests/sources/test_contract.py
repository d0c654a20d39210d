"""What every kind of source has to keep; a kind is found by itself and must have recordings."""

from collections.abc import Iterator

import pytest

from tests.sources.fakes import FakeHttp, brings_something, tools
from tests.sources.recordings import FOLDER, Recording, as_written, documents, recordings
from tracker.errors import BadData, Busy
from tracker.model.harvests import Batch
from tracker.sources import Source, kinds, open_source
from tracker.sources.parsing import FeedParser

ALL = [pytest.param(each, id=each.name) for kind in kinds() for each in recordings(kind)]
WEB_PAGE = b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>Hello</body></html>"


def open_recorded(recording: Recording, body: bytes, parser: FeedParser) -> Source:
    return open_source(recording.spec, tools(FakeHttp(body), parser))


def harvest_all(source: Source, recording: Recording) -> tuple[list[Batch], Exception | None]:
    batches: list[Batch] = []
    try:
        batches.extend(source.harvest(None, recording.now))
    except BadData as error:
        return batches, error
    return batches, None


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_kind_has_recordings_beside_their_expected_objects(kind: str) -> None:
    found = documents(kind)
    assert found
    assert all(each.with_suffix(".json").exists() for each in found)


def test_every_recording_belongs_to_a_kind() -> None:
    assert {each.name for each in FOLDER.iterdir()} == set(kinds())


@pytest.mark.parametrize("recording", ALL)
def test_a_recording_becomes_what_stands_beside_it(
    recording: Recording, parser: FeedParser
) -> None:
    source = open_recorded(recording, recording.body, parser)
    batches = source.harvest(None, recording.now)
    assert [as_written(batch) for batch in batches] == recording.expected


@pytest.mark.parametrize("recording", ALL)
def test_asking_again_with_the_checkpoint_brings_nothing_new(
    recording: Recording, parser: FeedParser
) -> None:
    source = open_recorded(recording, recording.body, parser)
    checkpoint = list(source.harvest(None, recording.now))[-1].checkpoint
    again = list(source.harvest(checkpoint, recording.now))
    assert len(again) == 1
    assert not brings_something(again[0])
    assert again[0].next_at is not None
    assert again[0].next_at > recording.now


@pytest.mark.parametrize("recording", ALL)
def test_a_spoilt_checkpoint_starts_afresh(recording: Recording, parser: FeedParser) -> None:
    for spoilt in ("", "{", "[]", '{"validators": 7, "day": "x", "announced_on": {}}'):
        source = open_recorded(recording, recording.body, parser)
        batches = source.harvest(spoilt, recording.now)
        assert [as_written(batch) for batch in batches] == recording.expected


def wrong_bodies(recording: Recording) -> Iterator[tuple[str, bytes]]:
    body = recording.body
    for share in (0.3, 0.6, 0.9):
        yield f"cut at {share:.0%}", body[: int(len(body) * share)]
    yield "without its last tag", body.rstrip()[:-3]
    yield "a web page", WEB_PAGE
    yield "a web page after white space", b"\r\n " + WEB_PAGE.lower()
    yield "empty", b""
    yield "white space", b" \r\n"
    yield "plain text", b"Rate exceeded."
    yield "JSON", b'{"error": "busy"}'
    yield "another XML", b'<?xml version="1.0"?><note><to>Tove</to></note>'
    yield "entities", b'<!DOCTYPE rss [<!ENTITY a "ha">]>' + body.partition(b"?>")[2]


@pytest.mark.parametrize("recording", ALL)
def test_what_is_no_whole_feed_is_refused_and_yields_nothing(
    recording: Recording, parser: FeedParser
) -> None:
    for what, body in wrong_bodies(recording):
        batches, error = harvest_all(open_recorded(recording, body, parser), recording)
        assert batches == [], what
        assert isinstance(error, BadData), what
        assert "\n" not in str(error), what


@pytest.mark.parametrize("recording", ALL)
def test_a_failure_of_the_network_is_handed_on(recording: Recording, parser: FeedParser) -> None:
    def refuse(url: str) -> bytes:
        raise Busy(f"no turn for {url}")

    source = open_source(recording.spec, tools(FakeHttp(refuse), parser))
    with pytest.raises(Busy):
        list(source.harvest(None, recording.now))


def test_a_kind_that_nobody_offers_is_named_with_those_there_are() -> None:
    spec = recordings("feed")[0].spec
    with pytest.raises(ValueError, match=r"no source kind 'gopher'; there are .*arxiv-api, "):
        open_source(type(spec)(spec.name, "gopher", spec.url), None)  # type: ignore[arg-type]
