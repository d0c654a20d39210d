"""Builds the mail of a parcel: two parts, a fixed list of headers, and nothing a title can add."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime

from tracker import text
from tracker.errors import ConfigError, DeliveryRefused
from tracker.model.deliveries import Parcel

HEADERS = (
    "Date",
    "From",
    "To",
    "Subject",
    "Message-ID",
    "List-Id",
    "List-Unsubscribe",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
)
"""Every header of a mail, in its order; a built mail with any other list is not sent."""

_SUBJECT_LIMIT = 120
_NAME_LIMIT = 60
_LOCAL = r"[^\s\x00-\x20\x7f-\x9f\"(),:;<>@\[\]\\]{1,64}"
_DOMAIN = r"[^\s\x00-\x20\x7f-\x9f\"(),:;<>@\[\]\\]{1,253}"
_ADDRESS = re.compile(rf"{_LOCAL}@{_DOMAIN}")
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,200}@[!-;=?A-~]{1,200}>")
# Header values without a space in them must stay on one line: folded, they would be encoded.
_UNFOLDED = frozenset({"message-id", "list-unsubscribe", "list-id"})


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who the mail is from: `list_id` is the domain-like part of List-Id, '' for one made up."""

    address: str
    name: str = "tracker"
    list_id: str = ""
    unsubscribe: str = ""


def letterhead(options: Mapping[str, object], default_from: str = "") -> Letterhead:
    """Read `from` (`a@b` or `Name <a@b>`), `list_id` and `unsubscribe` (an address).

    Raises ConfigError where one of them cannot stand in a header.
    """
    name, address = _name_and_address(str(options.get("from") or default_from))
    unsubscribe = str(options.get("unsubscribe") or address)
    for key, value in (("from", address), ("unsubscribe", unsubscribe)):
        if not _is_address(value):
            raise ConfigError(f"smtp.{key} is not a mail address: {text.display(value)!r}")
    list_id = str(options.get("list_id") or "")
    if list_id and not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", list_id):
        raise ConfigError(f"smtp.list_id is not a dotted name: {text.display(list_id)!r}")
    return Letterhead(address, text.header(name, _NAME_LIMIT) or "tracker", list_id, unsubscribe)


def message_bytes(parcel: Parcel, head: Letterhead) -> bytes:
    """Return the mail as it goes over the wire, with CRLF line ends; same parcel, same bytes.

    Raises DeliveryRefused where the recipient is no address, or where the built mail, parsed
    back, does not have exactly the headers it was given.
    """
    built = _build(parcel, head).as_bytes()
    _check(built, parcel)
    return built


def ascii_address(address: str) -> str:
    """Return `address` with its domain in IDNA; the local part stays as it is."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}" if not domain.isascii() else address


# --- building -------------------------------------------------------------------------------------


def _build(parcel: Parcel, head: Letterhead) -> EmailMessage:
    # Raw UTF-8 in headers only for an address that cannot be written otherwise (SMTPUTF8).
    addresses = ascii_address(_recipient(parcel, head)) + ascii_address(head.address)
    message = EmailMessage(_Policy(linesep="\r\n", utf8=not addresses.isascii()))
    for name, value in _headers(parcel, head).items():
        message[name] = value
    # Quoted-printable for both: CPython would take base64, a third larger and opaque to filters.
    message.set_content(parcel.text, cte="quoted-printable")
    message.add_alternative(parcel.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = text.slug(parcel.lang)
    message.set_boundary(f"=_{hashlib.sha256(parcel.message_id.encode()).hexdigest()[:32]}")
    for part in message.iter_parts():
        del part["MIME-Version"]
    return message


def _headers(parcel: Parcel, head: Letterhead) -> dict[str, object]:
    return {
        "Date": format_datetime(parcel.composed_at),
        "From": _mailbox(head.address, head.name),
        "To": _mailbox(_recipient(parcel, head)),
        "Subject": text.header(parcel.subject, _SUBJECT_LIMIT),
        "Message-ID": _message_id(parcel),
        "List-Id": _list_id(parcel, head),
        "List-Unsubscribe": _unsubscribe(parcel, head),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def _recipient(parcel: Parcel, head: Letterhead) -> str:
    recipient = parcel.recipient or head.address
    if not _is_address(recipient):
        raise DeliveryRefused(f"not a mail address: {text.display(recipient)[:80]!r}")
    return recipient


def _message_id(parcel: Parcel) -> str:
    if not _MESSAGE_ID.fullmatch(parcel.message_id):
        raise DeliveryRefused(f"not a Message-ID: {text.display(parcel.message_id)[:80]!r}")
    return parcel.message_id


def _list_id(parcel: Parcel, head: Letterhead) -> str:
    domain = ascii_address(head.address).rpartition("@")[2]
    return f"<{head.list_id or f'{text.slug(parcel.digest)}.tracker.{domain}'}>"


def _unsubscribe(parcel: Parcel, head: Letterhead) -> str:
    address = ascii_address(head.unsubscribe or head.address)
    return f"<mailto:{address}?subject=unsubscribe%20{text.slug(parcel.digest)}>"


def _mailbox(address: str, name: str = "") -> Address:
    # By its two halves: given whole, it would be parsed, and refused outside ASCII.
    local, _, domain = ascii_address(address).rpartition("@")
    return Address(name, username=local, domain=domain)


def _name_and_address(sender: str) -> tuple[str, str]:
    """Split `Name <a@b>` at its last bracket; `parseaddr` can be led to an address in the name."""
    name, bracket, address = sender.strip().removesuffix(">").rpartition("<")
    return (name.strip().strip('"'), address) if bracket else ("", sender.strip())


def _is_address(value: str) -> bool:
    return bool(_ADDRESS.fullmatch(value)) and "=?" not in value and _has_idna(value)


def _has_idna(address: str) -> bool:
    try:
        ascii_address(address)
    except UnicodeError:
        return False
    return True


class _Policy(policy.EmailPolicy):
    """RFC 5322 with CRLF, but never folds or encodes a value that has no space to fold at."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() in _UNFOLDED:
            return f"{name}: {value}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in _UNFOLDED:
            return self.fold(name, value).encode("ascii")
        folded: bytes = super().fold_binary(name, value)
        return folded


# --- checking -------------------------------------------------------------------------------------


def _check(built: bytes, parcel: Parcel) -> None:
    """Parse the bytes back, as a reader's program will, and compare the list of headers."""
    names = tuple(BytesHeaderParser(policy=policy.compat32).parsebytes(built).keys())
    if names != HEADERS:
        raise DeliveryRefused(
            f"the mail for {parcel.digest} {parcel.local_date} would carry the headers "
            f"{', '.join(map(text.display, names))}; it is not sent"
        )
