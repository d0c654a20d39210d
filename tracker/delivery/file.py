"""Writes an edition as files: the mail as it would be sent, its HTML and its text."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracker import text
from tracker.delivery.message import Letterhead, letterhead, message_bytes
from tracker.delivery.writing import write_beside
from tracker.errors import ConfigError
from tracker.model.deliveries import Parcel

KIND = "file"


def open_channel(options: Mapping[str, object]) -> "FileChannel":
    """Return the channel for `folder`; `from` and `list_id` as for `email` shape the `.eml`.

    Raises ConfigError where the folder is missing.
    """
    folder = options.get("folder")
    if not isinstance(folder, str | Path) or not str(folder):
        raise ConfigError("the channel 'file' needs a folder")
    return FileChannel(Path(folder), letterhead(options, default_from="tracker@localhost"))


@dataclass(frozen=True, slots=True)
class FileChannel:
    """A folder with `<date>-<digest>[-<recipient hash>].eml`, `.html` and `.txt`."""

    folder: Path
    letterhead: Letterhead
    name: str = KIND
    wants_pages: bool = False

    def deliver(self, parcel: Parcel) -> None:
        """Write the three files, the `.eml` last; raises DeliveryFailed where the disk refuses."""
        stem = _stem(parcel)
        write_beside(self.folder / f"{stem}.html", parcel.html.encode())
        write_beside(self.folder / f"{stem}.txt", parcel.text.encode())
        write_beside(self.folder / f"{stem}.eml", message_bytes(parcel, self.letterhead))


def _stem(parcel: Parcel) -> str:
    stem = f"{parcel.local_date.isoformat()}-{text.slug(parcel.digest)}"
    if not parcel.recipient:
        return stem
    return f"{stem}-{hashlib.sha256(parcel.recipient.encode()).hexdigest()[:8]}"
