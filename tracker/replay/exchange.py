"""What goes back to a client."""

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


def page_answer(status: int, title: str) -> Answer:
    """Return a web page that says `title`, such as stands where something else was."""
    return Answer(status, web_page(title), HTML)


def web_page(title: str) -> bytes:
    """Return a web page that says `title`."""
    return html(E.html(E.head(E.title(title)), E.body(E.h1(title))))


def html(page: etree._Element) -> bytes:
    """Return an HTML document in UTF-8."""
    return bytes(etree.tostring(page, method="html", doctype="<!DOCTYPE html>", encoding="utf-8"))
