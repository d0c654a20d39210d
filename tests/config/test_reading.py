"""Where settings come from, and which of two wins."""

import os
from pathlib import Path

import pytest

from tracker.config import Settings, load
from tracker.config.feeds import followed
from tracker.config.paths import config_candidates, data_folder
from tracker.errors import ConfigError


def configured(folder: Path, text: str) -> Path:
    file = folder / "tracker.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_no_file_at_all_is_the_defaults_with_the_shipped_feeds() -> None:
    settings, origin = load(None, {"TRACKER_HOME": "/nowhere"})
    assert settings == Settings()
    assert followed(settings)[0].url.startswith("https://")
    assert (origin.file, origin.variables) == (None, ())


def test_every_default_can_be_said_in_a_file_too(tmp_path: Path) -> None:
    settings, _ = load(configured(tmp_path, "[arxiv]\ncategories = ['cs.CV']\n"), {})
    assert settings.arxiv.categories == ("cs.CV",)
    assert settings.arxiv.pace_seconds == 3.0


@pytest.mark.parametrize(
    ("name", "text", "path", "value"),
    [
        ("TRACKER_HTTP__CONTACT", "mailto:a@b.test", "http.contact", "mailto:a@b.test"),
        ("TRACKER_ARXIV__CATEGORIES", "cs.CV, cs.AI", "arxiv.categories", ("cs.CV", "cs.AI")),
        ("TRACKER_ARXIV__CATEGORIES", '["cs.CV"]', "arxiv.categories", ("cs.CV",)),
        ("TRACKER_ARXIV__ENABLED", "false", "arxiv.enabled", False),
        ("TRACKER_ARXIV__PACE_SECONDS", "4.5", "arxiv.pace_seconds", 4.5),
        ("TRACKER_SMTP__PORT", "465", "smtp.port", 465),
        ("TRACKER_SMTP__PASSWORD_FILE", "/run/secret", "smtp.password_file", "/run/secret"),
        ("TRACKER_SMTP__FROM", "a@b.test", "smtp.sender", "a@b.test"),
        ("TRACKER_DATABASE__URL", "sqlite:////t.db", "database.url", "sqlite:////t.db"),
    ],
)
def test_any_key_can_be_set_from_the_environment(
    tmp_path: Path, name: str, text: str, path: str, value: object
) -> None:
    settings, origin = load(configured(tmp_path, ""), {name: text})
    found: object = settings
    for part in path.split("."):
        found = getattr(found, part)
    assert found == value
    assert origin.variables == (name.removeprefix("TRACKER_").lower().replace("__", "."),)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = configured(tmp_path, "[smtp]\nport = 25\nhost = 'file.test'\n")
    settings, _ = load(file, {"TRACKER_SMTP__PORT": "465"})
    assert (settings.smtp.port, settings.smtp.host) == (465, "file.test")


def test_arrays_of_tables_come_from_the_environment_as_whole_json(tmp_path: Path) -> None:
    digests = '[{"name": "weekly", "frequency": "weekly", "to": ["a@b.test"]}]'
    settings, _ = load(configured(tmp_path, ""), {"TRACKER_DIGESTS": digests})
    assert [(each.name, each.to) for each in settings.digests] == [("weekly", ("a@b.test",))]


@pytest.mark.parametrize("word", ["CONFIG", "HOME", "LANG", "DEBUG", "NOW"])
def test_the_programs_own_variables_are_no_keys(tmp_path: Path, word: str) -> None:
    file = configured(tmp_path, "")
    load(file, {f"TRACKER_{word}": str(file)})


def test_a_file_is_looked_for_in_the_documented_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, home = tmp_path / "here", tmp_path / "home"
    for folder in (here, home):
        folder.mkdir()
    monkeypatch.chdir(here)
    environ = {"TRACKER_HOME": str(home)}
    at_home = configured(home, "")
    assert load(None, environ)[1].file == at_home
    configured(here, "")
    assert load(None, environ)[1].file == Path("tracker.toml")
    named = configured(tmp_path, "")
    assert load(None, environ | {"TRACKER_CONFIG": str(named)})[1].file == named
    assert load(at_home, environ | {"TRACKER_CONFIG": str(named)})[1].file == at_home


@pytest.mark.parametrize("how", ["explicit", "variable"])
def test_a_named_file_that_is_missing_is_an_error_and_not_the_defaults(
    tmp_path: Path, how: str
) -> None:
    gone = tmp_path / "gone.toml"
    explicit, environ = (gone, {}) if how == "explicit" else (None, {"TRACKER_CONFIG": str(gone)})
    with pytest.raises(ConfigError, match=r"gone\.toml"):
        load(explicit, environ)


def test_a_feed_named_alone_is_the_shipped_one(tmp_path: Path) -> None:
    text = "[[feeds]]\nname = 'OpenAI'\n[[feeds]]\nname = 'Mine'\nurl = 'https://x.test/rss'\n"
    settings, _ = load(configured(tmp_path, text), {})
    assert [each.url for each in followed(settings)] == [
        "https://openai.com/news/rss.xml", "https://x.test/rss",
    ]  # fmt: skip


def test_an_empty_list_of_feeds_follows_none(tmp_path: Path) -> None:
    assert load(configured(tmp_path, "feeds = []\n"), {})[0].feeds == ()


def test_the_users_folder_is_the_data_folder(tmp_path: Path) -> None:
    assert data_folder({"TRACKER_HOME": str(tmp_path)}) == tmp_path
    assert data_folder({}).name == "tracker"
    assert config_candidates({})[-1] == Path("/etc/tracker/tracker.toml")


def test_a_password_is_never_in_a_repr(tmp_path: Path) -> None:
    settings, _ = load(configured(tmp_path, "[smtp]\npassword = 'canary'\n"), {})
    assert "canary" not in repr(settings)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = configured(tmp_path, "")
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("NEEDS a user who is not root: every file can be read")
    with pytest.raises(Exception, match=r"tracker\.toml"):
        load(file, {})
