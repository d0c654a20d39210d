"""The dependency rule, read from the imports themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "tracker"
GROUND = {
    *("model", "errors", "http", "resources", "text", "language", "identity", "venues"),
    "__init__",
}
WORKSHOPS = {"sources", "ranking", "notes", "store", "digest", "delivery"}

# Who may import whom, by the first part below `tracker`; a part may always import itself.
ALLOWED = {
    **{part: {"model", "errors", "resources"} for part in GROUND - {"http"}},
    "http": {"model", "errors", "resources"},
    "identity": {"model", "errors", "resources", "text"},
    "venues": {"model", "errors", "resources", "text"},
    **dict.fromkeys(WORKSHOPS, GROUND),
    "jobs": GROUND | WORKSHOPS,
    "config": GROUND,
    "app": GROUND | WORKSHOPS | {"jobs", "config"},
    "daemon": GROUND | {"app", "config"},
    "replay": GROUND,
    "cli": GROUND | {"app", "config", "daemon", "replay"},
    "__main__": {"cli"},
    "builtin": set(),
}

# Heavy libraries, and the only part that may import each.
HEAVY = {
    "sklearn": "ranking",
    "scipy": "ranking",
    "numpy": "ranking",
    "arxiv": "sources",
    "requests": "sources",
    "feedparser": "sources",
    "yaml": "sources",
    "sqlalchemy": "store",
    "alembic": "store",
    "psycopg": "store",
    "httpx": "http",
    "httpcore": "http",
    "jinja2": "digest",
    "css_inline": "digest",
    "smtplib": "delivery",
    "apscheduler": "daemon",
    "click": "cli",
    "rich": "cli",
}


def imports() -> Iterator[tuple[Path, str, str]]:
    """Yield (file, its part, imported dotted name) for every import in the package."""
    for file in sorted(ROOT.rglob("*.py")):
        inside = file.relative_to(ROOT)
        part = inside.parts[0] if len(inside.parts) > 1 else inside.stem
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((inside, part, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                if node.module == "tracker":
                    yield from ((inside, part, f"tracker.{alias.name}") for alias in node.names)
                else:
                    yield inside, part, node.module


def test_every_part_of_the_house_has_a_rule() -> None:
    parts = {path.stem for path in ROOT.iterdir() if path.suffix == ".py"}
    parts |= {path.name for path in ROOT.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert parts <= set(ALLOWED), f"no rule for {parts - set(ALLOWED)}"


def test_no_arrow_points_the_wrong_way() -> None:
    wrong = []
    for file, part, name in imports():
        if not name.startswith("tracker."):
            continue
        target = name.split(".")[1]
        if target not in ALLOWED[part] | {part} and not target.startswith("__"):
            wrong.append(f"{file}: {part} -> {target}")
    assert wrong == []


def test_heavy_libraries_are_imported_in_their_own_part_only() -> None:
    wrong = [
        f"{file} imports {name}"
        for file, part, name in imports()
        if name.split(".")[0] in HEAVY and HEAVY[name.split(".")[0]] != part
    ]
    assert wrong == []


def test_the_rule_would_see_a_forbidden_arrow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "x.py").write_text("from tracker.digest import compose\nimport httpx\n")
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    with pytest.raises(AssertionError, match="store -> digest"):
        test_no_arrow_points_the_wrong_way()
    with pytest.raises(AssertionError, match="httpx"):
        test_heavy_libraries_are_imported_in_their_own_part_only()
