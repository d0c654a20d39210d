"""Finds the words of the reader's language in `templates/locale`; English is the source text."""

import gettext
from functools import cache

from tracker import resources
from tracker.errors import ConfigError

LANGUAGES = ("en", "zh")


@cache
def translations(lang: str) -> gettext.NullTranslations:
    """Return the catalogue of `lang`: `en`, `zh`, or a locale of them such as `zh_CN`.

    Raises ConfigError for another language, or where the catalogue has not been compiled.
    """
    base = lang.replace("-", "_").partition("_")[0].lower()
    if base not in LANGUAGES:
        raise ConfigError(f"unknown language {lang!r}; there are {', '.join(LANGUAGES)}")
    if base == "en":
        return gettext.NullTranslations()
    try:
        return gettext.translation("tracker", resources.folder("templates") / "locale", [base])
    except FileNotFoundError:
        raise ConfigError(
            f"the words for {base!r} are not compiled; run `python hatch_build.py` in the checkout"
        ) from None
