"""What holds a secret goes to the address that was configured, and to no other."""

import pytest

from tests.http.site import Site, answer, redirect
from tracker.errors import BadStatus, FetchFailed
from tracker.http import Http


def test_a_token_is_sent_as_a_bearer(http: Http, site: Site) -> None:
    http.get(site.play(answer(b"{}")), token="abc")
    http.get(site.url())
    assert [each.header("Authorization") for each in site.asked] == ["Bearer abc", None]


def test_json_is_posted_whole(http: Http, site: Site) -> None:
    response = http.post(site.play(answer(b'{"token": "t"}'), "/login"), b'{"id": "me"}')
    (asked,) = site.asked
    assert (asked.method, asked.body) == ("POST", b'{"id": "me"}')
    assert asked.header("Content-Type") == "application/json"
    assert response.body == b'{"token": "t"}'


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_told_a_secret(http: Http, site: Site, status: int) -> None:
    away = site.play(redirect("/elsewhere", status), "/login")
    with pytest.raises(FetchFailed, match="redirects a request that holds a secret"):
        http.post(away, b"secret")
    with pytest.raises(FetchFailed, match="redirects a request that holds a secret"):
        http.get(away, token="secret")
    assert [each.path for each in site.asked] == ["/login", "/login"]


def test_a_refused_login_tells_the_address_and_not_the_secret(http: Http, site: Site) -> None:
    with pytest.raises(BadStatus) as refused:
        http.post(site.play(answer(status=400), "/login"), b"hunter2")
    assert "400" in str(refused.value)
    assert "hunter2" not in str(refused.value)
