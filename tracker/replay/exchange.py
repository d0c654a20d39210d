"""What goes back to a client."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree
from lxml.builder import E

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response before it is sent; header names as they go over the wire."""

    status: int
    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


def conditional(whole: Answer, headers: Mapping[str, str]) -> Answer:
    """Return `whole` with an ETag, or a 304 to who has it already; `headers` are the request's."""
    etag = f'"{hashlib.sha256(whole.body).hexdigest()[:32]}"'
    sent = {"ETag": etag, **whole.headers}
    if headers.get("if-none-match") == etag:
        return Answer(304, b"", whole.content_type, sent)
    return Answer(200, whole.body, whole.content_type, sent)


def page_answer(status: int, title: str) -> Answer:
    """Return a web page that says `title`, such as stands where something else was."""
    return Answer(status, web_page(title), HTML)


def web_page(title: str) -> bytes:
    """Return a web page that says `title`."""
    return html(E.html(E.head(E.title(title)), E.body(E.h1(title))))


def html(page: etree._Element) -> bytes:
    """Return an HTML document in UTF-8."""
    return bytes(etree.tostring(page, method="html", doctype="<!DOCTYPE html>", encoding="utf-8"))
