"""Commands as a person can paste them: this program as it was called from here."""

import shlex
import shutil
import sys
from pathlib import Path


def program() -> str:
    """Return what to type for this program so that it can be pasted: found by PATH, or not."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{shlex.quote(_short(Path(sys.executable)))} -m tracker"
    found = shutil.which("tracker")
    if called.name != "tracker" or (found and Path(found).resolve() == called.resolve()):
        return "tracker"
    return shlex.quote(_short(called))


def _short(path: Path) -> str:
    """Return `path` from here where it lies below; a bare name would be looked for on the PATH."""
    absolute = path.absolute()
    return str(
        absolute.relative_to(Path.cwd()) if absolute.is_relative_to(Path.cwd()) else absolute
    )
