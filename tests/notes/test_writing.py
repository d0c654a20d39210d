"""What is written is a roadmap file that tells where each line came from."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.errors import BadData
from tracker.notes import as_toml, understand
from tracker.notes.markdown import MOST_BYTES, decoded
from tracker.ranking.roadmap_file import read_roadmap

HERE = Path(__file__).parent

# Pieces that notes are made of, and what breaks readers of them.
PIECES = st.sampled_from(
    (
        *("# ", "## ", "- ", "* ", "1. ", "一、", "  ", "\t", "\n", "\n\n", "---\n", "| a | b |\n"),
        *(
            "|---|---|\n",
            "**",
            "__",
            "`",
            "```\n",
            "《",
            "》",
            "“",
            "”",
            '"',
            "\\",
            "：",
            ": ",
            "（",
        ),
        *("）", "(", ")", "[", "](", "https://arxiv.org/abs/1706.03762", "必读论文", "课程", "GPT"),
        *(
            "主流模型：",
            "Papers",
            "cs.CL",
            "NeurIPS、ICML",
            "量化",
            "Diffusion",
            "的",
            "\r\n",
            "\r",
        ),
        *("\x7f", "\u2028", "\ufeff", "> ", "<b>", "<!-- -->", "[ ] ", "=====\n", "1、", "①"),
    )
)


def kept(roadmap: object) -> object:
    """Return a roadmap without the topics that are written as comments."""
    stages = tuple(
        replace(stage, topics=tuple(each for each in stage.topics if each.queries))
        for stage in roadmap.stages  # type: ignore[attr-defined]  # a roadmap
    )
    return replace(roadmap, stages=stages)  # type: ignore[type-var]  # a roadmap


@pytest.mark.parametrize("name", ["english.md", "chinese.md"])
def test_the_file_is_read_as_the_same_roadmap(name: str, tmp_path: Path) -> None:
    understood = understand((HERE / name).read_text(encoding="utf-8"))
    file = tmp_path / "roadmap.toml"
    file.write_text(as_toml(understood, name), encoding="utf-8")
    assert read_roadmap(file) == kept(understood.roadmap)


def test_the_same_notes_give_the_same_bytes() -> None:
    text = (HERE / "english.md").read_text(encoding="utf-8")
    assert as_toml(understand(text), "n.md") == as_toml(understand(text), "n.md")


def test_each_topic_says_which_line_it_is_from() -> None:
    written = as_toml(understand((HERE / "english.md").read_text(encoding="utf-8")), "english.md")
    assert "# --- Mathematics ---\n# line 7: Linear algebra: matrix multiplication" in written
    assert "# line 18: Mixture of experts / sparse routing / load balancing" in written


def test_what_needs_a_person_stands_at_the_top() -> None:
    written = as_toml(understand((HERE / "chinese.md").read_text(encoding="utf-8")), "chinese.md")
    head = written[: written.index("title =")]
    assert "#   line 17: no English found: add queries: 盘古之白：一个词典里没有的词" in head
    assert "#   line 28: no identifier known: add ids: 一篇没有人知道的论文" in head
    assert '#   categories = ["cs.CL", "cs.AI"]' in head


def test_a_topic_that_waits_becomes_one_when_the_marks_are_taken_away(tmp_path: Path) -> None:
    written = as_toml(understand((HERE / "chinese.md").read_text(encoding="utf-8")), "chinese.md")
    waiting = re.compile(
        r"^# (\[\[stages.topics\]\]|id = \"topic|name = .*盘古|queries = \[\])", re.M
    )
    file = tmp_path / "roadmap.toml"
    completed = waiting.sub(r"\1", written).replace("queries = []", 'queries = ["spacing"]')
    file.write_text(completed, encoding="utf-8")
    assert "盘古之白" in {each.name.zh for each in read_roadmap(file).topics}


def test_quotes_backslashes_and_controls_in_notes_stay_text(tmp_path: Path) -> None:
    notes = (
        '## A\n- **GAN "x" \\d \x7f**: say "hi"\n- **B]]**: # no comment\n## Courses\n- C:\\"D"\n'
    )
    understood = understand(notes)
    file = tmp_path / "roadmap.toml"
    file.write_text(as_toml(understood, 'a"b\n.md'), encoding="utf-8")
    assert read_roadmap(file) == understood.roadmap


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_no_notes_break_the_reader_and_all_become_a_roadmap(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str]
) -> None:
    understood = understand("## A\n- **Known**: diffusion\n\n" + "".join(pieces))
    file = tmp_path_factory.getbasetemp() / "roadmap.toml"
    file.write_text(as_toml(understood, "notes.md"), encoding="utf-8")
    assert read_roadmap(file) == kept(understood.roadmap)


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_make_no_difference(ending: str) -> None:
    text = (HERE / "english.md").read_text(encoding="utf-8")
    assert understand(text.replace("\n", ending)) == understand(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_encodings_of_notes_are_told_apart(encoding: str) -> None:
    text = (HERE / "chinese.md").read_text(encoding="utf-8")
    assert understand(decoded(text.encode(encoding))) == understand(text)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        bytes(range(1, 256)),
        b"\xff\xfe\0\xd8\0\xd8",
        b"a\0b",
        b"\x1f\x8b\x08" + bytes(range(8, 120)),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_a_line(data: bytes) -> None:
    with pytest.raises(BadData, match="not a text file"):
        decoded(data)


def test_a_file_of_many_megabytes_is_nobodys_notes() -> None:
    with pytest.raises(BadData, match="larger than 4 MB"):
        decoded(b"a" * (MOST_BYTES + 1))


def test_front_matter_gives_the_title_only() -> None:
    notes = understand("---\ntitle: 'My way'\ntags: [a]\n---\n## A\n- **GAN**\n## B\n- **VAE**\n")
    assert notes.roadmap.title.en == "My way"
    assert notes.remarks == ()


def test_very_deep_lists_and_very_long_lines_are_read() -> None:
    deep = "\n".join(f"{'  ' * depth}- **Topic {depth}**" for depth in range(300))
    long = f"- **Picture** ![x](data:image/png;base64,{'A' * 500_000})"
    notes = understand(f"## A\n{deep}\n{long}\n- {'word ' * 100_000}\n## B\n- **GAN**\n")
    assert "picture" in {each.id for each in notes.roadmap.topics}
