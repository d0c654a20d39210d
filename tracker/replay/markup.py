"""Elements with text that XML allows, and documents put together from parts made once."""

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARK = "parts"
_MARKED = b"<!--parts-->"  # Text cannot hold it: `<` is escaped there.


def add(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    """Append an element to `parent` and return it."""
    element = etree.SubElement(parent, tag, attributes)
    element.text = legal(text) if text is not None else None
    return element


def legal(text: str) -> str:
    """Return `text` without the characters that XML 1.0 forbids."""
    return _ILLEGAL.sub("", text)


def document(root: Any) -> bytes:
    """Return an XML document in UTF-8."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def mark(parent: Any) -> None:
    """Leave a place in `parent` for parts that `filled` puts in."""
    parent.append(etree.Comment(_MARK))


def filled(whole: bytes, parts: Iterable[bytes]) -> bytes:
    """Put `parts` in the place that was marked."""
    return whole.replace(_MARKED, b"".join(parts), 1)


def inside(root: Any, method: str = "xml") -> bytes:
    """Return what stands between the tags of `root`, to be put into a document like it."""
    whole: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False, method=method)
    return whole[whole.index(b">") + 1 : whole.rindex(b"</")]
