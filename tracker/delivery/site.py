"""Publishes the pages of the site into a folder: only what changed, the index last."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracker.delivery.writing import inside, write_beside
from tracker.errors import ConfigError
from tracker.model.deliveries import Page, Parcel

KIND = "site"


def open_channel(options: Mapping[str, object]) -> "SiteChannel":
    """Return the channel for `folder`; raises ConfigError where it is missing."""
    folder = options.get("folder")
    if not isinstance(folder, str | Path) or not str(folder):
        raise ConfigError("site.folder is missing: the folder that the pages are written to")
    return SiteChannel(Path(folder))


@dataclass(frozen=True, slots=True)
class SiteChannel:
    """A folder that a web server, or a browser, reads."""

    folder: Path
    name: str = KIND
    wants_pages: bool = True

    def deliver(self, parcel: Parcel) -> None:
        """Write the pages; a reader meets old or new ones, and links only to what is there.

        Raises DeliveryRefused for a page outside the folder (nothing is written then) and
        DeliveryFailed where the disk refuses.
        """
        root = self.folder.resolve()
        targets = [(inside(root, page.path), page) for page in sorted(parcel.pages, key=_last)]
        for path, page in targets:
            if _changed(path, page.body):
                write_beside(path, page.body)


def _last(page: Page) -> tuple[bool, str]:
    """Order what others link to before what links to them: the feed and the index come last."""
    return (page.path in {"index.html", "atom.xml"}, page.path)


def _changed(path: Path, body: bytes) -> bool:
    try:
        return path.read_bytes() != body
    except OSError:
        return True
