"""Every sentence people read has its Chinese, and the compiled words are those of the source."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from hatch_build import compile_catalogues
from tracker import resources
from tracker.errors import ConfigError
from tracker.language import translations

TEMPLATES = resources.folder("templates")
CHINESE = TEMPLATES / "locale" / "zh" / "LC_MESSAGES" / "tracker.po"
JINJA = "jinja2.ext:babel_extract"
HOW = {
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
    "silent": "false",
}


@pytest.fixture(scope="module")
def chinese() -> Catalog:
    with CHINESE.open("rb") as source:
        return read_po(source, locale="zh")


def spoken_in_templates() -> set[str]:
    kinds = ["**.jinja", "**.html", "**.txt", "**.xml"]
    found = extract_from_dir(
        TEMPLATES, [(kind, JINJA) for kind in kinds], dict.fromkeys(kinds, HOW)
    )
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def test_every_sentence_in_the_templates_has_its_chinese(chinese: Catalog) -> None:
    messages = spoken_in_templates()
    assert len(messages) > 40
    missing = [each for each in messages if not (found := chinese.get(each)) or not found.string]
    assert missing == []


def test_no_chinese_is_empty_or_a_guess(chinese: Catalog) -> None:
    entries = [each for each in chinese if each.id]
    assert [each.id for each in entries if each.fuzzy] == []
    assert [each.id for each in entries if not all(strings(each.string))] == []


def test_the_chinese_fills_in_the_same_values(chinese: Catalog) -> None:
    for each in chinese:
        if each.id:
            wanted = placeholders(strings(each.id)[-1])
            assert all(placeholders(said) == wanted for said in strings(each.string)), each.id


def test_the_compiled_words_are_those_of_the_source(tmp_path: Path) -> None:
    copy = tmp_path / "zh" / "LC_MESSAGES" / "tracker.po"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(CHINESE.read_bytes())
    (made,) = compile_catalogues(tmp_path)
    compiled = CHINESE.with_suffix(".mo")
    assert compiled.read_bytes() == made.read_bytes(), "run `python hatch_build.py`"


def test_english_is_the_source_text() -> None:
    assert translations("en").gettext("Weekend") == "Weekend"


@pytest.mark.parametrize("lang", ["zh", "zh_CN", "zh-CN"])
def test_chinese_is_found_under_its_locales_too(lang: str) -> None:
    assert translations(lang).gettext("Weekend") == "周末"


def test_an_unknown_language_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="en, zh"):
        translations("fr")


def strings(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", text))
