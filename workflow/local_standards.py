"""A province's higher standard beside the national one: its own lines, the nation's indicators.

Provinces may set higher lines for their own policies. The national class stays what it is, for the national
programme; the local class stands beside it and is never added to national numbers.
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from rasoat.errors import UsageError
from rasoat.messages import Message, message
from rasoat.workflow.citations import CitationTable, TextTable
from rasoat.workflow.standard_file import (
    ConfirmedTable,
    LinesTable,
    LineTable,
    YearsTable,
    confirmation_faults,
    file_faults,
    line_faults,
)
from rasoat.workflow.standards import Class, Standard, confirmed_of, lines_of, load
from rasoat.workflow.tables import freeze_citations, read_table, wrong_file


class LocalScoreTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[b2]`: from how many points of B2 a household is poor, where the province sets it lower."""

    poor: Annotated[int, msgspec.Meta(ge=1)]
    citation: str


class LocalTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file; `base` is the national standard whose indicators count."""

    id: str
    base: str
    title: TextTable
    years: YearsTable
    citations: dict[str, CitationTable]
    lines: LinesTable
    b2: LocalScoreTable | None = None
    confirmations: tuple[ConfirmedTable, ...] = ()


def parse_local(text: str, *, name: str) -> Standard:
    """Return the local standard that `text` describes, as a standard with the indicators of its base.

    Raises:
        BadProcedure: the file is wrong, or a line is lower than the national one; each fault has its key.
    """
    table = read_table(text, name=name, shape=LocalTable)
    base, found = _base(table)
    found += _faults(table, base, name)
    if base is None or found:
        raise wrong_file(name, found)
    citations = freeze_citations(table.citations)
    return Standard(
        id=table.id,
        title=table.title.freeze(),
        first_year=table.years.first,
        last_year=table.years.last,
        lines=lines_of(table.lines, citations),
        b2_per_indicator=base.b2_per_indicator,
        b2_poor=table.b2.poor if table.b2 else base.b2_poor,
        b2_citation=citations[table.b2.citation] if table.b2 else base.b2_citation,
        indicators=base.indicators,
        citations=citations,
        source=text,
        base=base.id,
        confirmed=confirmed_of(table.confirmations),
    )


def _base(table: LocalTable) -> tuple[Standard | None, list[Message]]:
    try:
        return load(table.base), []
    except UsageError as error:
        return None, [message("standards.no_base", key="base", value=table.base, known=error.params["known"])]


def _faults(table: LocalTable, base: Standard | None, name: str) -> list[Message]:
    found = [*file_faults(table.id, table.citations, name), *line_faults(table.lines, table.citations)]
    if table.b2 and table.b2.citation not in table.citations:
        found.append(message("procedure.unknown_citation", key="b2.citation", value=table.b2.citation))
    places = {f"citations.{key}": item.freeze(key).short() for key, item in table.citations.items()}
    found += confirmation_faults(table.confirmations, places)
    return [*found, *(_lower(table, base) if base else ())]


def _lower(table: LocalTable, base: Standard) -> Iterator[Message]:
    """Yield where the file is lower than the national standard: a province may only set higher lines."""
    lines: tuple[tuple[str, LineTable], ...] = (("rural", table.lines.rural), ("urban", table.lines.urban))
    for area, line in lines:
        own = base.lines[area]
        if line.income < own.income:
            yield message("standards.lower", key=f"lines.{area}.income", value=line.income, least=own.income)
        if line.b1 is not None and own.b1 is not None and line.b1 < own.b1:
            yield message("standards.lower", key=f"lines.{area}.b1", value=line.b1, least=own.b1)
    if table.b2 and table.b2.poor > base.b2_poor:
        yield message("standards.stricter", key="b2.poor", value=table.b2.poor, most=base.b2_poor)
    if table.years.first > table.years.last:
        yield message("standards.years", key="years", first=table.years.first, last=table.years.last)


def local_class(local: Standard, national: str, area: str, b1: int, b2: int, stated: str | None = None) -> Class | None:
    """Return the class by a local standard of a household with this national class and these scores.

    None when it cannot be told: the file has no score for its line, the household is above the national line, and
    the form does not state its local class.
    """
    if national != "non_poor":  # who is below the national line is below every higher one
        return "poor" if national == "poor" or b2 >= local.b2_poor else "near_poor"
    if local.lines[area].b1 is None and stated is None:
        return None
    return local.classify(area, b1, b2, stated)
