"""Finds the folders that ship with the program: inside the wheel, or beside it in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """Return the folder `name` (`templates`, `migrations`, `builtin`).

    A wheel carries it inside the package; a checkout has it beside the package.
    Raises FileNotFoundError where neither does.
    """
    for candidate in (_PACKAGE / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"the folder {name!r} is neither in {_PACKAGE} nor beside it")
