"""Reading a table of law from TOML: structure and types, every fault with its file, key and reason."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import PurePath
from typing import Any, TypeVar, get_args, get_origin

import msgspec

from rasoat.errors import BadProcedure, UsageError
from rasoat.messages import Message, message
from rasoat.workflow.citations import Citation, CitationTable

T = TypeVar("T")

_REASONS = (
    (re.compile(r"^Object missing required field `(?P<leaf>[^`]+)`"), "missing_key"),
    (re.compile(r"^Object contains unknown field `(?P<leaf>[^`]+)`"), "unknown_key"),
    (re.compile(r"^Invalid enum value '?(?P<value>[^']*)'?"), "not_allowed"),
    (re.compile(r"^Expected `(?P<expected>[^`]+)`, got `(?P<got>[^`]+)`"), "wrong_type"),
    (re.compile(r"^Expected `(?P<expected>[^`]+` [<>]=? \S+)"), "out_of_range"),
    (re.compile(r"^Expected `str` matching regex"), "bad_shape"),
    (re.compile(r"^Invalid RFC3339 encoded date"), "bad_date"),
)
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]|\[(\.\.\.)\]")


def read_table(source: str, *, name: str, shape: type[T]) -> T:
    """Return `source` as a `shape`.

    Raises:
        BadProcedure: no TOML (the line is named), a key is missing, unknown or of the wrong kind.
    """
    try:
        raw = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise wrong_file(name, [_unreadable(source, str(error))]) from error
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        raise wrong_file(name, [_misshapen(raw, shape, str(error))]) from error


def wrong_file(name: str, faults: Sequence[Message]) -> BadProcedure:
    """Return the error that names the file and lists every fault."""
    return BadProcedure("law_file_wrong", file=name, count=len(faults), details=faults)


def shipped_files(folder: str) -> Mapping[str, str]:
    """Return name (without `.toml`) and text of each file that comes with the program in `data/folder`."""
    room = files("rasoat.workflow") / "data" / folder
    texts = {path.name: path.read_text("utf-8") for path in room.iterdir() if path.name.endswith(".toml")}
    return {PurePath(name).stem: texts[name] for name in sorted(texts)}


def shipped_file(folder: str, name: str) -> str:
    """Return the text of `data/folder/name.toml`.

    Raises:
        UsageError: no such file comes with the program; the message lists those that do.
    """
    known = shipped_files(folder)
    if name not in known:
        raise UsageError("unknown_law_file", name=name, known=tuple(known))
    return known[name]


def freeze_citations(tables: Mapping[str, CitationTable]) -> dict[str, Citation]:
    """Return the citations of a file by name."""
    return {name: table.freeze(name) for name, table in tables.items()}


def citation_faults(tables: Mapping[str, CitationTable]) -> Iterator[Message]:
    """Yield a fault for each citation that hangs in the air: a clause of no article, a point of no clause."""
    for name, table in tables.items():
        if table.clause is not None and table.article is None:
            yield message("procedure.missing_key", key=f"citations.{name}.article")
        if table.point is not None and table.clause is None:
            yield message("procedure.missing_key", key=f"citations.{name}.clause")


def _unreadable(source: str, reason: str) -> Message:
    lines = source.splitlines() or [""]
    place = re.search(r"at line (\d+)", reason)
    number = min(int(place[1]) if place else len(lines), len(lines))
    return message("procedure.unreadable", line=number, text=lines[number - 1].strip())


def _misshapen(raw: dict[str, Any], shape: type[Any], reason: str) -> Message:
    what, _, where = reason.partition(" - at `$")
    path = _named(raw, shape, reason, _steps(where.rstrip("`")))
    for pattern, key in _REASONS:
        if found := pattern.search(what):
            values: dict[str, Any] = found.groupdict()
            leaf = values.pop("leaf", None)
            if key == "not_allowed":
                values["allowed"] = _allowed(shape, path)
            return message(f"procedure.{key}", key=_key([*path, leaf] if leaf else path), **values)
    return message("procedure.invalid", key=_key(path), reason=what)


def _steps(where: str) -> list[str | int]:
    return [int(index) if index else name or any_key for name, index, any_key in _STEP.findall(where)]


def _named(raw: Any, shape: type[Any], reason: str, path: list[str | int]) -> list[str | int]:
    """Return `path` with each `...` replaced by the guilty key, found by offering the keys one at a time."""
    spot = raw
    named: list[str | int] = []
    for step in path:
        named.append(_guilty(raw, shape, reason, spot) if step == "..." else step)
        spot = spot[named[-1]]
    return named


def _guilty(raw: Any, shape: type[Any], reason: str, spot: dict[str, Any]) -> str:
    """Return the key of `spot`, a part of `raw`, that causes the complaint; its other keys are taken out."""
    entries = dict(spot)

    def alone(key: str) -> str:
        spot.clear()
        spot[key] = entries[key]
        return _complaint(raw, shape)

    return next(key for key in entries if alone(key) == reason)


def _allowed(shape: Any, path: Sequence[str | int]) -> tuple[str, ...]:
    """Return the words that the type at `path` lets in."""
    for step in path:
        if isinstance(step, int):
            shape = get_args(shape)[0]
        elif get_origin(shape) is dict:
            shape = get_args(shape)[1]
        else:
            shape = next(field.type for field in msgspec.structs.fields(shape) if field.encode_name == step)
    return get_args(shape)


def _complaint(raw: Any, shape: type[Any]) -> str:
    try:
        msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def _key(path: Sequence[str | int]) -> str:
    key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return key.removeprefix(".")
