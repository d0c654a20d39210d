"""`tracker config`: what is configured, where it came from, and whether it can work."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import click

from tracker.cli import output
from tracker.cli.context import Session, session
from tracker.cli.group import Group
from tracker.cli.records import without_secrets

_SECRETS = frozenset({"password"})
_HIDDEN = "***"


@click.group(cls=Group)
def config() -> None:
    """Show and check the configuration."""


@config.command()
@click.option("--origin", is_flag=True, help="Say behind each key where its value came from.")
@session
def show(session: Session, origin: bool) -> None:
    """Show every key with the value that holds; secrets are never shown."""
    import msgspec

    from tracker.config.feeds import followed
    from tracker.config.venues import followed_venues

    settings = session.settings
    listed = {"feeds": followed(settings), "venues": followed_venues(settings)}
    tree = msgspec.to_builtins(msgspec.structs.replace(settings, **listed))
    told = _Origins(session) if origin else None
    for each in _lines(tree, told):
        output.line(each)


@config.command()
@session
def check(session: Session) -> None:
    """Check the configuration, the roadmap and the digests' topics; exit 78 where one is wrong."""
    from tracker.app.assembly import smtp_password

    tracker = session.working
    smtp_password(session.settings, session.base, session.environ)
    where = session.origin.file or session._("no configuration file, the defaults")
    counts = {
        "where": where,
        "topics": len(tracker.roadmap.topics),
        "sources": len(tracker.sources),
        "digests": len(tracker.digests),
    }
    output.line(
        session._("%(where)s: ok (%(sources)d sources, %(topics)d topics, digests: %(digests)d)")
        % counts
    )


@config.command()
@session
def path(session: Session) -> None:
    """Show which files are used: configuration, database, site."""
    from tracker.cli.words import site_index
    from tracker.config.paths import config_candidates

    _ = session._
    file = session.origin.file
    rows = [(_("configuration"), str(file.resolve()) if file else _("none: the defaults hold"))]
    rows += [
        (_("looked for in"), str(each.absolute()))
        for each in config_candidates(session.environ)
        if not file
    ]
    rows.append((_("database"), without_secrets(session.tracker.database_url)))
    rows.append((_("site"), str(site_index(session))))
    for name, where in rows:
        output.line(f"{name}: {where}")


class _Origins:
    """Knows of every key whether an option, a variable, the file or the default has set it."""

    def __init__(self, session: Session) -> None:
        self._variables = session.origin.variables
        self._file = session.origin.file
        text = self._file.read_text(encoding="utf-8") if self._file else ""
        self._tree = tomllib.loads(text)
        self._option = "TRACKER_DATABASE__URL" not in session.given

    def of(self, section: str, key: str) -> str:
        dotted = f"{section}.{key}"
        if dotted == "database.url" and self._option and dotted in self._variables:
            return "--database"
        for name in (dotted, section):
            if name in self._variables:
                return f"TRACKER_{name.upper().replace('.', '__')}"
        value = self._tree.get(section)
        inside = isinstance(value, list) or (isinstance(value, dict) and key in value)
        return str(self._file) if inside else "default"


def _lines(tree: dict[str, Any], origins: _Origins | None) -> Iterator[str]:
    """Yield the settings as TOML, one section after the other."""
    for section, value in tree.items():
        tables = value if isinstance(value, list | tuple) else [value]
        head = f"[[{section}]]" if isinstance(value, list | tuple) else f"[{section}]"
        for table in tables:
            yield head
            for key, each in table.items():
                if each is None:  # TOML has no null: the default that ships holds
                    continue
                where = f"  # {origins.of(section, key)}" if origins else ""
                yield f"{key} = {_toml(_safe(key, each))}{where}"
            yield ""


def _safe(key: str, value: Any) -> Any:
    if key in _SECRETS and value:
        return _HIDDEN
    if isinstance(value, str) and "://" in value:
        return without_secrets(value)
    return value


def _toml(value: Any) -> str:
    # JSON's strings, numbers, booleans and lists are TOML's too; no setting is null.
    return json.dumps(value, ensure_ascii=False)
