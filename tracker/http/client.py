"""The one polite client: everything the program asks of the network goes through `Http`."""

import random
import ssl
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from itertools import count

import httpx

from tracker.errors import BadStatus, FetchFailed, HostUnreachable
from tracker.http.addresses import AddressPolicy, Resolve, system_resolve
from tracker.http.bodies import ENCODINGS, read_body
from tracker.http.deadlines import Deadline, Monotonic
from tracker.http.exchange import FEEDS, Limits, Response, Validators
from tracker.http.identity import Identity
from tracker.http.pacing import ARXIV, Gate, group_of, iso
from tracker.http.patience import Patience, Uniform
from tracker.http.resting import Rests
from tracker.http.shutdown import Shutdown
from tracker.http.transport import CheckedTransport
from tracker.http.urls import REDIRECTS, Trail, host_of, port_of, shown, web_url
from tracker.http.validators import conditional_headers, renewed, validators_of
from tracker.model.clock import Clock, Sleep

_PACE = {
    ARXIV: 3.0,  # https://info.arxiv.org/help/api/tou.html
    "dblp.org": 3.0,  # It answers 429 to less than 2 s.
    "openaccess.thecvf.com": 2.0,
}
_LIMITS = Limits()
_GRACE = 5.0
_JSON = "application/json, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class _Call:
    """What stays the same over all redirects and retries of one `get` or `post`.

    A `private` one carries a secret, which no other address may be told.
    """

    headers: list[tuple[bytes, bytes]]
    limits: Limits
    deadline: Deadline
    content: bytes | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    """One server's answer to one request; `body` is empty unless the status says success."""

    url: httpx.URL
    status: int
    headers: Mapping[str, str]
    body: bytes


class Http:
    """Fetches documents politely: one request at a time per host group, at a pace, within bounds.

    May be shared by threads. Keeps no cookies, sends no Referer, and takes no proxy or other
    setting from the environment. `allow_hosts` may be at private addresses; `groups` maps a host
    (or `host:port`) to a host group, `pace` a group to the seconds between two starts.
    """

    def __init__(
        self,
        identity: Identity,
        gate: Gate,
        clock: Clock,
        *,
        allow_hosts: Collection[str] = frozenset(),
        groups: Mapping[str, str] | None = None,
        pace: Mapping[str, float] | None = None,
        default_pace: float = 1.0,
        tls: ssl.SSLContext | None = None,
        resolve: Resolve = system_resolve,
        sleep: Sleep | None = None,
        monotonic: Monotonic = time.monotonic,
        uniform: Uniform = random.uniform,
    ) -> None:
        self._identity = identity
        self._gate = gate
        self._clock = clock
        self._groups = dict(groups or {})
        self._pace = _PACE | dict(pace or {})
        self._default_pace = default_pace
        self._monotonic = monotonic
        self._shutdown = Shutdown()
        self._sleep = sleep or self._shutdown.pause
        self._patience = Patience(monotonic, uniform)
        self._rests = Rests()
        self._transport = CheckedTransport(
            tls or httpx.create_ssl_context(trust_env=False),
            AddressPolicy(allow_hosts),
            resolve,
            self._shutdown,
        )

    def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        limits: Limits = _LIMITS,
        accept: str = FEEDS,
        token: str = "",
    ) -> Response:
        """Return what is at `url`, following redirects; only a 2xx or a 304 returns.

        With a bearer `token` no redirect is followed. Raises HostResting before anything is sent,
        AddressRefused, HostUnreachable, BodyTooLarge, BadStatus, and FetchFailed for every other
        way in which an exchange can fail.
        """
        start = web_url(url)
        headers = [*self._headers(accept, validators), *_authorization(token)]
        call = _Call(headers, limits, self._deadline(start, limits), private=bool(token))
        answer, trail = self._follow(Trail(start), call)
        return _response(answer, trail, validators)

    def post(self, url: str, content: bytes, *, limits: Limits = _LIMITS) -> Response:
        """Return what `url` answers to the JSON `content`; no redirect is followed.

        Raises as `get` does.
        """
        start = web_url(url)
        headers = [*self._headers(_JSON, None), (b"Content-Type", b"application/json")]
        call = _Call(headers, limits, self._deadline(start, limits), content, private=True)
        answer, trail = self._follow(Trail(start), call)
        return _response(answer, trail, None)

    def _deadline(self, url: httpx.URL, limits: Limits) -> Deadline:
        return Deadline(limits.deadline, host_of(url), self._monotonic)

    def close(self) -> None:
        """End requests in flight, from any thread; they and later ones raise FetchFailed."""
        self._shutdown.begin()

    def _headers(self, accept: str, validators: Validators | None) -> list[tuple[bytes, bytes]]:
        return [
            (b"User-Agent", self._identity.user_agent.encode("ascii")),
            (b"Accept", accept.encode("ascii")),
            (b"Accept-Language", b"en"),
            (b"Accept-Encoding", ENCODINGS),
            (b"Connection", b"close"),
            *conditional_headers(validators),
        ]

    def _follow(self, trail: Trail, call: _Call) -> tuple[_Answer, Trail]:
        while True:
            answer = self._reach(trail.url, call)
            if answer.status not in REDIRECTS:
                return answer, trail
            if call.private:
                raise FetchFailed(f"{shown(trail.url)} redirects a request that holds a secret")
            trail = trail.follow(answer.status, answer.headers.get("location"))

    def _reach(self, url: httpx.URL, call: _Call) -> _Answer:
        connect = call.limits.connect
        for failures in count(1):
            try:
                return self._exchange(url, call, connect)
            except HostUnreachable:
                pause = self._patience.pause(failures)
                if pause is None or pause > call.deadline.left():
                    raise
                self._sleep(pause)
                connect = min(call.limits.connect, max(self._patience.left(), 0.001))
        raise AssertionError("count() has no end")

    def _exchange(self, url: httpx.URL, call: _Call, connect: float) -> _Answer:
        group = group_of(host_of(url), port_of(url), self._groups)
        with self._turn(group, call.deadline):
            answer = self._send(url, call, connect)
            self._patience.restored()
            self._mind_refusal(group, answer)  # Within the turn, so that nobody slips in between.
        return answer

    @contextmanager
    def _turn(self, group: str, deadline: Deadline) -> Iterator[None]:
        hold = max(deadline.left(), 0.0) + _GRACE
        pace = self._pace.get(group, self._default_pace)
        with ExitStack() as turn:
            with deadline.paused():
                turn.enter_context(self._shutdown.alone(group))
                turn.enter_context(self._gate.turn(group, pace, hold))
            self._shutdown.check()
            yield

    def _send(self, url: httpx.URL, call: _Call, connect: float) -> _Answer:
        # Straight to the transport: an httpx.Client would add cookies and headers of its own.
        timeouts = {"connect": connect, "read": call.limits.read, "write": call.limits.read}
        request = httpx.Request(
            "GET" if call.content is None else "POST",
            url,
            headers=call.headers,
            content=call.content,
            extensions={"timeout": timeouts, "deadline": call.deadline},
        )
        with closing(self._transport.handle_request(request)) as response:
            return _received(url, response, call.limits.body_bytes)

    def _mind_refusal(self, group: str, answer: _Answer) -> None:
        now = self._clock()
        said = answer.headers.get("retry-after")
        seconds = self._rests.after(group, answer.status, said, now)
        if seconds is not None:
            until = now + timedelta(seconds=seconds)
            self._gate.rest(group, until, _phrase(answer.status))
            raise BadStatus(f"{_what(answer)}; {group} rests until {iso(until)}", answer.status)


