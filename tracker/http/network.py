"""Connections for one exchange: to addresses that were checked, within its deadline, endable."""

import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeAlias

import httpcore

from tracker.errors import FetchFailed, HostUnreachable
from tracker.http.addresses import AddressPolicy, Resolve
from tracker.http.deadlines import Deadline
from tracker.http.shutdown import Shutdown

Connect: TypeAlias = Callable[[socket.socket, tuple[str, int]], None]
"""Connects a socket to an address and port; `socket.socket.connect` but in tests."""


class Network(httpcore.NetworkBackend):
    """Resolves a host once, checks every address, and connects to what was checked.

    httpcore verifies TLS against the host's name, not against the address.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        resolve: Resolve,
        deadline: Deadline,
        shutdown: Shutdown,
        connect: Connect = socket.socket.connect,
    ) -> None:
        self._policy = policy
        self._resolve = resolve
        self._deadline = deadline
        self._shutdown = shutdown
        self._connect = connect

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the signature is httpcore's
        socket_options: object = None,  # noqa: ARG002 - the signature is httpcore's
    ) -> httpcore.NetworkStream:
        """Return a stream to `host`; raises AddressRefused, HostUnreachable or FetchFailed."""
        addresses = self._look_up(host, port, self._deadline.clip(timeout))
        self._policy.check(host, port, addresses)
        return self._first_to_answer(host, port, addresses, timeout)

    def _look_up(self, host: str, port: int, timeout: float) -> Sequence[str]:
        # The system's resolver knows no timeout: it is asked on a thread that may be left behind.
        answers: SimpleQueue[Sequence[str] | Exception] = SimpleQueue()
        forget = self._shutdown.watch(partial(answers.put, OSError("closed")))
        Thread(target=_ask, args=(self._resolve, host, port, answers), daemon=True).start()
        try:
            answer = answers.get(timeout=timeout)
        except Empty:
            answer = TimeoutError(f"no answer from DNS within {timeout:g} s")
        finally:
            forget()
        self._shutdown.check()
        if isinstance(answer, Exception):
            raise HostUnreachable(f"{host} was not found: {_reason(answer)}") from answer
        return answer

    def _first_to_answer(
        self, host: str, port: int, addresses: Sequence[str], timeout: float | None
    ) -> httpcore.NetworkStream:
        failure: OSError = OSError("it has no address")
        for address in addresses:
            # An even share each, so that one dead address does not use up the time of the others.
            share = None if timeout is None else timeout / len(addresses)
            try:
                wire = Wire(_new_socket(address), host, self._deadline, self._shutdown)
                return wire.connect(self._connect, (address, port), share)
            except OSError as error:
                failure = error
            self._shutdown.check()
        raise HostUnreachable(f"{host} cannot be reached: {_reason(failure)}") from failure


class Wire(httpcore.NetworkStream):
    """A socket whose every wait ends with the deadline, or when the client is closed."""

    def __init__(
        self, sock: socket.socket, host: str, deadline: Deadline, shutdown: Shutdown
    ) -> None:
        self._sock = sock
        self._host = host
        self._deadline = deadline
        self._shutdown = shutdown
        try:
            self._forget = shutdown.watch(partial(_break_off, sock))
        except FetchFailed:
            sock.close()
            raise

    def connect(self, connect: Connect, address: tuple[str, int], timeout: float | None) -> "Wire":
        """Connect to `address`; raises OSError and leaves nothing open."""
        try:
            self._sock.settimeout(self._deadline.clip(timeout))
            connect(self._sock, address)
        except BaseException:
            self.close()
            raise
        return self

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Return the stream inside TLS; a certificate that does not verify raises FetchFailed."""
        try:
            return self._secured(ssl_context, server_hostname).handshake(timeout)
        except ssl.SSLError as error:
            self._shutdown.check()
            raise FetchFailed(
                f"no secure connection to {self._host}: {_tls_reason(error)}"
            ) from error
        except OSError as error:
            self._shutdown.check()
            raise HostUnreachable(f"{self._host} broke off: {_reason(error)}") from error
        finally:
            self._forget()

    def handshake(self, timeout: float | None) -> "Wire":
        """Shake hands; raises OSError and leaves nothing open."""
        try:
            self._sock.settimeout(self._deadline.clip(timeout))
            if isinstance(self._sock, ssl.SSLSocket):
                self._sock.do_handshake()
        except BaseException:
            self.close()
            raise
        return self

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next bytes, empty at the end of the stream."""
        wait = self._deadline.clip(timeout)
        self._sock.settimeout(wait)
        try:
            received = self._sock.recv(max_bytes)
        except TimeoutError as error:
            self._deadline.check()
            raise FetchFailed(f"{self._host} sent nothing for {wait:g} s") from error
        except OSError as error:
            self._shutdown.check()
            raise FetchFailed(f"{self._host} broke off: {_reason(error)}") from error
        if not received:
            self._shutdown.check()  # Else a body without a length would seem to end here.
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of `buffer`; after httpcore.WriteError httpcore reads what the server says."""
        try:
            self._sock.settimeout(self._deadline.clip(timeout))
            self._sock.sendall(buffer)
        except OSError as error:
            self._shutdown.check()
            raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        """Close the socket; may be called twice."""
        self._forget()
        self._sock.close()

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks of a stream, None for the rest."""
        return (
            self._sock if info == "ssl_object" and isinstance(self._sock, ssl.SSLSocket) else None
        )

    def _secured(self, ssl_context: ssl.SSLContext, server_hostname: str | None) -> "Wire":
        try:
            # Shaking hands later leaves a moment to be watched: closing must end that wait as well.
            sock = ssl_context.wrap_socket(
                self._sock, server_hostname=server_hostname, do_handshake_on_connect=False
            )
        except BaseException:
            self.close()
            raise
        return Wire(sock, self._host, self._deadline, self._shutdown)


def _new_socket(address: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return socket.socket(family, socket.SOCK_STREAM)


def _ask(
    resolve: Resolve, host: str, port: int, answers: "SimpleQueue[Sequence[str] | Exception]"
) -> None:
    try:
        answers.put(resolve(host, port))
    except (OSError, UnicodeError) as error:  # UnicodeError: a label of more than 63 letters.
        answers.put(error)


def _break_off(sock: socket.socket) -> None:
    # Not `close`: the thread that waits owns the descriptor, which could be given away at once.
    # Not `sock.shutdown`: that of an SSLSocket takes its state away under the waiting thread.
    with suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _tls_reason(error: ssl.SSLError) -> str:
    return getattr(error, "verify_message", None) or error.reason or _reason(error)
