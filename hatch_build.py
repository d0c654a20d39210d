"""Compiles `templates/locale/*/LC_MESSAGES/tracker.po` to `.mo`, at every build and by hand."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path(__file__).parent / "templates" / "locale"


class CatalogueBuildHook(BuildHookInterface[Any]):
    """Runs before a wheel, an editable install or an sdist is put together."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        compile_catalogues(Path(self.root) / "templates" / "locale")


def compile_catalogues(locale: Path = LOCALE) -> list[Path]:
    """Write a `.mo` beside every `.po` under `locale` and return the paths written."""
    return [_compile(source) for source in sorted(locale.glob("*/LC_MESSAGES/*.po"))]


def _compile(source: Path) -> Path:
    target = source.with_suffix(".mo")
    with source.open("rb") as words:
        catalogue = read_po(words, locale=source.parent.parent.name)
    with target.open("wb") as compiled:
        write_mo(compiled, catalogue)
    return target


if __name__ == "__main__":
    for written in compile_catalogues():
        print(written)  # noqa: T201  # the answer of a script
