"""Writes files so that a reader sees the old one or the new one, never a half."""

import os
from contextlib import suppress
from pathlib import Path, PurePosixPath

from tracker.errors import DeliveryFailed, DeliveryRefused


def write_beside(path: Path, body: bytes) -> None:
    """Write `body` beside `path`, on the disk, and rename it into place.

    Raises DeliveryFailed where the disk refuses; the old file then stands untouched.
    """
    part = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(part, body)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise DeliveryFailed(f"{path} was not written: {error.strerror or error}") from error


def inside(folder: Path, relative: str) -> Path:
    """Return the path of the file `relative` (POSIX) in `folder`.

    Raises DeliveryRefused where the path leaves the folder, by itself or over a symbolic link.
    """
    parts = PurePosixPath(relative).parts
    odd = "\\" in relative or "\0" in relative or relative.startswith("/") or ".." in parts
    if not parts or odd:
        raise DeliveryRefused(f"the page {relative!r} lies outside {folder}")
    path = folder
    for part in parts:
        path = path / part
        if path.is_symlink():
            raise DeliveryRefused(f"{path} is a symbolic link; pages are not written through it")
    return path


def _write(path: Path, body: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o666), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
