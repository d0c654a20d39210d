"""Sends an edition over SMTP: verified TLS, a time-out on every step, and an honest outcome."""

import ipaddress
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tracker import text
from tracker.delivery.message import Letterhead, ascii_address, letterhead, message_bytes
from tracker.errors import ConfigError, DeliveryFailed, DeliveryInDoubt, DeliveryRefused
from tracker.model.deliveries import Parcel

KIND = "email"

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_REPLY_LINES = 100
# Codes that speak of us and not of the mail: the edition must outlive a wrong password.
_OUR_FAULT = frozenset({530, 534, 535, 538})


@dataclass(frozen=True, slots=True)
class Server:
    """Where and how mail is handed in; times are seconds (RFC 5321 4.5.3.2).

    `security` is `starttls`, `tls` or `none`; `cafile` is a PEM file to trust instead of the
    system's; `envelope_from` is where bounces go; `hello` is our name in EHLO.
    """

    host: str
    port: int
    security: str = "starttls"
    username: str = ""
    password: str = ""
    cafile: str | None = None
    envelope_from: str = ""
    hello: str = "localhost"
    connect_timeout: float = 30.0
    command_timeout: float = 300.0
    final_timeout: float = 600.0

    def __repr__(self) -> str:
        """Show where, never the password."""
        return f"Server({self.host}:{self.port} {self.security})"


def open_channel(options: Mapping[str, object]) -> "EmailChannel":
    """Return the channel for the server that the options describe (see `Server`, `Letterhead`).

    Raises ConfigError for a missing host or sender, an unknown `security`, or credentials that
    would cross a network in the clear.
    """
    head = letterhead(options)
    server = _server(options, head)
    if server.username and server.security == "none" and not _is_loopback(server.host):
        raise ConfigError(
            f"smtp.security = 'none' would send the password to {server.host} in the clear; "
            "use 'starttls' or 'tls'"
        )
    return EmailChannel(server, head)


