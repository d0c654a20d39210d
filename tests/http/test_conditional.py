"""Conditional requests: validators go out as they came in, and nothing unchanged counts as new."""

import hashlib

import pytest

from tests.http.site import Site, answer, raw, start
from tracker.errors import BadStatus
from tracker.http import Http, Validators

ODD = 'W/"a b\xe9,;c"'
WHEN = "Sun, 01 Mar 2026 00:00:00 GMT"


def test_validators_are_echoed_byte_for_byte(http: Http, site: Site) -> None:
    url = site.play(answer(b"feed", headers={"ETag": ODD, "Last-Modified": "yesterday,  noonish"}))
    first = http.get(url)
    http.get(url, validators=first.validators)

    assert site.asked[0].header("If-None-Match") is None
    assert site.asked[1].header("If-None-Match") == ODD
    assert site.asked[1].header("If-Modified-Since") == "yesterday,  noonish"
    assert first.validators.body_sha256 == hashlib.sha256(b"feed").hexdigest()


def test_a_304_is_unchanged_and_keeps_what_was_known(http: Http, site: Site) -> None:
    known = Validators('"old"', WHEN, "ab" * 32)
    response = http.get(site.play(answer(status=304)), validators=known)
    assert (response.status, response.unchanged, response.body) == (304, True, b"")
    assert response.validators == known


def test_a_304_renews_the_validators_it_carries(http: Http, site: Site) -> None:
    known = Validators('"old"', WHEN, "ab" * 32)
    response = http.get(
        site.play(answer(status=304, headers={"ETag": 'W/"new"'})), validators=known
    )
    assert response.validators == Validators('W/"new"', WHEN, "ab" * 32)


@pytest.mark.parametrize("known", [None, Validators(body_sha256="ab" * 32)])
def test_a_304_that_nobody_asked_for_is_an_error(
    http: Http, site: Site, known: Validators | None
) -> None:
    with pytest.raises(BadStatus, match="304 Not Modified"):
        http.get(site.play(answer(status=304)), validators=known)


def test_the_same_body_is_unchanged_whatever_its_etag_says(http: Http, site: Site) -> None:
    first = http.get(site.play(answer(b"same", headers={"ETag": '"1"'})))
    again = http.get(
        site.play(answer(b"same", headers={"ETag": '"2"'})), validators=first.validators
    )
    assert again.unchanged
    assert again.validators.etag == '"2"'


def test_another_body_under_the_same_etag_is_news(http: Http, site: Site) -> None:
    first = http.get(site.play(answer(b"old", headers={"ETag": '"1"'})))
    again = http.get(
        site.play(answer(b"new", headers={"ETag": '"1"'})), validators=first.validators
    )
    assert not again.unchanged


def test_a_first_answer_is_never_unchanged(http: Http, site: Site) -> None:
    assert not http.get(site.play(answer(b""))).unchanged


def test_a_date_in_2038_is_not_kept(http: Http, site: Site) -> None:
    headers = {"ETag": '"1"', "Last-Modified": "Tue, 19 Jan 2038 03:14:07 GMT"}
    kept = http.get(site.play(answer(b"x", headers=headers))).validators
    assert (kept.etag, kept.last_modified) == ('"1"', None)


def test_validators_of_an_answer_that_expires_at_once_are_not_kept(http: Http, site: Site) -> None:
    headers = {"ETag": '"1"', "Last-Modified": WHEN, "Expires": "0"}
    kept = http.get(site.play(answer(b"x", headers=headers))).validators
    assert (kept.etag, kept.last_modified) == (None, None)
    assert kept.body_sha256


def test_an_empty_body_is_left_to_the_caller(http: Http, site: Site) -> None:
    response = http.get(site.play(answer(b"")))
    assert (response.status, response.body) == (200, b"")


def test_headers_are_lower_case_and_repeated_ones_are_joined(http: Http, site: Site) -> None:
    sent = b"HTTP/1.1 200 OK\r\nLINK: <a>\r\nLink: <b>\r\nContent-Length: 1\r\n\r\nx"
    assert http.get(site.play(raw(sent))).headers["link"] == "<a>, <b>"


def test_the_interim_answer_of_a_server_is_passed_over(http: Http, site: Site) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    sent = hints + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    assert http.get(site.play(raw(sent))).body == b"ok"


@pytest.mark.parametrize("status", [206, 300, 400, 401, 404, 410, 418, 500, 502, 599])
def test_any_other_status_is_an_error_that_carries_it(http: Http, site: Site, status: int) -> None:
    with pytest.raises(BadStatus, match=f"{status} .*from {site.netloc}/feed") as refused:
        http.get(site.play(lambda request: start(request, status, {}), "/feed"))
    assert refused.value.status == status


def test_an_error_is_one_line_without_what_is_secret(http: Http, site: Site) -> None:
    url = site.url("/a%0Ab%1B?key=secret").replace("//", "//user:word@")
    with pytest.raises(BadStatus) as refused:
        http.get(url)
    assert str(refused.value) == f"404 Not Found from {site.netloc}/a%0Ab%1B"
