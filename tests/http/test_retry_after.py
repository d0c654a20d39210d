"""Retry-After in all its spellings, and how long a host is left alone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.http.conftest import NOW
from tests.http.site import Site, answer
from tracker.errors import BadStatus, HostResting
from tracker.http import Http
from tracker.http.resting import Rests
from tracker.http.retry_after import retry_after

HOUR = 3600.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("90.5", 90.5),
        ("0", 60),
        ("1", 60),
        ("-1", 60),
        ("-99999", 60),
        ("86400", 24 * HOUR),
        ("86401", 24 * HOUR),
        ("315360000", 24 * HOUR),  # Ten years.
        ("9" * 400, 24 * HOUR),
        ("Mon, 02 Mar 2026 09:00:00 GMT", HOUR),
        ("Monday, 02-Mar-26 09:00:00 GMT", HOUR),
        ("Mon Mar  2 09:00:00 2026", HOUR),
        ("Mon, 02 Mar 2026 10:00:00 +0100", HOUR),
        ("Mon, 02 Mar 2026 08:00:01 GMT", 60),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 60),
        ("Tue, 02 Mar 2036 08:00:00 GMT", 24 * HOUR),
        ("soon", None),
        ("1e9", None),
        ("Mon, 99 Mar 2026 09:00:00 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_between_a_minute_and_a_day(
    value: str | None, seconds: float | None
) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "said", "seconds"),
    [
        (429, "120", 120),
        (503, "Mon, 02 Mar 2026 09:00:00 GMT", HOUR),
        (429, None, 600),
        (503, None, 600),
        (403, None, 6 * HOUR),
        (403, "5", 6 * HOUR),
    ],
)
def test_a_refusal_lets_the_host_rest(
    http: Http, site: Site, status: int, said: str | None, seconds: float
) -> None:
    url = site.play(answer(status=status, headers={"Retry-After": said} if said else {}))
    until = (NOW + timedelta(seconds=seconds)).isoformat()

    with pytest.raises(BadStatus, match=f"127.0.0.1 rests until {until.replace('+', '.')}") as e:
        http.get(url)
    assert e.value.status == status

    with pytest.raises(HostResting) as resting:
        http.get(site.url("/another"))
    assert datetime.fromisoformat(resting.value.until) == NOW + timedelta(seconds=seconds)
    assert len(site.asked) == 1  # While the host rests, nothing is sent.


def test_a_rest_is_over_when_it_is_over(http: Http, site: Site, time) -> None:
    url = site.play(answer(status=429, headers={"Retry-After": "120"}))
    with pytest.raises(BadStatus):
        http.get(url)
    time.passed += 121
    assert http.get(site.play(answer(b"back"))).body == b"back"


def test_all_hosts_of_arxiv_rest_together(new_http: Callable[..., Http], site: Site) -> None:
    http = new_http(groups={site.netloc: "arxiv.org", "export.arxiv.org": "arxiv.org"})
    with pytest.raises(BadStatus, match=r"arxiv\.org rests until 2026-03-02T08:15:00"):
        http.get(site.play(answer(status=503)))
    with pytest.raises(HostResting, match="503 Service Unavailable"):
        http.get("https://rss.arxiv.org/rss/cs.CL")


@pytest.mark.parametrize(("group", "first"), [("arxiv.org", 900), ("blog.example", 600)])
def test_rests_double_up_to_six_hours_until_something_succeeds(group: str, first: int) -> None:
    rests = Rests()
    for doublings in range(40):
        expected = min(first * 2.0**doublings, 6 * HOUR)
        assert rests.after(group, 503, None, NOW) == expected
        assert rests.after("elsewhere", 200, None, NOW) is None
    assert rests.after(group, 500, None, NOW) is None  # Broken, but not telling us to stay away.
    assert rests.after(group, 429, None, NOW) == 6 * HOUR
    assert rests.after(group, 304, None, NOW) is None
    assert rests.after(group, 429, None, NOW) == first


def test_what_the_server_says_is_not_doubled() -> None:
    rests = Rests()
    assert [rests.after("a", 429, "100", NOW) for _ in range(3)] == [100, 100, 100]
    assert rests.after("a", 429, None, NOW) == 600 * 8
