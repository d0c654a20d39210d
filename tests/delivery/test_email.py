"""Mail over real SMTP on loopback: what is accepted, refused, tried again, or left in doubt."""

import ssl
from pathlib import Path

import pytest
import trustme

from tests.delivery.parcels import FROM, PARCEL, parcel
from tests.delivery.servers import Mailbox, Script, free_port, mail_server, misbehaving
from tracker.delivery import kinds, open_channel
from tracker.delivery.email import EmailChannel
from tracker.delivery.message import letterhead, message_bytes
from tracker.errors import ConfigError, DeliveryFailed, DeliveryInDoubt, DeliveryRefused

QUICK = {"connect_timeout": 3, "command_timeout": 3, "final_timeout": 3}


def channel(port: int, **options: object) -> EmailChannel:
    given = {"host": "127.0.0.1", "port": port, "security": "none", **FROM, **QUICK, **options}
    opened = open_channel("email", given)
    assert isinstance(opened, EmailChannel)
    return opened


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, str]:
    """A certificate authority for loopback, and the file that makes a client trust it."""
    made = trustme.CA()
    file: Path = tmp_path_factory.mktemp("ca") / "ca.pem"
    made.cert_pem.write_to_path(str(file))
    return made, str(file)


def server_context(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


# --- accepted -------------------------------------------------------------------------------------


def test_the_accepted_mail_is_byte_for_byte_the_built_one() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        channel(port).deliver(PARCEL)
    (envelope,) = mailbox.envelopes
    assert envelope.content == message_bytes(PARCEL, letterhead(FROM))


def test_the_envelope_is_ours_and_never_the_reader_s() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        channel(port, envelope_from="bounces@example.net").deliver(PARCEL)
    (envelope,) = mailbox.envelopes
    assert envelope.mail_from == "bounces@example.net"
    assert envelope.rcpt_tos == ["reader@example.org"]


def test_a_dot_on_its_own_line_arrives() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        channel(port).deliver(parcel(text=".\n..\nlast", html="."))
    assert b"\r\n.\r\n..\r\nlast" in (mailbox.envelopes[0].content or b"")


def test_a_non_ascii_address_is_sent_where_the_server_offers_it() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox, enable_SMTPUTF8=True) as port:
        channel(port).deliver(parcel(recipient="l\u00e9a@example.org"))
    assert mailbox.envelopes[0].rcpt_tos == ["l\u00e9a@example.org"]


def test_a_failed_farewell_after_250_is_still_a_sent_mail() -> None:
    for farewell in (None, "421 too late", "500 no"):
        with misbehaving(Script({"QUIT": farewell})) as port:
            channel(port).deliver(PARCEL)


# --- refused, failed, in doubt --------------------------------------------------------------------


def test_one_refused_recipient_does_not_touch_the_others() -> None:
    mailbox = Mailbox(refuse={"two@example.org": "550 5.1.1 no such user"})
    with mail_server(mailbox) as port:
        sender = channel(port)
        sender.deliver(parcel(recipient="one@example.org"))
        with pytest.raises(DeliveryRefused, match=r"two@example\.org: 550 5\.1\.1 no such user"):
            sender.deliver(parcel(recipient="two@example.org"))
        sender.deliver(parcel(recipient="three@example.org"))
    assert [each.rcpt_tos for each in mailbox.envelopes] == [
        ["one@example.org"],
        ["three@example.org"],
    ]


@pytest.mark.parametrize("stage", ["banner", "EHLO", "MAIL", "RCPT", "DATA", "dot"])
@pytest.mark.parametrize("code", ["421", "451"])
def test_a_4xx_at_any_stage_is_tried_again_later(stage: str, code: str) -> None:
    replies: dict[str, str | bytes | None] = {stage: f"{code} come back later"}
    replies |= {"HELO": f"{code} come back later"} if stage == "EHLO" else {}
    with misbehaving(Script(replies)) as port, pytest.raises(DeliveryFailed) as failed:
        channel(port).deliver(PARCEL)
    assert type(failed.value) is DeliveryFailed
    assert code in str(failed.value)


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "dot"])
def test_a_5xx_about_the_mail_is_for_good(stage: str) -> None:
    with misbehaving(Script({stage: "554 not here"})) as port, pytest.raises(DeliveryRefused) as no:
        channel(port).deliver(PARCEL)
    assert "554 not here" in str(no.value)


