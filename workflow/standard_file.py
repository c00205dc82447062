"""The shape of a standard file (TOML), key for key, and what can be wrong with it."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Annotated

import msgspec

from rasoat.messages import Message, message
from rasoat.workflow.citations import CitationTable, Evidence, TextTable
from rasoat.workflow.tables import citation_faults


class LineTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[lines.rural]`, `[lines.urban]`."""

    income: Annotated[int, msgspec.Meta(ge=1)]
    income_citation: str
    b1: Annotated[int, msgspec.Meta(ge=0)] | None = None
    b1_citation: str | None = None


class IndicatorTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[indicators]]`."""

    number: int
    code: str
    dimension: TextTable
    title: TextTable
    column: str
    deprived_when: TextTable
    citation: str
    evidence: Evidence


class LinesTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[lines]`: both areas."""

    rural: LineTable
    urban: LineTable


class ScoreTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[b2]`."""

    per_indicator: Annotated[int, msgspec.Meta(ge=1)]
    poor: Annotated[int, msgspec.Meta(ge=1)]
    citation: str


class YearsTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The status years."""

    first: int = msgspec.field(name="from")
    last: int = msgspec.field(name="to")


class StandardTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    id: str
    title: TextTable
    years: YearsTable
    citations: dict[str, CitationTable]
    lines: LinesTable
    b2: ScoreTable
    indicators: tuple[IndicatorTable, ...]


def faults(table: StandardTable, *, name: str) -> Iterator[Message]:
    """Yield everything that is wrong with a well-shaped file."""
    yield from citation_faults(table.citations)
    if PurePath(name).stem != table.id:
        yield message("procedure.id_is_not_file", key="id", value=table.id, file=name)
    named = {
        "lines.rural.income_citation": table.lines.rural.income_citation,
        "lines.urban.income_citation": table.lines.urban.income_citation,
        "b2.citation": table.b2.citation,
    }
    for area, line in (("rural", table.lines.rural), ("urban", table.lines.urban)):
        if (line.b1 is None) != (line.b1_citation is None):
            yield message("procedure.missing_key", key=f"lines.{area}.{'b1' if line.b1 is None else 'b1_citation'}")
        if line.b1_citation is not None:
            named[f"lines.{area}.b1_citation"] = line.b1_citation
    named |= {f"indicators[{place}].citation": item.citation for place, item in enumerate(table.indicators)}
    for key, citation in named.items():
        if citation not in table.citations:
            yield message("procedure.unknown_citation", key=key, value=citation)
    seen: set[str | int] = set()
    for place, item in enumerate(table.indicators):
        for key, value in (("code", item.code), ("number", item.number), ("column", item.column)):
            if value in seen:
                yield message("procedure.double_id", key=f"indicators[{place}].{key}", value=value)
            seen.add(value)
