"""The calendar files (TOML): one a year that the Government has announced, and one of the fixed holidays."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

import msgspec

from rasoat.messages import Message, message
from rasoat.workflow.citations import Citation, CitationTable, Text, TextTable
from rasoat.workflow.tables import citation_faults, freeze_citations, read_table, wrong_file

_FRIDAY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """A day that differs from the plain week, and why.

    Attributes:
        status: off; worked (a day of the weekend); open: counted as worked, but a change has been proposed.
        noticed: it was recorded by the office, and did not come with the program.
    """

    day: date
    status: Literal["off", "worked", "open"]
    name: Text
    citation: Citation
    noticed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The special days of one announced year."""

    year: int
    days: tuple[SpecialDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What the law itself fixes of every year.

    Attributes:
        days: the holidays by solar date.
        least: how many days off a year has at the least, those by the lunar calendar among them; by `citation`.
    """

    days: "tuple[FixedDay, ...]"
    least: int
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedDay:
    """A holiday the law fixes by solar date, from the year `since` on.

    `made_up`: when it falls on a weekend, the next working day is off.
    """

    month: int
    day: int
    since: int
    made_up: bool
    name: Text
    citation: Citation


class _DayTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    date: date
    name: TextTable
    citation: str


class _YearTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    year: int
    citations: dict[str, CitationTable]
    days_off: tuple[_DayTable, ...]
    worked: tuple[_DayTable, ...] = ()
    open: tuple[_DayTable, ...] = ()


class _FixedDayTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    month: Annotated[int, msgspec.Meta(ge=1, le=12)]
    day: Annotated[int, msgspec.Meta(ge=1, le=31)]
    since: int
    made_up: bool
    name: TextTable
    citation: str


class _FixedTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    least: Annotated[int, msgspec.Meta(ge=0)]
    least_citation: str
    citations: dict[str, CitationTable]
    days: tuple[_FixedDayTable, ...]


def read_year(text: str, *, name: str) -> Year:
    """Return the year that `text` describes.

    Raises:
        BadProcedure: the file is wrong; `details` lists each fault with its key and reason.
    """
    table = read_table(text, name=name, shape=_YearTable)
    if found := [*citation_faults(table.citations), *_year_faults(table)]:
        raise wrong_file(name, found)
    citations = freeze_citations(table.citations)
    days = (
        *(_special(day, "off", citations) for day in table.days_off),
        *(_special(day, "worked", citations) for day in table.worked),
        *(_special(day, "open", citations) for day in table.open),
    )
    return Year(year=table.year, days=days)


def read_fixed(text: str, *, name: str) -> Fixed:
    """Return the holidays that the law fixes by solar date, and how many days off there are at the least.

    Raises:
        BadProcedure: the file is wrong; `details` lists each fault with its key and reason.
    """
    table = read_table(text, name=name, shape=_FixedTable)
    unknown = [
        message("procedure.unknown_citation", key=f"days[{place}].citation", value=day.citation)
        for place, day in enumerate(table.days)
        if day.citation not in table.citations
    ]
    if table.least_citation not in table.citations:
        unknown.append(message("procedure.unknown_citation", key="least_citation", value=table.least_citation))
    if found := [*citation_faults(table.citations), *unknown]:
        raise wrong_file(name, found)
    citations = freeze_citations(table.citations)
    days = tuple(
        FixedDay(
            month=day.month,
            day=day.day,
            since=day.since,
            made_up=day.made_up,
            name=day.name.freeze(),
            citation=citations[day.citation],
        )
        for day in table.days
    )
    return Fixed(days=days, least=table.least, citation=citations[table.least_citation])


def _special(day: _DayTable, status: Literal["off", "worked", "open"], citations: Mapping[str, Citation]) -> SpecialDay:
    return SpecialDay(day=day.date, status=status, name=day.name.freeze(), citation=citations[day.citation])


def _year_faults(table: _YearTable) -> Iterator[Message]:
    groups = {"days_off": table.days_off, "worked": table.worked, "open": table.open}
    for group, days in groups.items():
        for place, day in enumerate(days):
            key = f"{group}[{place}]"
            if day.date.year != table.year:
                yield message("procedure.other_year", key=f"{key}.date", day=day.date, year=table.year)
            if group == "worked" and day.date.weekday() <= _FRIDAY:
                yield message("procedure.not_a_weekend", key=f"{key}.date", day=day.date)
            if day.citation not in table.citations:
                yield message("procedure.unknown_citation", key=f"{key}.citation", value=day.citation)
    counts = Counter(day.date for days in groups.values() for day in days)
    for double, count in counts.items():
        if count > 1:
            yield message("procedure.double_day", key="date", day=double)
