"""The shape of a standard file (TOML), key for key, and what can be wrong with it."""

from collections.abc import Iterator, Mapping
from datetime import date
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


class ConfirmedTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[confirmations]]`; `standard confirm` writes them."""

    of: Annotated[str, msgspec.Meta(pattern=r"^(citations|indicators)\.[A-Za-z0-9_-]+$")]
    value: str
    by: Annotated[str, msgspec.Meta(pattern=r"\S")]
    on: date
    document: Annotated[str, msgspec.Meta(pattern=r"\S")]


class StandardTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    id: str
    title: TextTable
    years: YearsTable
    citations: dict[str, CitationTable]
    lines: LinesTable
    b2: ScoreTable
    indicators: tuple[IndicatorTable, ...]
    confirmations: tuple[ConfirmedTable, ...] = ()


def faults(table: StandardTable, *, name: str) -> Iterator[Message]:
    """Yield everything that is wrong with a well-shaped file."""
    yield from file_faults(table.id, table.citations, name)
    yield from line_faults(table.lines, table.citations)
    named = {"b2.citation": table.b2.citation}
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


def file_faults(id_: str, citations: Mapping[str, CitationTable], name: str) -> Iterator[Message]:
    """Yield what is wrong with the id and the citations of a file."""
    yield from citation_faults(citations)
    if PurePath(name).stem != id_:
        yield message("procedure.id_is_not_file", key="id", value=id_, file=name)


def line_faults(lines: LinesTable, citations: Mapping[str, CitationTable]) -> Iterator[Message]:
    """Yield what is wrong with the lines: a score without its place in the law, a citation that is not there."""
    for area, line in (("rural", lines.rural), ("urban", lines.urban)):
        if (line.b1 is None) != (line.b1_citation is None):
            yield message("procedure.missing_key", key=f"lines.{area}.{'b1' if line.b1 is None else 'b1_citation'}")
        for key, citation in (("income_citation", line.income_citation), ("b1_citation", line.b1_citation)):
            if citation is not None and citation not in citations:
                yield message("procedure.unknown_citation", key=f"lines.{area}.{key}", value=citation)


def confirmation_faults(confirmations: tuple[ConfirmedTable, ...], places: Mapping[str, str]) -> Iterator[Message]:
    """Yield a fault for each confirmation of a place that is not there, or that says something else by now."""
    last = {item.of: place for place, item in enumerate(confirmations)}
    for place, item in enumerate(confirmations):
        own = places.get(item.of)
        if own is None:
            yield message("procedure.unknown_place", key=f"confirmations[{place}].of", value=item.of)
        elif last[item.of] == place and own != item.value:
            key = f"confirmations[{place}].value"
            yield message("procedure.confirmed_other", key=key, of=item.of, value=item.value, now=own)
