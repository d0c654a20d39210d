"""The httpx transport: one request, one connection that was checked when it was made."""

import ssl
from collections.abc import Iterator

import httpcore
import httpx

from tracker.errors import FetchFailed
from tracker.http.addresses import AddressPolicy, Resolve
from tracker.http.network import Network
from tracker.http.shutdown import Shutdown


class CheckedTransport(httpx.BaseTransport):
    """Sends GET requests; the extension `deadline` of a request is the Deadline it has to keep.

    A connection serves one request: between two lie seconds of politeness, in which a kept one
    dies as often as not, and a new one is checked anew.
    """

    def __init__(
        self, tls: ssl.SSLContext, policy: AddressPolicy, resolve: Resolve, shutdown: Shutdown
    ) -> None:
        self._tls = tls
        self._policy = policy
        self._resolve = resolve
        self._shutdown = shutdown

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer with its body still on the wire; raises the FetchFailed family."""
        asked = _for_httpcore(request)
        connection = self._connection(asked)
        try:
            answer = connection.handle_request(asked)
        except httpcore.ProtocolError as error:
            raise FetchFailed(f"{request.url.host} does not speak HTTP: {error}") from error
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_BodyOnTheWire(answer, connection, request.url.host),
        )

    def _connection(self, asked: httpcore.Request) -> httpcore.HTTPConnection:
        deadline = asked.extensions["deadline"]
        return httpcore.HTTPConnection(
            asked.url.origin,
            ssl_context=self._tls,
            network_backend=Network(self._policy, self._resolve, deadline, self._shutdown),
        )


class _BodyOnTheWire(httpx.SyncByteStream):
    def __init__(
        self, answer: httpcore.Response, connection: httpcore.HTTPConnection, host: str
    ) -> None:
        self._answer = answer
        self._connection = connection
        self._host = host

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer.iter_stream()
        except httpcore.ProtocolError as error:  # Among them: shorter than its Content-Length.
            raise FetchFailed(f"{self._host} broke off in mid-answer: {error}") from error

    def close(self) -> None:
        self._answer.close()
        self._connection.close()


def _for_httpcore(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        request.method,
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.content,
        extensions=request.extensions,
    )
