"""Turns a TOML file and the environment into Settings; every mistake is named by its dotted key."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

import msgspec

from tracker.config.paths import config_candidates
from tracker.config.settings import Settings
from tracker.errors import ConfigError, StorageFailed

_PREFIX = "TRACKER_"
# Single words with the prefix that are not configuration keys.
_RESERVED = {"CONFIG", "HOME", "LANG", "DEBUG", "NOW"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where settings came from: the file (None: defaults) and the variables over it."""

    file: Path | None
    variables: tuple[str, ...] = ()


def load(
    explicit: Path | None = None, environ: Mapping[str, str] = os.environ
) -> tuple[Settings, Origin]:
    """Read the configuration file and the environment over it.

    Raises ConfigError with a line per mistake, each with its dotted key and the nearest right one.
    """
    file = _find(explicit, environ)
    tree = _read(file) if file else {}
    mistakes = list(_unknown_keys(tree, Settings, ""))
    overrides = list(_from_environment(environ, mistakes))
    for path, value in overrides:
        _put(tree, path, value)
    settings = _convert(tree, mistakes)
    if settings.feeds:
        from tracker.config.feeds import unknown_feeds

        mistakes += unknown_feeds(settings)
    if settings.venues:
        from tracker.config.venues import venue_mistakes

        mistakes += venue_mistakes(settings)
    if mistakes:
        raise ConfigError("\n".join(f"{_where(file)}: {' '.join(e.split())}" for e in mistakes))
    return settings, Origin(file, tuple(".".join(path) for path, _ in overrides))


def _find(explicit: Path | None, environ: Mapping[str, str]) -> Path | None:
    named = explicit or (Path(environ["TRACKER_CONFIG"]) if environ.get("TRACKER_CONFIG") else None)
    if named:
        if not named.is_file():
            raise ConfigError(f"{named}: no such configuration file (tracker init writes one)")
        return named
    return next((each for each in config_candidates(environ) if each.is_file()), None)


def _read(file: Path) -> dict[str, Any]:
    import tomllib  # 3 ms, and there may be no file

    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not valid TOML: {error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{file}: not valid UTF-8: {error.reason} at byte {error.start}"
        ) from error
    except OSError as error:
        raise StorageFailed(f"{file}: {error.strerror}") from error


def _unknown_keys(value: Any, kind: Any, path: str) -> Iterator[str]:
    """Walk a table beside the Struct it should fit, and name keys that the Struct does not have."""
    item = _item_type(kind)
    if item is not None and isinstance(value, list):
        for index, each in enumerate(value, start=1):
            yield from _unknown_keys(each, item, f"{path}[{index}]")
    elif _is_struct(kind) and isinstance(value, dict):
        fields = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
        for key, each in value.items():
            dotted = f"{path}.{key}" if path else key
            if key in fields:
                yield from _unknown_keys(each, fields[key], dotted)
            else:
                yield f"unknown key {dotted}{_nearest(key, fields)}"


def _nearest(key: str, known: Mapping[str, Any]) -> str:
    import difflib  # only a mistake needs it

    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return f" (did you mean {near[0]}?)" if near else f" (there are: {', '.join(known)})"


def _from_environment(
    environ: Mapping[str, str], mistakes: list[str]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    sections = {field.encode_name: field.type for field in msgspec.structs.fields(Settings)}
    for name in sorted(environ):
        word = name.removeprefix(_PREFIX)
        if word == name or word in _RESERVED:
            continue
        path = tuple(word.lower().split("__"))
        kind = _type_at(path, sections)
        if kind is None:
            mistakes.append(f"{name}: no such key {'.'.join(path)}{_nearest_path(path, sections)}")
            continue
        try:
            value = _parse(environ[name], kind)
            mistakes += (f"{name}: {each}" for each in _unknown_keys(value, kind, ".".join(path)))
            yield path, value
        except (ValueError, msgspec.ValidationError) as error:
            mistakes.append(f"{name}: {_plain(str(error))}")


def _type_at(path: tuple[str, ...], sections: Mapping[str, Any]) -> Any:
    kind = sections.get(path[0])
    if kind is None or len(path) > 2 or (len(path) == 1) != (_item_type(kind) is not None):
        return None
    if len(path) == 1:
        return kind
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    return fields.get(path[1])


def _nearest_path(path: tuple[str, ...], sections: Mapping[str, Any]) -> str:
    known = {
        f"{section}.{field.encode_name}": None
        for section, kind in sections.items()
        if _is_struct(kind)
        for field in msgspec.structs.fields(kind)
    }
    return _nearest(".".join(path), known | {s: None for s in sections if _item_type(sections[s])})


def _parse(text: str, kind: Any) -> Any:
    """Read one environment value: lists as JSON or comma-separated, scalars by their type."""
    if _item_type(kind) is not None and not text.lstrip().startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    if _item_type(kind) is not None:
        return json.loads(text)
    return msgspec.convert(text, kind, strict=False)


def _put(tree: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    if len(path) == 1:
        tree[path[0]] = value
    else:
        section = tree.setdefault(path[0], {})
        if isinstance(section, dict):
            section[path[1]] = value


def _convert(tree: dict[str, Any], mistakes: list[str]) -> Settings:
    """Convert section by section, so that one report has the mistakes of all of them."""
    parts: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        if field.encode_name not in tree:
            continue
        try:
            parts[field.name] = msgspec.convert(
                _known(tree[field.encode_name], field.type), field.type
            )
        except msgspec.ValidationError as error:
            mistakes.append(_dotted(field.encode_name, str(error)))
    return Settings(**parts)


def _known(value: Any, kind: Any) -> Any:
    """Drop unknown keys, which have been reported by their nearest neighbour already."""
    item = _item_type(kind)
    if item is not None and isinstance(value, list):
        return [_known(each, item) for each in value]
    if _is_struct(kind) and isinstance(value, dict):
        fields = {field.encode_name for field in msgspec.structs.fields(kind)}
        return {key: each for key, each in value.items() if key in fields}
    return value


def _dotted(section: str, message: str) -> str:
    """Turn msgspec's "Expected `int`, got `str` - at `$.limit`" into "digests[1].limit: ..."."""
    text, _, where = message.partition(" - at ")
    place = where.strip("`").removeprefix("$")
    return f"{section}{_count_from_one(place)}: {_plain(text)}"


def _count_from_one(place: str) -> str:
    return re.sub(r"\[(\d+)\]", lambda index: f"[{int(index[1]) + 1}]", place)


def _plain(text: str) -> str:
    """Put msgspec's message into the words of TOML."""
    plain = (text[:1].lower() + text[1:]).replace("`", "").replace("'", '"')
    return plain.replace("object", "table").replace("array", "list").replace("str", "string")


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _item_type(kind: Any) -> Any:
    """Return X of `tuple[X, ...]`, also where None is allowed beside it; else None."""
    for each in get_args(kind) if isinstance(kind, UnionType) else (kind,):
        if get_origin(each) is tuple:
            return get_args(each)[0]
    return None


def _where(file: Path | None) -> str:
    return str(file) if file else "environment"