@pytest.mark.parametrize("stage", ["banner", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_line_lost_before_the_final_dot_is_a_failure(stage: str) -> None:
    with misbehaving(Script({stage: None})) as port, pytest.raises(DeliveryFailed) as failed:
        channel(port).deliver(PARCEL)
    assert type(failed.value) is DeliveryFailed


def test_a_line_lost_after_the_final_dot_is_in_doubt() -> None:
    script = Script({"dot": None})
    with (
        misbehaving(script) as port,
        pytest.raises(DeliveryInDoubt, match="after the mail was sent"),
    ):
        channel(port).deliver(PARCEL)
    assert script.heard[-1] == b".\r\n"


def test_silence_after_the_final_dot_is_in_doubt_once_its_own_time_is_over() -> None:
    with misbehaving(Script({"dot": "..."})) as port, pytest.raises(DeliveryInDoubt):
        channel(port, final_timeout=0.1).deliver(PARCEL)


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "DATA"])
def test_silence_before_the_final_dot_is_a_failure(stage: str) -> None:
    with misbehaving(Script({stage: "..."})) as port, pytest.raises(DeliveryFailed) as failed:
        channel(port, command_timeout=0.1).deliver(PARCEL)
    assert type(failed.value) is DeliveryFailed


def test_a_server_that_says_nothing_at_all_is_a_failure() -> None:
    with misbehaving(Script({"banner": "..."})) as port, pytest.raises(DeliveryFailed):
        channel(port, connect_timeout=0.1).deliver(PARCEL)


def test_no_server_at_all_is_a_failure_that_names_the_address() -> None:
    port = free_port()
    with pytest.raises(DeliveryFailed, match=f"127.0.0.1:{port} cannot be reached"):
        channel(port).deliver(PARCEL)


@pytest.mark.parametrize("banner", ["hello", "", b"\xff\xfe\x00\r\n", "HTTP/1.1 400 Bad Request"])
def test_something_that_is_no_mail_server_is_a_failure(banner: str | bytes) -> None:
    with misbehaving(Script({"banner": banner})) as port, pytest.raises(DeliveryFailed):
        channel(port).deliver(PARCEL)


def test_an_endless_reply_ends() -> None:
    with (
        misbehaving(Script({"EHLO": b"250-more\r\n" * 5000})) as port,
        pytest.raises(DeliveryFailed),
    ):
        channel(port).deliver(PARCEL)


def test_a_reply_is_shown_short_and_without_controls() -> None:
    rude = b"550-\x1b[31mno\xff\r\n550 " + b"x" * 3000 + b"\r\n"
    with misbehaving(Script({"RCPT": rude})) as port, pytest.raises(DeliveryRefused) as no:
        channel(port).deliver(PARCEL)
    assert len(str(no.value)) < 300
    assert "\x1b" not in str(no.value)


def test_a_mail_that_is_larger_than_the_server_takes_is_not_even_offered() -> None:
    script = Script({"EHLO": b"250-localhost\r\n250 SIZE 100\r\n"})
    with misbehaving(script) as port, pytest.raises(DeliveryRefused, match="takes 100 bytes"):
        channel(port).deliver(PARCEL)
    assert not any(heard.startswith(b"MAIL") for heard in script.heard)


def test_a_non_ascii_address_is_refused_where_the_server_cannot_take_it() -> None:
    with misbehaving(Script()) as port, pytest.raises(DeliveryRefused, match="non-ASCII"):
        channel(port).deliver(parcel(recipient="l\u00e9a@example.org"))


# --- safe sessions --------------------------------------------------------------------------------

LOGIN = {"username": "digest", "password": "secret"}


