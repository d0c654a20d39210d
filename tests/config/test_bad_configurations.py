"""Sixty bad configurations, and each is refused with the key that is wrong."""

from pathlib import Path

import pytest

from tracker.config import load
from tracker.config.checking import check
from tracker.errors import ConfigError

MAIL = '[[digests]]\nchannels = ["email"]\nto = ["a@b.test"]\n'
SMTP = "[smtp]\nhost = 'm.test'\nfrom = 'a@b.test'\n"

# What the file says, and what the message has to name.
BAD = [
    # Unknown keys, with the nearest right one.
    ("[arxiv]\ncategores = []", "arxiv.categores (did you mean categories?)"),
    ("[arxiv]\npace = 3", "arxiv.pace (did you mean pace_seconds?)"),
    ("[axriv]\ncategories = []", "axriv (did you mean arxiv?)"),
    ("[databse]\nurl = 'x'", "databse (did you mean database?)"),
    ("[database]\nuri = 'x'", "database.uri (did you mean url?)"),
    ("[http]\ncontacts = 'x'", "http.contacts (did you mean contact?)"),
    ("[smtp]\nform = 'a@b.test'", "smtp.form (did you mean from?)"),
    ("[smtp]\nsender = 'a@b.test'", "smtp.sender"),
    ("[smtp]\npasswordfile = 'x'", "smtp.passwordfile (did you mean password_file?)"),
    ("[site]\nbase-url = 'x'", "site.base-url (did you mean base_url?)"),
    ("[ranking]\nquiet = 3", "ranking.quiet (did you mean quiet_below?)"),
    ("[daemon]\ntick = 3", "daemon.tick (did you mean tick_seconds?)"),
    ("[roadmap]\npath = 'x'", "roadmap.path"),
    ("[files]\nfolders = 'x'", "files.folders (did you mean folder?)"),
    ("[[digests]]\ntopic = ['x']", "digests[1].topic (did you mean topics?)"),
    ("[[digests]]\n[[digests]]\nfreqency = 'x'", "digests[2].freqency (did you mean frequency?)"),
    ("[[digest]]\nname = 'x'", "digest (did you mean digests?)"),
    ("[[feeds]]\nname = 'OpenAI'\nadress = 'y'", "feeds[1].adress"),
    ("[[feeds]]\nname = 'OpenAI'\nenabeld = true", "feeds[1].enabeld (did you mean enabled?)"),
    ("[[watch]]\nauthor = ['x']", "watch[1].author (did you mean authors?)"),
    ("colour = true", "colour"),
    # Values of another type.
    ("[arxiv]\ncategories = 'cs.CL'", "arxiv.categories: expected list, got string"),
    ("[arxiv]\ncategories = [1]", "arxiv.categories[1]: expected string, got int"),
    ("[arxiv]\nenabled = 'yes'", "arxiv.enabled: expected bool, got str"),
    ("[arxiv]\npace_seconds = '3'", "arxiv.pace_seconds"),
    ("[arxiv]\nfirst_days = 1.5", "arxiv.first_days"),
    ("arxiv = 3", "arxiv: expected table, got int"),
    ("[database]\nurl = 3", "database.url"),
    ("[http]\nallow_hosts = '127.0.0.1'", "http.allow_hosts"),
    ("[smtp]\nport = '587'", "smtp.port"),
    ("[smtp]\nport = true", "smtp.port"),
    ("[smtp]\nsecurity = 'ssl'", "smtp.security"),
    ("[smtp]\nin_doubt = 'retry'", "smtp.in_doubt"),
    ("[site]\nlang = 'fr'", "site.lang"),
    ("[daemon]\ntick_seconds = 'often'", "daemon.tick_seconds"),
    ("[ranking]\nquiet_below = []", "ranking.quiet_below"),
    ("[digests]\nname = 'daily'", "digests: expected list"),
    ("[[digests]]\nlimit = '20'", "digests[1].limit: expected int, got str"),
    ("[[digests]]\n[[digests]]\nlimit = 2.5", "digests[2].limit"),
    ("[[digests]]\nto = 'a@b.test'", "digests[1].to"),
    ("[[digests]]\nlang = 'fr'", "digests[1].lang"),
    ("[[digests]]\nfrequency = 'hourly'", "digests[1].frequency"),
    ("[[digests]]\nweekday = 'mon'", "digests[1].weekday"),
    ("[[feeds]]\nurl = 'https://x.test'", "feeds[1]: table missing required field name"),
    ("[[feeds]]\nname = 'x'\nurl = 'https://x.test'\ngroup = 'press'", "feeds[1].group"),
    # Values that cannot work.
    ("[http]\ncontact = 'mailto:you@lab.test'", "http.contact"),
    ("[http]\ncontact = 'mailto:ada@example.org'", "http.contact"),
    ("[arxiv]\npace_seconds = 1", "arxiv.pace_seconds"),
    ("[[digests]]\nname = 'a b'", "digests[1].name"),
    ("[[digests]]\nname = '../x'", "digests[1].name"),
    ("[[digests]]\n[[digests]]", "digests: two digests have the same name"),
    ("[[digests]]\nat = '8 o\\'clock'".replace("\\'", " "), "digests[1].at"),
    ("[[digests]]\nat = '25:00'", "digests[1].at"),
    ("[[digests]]\ntimezone = 'Berlin'", "digests[1].timezone"),
    ("[[digests]]\nlimit = 0", "digests[1].limit"),
    ("[[digests]]\nlimit = 1000", "digests[1].limit"),
    ("[[digests]]\nchannels = ['post']", "digests[1].channels"),
    ("[[digests]]\nchannels = ['email']\n" + SMTP, "digests[1].to"),
    (MAIL.replace("a@b.test", "a b@c") + SMTP, "digests[1].to"),
    (MAIL.replace("a@b.test", "a@b@c") + SMTP, "digests[1].to"),
    (MAIL + "[smtp]\nfrom = 'a@b.test'", "smtp.host"),
    (MAIL + "[smtp]\nhost = 'm.test'", "smtp.from"),
    ("[[feeds]]\nname = 'OpenAl'", "feeds[1].url: missing, and no feed 'OpenAl' ships (did you"),
    ("[[feeds]]\nname = 'x'\nurl = 'ftp://x.test/rss'", "feeds[1].url"),
    ("[[feeds]]\nname = 'x'\nurl = 'https://x.test'\nevery_minutes = 1", "feeds[1].every_minutes"),
    ("[[feeds]]\nname = 'BAIR'\n[[feeds]]\nname = 'BAIR'", "feeds: two feeds have the same name"),
]  # fmt: skip


