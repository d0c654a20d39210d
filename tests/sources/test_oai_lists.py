"""A list of the OAI server: how it is asked for, how it goes on, and when it is given up."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest

from tests.sources.fakes import FakeHttp
from tests.sources.oai import Told, asked, error, page
from tracker.errors import BadData
from tracker.http import Http, Limits
from tracker.sources.oai_lists import OaiList, set_of

NOW = datetime(2025, 11, 11, 4, tzinfo=UTC)
MONDAY = date(2025, 11, 10)
LIST = OaiList("https://oai.example/oai", "cs.CL", MONDAY)


def answer(number: int, token: str | None = None) -> bytes:
    return page([Told(f"2511.{number:05}", [NOW], MONDAY)], NOW, token)


def by_token(answers: dict[str | None, bytes]) -> Callable[[str], bytes]:
    return lambda url: answers[asked(url).get("resumptionToken")]


def in_turn(*answers: bytes) -> Callable[[str], bytes]:
    left: Iterator[bytes] = iter(answers)
    return lambda _: next(left)


def walk(body: Callable[[str], bytes], asking: OaiList = LIST) -> tuple[list[str], FakeHttp]:
    http = FakeHttp(body)
    found = [each.id for read, _ in asking.pages(cast(Http, http)) for each in read.records]
    return found, http


def test_a_list_is_asked_for_by_set_and_datestamp_without_an_end() -> None:
    _, http = walk(in_turn(answer(1)))
    expected = {"verb": "ListRecords", "metadataPrefix": "arXivRaw", "set": "cs:cs:CL"}
    assert [asked(url) for url in http.asked] == [expected | {"from": "2025-11-10"}]


def test_an_end_is_asked_for_where_one_is_wanted() -> None:
    _, http = walk(in_turn(answer(1)), OaiList("https://x.example", "cs.CL", MONDAY, MONDAY))
    assert asked(http.asked[0])["until"] == "2025-11-10"


def test_nothing_older_than_the_server_allows_is_asked_for() -> None:
    _, http = walk(in_turn(answer(1)), OaiList("https://x.example", "cs.CL", date(1999, 1, 1)))
    assert asked(http.asked[0])["from"] == "2005-09-16"


def test_the_next_page_is_asked_for_by_its_token_alone_encoded_once_more() -> None:
    token = "verb%3DListRecords%26skip%3D2500"
    found, http = walk(by_token({None: answer(1, token), token: answer(2, "")}))
    assert found == ["2511.00001", "2511.00002"]
    assert asked(http.asked[1]) == {"verb": "ListRecords", "resumptionToken": token}
    assert "resumptionToken=verb%253DListRecords%2526skip" in http.asked[1]


def test_the_server_gets_the_time_it_needs() -> None:
    seen: list[Limits] = []

    class Watching(FakeHttp):
        def get(self, url: str, **options: Any) -> Any:  # type: ignore[override]
            seen.append(options["limits"])
            return super().get(url)

    list(LIST.pages(cast(Http, Watching(answer(1)))))
    assert seen[0].read >= 200
    assert seen[0].deadline >= 200
    assert seen[0].body_bytes == 32 * 2**20


def test_an_expired_token_begins_the_list_again_once() -> None:
    refused = error("badResumptionToken", NOW)
    found, http = walk(in_turn(answer(1, "a"), refused, answer(1, "b"), answer(2)))
    assert found == ["2511.00001", "2511.00001", "2511.00002"]
    assert [asked(url).get("resumptionToken") for url in http.asked] == [None, "a", None, "b"]
    with pytest.raises(BadData, match="badResumptionToken"):
        walk(in_turn(answer(1, "a"), refused, answer(1, "b"), refused))


def test_a_token_that_comes_again_ends_the_walk() -> None:
    with pytest.raises(BadData, match="same resumption token twice"):
        walk(in_turn(answer(1, "a"), answer(2, "b"), answer(3, "a")))


def test_a_page_that_comes_again_is_passed_over_but_not_for_ever() -> None:
    found, _ = walk(in_turn(answer(1, "a"), answer(1, "b"), answer(2)))
    assert found == ["2511.00001", "2511.00001", "2511.00002"]
    with pytest.raises(BadData, match="repeats its pages"):
        walk(in_turn(*(answer(1, f"token {number}") for number in range(10))))


def test_a_list_does_not_end_with_no_match() -> None:
    assert walk(in_turn(error("noRecordsMatch", NOW)))[0] == []
    with pytest.raises(BadData, match="noRecordsMatch"):
        walk(in_turn(answer(1, "a"), error("noRecordsMatch", NOW)))


@pytest.mark.parametrize(
    ("category", "name"),
    [
        ("cs.CL", "cs:cs:CL"),
        ("stat.ML", "stat:stat:ML"),
        ("math.NA", "math:math:NA"),
        ("q-bio.NC", "q-bio:q-bio:NC"),
        ("physics.optics", "physics:physics:optics"),
        ("astro-ph.GA", "physics:astro-ph:GA"),
        ("hep-lat", "physics:hep-lat"),
        ("quant-ph", "physics:quant-ph"),
        ("cs", "cs"),
    ],
)
def test_a_category_names_its_set(category: str, name: str) -> None:
    assert set_of(category) == name