def test_over_starttls_the_mail_and_the_password_arrive(authority: tuple[trustme.CA, str]) -> None:
    ca, cafile = authority
    mailbox = Mailbox()
    options = {
        "tls_context": server_context(ca),
        "require_starttls": True,
        "authenticator": mailbox.check,
    }
    with mail_server(mailbox, **options) as port:
        channel(port, security="starttls", cafile=cafile, **LOGIN).deliver(PARCEL)
    assert mailbox.logins == [("digest", True)]
    assert len(mailbox.envelopes) == 1


def test_over_tls_from_the_start_the_mail_arrives(authority: tuple[trustme.CA, str]) -> None:
    ca, cafile = authority
    mailbox = Mailbox()
    with mail_server(mailbox, ssl_context=server_context(ca)) as port:
        channel(port, security="tls", cafile=cafile).deliver(PARCEL)
    assert len(mailbox.envelopes) == 1


def test_where_starttls_is_stripped_no_credential_is_sent() -> None:
    script = Script({"EHLO": b"250-localhost\r\n250 AUTH PLAIN LOGIN\r\n"})
    with misbehaving(script) as port, pytest.raises(DeliveryFailed, match="no safe session"):
        channel(port, security="starttls", **LOGIN).deliver(PARCEL)
    assert not any(b"AUTH" in heard or b"MAIL" in heard for heard in script.heard)


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("trusted", [True, False])
def test_a_certificate_that_is_not_valid_for_us_gets_no_credential(
    authority: tuple[trustme.CA, str], security: str, trusted: bool
) -> None:
    ca, cafile = authority
    mailbox = Mailbox()
    context = server_context(ca, "other.example" if trusted else "127.0.0.1")
    how = "ssl_context" if security == "tls" else "tls_context"
    options = {how: context, "authenticator": mailbox.check}
    with (
        mail_server(mailbox, **options) as port,
        pytest.raises(DeliveryFailed, match="certificate"),
    ):
        channel(port, security=security, cafile=cafile if trusted else None, **LOGIN).deliver(
            PARCEL
        )
    assert mailbox.logins == []


def test_a_wrong_password_is_told_clearly_and_does_not_lose_the_mail() -> None:
    mailbox = Mailbox()
    options = {"authenticator": mailbox.check, "auth_require_tls": False}
    with mail_server(mailbox, **options) as port, pytest.raises(DeliveryFailed) as failed:
        channel(port, username="digest", password="wrong").deliver(PARCEL)
    assert type(failed.value) is DeliveryFailed
    assert "check smtp.username and smtp.password_file" in str(failed.value)
    assert "wrong" not in str(failed.value)


def test_a_server_that_wants_a_login_is_our_fault_and_does_not_lose_the_mail() -> None:
    script = Script({"MAIL": "530 5.7.0 Authentication required"})
    with misbehaving(script) as port, pytest.raises(DeliveryFailed) as failed:
        channel(port).deliver(PARCEL)
    assert type(failed.value) is DeliveryFailed


# --- options --------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["mail.example.org", "192.0.2.1"])
def test_a_password_never_crosses_a_network_in_the_clear(host: str) -> None:
    with pytest.raises(ConfigError, match="in the clear"):
        channel(25, host=host, **LOGIN)


def test_the_password_shows_in_no_representation() -> None:
    assert "secret" not in repr(channel(25, **LOGIN))


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"host": ""}, "smtp.host"),
        ({"from": ""}, "smtp.from"),
        ({"security": "ssl"}, "smtp.security"),
        ({"final_timeout": 0}, "smtp.final_timeout"),
        ({"port": "smtp"}, "smtp.port"),
        ({"port": 70000}, "smtp.port"),
    ],
)
def test_a_wrong_option_is_named(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        open_channel("email", {"host": "127.0.0.1", **FROM, **wrong})


def test_ports_follow_the_kind_of_security() -> None:
    for security, port in (("starttls", 587), ("tls", 465), ("none", 25)):
        opened = open_channel("email", {"host": "127.0.0.1", "security": security, **FROM})
        assert isinstance(opened, EmailChannel)
        assert opened.server.port == port


def test_an_unknown_channel_is_an_error_that_names_the_known_ones() -> None:
    assert set(kinds()) == {"email", "file", "site"}
    with pytest.raises(ValueError, match="email, file, site"):
        open_channel("pigeon", {})
