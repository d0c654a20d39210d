"""The channels that write files: whole or not at all, and never outside their folder."""

import os
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from tests.delivery.parcels import FROM, PARCEL, parcel
from tracker.delivery import Channel, open_channel
from tracker.errors import ConfigError, DeliveryFailed, DeliveryRefused
from tracker.model.deliveries import Page


def site(folder: Path) -> Channel:
    return open_channel("site", {"folder": str(folder)})


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


# --- site -----------------------------------------------------------------------------------------


def test_the_pages_are_written_and_nothing_else(tmp_path: Path) -> None:
    site(tmp_path).deliver(PARCEL)
    assert names(tmp_path) == ["e/daily/2026-11-23/index.html", "index.html"]
    assert (tmp_path / "index.html").read_bytes() == b"<p>index"


def test_a_page_that_did_not_change_is_not_touched(tmp_path: Path) -> None:
    site(tmp_path).deliver(PARCEL)
    before = {name: (tmp_path / name).stat().st_ino for name in names(tmp_path)}
    site(tmp_path).deliver(parcel(pages=(*PARCEL.pages[:1], Page("new.html", b"new"))))
    after = {name: (tmp_path / name).stat().st_ino for name in names(tmp_path)}
    assert before.items() <= after.items()


def test_the_index_comes_last_so_that_it_never_links_to_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    real = Path.replace
    monkeypatch.setattr(
        Path, "replace", lambda self, to: (written.append(Path(to).name), real(self, to))[1]
    )
    pages = [Page("index.html", b"1"), Page("atom.xml", b"2"), Page("z/index.html", b"3")]
    site(tmp_path).deliver(parcel(pages=(*pages, Page("style.css", b"4"))))
    assert written == ["style.css", "index.html", "atom.xml", "index.html"]
    assert (tmp_path / "index.html").read_bytes() == b"1"


@pytest.mark.parametrize(
    "path",
    ["../out.html", "/out.html", "a/../../out.html", "", ".", "a\\..\\out", "a\0b", "e/../../out"],
)
def test_a_page_outside_the_folder_is_refused_and_nothing_is_written(
    tmp_path: Path, path: str
) -> None:
    root = tmp_path / "site"
    with pytest.raises(DeliveryRefused):
        site(root).deliver(parcel(pages=(Page("index.html", b"ok"), Page(path, b"bad"))))
    assert names(tmp_path) == []


def test_no_page_is_written_through_a_symbolic_link(tmp_path: Path) -> None:
    root, outside = tmp_path / "site", tmp_path / "outside"
    outside.mkdir()
    root.mkdir()
    (root / "e").symlink_to(outside)
    (root / "index.html").symlink_to(outside / "index.html")
    with pytest.raises(DeliveryRefused, match="symbolic link"):
        site(root).deliver(PARCEL)
    assert names(outside) == []


def test_the_folder_itself_may_be_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "real")
    site(tmp_path / "site").deliver(PARCEL)
    assert "index.html" in names(tmp_path / "real")


def test_a_full_disk_leaves_the_old_page_and_no_remains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site(tmp_path).deliver(PARCEL)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DeliveryFailed, match="No space left on device"):
        site(tmp_path).deliver(parcel(pages=(Page("index.html", b"newer"),)))
    assert (tmp_path / "index.html").read_bytes() == b"<p>index"
    assert names(tmp_path) == ["e/daily/2026-11-23/index.html", "index.html"]


def test_a_file_where_a_folder_should_be_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "e").write_text("in the way")
    with pytest.raises(DeliveryFailed):
        site(tmp_path).deliver(PARCEL)


def test_pages_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        site(tmp_path).deliver(PARCEL)
    finally:
        os.umask(before)
    assert (tmp_path / "index.html").stat().st_mode & 0o777 == 0o644


def test_a_site_without_a_folder_is_a_configuration_error() -> None:
    with pytest.raises(ConfigError, match=r"site\.folder"):
        open_channel("site", {})


# --- files ----------------------------------------------------------------------------------------


def test_an_edition_is_written_as_mail_html_and_text(tmp_path: Path) -> None:
    open_channel("file", {"folder": str(tmp_path), **FROM}).deliver(parcel(recipient=""))
    assert names(tmp_path) == [f"2026-11-23-daily.{kind}" for kind in ("eml", "html", "txt")]
    assert (tmp_path / "2026-11-23-daily.html").read_text() == PARCEL.html
    message = BytesParser(policy=policy.SMTP).parsebytes(
        (tmp_path / "2026-11-23-daily.eml").read_bytes()
    )
    assert message["Subject"] == PARCEL.subject
    assert message["To"] == "digest@example.net"


def test_two_recipients_have_their_own_files_without_showing_their_addresses(
    tmp_path: Path,
) -> None:
    files = open_channel("file", {"folder": str(tmp_path)})
    files.deliver(parcel(recipient="one@example.org"))
    files.deliver(parcel(recipient="two@example.org"))
    assert len(names(tmp_path)) == 6
    assert not any("@" in name or "one" in name for name in names(tmp_path))


@pytest.mark.parametrize("digest", ["../../etc/cron.d/x", "a/b", "..", "\0", "x" * 300])
def test_no_digest_name_leaves_the_folder(tmp_path: Path, digest: str) -> None:
    folder = tmp_path / "editions"
    open_channel("file", {"folder": str(folder)}).deliver(parcel(digest=digest))
    assert all(name.startswith("editions/2026-11-23-") for name in names(tmp_path))
    assert len(names(tmp_path)) == 3


def test_the_channels_say_what_they_want() -> None:
    made = [
        open_channel("site", {"folder": "x"}),
        open_channel("file", {"folder": "x"}),
        open_channel("email", {"host": "127.0.0.1", **FROM}),
    ]
    assert [(each.name, each.wants_pages) for each in made] == [
        ("site", True),
        ("file", False),
        ("email", False),
    ]
