"""The outbox: one edition to one subscriber by one channel."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class DeliveryState(StrEnum):
    """Where a delivery stands on its journey."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in-doubt"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the outbox; `message_id` is fixed when the row is made, with angle brackets."""

    id: int
    edition_id: int
    digest: str
    local_date: date
    channel: str
    recipient: str
    state: DeliveryState
    message_id: str
    attempts: int = 0
    next_attempt_at: datetime | None = None
    sent_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the site: a relative POSIX path and its bytes."""

    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a channel is handed: a rendered edition and where it goes.

    `pages` is the whole site for a channel that publishes pages, else empty.
    """

    recipient: str
    message_id: str
    digest: str
    local_date: date
    composed_at: datetime
    lang: str
    subject: str
    text: str
    html: str
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """An edition as people read it: the subject line, plain text, and HTML with inline styles."""

    subject: str
    text: str
    html: str
