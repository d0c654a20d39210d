"""Every word that the command line says through `_` has its Chinese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import tracker.cli
from tracker.language import translations

CLI = Path(tracker.cli.__file__).parent


def spoken(file: Path) -> Iterator[tuple[str, ...]]:
    """Yield the messages that a module hands to `_` and `n`, with the plural where there is one."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
            if name in {"_", "n"} and texts:
                yield tuple(str(each) for each in texts[: 2 if name == "n" else 1])


def test_every_message_has_its_chinese_and_fills_in_the_same_values() -> None:
    chinese = translations("zh")
    messages = {each for file in CLI.glob("*.py") for each in spoken(file)}
    assert len(messages) > 90
    for message in messages:
        said = chinese.gettext(message[0]) if len(message) == 1 else chinese.ngettext(*message, 5)
        if message[0] not in {"PDF", "Id", " (%(terms)s)"}:
            assert re.search(r"[\u4e00-\u9fff]", said), message
        assert placeholders(said) == placeholders(message[-1]), message


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]", text))