@dataclass(frozen=True, slots=True)
class EmailChannel:
    """One SMTP server; every parcel is one message over one connection."""

    server: Server
    letterhead: Letterhead
    name: str = KIND
    wants_pages: bool = False

    def deliver(self, parcel: Parcel) -> None:
        """Send `parcel` to its recipient; returns once the server has answered 250.

        Raises DeliveryFailed (nothing was accepted), DeliveryRefused (5xx on this mail) or
        DeliveryInDoubt (the connection ended between the final dot and its answer).
        """
        body = message_bytes(parcel, self.letterhead)
        line = self._connect()
        try:
            self._introduce(line)
            self._hand_over(line, parcel.recipient, body)
        finally:
            _hang_up(line)

    def _connect(self) -> "_Line":
        kind = _TlsLine if self.server.security == "tls" else _Line
        try:
            return kind(self.server)
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryFailed(f"{self._where} cannot be reached: {_words(error)}") from error

    def _introduce(self, line: "_Line") -> None:
        """Say hello, turn TLS on and log in; nothing secret is said before TLS stands."""
        try:
            if self.server.security == "starttls":
                line.starttls(context=_trust(self.server.cafile))
            if self.server.username:
                line.login(self.server.username, self.server.password)
            line.ehlo_or_helo_if_needed()
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryFailed(
                f"{self._where} refuses the user name or password ({_words(error)}); "
                "check smtp.username and smtp.password_file"
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryFailed(f"{self._where} gives no safe session: {_words(error)}") from error

    def _hand_over(self, line: "_Line", recipient: str, body: bytes) -> None:
        try:
            self._envelope(line, recipient, len(body))
            answer = line.data(body)
        except smtplib.SMTPDataError as error:
            answer = (error.smtp_code, _bytes(error.smtp_error))
        except (OSError, smtplib.SMTPException) as error:
            if line.dot_sent:
                raise DeliveryInDoubt(
                    f"{self._where} did not answer after the mail was sent: {_words(error)}"
                ) from error
            raise DeliveryFailed(f"{self._where} broke off: {_words(error)}") from error
        self._demand(answer, "the mail")

    def _envelope(self, line: "_Line", recipient: str, size: int) -> None:
        sender = ascii_address(self.server.envelope_from or self.letterhead.address)
        address = ascii_address(recipient)
        options = [f"SIZE={size}"] if line.has_extn("size") else []
        if not (sender + address).isascii():
            options += self._utf8(line, recipient)
        self._demand_size(line, size)
        self._demand(line.mail(sender, options), "the sender")
        self._demand(line.rcpt(address), recipient)

    def _utf8(self, line: "_Line", recipient: str) -> list[str]:
        if not line.has_extn("smtputf8"):
            raise DeliveryRefused(
                f"{self._where} cannot send to the non-ASCII address {text.display(recipient)}"
            )
        line.command_encoding = "utf-8"
        return ["SMTPUTF8", "BODY=8BITMIME"]

    def _demand_size(self, line: "_Line", size: int) -> None:
        allowed = line.esmtp_features.get("size", "").strip()
        if allowed.isdecimal() and 0 < int(allowed) < size:
            raise DeliveryRefused(f"{self._where} takes {allowed} bytes, the mail has {size}")

    def _demand(self, answer: tuple[int, bytes], what: str) -> None:
        code, words = answer
        if 200 <= code < 300:
            return
        message = f"{self._where} answered to {text.display(what)}: {code} {_shown(words)}"
        if 500 <= code < 600 and code not in _OUR_FAULT:
            raise DeliveryRefused(message)
        raise DeliveryFailed(message)

    @property
    def _where(self) -> str:
        return f"{self.server.host}:{self.server.port}"


# --- the line -------------------------------------------------------------------------------------


class _Line(smtplib.SMTP):
    """smtplib with its own time-out for the final dot, and an end to endless replies."""

    dot_sent = False

    def __init__(self, server: Server, **extra: Any) -> None:
        self._server = server
        super().__init__(
            server.host,
            server.port,
            local_hostname=server.hello,
            timeout=server.connect_timeout,
            **extra,
        )
        self._patience(server.command_timeout)

    def send(self, s: Any) -> None:
        """Send, and once the final dot is out, give the server the time that RFC 5321 grants."""
        super().send(s)
        if isinstance(s, bytes) and s.endswith(b"\r\n.\r\n"):
            self.dot_sent = True
            self._patience(self._server.final_timeout)

    def getreply(self) -> tuple[int, bytes]:
        """Return code and text; smtplib's own would read a never-ending reply for ever."""
        words: list[bytes] = []
        for _ in range(_REPLY_LINES):
            line = self._reply_line()
            words.append(line[4:].strip())
            if line[3:4] != b"-":
                return int(line[:3]) if line[:3].isdigit() else -1, b"\n".join(words)
        raise self._broken("the server's reply does not end")

    def _reply_line(self) -> bytes:
        try:
            self.file = self.file or self._open_socket().makefile("rb")
            line: bytes = self.file.readline(8192)
        except OSError as error:
            raise self._broken(f"no answer: {error}") from error
        if not line.endswith(b"\n"):
            raise self._broken("the connection was closed")
        return line

    def _broken(self, why: str) -> smtplib.SMTPServerDisconnected:
        self.close()
        return smtplib.SMTPServerDisconnected(why)

    def _open_socket(self) -> Any:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        return self.sock

    def _patience(self, seconds: float) -> None:
        if self.sock is not None:
            self.sock.settimeout(seconds)


class _TlsLine(smtplib.SMTP_SSL, _Line):
    """A line that speaks TLS from the first byte."""

    def __init__(self, server: Server) -> None:
        self._server = server
        smtplib.SMTP_SSL.__init__(
            self,
            server.host,
            server.port,
            local_hostname=server.hello,
            timeout=server.connect_timeout,
            context=_trust(server.cafile),
        )
        self._patience(server.command_timeout)


def _hang_up(line: _Line) -> None:
    """Say goodbye; whatever the server does now, the outcome stands."""
    with suppress(OSError, smtplib.SMTPException):
        line._patience(5.0)  # a mail that was accepted must not wait minutes for a farewell
        line.quit()
    line.close()


def _trust(cafile: str | None) -> ssl.SSLContext:
    # smtplib's own default verifies nothing.
    return ssl.create_default_context(cafile=cafile)


# --- options and words ----------------------------------------------------------------------------


def _server(options: Mapping[str, object], head: Letterhead) -> Server:
    security = str(options.get("security") or "starttls")
    if security not in _PORTS:
        raise ConfigError(f"smtp.security is {security!r}; it is starttls, tls or none")
    host = str(options.get("host") or "")
    if not host:
        raise ConfigError("smtp.host is missing: the server that takes your mail")
    cafile = options.get("cafile")
    return Server(
        host=host,
        port=_port(options, _PORTS[security]),
        security=security,
        username=str(options.get("username") or ""),
        password=str(options.get("password") or ""),
        cafile=str(cafile) if cafile else None,
        envelope_from=str(options.get("envelope_from") or head.address),
        hello=str(options.get("hello") or "localhost"),
        connect_timeout=_seconds(options, "connect_timeout", 30.0),
        command_timeout=_seconds(options, "command_timeout", 300.0),
        final_timeout=_seconds(options, "final_timeout", 600.0),
    )


def _port(options: Mapping[str, object], default: int) -> int:
    value = options.get("port") or default
    if isinstance(value, int) and 0 < value < 65536:
        return value
    raise ConfigError(f"smtp.port is {value!r}; it is a number from 1 to 65535")


def _seconds(options: Mapping[str, object], key: str, default: float) -> float:
    value = options.get(key, default)
    if isinstance(value, int | float) and value > 0:
        return float(value)
    raise ConfigError(f"smtp.{key} is {value!r}; it is a number of seconds")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_shown(_bytes(error.smtp_error))}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid for us: {error.verify_message}"
    return text.shorten(text.display(str(error)) or type(error).__name__, 200)


def _bytes(words: bytes | str) -> bytes:
    return words.encode() if isinstance(words, str) else words


def _shown(words: bytes) -> str:
    return text.shorten(text.display(words.decode("utf-8", "replace")), 200)
