"""Reads XML that has to be whole and harmless: nothing is repaired, nothing is looked up."""

from typing import Any

from lxml import etree

from tracker.errors import NotAFeed

_HEAD = 64 * 1024


def read_strictly(body: bytes, sender: str, what: str, tag: str) -> Any:
    """Return the root element of `body`, an lxml element with this tag.

    Raises NotAFeed, saying that `sender` sent no `what`, for anything else.
    """
    if b"<!ENTITY" in body[:_HEAD]:
        raise NotAFeed(f"{sender} sent a document that defines entities")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise NotAFeed(f"{sender} sent no whole {what} but {_quoted(body)}") from error
    if root.tag != tag:
        raise NotAFeed(f"{sender} sent no {what} but {_quoted(body)}")
    return root


def _quoted(body: bytes) -> str:
    return repr(" ".join(body[:60].decode("utf-8", "replace").split()))