def refused(text: str, folder: Path, **environ: str) -> str:
    file = folder / "tracker.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        check(load(file, environ)[0])
    return str(caught.value)


@pytest.mark.parametrize(("text", "named"), BAD, ids=[named[:40] for _, named in BAD])
def test_a_bad_configuration_names_its_key(tmp_path: Path, text: str, named: str) -> None:
    message = refused(text, tmp_path)
    assert named in message
    assert message.count("\n") == 0


def test_there_are_sixty_of_them() -> None:
    assert len(BAD) >= 60


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    message = refused("colour = 1\n[smtp]\nport = 'x'\n[arxiv]\ncategores = []\n", tmp_path)
    assert [word in message for word in ("colour", "smtp.port", "arxiv.categores")] == [True] * 3
    assert message.count("\n") == 2


@pytest.mark.parametrize(
    "text",
    [
        "[arxiv",
        "a = ",
        "[a]\n[a]",
        "x = 1\nx = 2",
        "name = 'é\ny'",
        "\x00",
        "[[digests]]\nat = 08:00",
    ],
)
def test_malformed_toml_is_one_line_with_the_file_and_the_place(tmp_path: Path, text: str) -> None:
    message = refused(text, tmp_path)
    assert message.startswith(f"{tmp_path / 'tracker.toml'}: not valid TOML: ")
    assert "line" in message or "end of document" in message
    assert message.count("\n") == 0


