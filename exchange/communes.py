"""The commune file: one small TOML that says who and where the commune is."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib.resources import files
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from rasoat.errors import BadFile
from rasoat.exchange.records import CommuneDescription
from rasoat.exchange.texts import clean, fold
from rasoat.exchange.typed import read_text
from rasoat.messages import Message, message

_REASONS = (
    (re.compile(r"^Object missing required field `(?P<key>[^`]+)`"), "missing_key"),
    (re.compile(r"^Invalid enum value '(?P<value>[^']*)'"), "not_among"),
    (re.compile(r"^Expected `array` of length >= 1"), "no_village"),
    (re.compile(r"^Expected `str` of length >= 1"), "empty"),
    (re.compile(r"^Expected `str` of length <= (?P<limit>\d+)"), "too_long"),
    (re.compile(r"^Expected `str` matching regex"), "no_code"),
    (re.compile(r"^Expected `str`, got"), "no_text"),
    (re.compile(r"^Expected `array`, got"), "no_list"),
    (re.compile(r"^Expected `object`, got"), "no_table"),
)


def commune_template() -> str:
    """Return an example of the commune file, explained line by line; it is a valid file itself."""
    return (files("rasoat.exchange") / "templates" / "commune.toml").read_text("utf-8")


def read_commune(path: Path) -> CommuneDescription:
    """Return the commune that the file at `path` describes.

    Raises:
        BadFile: missing, not TOML (the line is named), or a key is missing, unknown, empty or of the wrong
            kind, or two villages have one name or code; `details` names the keys.
    """
    try:
        raw = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        told = message("exchange.commune.syntax", line=place[1]) if place else message("exchange.commune.cut")
        raise BadFile("commune_file_wrong", file=path.name, count=1, details=[told]) from error
    raw = _cleaned(raw)
    faults = list(_unknown_keys(raw, CommuneDescription))
    try:
        commune = msgspec.convert(raw, CommuneDescription)
    except msgspec.ValidationError as error:
        commune, faults = None, [*faults, _reason(str(error))]
    faults += _doubles(commune) if commune else ()
    if commune is None or faults:
        raise BadFile("commune_file_wrong", file=path.name, count=len(faults), details=faults)
    return commune


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    return clean(value) if isinstance(value, str) else value


def _unknown_keys(raw: Any, shape: Any, path: str = "") -> Iterator[Message]:
    """Yield a fault for each key that `shape` does not have: a misspelt one would be lost silently."""
    record, many = _record_of(shape)
    if many and isinstance(raw, list):
        for position, item in enumerate(raw, 1):
            yield from _unknown_keys(item, record, f"{path}[{position}]")
    elif record is not None and isinstance(raw, dict):
        types = get_type_hints(record, include_extras=False)
        for key, value in raw.items():
            where = f"{path}.{key}".lstrip(".")
            if key not in types:
                known = tuple(field.name for field in fields(record))
                yield message("exchange.commune.unknown_key", key=where, known=known)
            else:
                yield from _unknown_keys(value, types[key], where)


def _record_of(shape: Any) -> tuple[Any, bool]:
    """Return the record inside a type, and whether there are many of it."""
    if get_origin(shape) in (Union, UnionType):
        return next((found for part in get_args(shape) if (found := _record_of(part))[0]), (None, False))
    if get_origin(shape) is tuple:
        return _record_of(get_args(shape)[0])[0], True
    return (shape, False) if is_dataclass(shape) else (None, False)


def _reason(error: str) -> Message:
    """Return what msgspec says, in the catalogue's words, with villages counted from 1."""
    what, _, where = error.partition(" - at `$")
    path = re.sub(r"\[(\d+)\]", lambda found: f"[{int(found[1]) + 1}]", where.rstrip("`")).lstrip(".")
    for pattern, name in _REASONS:
        if found := pattern.search(what):
            values: Mapping[str, str] = found.groupdict()
            key = f"{path}.{values['key']}".lstrip(".") if "key" in values else path
            extra = {"allowed": _allowed(path)} if name == "not_among" else {}
            return message(f"exchange.commune.{name}", **{**values, **extra, "key": key})
    return message("exchange.commune.wrong", key=path, reason=what)


def _allowed(key: str) -> tuple[str, ...]:
    shape: Any = CommuneDescription
    for name in re.sub(r"\[\d+\]", "", key).split("."):
        shape = get_type_hints(_record_of(shape)[0])[name]
    return get_args(get_args(shape)[0] if get_origin(shape) is tuple else shape)


def _doubles(commune: CommuneDescription) -> Iterator[Message]:
    """Yield a fault for each name or code that two villages share: no list could tell them apart."""
    for key, shared in (
        ("name", Counter(fold(village.name) for village in commune.villages)),
        ("code", Counter(village.code for village in commune.villages)),
    ):
        for position, village in enumerate(commune.villages, 1):
            value = getattr(village, key)
            if shared[fold(value) if key == "name" else value] > 1:
                yield message("exchange.commune.double", key=f"villages[{position}].{key}", value=value)