def _authorization(token: str) -> list[tuple[bytes, bytes]]:
    return [(b"Authorization", f"Bearer {token}".encode("ascii"))] if token else []


def _received(url: httpx.URL, response: httpx.Response, cap: int) -> _Answer:
    headers = _plain(response.headers)
    body = b""
    if _succeeded(response.status_code):
        encoding, length = headers.get("content-encoding", ""), headers.get("content-length", "")
        body = read_body(response.iter_raw(), encoding, length, cap)
    return _Answer(url, response.status_code, headers, body)


def _plain(headers: httpx.Headers) -> dict[str, str]:
    # Latin-1 maps every byte to one character and back, so that validators return as they came.
    plain: dict[str, str] = {}
    for raw_name, raw_value in headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        plain[name] = f"{plain[name]}, {value}" if name in plain else value
    return plain


def _response(answer: _Answer, trail: Trail, validators: Validators | None) -> Response:
    if answer.status == HTTPStatus.NOT_MODIFIED and validators and conditional_headers(validators):
        kept, unchanged = renewed(validators, answer.headers), True
    elif _succeeded(answer.status):
        kept = validators_of(answer.headers, answer.body)
        unchanged = validators is not None and kept.body_sha256 == validators.body_sha256
    else:
        raise BadStatus(_what(answer), answer.status)
    return Response(
        str(answer.url), answer.status, answer.headers, answer.body, kept, unchanged, trail.moved_to
    )


def _succeeded(status: int) -> bool:
    # No part of a document was asked for; stored as a whole it would be a cut one.
    return HTTPStatus.OK <= status < 300 and status != HTTPStatus.PARTIAL_CONTENT


def _what(answer: _Answer) -> str:
    return f"{_phrase(answer.status)} from {shown(answer.url)}"


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:  # Not a registered status.
        return str(status)
