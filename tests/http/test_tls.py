"""TLS is always verified, against the name that was asked for."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import trustme

from tests.http.site import Site, answer, open_site, redirect
from tracker.errors import FetchFailed
from tracker.http import Http


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@contextmanager
def secure_site(certificate: trustme.LeafCert) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    with open_site(context, "localhost") as site:
        site.play(answer(b"secret"))
        yield site


def test_a_good_certificate_is_accepted(
    new_http: Callable[..., Http], authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    with secure_site(authority.issue_cert("localhost")) as site:
        assert new_http(tls=trusting).get(site.url()).body == b"secret"


def test_the_name_counts_and_not_the_address(
    new_http: Callable[..., Http], authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    http = new_http(
        tls=trusting, resolve=lambda host, port: ["127.0.0.1"], allow_hosts={"feeds.example"}
    )
    with secure_site(authority.issue_cert("feeds.example")) as site:
        assert http.get(f"https://feeds.example:{site.port}/").body == b"secret"
    with secure_site(authority.issue_cert("127.0.0.1")) as site, pytest.raises(FetchFailed):
        http.get(f"https://feeds.example:{site.port}/")


def expired(authority: trustme.CA) -> trustme.LeafCert:
    return authority.issue_cert("localhost", not_after=datetime(2020, 1, 1, tzinfo=UTC))


def of_another_host(authority: trustme.CA) -> trustme.LeafCert:
    return authority.issue_cert("elsewhere.example")


def of_an_unknown_authority(_: trustme.CA) -> trustme.LeafCert:
    return trustme.CA().issue_cert("localhost")


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (expired, "certificate has expired"),
        (of_another_host, "Hostname mismatch"),
        (of_an_unknown_authority, "unable to get local issuer|self-signed"),
    ],
)
def test_a_bad_certificate_is_refused_and_not_tried_again(
    new_http: Callable[..., Http],
    authority: trustme.CA,
    trusting: ssl.SSLContext,
    bad: Callable[[trustme.CA], trustme.LeafCert],
    why: str,
) -> None:
    with secure_site(bad(authority)) as site:
        with pytest.raises(FetchFailed, match=f"no secure connection to localhost: .*({why})"):
            new_http(tls=trusting).get(site.url())
        assert site.asked == []
        assert site.connections == 1


def test_without_further_words_only_public_authorities_are_trusted(
    new_http: Callable[..., Http], authority: trustme.CA
) -> None:
    with secure_site(authority.issue_cert("localhost")) as site:
        with pytest.raises(FetchFailed, match="no secure connection"):
            new_http(tls=None).get(site.url())
        assert site.asked == []


def test_plain_http_behind_https_is_refused(http: Http, site: Site) -> None:
    with pytest.raises(FetchFailed, match="no secure connection"):
        http.get(site.url().replace("http:", "https:"))


def test_a_redirect_from_https_to_http_is_refused(
    new_http: Callable[..., Http], authority: trustme.CA, trusting: ssl.SSLContext, site: Site
) -> None:
    with secure_site(authority.issue_cert("localhost")) as secure:
        secure.play(redirect(site.play(answer(b"plain"))))
        with pytest.raises(FetchFailed, match="from https to http"):
            new_http(tls=trusting).get(secure.url())
        assert site.asked == []


def test_a_redirect_from_http_to_https_is_followed(
    new_http: Callable[..., Http], authority: trustme.CA, trusting: ssl.SSLContext, site: Site
) -> None:
    with secure_site(authority.issue_cert("localhost")) as secure:
        response = new_http(tls=trusting).get(site.play(redirect(secure.url(), 301)))
        assert (response.body, response.moved_to) == (b"secret", secure.url())
