"""The shape of an income file (TOML), key for key, and what can be wrong with it."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Annotated

import msgspec

from rasoat.messages import Message, message
from rasoat.workflow.citations import CitationTable, Evidence, TextTable
from rasoat.workflow.tables import citation_faults


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An unknown key is a fault: a misspelt one would otherwise change the law silently."""


class PeriodTable(_Table, frozen=True, kw_only=True):
    """`[period]`."""

    months: Annotated[int, msgspec.Meta(ge=1, le=120)]
    citation: str


class LimitsTable(_Table, frozen=True, kw_only=True):
    """`rural` and `urban` of a band, in VND a person a month."""

    up_to: Annotated[int, msgspec.Meta(ge=1)]
    evidence: Evidence
    above: Annotated[int, msgspec.Meta(ge=0)] | None = None


class BandTable(_Table, frozen=True, kw_only=True):
    """`[[bands]]`."""

    id: str
    title: TextTable
    citation: str
    rural: LimitsTable
    urban: LimitsTable


class SourceTable(_Table, frozen=True, kw_only=True):
    """`[[sources]]`."""

    code: str
    title: TextTable
    citation: str
    counted: bool = True
    costs: bool = True
    producing: bool = False


class IncomeTable(_Table, frozen=True, kw_only=True):
    """The whole file."""

    id: str
    title: TextTable
    citations: dict[str, CitationTable]
    period: PeriodTable
    bands: tuple[BandTable, ...]
    sources: tuple[SourceTable, ...]


def faults(table: IncomeTable, *, name: str) -> Iterator[Message]:
    """Yield everything that is wrong with a well-shaped file."""
    yield from citation_faults(table.citations)
    if PurePath(name).stem != table.id:
        yield message("procedure.id_is_not_file", key="id", value=table.id, file=name)
    named = {"period.citation": table.period.citation}
    named |= {f"bands[{place}].citation": item.citation for place, item in enumerate(table.bands)}
    named |= {f"sources[{place}].citation": item.citation for place, item in enumerate(table.sources)}
    for key, citation in named.items():
        if citation not in table.citations:
            yield message("procedure.unknown_citation", key=key, value=citation)
    names = [(f"bands[{place}].id", item.id) for place, item in enumerate(table.bands)]
    names += [(f"sources[{place}].code", item.code) for place, item in enumerate(table.sources)]
    seen: set[str] = set()
    for key, value in names:
        if value in seen:
            yield message("procedure.double_id", key=key, value=value)
        seen.add(value)
