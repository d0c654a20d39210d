"""The bytes of a mail: its headers and nothing else, two parts, and short lines."""

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.delivery.parcels import FROM, PARCEL, parcel
from tracker.delivery.message import HEADERS, letterhead, message_bytes
from tracker.errors import ConfigError, DeliveryRefused
from tracker.model.deliveries import Parcel

HEAD = letterhead(FROM)
ATTACKS = [
    "=?utf-8?q?=0ABcc:_e=40x.org?=",
    "=?utf-8?b?CkJjYzogZUB4Lm9yZw==?=",
    "=?=?utf-8?q?=0ABcc:_e=40x.org?=?=",
    "a\r\nBcc: e@x.org",
    "a\nBcc: e@x.org",
    "a\rBcc: e@x.org",
    "a\r\n\r\nbody",
    "a\x00b\x0bc\x0cd\x1ce\x85f\u2028Bcc: e@x.org",
    "\u202eabc",
    "=?utf-8?q?=0D=0ABcc:=20e=40x.org?= =?utf-8?q?x?=",
    "é =?utf-8?q?=0ABcc:_e=40x.org?= é",
    "x" * 2000,
    "é" * 2000,
    "",
    " ",
    "\ud800",
    "=\u200b?utf-8?q?=0ABcc:_e=40x.org?\u200b=",
    "论文 " * 100,
]


def sent(made: Parcel = PARCEL) -> EmailMessage:
    return BytesParser(policy=policy.SMTP).parsebytes(message_bytes(made, HEAD))  # type: ignore[return-value]


def header_names(raw: bytes) -> tuple[str, ...]:
    return tuple(BytesHeaderParser(policy=policy.compat32).parsebytes(raw).keys())


def test_the_list_of_headers_is_exact() -> None:
    message = sent()
    assert {name: str(value) for name, value in message.items()} == {
        "Date": "Mon, 23 Nov 2026 07:00:00 +0000",
        "From": "Paper digest <digest@example.net>",
        "To": "reader@example.org",
        "Subject": "[tracker] 2026-11-23: 5 top, 12 in all – KV cache",
        "Message-ID": "<0123456789abcdef@example.net>",
        "List-Id": "<daily.tracker.example.net>",
        "List-Unsubscribe": "<mailto:digest@example.net?subject=unsubscribe%20daily>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
        "Content-Language": "en",
    }
    assert tuple(message.keys()) == HEADERS


def test_text_comes_first_and_html_last_both_quoted_printable() -> None:
    parts = list(sent().iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert {part["Content-Transfer-Encoding"] for part in parts} == {"quoted-printable"}
    assert {part.get_content_charset() for part in parts} == {"utf-8"}


def test_both_parts_come_through_whole() -> None:
    text, html = (part.get_content().replace("\r\n", "\n") for part in sent().iter_parts())
    assert text.rstrip("\n") == PARCEL.text
    assert html.rstrip("\n") == PARCEL.html


@given(st.text(max_size=300), st.text(max_size=300))
@example("论" * 500, "\x00.\r\n.\r\nFrom me\n" + "x" * 5000)
def test_lines_are_short_and_end_in_crlf_whatever_the_text(subject: str, text: str) -> None:
    clean = text.encode("utf-8", "replace").decode()
    raw = message_bytes(parcel(subject=subject, text=clean, html=f"<p>{clean}"), HEAD)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    assert raw.isascii()


def test_only_ids_may_make_a_line_long_and_they_stay_whole() -> None:
    long = "b" * 60 + "." + "c" * 60 + ".example.org"
    raw = message_bytes(
        parcel(message_id=f"<{'a' * 90}@{long}>"), letterhead({"from": f"digest@{long}"})
    )
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    message = BytesParser(policy=policy.compat32).parsebytes(raw)
    assert message["Message-ID"] == f"<{'a' * 90}@{long}>"
    assert message["List-Unsubscribe"] == f"<mailto:digest@{long}?subject=unsubscribe%20daily>"


def test_the_same_parcel_gives_the_same_bytes() -> None:
    assert message_bytes(PARCEL, HEAD) == message_bytes(PARCEL, letterhead(FROM))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_subject_adds_no_header(attack: str) -> None:
    raw = message_bytes(parcel(subject=f"Title {attack}"), HEAD)
    assert header_names(raw) == HEADERS
    assert b"\nBcc" not in raw
    assert len(str(BytesParser(policy=policy.SMTP).parsebytes(raw)["Subject"])) <= 120


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_digest_name_or_language_adds_no_header(attack: str) -> None:
    raw = message_bytes(parcel(digest=attack, lang=attack), HEAD)
    assert header_names(raw) == HEADERS
    assert b"\nBcc" not in raw


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_sender_name_adds_no_header_or_is_refused(attack: str) -> None:
    try:
        head = letterhead({"from": f"{attack} <digest@example.net>"})
    except ConfigError:
        return
    raw = message_bytes(PARCEL, head)
    assert header_names(raw) == HEADERS
    assert b"\nBcc" not in raw
    to = BytesParser(policy=policy.SMTP).parsebytes(raw)["From"]
    assert [each.addr_spec for each in to.addresses] == ["digest@example.net"]


@given(st.text(max_size=200))
def test_no_subject_at_all_adds_a_header(subject: str) -> None:
    assert header_names(message_bytes(parcel(subject=subject), HEAD)) == HEADERS


@pytest.mark.parametrize(
    "recipient",
    [
        "reader",
        "a@b@c",
        "a b@example.org",
        "a@example.org\r\nBcc: x@y.org",
        "<a@example.org>",
        "a,b@example.org",
        "=?utf-8?q?a?=@example.org",
        "a@",
        "@b",
        "a@example.org>",
        '"a b"@example.org',
        "a@-\u2028.org",
    ],
)
def test_what_is_no_address_is_refused(recipient: str) -> None:
    with pytest.raises(DeliveryRefused, match="not a mail address"):
        message_bytes(parcel(recipient=recipient), HEAD)


@pytest.mark.parametrize("wrong", ["", "abc", "<a b@c>", "<a@b>\r\nBcc: x@y.org", "<a@b", "<é@b>"])
def test_what_is_no_message_id_is_refused(wrong: str) -> None:
    with pytest.raises(DeliveryRefused, match="not a Message-ID"):
        message_bytes(parcel(message_id=wrong), HEAD)


def test_a_domain_outside_ascii_is_sent_in_idna() -> None:
    assert (
        sent(parcel(recipient="reader@b\u00fccher.example"))["To"] == "reader@xn--bcher-kva.example"
    )


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"from": "nobody"},
        {"from": "a@b.org", "list_id": "two words"},
        {"from": "a@b.org", "unsubscribe": "x"},
    ],
)
def test_an_unusable_letterhead_is_a_configuration_error(options: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=r"smtp\.(from|list_id|unsubscribe)"):
        letterhead(options)


def test_list_id_and_unsubscribe_can_be_given() -> None:
    head = letterhead({**FROM, "list_id": "papers.example.net", "unsubscribe": "stop@example.net"})
    raw = message_bytes(PARCEL, head)
    assert b"List-Id: <papers.example.net>\r\n" in raw
    assert b"List-Unsubscribe: <mailto:stop@example.net?subject=unsubscribe%20daily>\r\n" in raw