def test_a_file_that_is_not_utf_8_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "tracker.toml"
    file.write_bytes(b"name = '\xff'")
    with pytest.raises(ConfigError, match="not valid UTF-8"):
        load(file, {})


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("TRACKER_ARXIV__CATEGORES", "x", "arxiv.categories"),
        ("TRACKER_SMTP__PORT", "many", "TRACKER_SMTP__PORT"),
        ("TRACKER_SMTP", "x", "TRACKER_SMTP"),
        ("TRACKER_SMTP__PORT__X", "1", "TRACKER_SMTP__PORT__X"),
        ("TRACKER_DIGESTS", "[{]", "TRACKER_DIGESTS"),
        ("TRACKER_DIGESTS", '[{"topic": 1}]', "digests[1].topic"),
        ("TRACKER_DIGESTS", "daily", "digests[1]"),
        ("TRACKER_ARXIV__ENABLED", "perhaps", "TRACKER_ARXIV__ENABLED"),
        ("TRACKER_DIGESTS__LIMIT", "20", "TRACKER_DIGESTS__LIMIT"),
    ],
)
def test_a_bad_variable_names_itself(tmp_path: Path, name: str, text: str, named: str) -> None:
    assert named in refused("", tmp_path, **{name: text})


def test_a_lower_pace_is_for_hosts_that_are_allowed_by_name(tmp_path: Path) -> None:
    file = tmp_path / "tracker.toml"
    text = """feeds = []
        [http]
        allow_hosts = ["127.0.0.1"]
        [arxiv]
        pace_seconds = 0
        rss_url = "http://127.0.0.1:9/rss"
        api_url = "http://127.0.0.1:9/api"
        """
    file.write_text(text, encoding="utf-8")
    check(load(file, {})[0])
    assert "arxiv.pace_seconds" in refused(text.replace('1:9/api"', '2:9/api"'), tmp_path)
    elsewhere = text + '[hf_daily]\nurl = "https://hub.test/"'
    assert "arxiv.pace_seconds" in refused(elsewhere, tmp_path)
    file.write_text(elsewhere.replace("hub.test", "127.0.0.1:9"), encoding="utf-8")
    check(load(file, {})[0])


def test_a_line_feed_in_an_address_does_not_make_two_lines_of_the_message(tmp_path: Path) -> None:
    message = refused(MAIL.replace("a@b.test", "a@b.test\\nBcc: x@y") + SMTP, tmp_path)
    assert message.startswith("digests[1].to")
    assert message.count("\n") == 0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[daemon]\ntick_seconds = -1", "daemon.tick_seconds"),
        ("[daemon]\ntick_seconds = 0", "daemon.tick_seconds"),
        ("[[digests]]\nat = '08.30'", "digests[1].at"),
        ("[[digests]]\nat = '08:30+05:00'", "digests[1].at"),
        ("[arxiv]\ncategories = ['foo bar']", "arxiv.categories"),
        ("[arxiv]\ncategories = []", "arxiv.categories"),
        ("[arxiv]\nfirst_days = -1", "arxiv.first_days"),
        ("[hf_daily]\nurl = 'nope'", "hf_daily.url"),
        ("[[feeds]]\nname = 'Hugging Face daily papers'\nurl = 'https://x.test/'", "feeds"),
        ("[http]\ncontact = 'bob'", "http.contact"),
        ("[site]\nbase_url = 'nope'", "site.base_url"),
        ("[database]\nurl = 'mysql://x'", "database.url"),
    ],
)
def test_a_value_that_cannot_work_is_refused(tmp_path: Path, text: str, named: str) -> None:
    assert refused(text, tmp_path).startswith(named)
