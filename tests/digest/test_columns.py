"""Plain text is wrapped as people read it, wide characters included."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.digest.columns import wrap
from tracker.text import width


def test_a_long_line_goes_on_under_its_first_word() -> None:
    assert wrap("1. one two three four", 13) == "1. one two\n   three four"


def test_a_link_is_never_broken() -> None:
    link = "https://arxiv.org/abs/" + "9" * 60
    assert link in wrap(f"   see {link} there", 40).splitlines()[1]


def test_chinese_breaks_between_characters_but_not_before_a_full_stop() -> None:
    lines = wrap("模型压缩与推理优化。", 8).splitlines()
    assert lines == ["模型压缩", "与推理优", "化。"]


@given(st.text(alphabet="ab 中，。（）1.\n", max_size=200))
def test_no_line_is_wider_than_its_column_unless_one_word_is(text: str) -> None:
    for line in wrap(text, 20).splitlines():
        assert width(line) <= 20 or " " not in line.strip()


@given(st.text(alphabet="ab 中，。（）", max_size=200))
def test_wrapping_loses_nothing_but_spaces(text: str) -> None:
    assert "".join(wrap(text, 20).split()) == "".join(text.split())
