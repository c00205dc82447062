"""Every place where a table does not have its shape: what msgspec tells of the first one, told of all."""

import re
from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

import msgspec

from rasoat.messages import Message, message

_REASONS = (
    (re.compile(r"^Invalid enum value '?(?P<value>[^']*)'?"), "not_allowed"),
    (re.compile(r"^Expected `(?P<expected>[^`]+)`, got `(?P<got>[^`]+)`"), "wrong_type"),
    (re.compile(r"^Expected `(?P<expected>[^`]+` [<>]=? \S+)"), "out_of_range"),
    (re.compile(r"^Expected `str` matching regex"), "bad_shape"),
    (re.compile(r"^Invalid RFC3339 encoded date"), "bad_date"),
)


def shape_faults(value: Any, shape: Any, key: str = "") -> Iterator[Message]:
    """Yield each missing, unknown or wrong key of `value`, what a TOML file says, against the type `shape`.

    `key` is where `value` stands in the file, such as `terms[0]`.
    """
    shape = _one(shape)
    if isinstance(value, dict) and isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        yield from _record(value, shape, key)
    elif isinstance(value, dict) and get_origin(shape) is dict:
        for name, item in value.items():
            yield from shape_faults(item, get_args(shape)[1], _below(key, name))
    elif isinstance(value, list) and get_origin(shape) is tuple:
        for place, item in enumerate(value):
            yield from shape_faults(item, get_args(shape)[0], f"{key}[{place}]")
    else:
        yield from _leaf(value, shape, key)


def _record(value: Mapping[str, Any], shape: type[msgspec.Struct], key: str) -> Iterator[Message]:
    known = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    for name, item in value.items():
        if name in known:
            yield from shape_faults(item, known[name].type, _below(key, name))
        else:
            yield message("procedure.unknown_key", key=_below(key, name))
    for name, field in known.items():
        if field.required and name not in value:
            yield message("procedure.missing_key", key=_below(key, name))


def _leaf(value: Any, shape: Any, key: str) -> Iterator[Message]:
    try:
        msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        yield _worded(what, key + where.rstrip("`"), shape)


def _worded(what: str, key: str, shape: Any) -> Message:
    for pattern, name in _REASONS:
        if found := pattern.search(what):
            allowed = {"allowed": get_args(shape)} if name == "not_allowed" else {}
            return message(f"procedure.{name}", key=key, **found.groupdict(), **allowed)
    return message("procedure.invalid", key=key, reason=what)


def _one(shape: Any) -> Any:
    """Return the type itself where it is only marked as one that may be missing."""
    if get_origin(shape) is Annotated:
        return shape
    parts = [part for part in get_args(shape) if part is not NoneType]
    return parts[0] if NoneType in get_args(shape) and len(parts) == 1 else shape


def _below(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
