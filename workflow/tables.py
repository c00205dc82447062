"""Reading a table of law from TOML: structure and types, every fault with its file, key and reason."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import PurePath
from typing import TypeVar

import msgspec

from rasoat.errors import BadProcedure, UsageError
from rasoat.messages import Message, message
from rasoat.workflow.citations import Citation, CitationTable
from rasoat.workflow.shapes import shape_faults

T = TypeVar("T")


def read_table(source: str, *, name: str, shape: type[T]) -> T:
    """Return `source` as a `shape`.

    Raises:
        BadProcedure: no TOML (the line is named), or keys are missing, unknown or of the wrong kind (all named).
    """
    try:
        raw = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise wrong_file(name, [_unreadable(source, str(error))]) from error
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as error:
        raise wrong_file(name, tuple(shape_faults(raw, shape))) from error


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
