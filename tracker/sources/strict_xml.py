"""Reads XML that has to be whole and harmless: nothing is repaired, nothing is looked up."""

from collections.abc import Iterator
from io import BytesIO
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


def walk_strictly(body: bytes, sender: str, what: str, root: str, tag: str) -> Iterator[Any]:
    """Yield each element `tag` of a large document, and empty it once the next one is wanted.

    Its ancestors are there with their attributes, and with what stands before it. Raises NotAFeed
    as `read_strictly` does, which may be after the last element: keep nothing before the end.
    """
    if b"<!ENTITY" in body[:_HEAD]:
        raise NotAFeed(f"{sender} sent a document that defines entities")
    walk = etree.iterparse(
        BytesIO(body), tag=tag, resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for _, element in walk:
            yield element
            element.clear()
    except etree.XMLSyntaxError as error:
        raise NotAFeed(f"{sender} sent no whole {what} but {_quoted(body)}") from error
    if walk.root.tag != root:
        raise NotAFeed(f"{sender} sent no {what} but {_quoted(body)}")


def _quoted(body: bytes) -> str:
    return repr(" ".join(body[:60].decode("utf-8", "replace").split()))
