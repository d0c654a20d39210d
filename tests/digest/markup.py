"""Reads the HTML of mails and pages for the tests: every tag, link, attribute and word."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Markup:
    """What a browser would find in a document."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: str = ""

    def attributes(self, name: str) -> list[str]:
        return [given[name] for _, given in self.tags if name in given]

    def of(self, *names: str) -> list[dict[str, str]]:
        return [given for tag, given in self.tags if tag in names]


def read(document: str) -> Markup:
    found = Markup()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.tags.append((tag, {name: value or "" for name, value in attrs}))

        def handle_data(self, data: str) -> None:
            found.words += data

    reader = Reader(convert_charrefs=True)
    reader.feed(document)
    reader.close()
    return found
