"""What every request says of us, and what it does not say."""

import pytest

from tests.http.site import Site, answer
from tracker.http import FEEDS, Http, Identity


def test_a_request_carries_our_name_and_nothing_else(http: Http, site: Site) -> None:
    http.get(site.play(answer(b"x")))

    assert site.asked[0].headers == (
        ("Host", site.netloc),
        ("User-Agent", "tracker/1.2 (+https://tracker.example; mailto:reader@uni.example)"),
        ("Accept", FEEDS),
        ("Accept-Language", "en"),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "close"),
    )


def test_a_source_may_ask_for_something_else_than_a_feed(http: Http, site: Site) -> None:
    http.get(site.play(answer(b"{}")), accept="application/json")
    assert site.asked[0].header("Accept") == "application/json"


def test_without_a_contact_the_project_speaks_for_itself() -> None:
    assert Identity("tracker", "1.2", "https://t.example").user_agent == (
        "tracker/1.2 (+https://t.example)"
    )


@pytest.mark.parametrize("contact", ["mailto:me@uni.example", "https://me.example/about"])
def test_a_contact_that_is_a_url_already_stays_as_it_is(contact: str) -> None:
    agent = Identity("tracker", "1.2", "https://t.example", contact).user_agent
    assert agent == f"tracker/1.2 (+https://t.example; {contact})"


@pytest.mark.parametrize("contact", ["me@uni.example\r\nX-Evil: 1", "mé@uni.example"])
def test_a_contact_that_cannot_stand_in_a_header_is_refused(contact: str) -> None:
    with pytest.raises(ValueError, match="User-Agent"):
        Identity("tracker", "1.2", "https://t.example", contact)


def test_cookies_are_never_kept(http: Http, site: Site) -> None:
    url = site.play(answer(b"x", headers={"Set-Cookie": "id=1; Path=/"}))
    http.get(url)
    http.get(url)
    assert site.asked[1].header("Cookie") is None


def test_a_proxy_in_the_environment_is_not_used(
    http: Http, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert http.get(site.play(answer(b"direct"))).body == b"direct"
