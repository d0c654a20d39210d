"""Reads web pages that have to be whole: a page that is cut is none."""

from typing import Any

from lxml import etree, html

from tracker.errors import NotAFeed

_TAIL = 1024

WEB_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
"""What to accept where a web page is asked for."""


def whole_page(body: bytes, sender: str, what: str) -> Any:
    """Return the root element of the page `body`, an lxml element; nothing is looked up.

    Raises NotAFeed, saying that `sender` sent no whole `what`, for a page that does not end.
    """
    if b"</html>" not in body[-_TAIL:].lower():
        raise NotAFeed(f"{sender} sent no whole web page where its {what} should be")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        said = " ".join(str(error).split())
        raise NotAFeed(f"the {what} of {sender} cannot be read: {said}") from error
