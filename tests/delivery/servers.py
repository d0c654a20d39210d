"""SMTP servers on loopback: a real one (aiosmtpd), and one that misbehaves on purpose."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

GREETING = {
    "banner": "220 ready",
    "EHLO": "250 localhost",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "dot": "250 queued",
    "QUIT": "221 bye",
}


@dataclass
class Mailbox:
    """Keeps what a real server accepted; `refuse` maps a recipient to a reply."""

    refuse: dict[str, str] = field(default_factory=dict)
    at_dot: str = "250 queued"
    envelopes: list[Envelope] = field(default_factory=list)
    logins: list[tuple[str, bool]] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.envelopes.append(envelope)
        return self.at_dot

    def check(
        self, server: SMTP, session: Session, _: Envelope, how: str, given: Any
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.logins.append((given.login.decode(), session.ssl is not None))
        return AuthResult(success=given.password == b"secret", handled=False)


@contextlib.contextmanager
def mail_server(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """Run aiosmtpd on a free loopback port and give the port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Script:
    """What a misbehaving server says at each stage; None closes the line, `...` is silence."""

    replies: dict[str, str | bytes | None] = field(default_factory=dict)
    heard: list[bytes] = field(default_factory=list)

    def reply(self, stage: str) -> str | bytes | None:
        return self.replies.get(stage, GREETING.get(stage, "500 what?"))


@contextlib.contextmanager
def misbehaving(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Run `script` for every connection on a free loopback port and give the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()
    thread = threading.Thread(target=_serve, args=(listener, script, done), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        done.set()
        with contextlib.suppress(OSError):
            socket.create_connection(listener.getsockname(), timeout=1).close()
        listener.close()
        thread.join(5)


def _serve(listener: socket.socket, script: Script, done: threading.Event) -> None:
    while not done.is_set():
        line, _ = listener.accept()
        with line, contextlib.suppress(OSError):
            if not done.is_set():
                _talk(line, script, done)


def _talk(line: socket.socket, script: Script, done: threading.Event) -> None:
    stage = "banner"
    with line.makefile("rb") as told:
        while _say(line, script.reply(stage), done):
            stage = _next(told, script, stage)
            if not stage:
                return


def _next(told: Any, script: Script, stage: str) -> str:
    """Read up to the next command, or up to the final dot where DATA was granted."""
    granted = stage == "DATA" and str(script.reply("DATA")).startswith("354")
    for heard in iter(told.readline, b""):
        script.heard.append(heard)
        if not granted:
            return str(heard[:4].decode("latin-1").upper())
        if heard == b".\r\n":
            return "dot"
    return ""


def _say(line: socket.socket, words: str | bytes | None, done: threading.Event) -> bool:
    if words is None:
        return False
    if words == "...":
        done.wait(10)
        return False
    line.sendall(words if isinstance(words, bytes) else f"{words}\r\n".encode())
    return True
