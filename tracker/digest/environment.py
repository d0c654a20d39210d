"""The one Jinja environment: everything escaped, everything defined, in the reader's language."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tracker import resources
from tracker.language import translations
from tracker.text import width


@cache
def environment(lang: str) -> Environment:
    """Return the environment for `lang`; raises ConfigError for a language without words."""
    made = Environment(
        loader=FileSystemLoader(resources.folder("templates")),
        autoescape=True,  # always, for text too: a rule by file name is one rename from a hole
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # The extension adds this method at run time, so no type knows it.
    made.install_gettext_translations(translations(lang), newstyle=True)  # type: ignore[attr-defined]
    made.filters["underlined"] = _underlined
    return made


def _underlined(title: str, mark: str) -> str:
    """Return `title` and a line of `mark` below it, as wide as it looks."""
    return f"{title}\n{mark * min(width(title), 72)}"
