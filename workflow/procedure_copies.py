"""A new procedure from an existing file: everything kept, comments too, but no mark taken over."""

import json
import re
from datetime import date

import msgspec

from rasoat.errors import UsageError
from rasoat.messages import Lang, text
from rasoat.workflow.procedure_file import ProcedureTable
from rasoat.workflow.rules import Procedure
from rasoat.workflow.tables import read_table

_NAME = re.compile(r"^[a-z0-9][a-z0-9_-]*$")
_MARK = re.compile(r"""(["']?\bevidence["']?\s*=\s*)(["'])\w+\2""")

_CONFIRMED = re.compile(r"(?ms)^\[\[confirmations\]\].*?(?=^\[|\Z)")


def new_procedure(origin: Procedure, *, id_: str, version: str, on: date, lang: Lang = "vi", keep: bool = False) -> str:
    """Return the text of a file like that of `origin`, under another id and version.

    Every evidence mark is `unverified` in it and no confirmation is taken along, so that each place is compared
    with the official text anew; with `keep`, marks and confirmations stay: the copy is meant for the same text.
    `on` is the day of the copy, for the comment at its head.

    Raises:
        UsageError: the id is none, or is that of the origin; the origin is written in a way that the marks
            could not be found.
    """
    if not _NAME.match(id_) or id_ == origin.id:
        raise UsageError("procedure_bad_id", id=id_, origin=origin.id)
    key = "pages.copy.comment_kept" if keep else "pages.copy.comment"
    head = text(key, lang, id=origin.id, version=origin.version, on=on)
    lines = origin.source.splitlines() if keep else _CONFIRMED.sub("", origin.source).splitlines()
    body = "\n".join(line if keep else _unmarked(line) for line in lines)
    for name, value in (("id", id_), ("version", version)):
        body = _assigned(body, name, value)
    copy = f"{head}\n\n{body}\n"
    if read_table(copy, name=f"{id_}.toml", shape=ProcedureTable) != _expected(origin, id_, version, keep=keep):
        raise UsageError("procedure_not_copied", id=origin.id)
    return copy


def _assigned(body: str, name: str, value: str) -> str:
    """Return the file with another value of a key of its head, which is the first of that name."""
    quoted = json.dumps(value, ensure_ascii=False)  # a JSON string is a TOML string
    pattern = rf"""(?m)^(\s*{name}\s*=\s*)(["']).*?\2"""
    return re.sub(pattern, lambda found: found[1] + quoted, body, count=1)


def _unmarked(line: str) -> str:
    return line if line.lstrip().startswith("#") else _MARK.sub(r'\1"unverified"', line)


def _expected(origin: Procedure, id_: str, version: str, *, keep: bool) -> ProcedureTable:
    table = read_table(origin.source, name=f"{origin.id}.toml", shape=ProcedureTable)
    replace = msgspec.structs.replace
    if keep:
        return replace(table, id=id_, version=version)
    return replace(
        table,
        id=id_,
        version=version,
        citations={name: replace(item, evidence="unverified") for name, item in table.citations.items()},
        terms=tuple(replace(term, evidence="unverified") for term in table.terms),
        confirmations=(),
    )
