"""Poverty standards: lines, scores, indicators; how scores give a class and classes give a movement."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Literal

from rasoat.errors import UsageError
from rasoat.models.canonical import digest
from rasoat.workflow.citations import Citation, Evidence, Text
from rasoat.workflow.standard_file import (
    ConfirmedTable,
    IndicatorTable,
    LinesTable,
    LineTable,
    StandardTable,
    confirmation_faults,
    faults,
)
from rasoat.workflow.tables import freeze_citations, read_table, shipped_file, shipped_files, wrong_file

Area = Literal["rural", "urban"]
Class = Literal["poor", "near_poor", "non_poor"]
Movement = Literal[
    "stays_poor",
    "escaped_poor_to_near",
    "escaped_poor",
    "near_to_poor",
    "stays_near",
    "escaped_near",
    "newly_poor",
    "relapsed_poor",
    "newly_near",
    "relapsed_near",
    "non_poor",
]

_FOLDER = "standards"
_LISTED: Mapping[tuple[str, str], Movement] = {
    ("poor", "poor"): "stays_poor",
    ("poor", "near_poor"): "escaped_poor_to_near",
    ("poor", "non_poor"): "escaped_poor",
    ("near_poor", "poor"): "near_to_poor",
    ("near_poor", "near_poor"): "stays_near",
    ("near_poor", "non_poor"): "escaped_near",
}
_UNLISTED: Mapping[str, tuple[Movement, Movement]] = {
    "poor": ("newly_poor", "relapsed_poor"),
    "near_poor": ("newly_near", "relapsed_near"),
    "non_poor": ("non_poor", "non_poor"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The line of one area: income in VND a person a month, and the B1 score that stands for it.

    A household at the line is not above it. `b1` is None while no score that stands for the line is known.
    """

    income: int
    b1: int | None
    income_citation: Citation
    b1_citation: Citation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One of the basic social services a household may be deprived of.

    Attributes:
        code: stable name inside its standard; a later standard uses codes of its own.
        column: what survey spreadsheets head the column with.
        deprived_when: the threshold in words.
    """

    number: int
    code: str
    dimension: Text
    title: Text
    column: str
    deprived_when: Text
    citation: Citation
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A multidimensional poverty standard with its status years (the years a class it gives is valid for).

    Attributes:
        b2_per_indicator: points of score B2 for each deprivation.
        b2_poor: at least so many points of B2, together with an income at or below the line, mean poor.
        source: the file's text; its digest names the standard.
        base: the national standard that a local one stands beside; None for a national one.
        confirmed: places of the file that somebody compared with the official text.
    """

    id: str
    title: Text
    first_year: int
    last_year: int
    lines: Mapping[str, Line]
    b2_per_indicator: int
    b2_poor: int
    b2_citation: Citation
    indicators: tuple[Indicator, ...]
    citations: Mapping[str, Citation]
    source: str = field(default="", repr=False)
    base: str | None = None
    confirmed: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return digest(self.source)

    def is_confirmed(self, place: str) -> bool:
        """Return whether somebody compared a place (`citations.nq`, `indicators.water`) with the official text."""
        return place in self.confirmed

    def open_places(self) -> Iterator[tuple[str, Citation]]:
        """Yield each place that is unverified and not confirmed; a threshold only where its citation is verified."""
        told = set()
        for citation in self._cited():
            place = f"citations.{citation.id}"
            if citation.evidence == "unverified" and place not in told and not self.is_confirmed(place):
                told.add(place)
                yield place, citation
        for item in self.indicators if self.base is None else ():
            settled = {f"indicators.{item.code}", f"citations.{item.citation.id}"}
            open_ = item.evidence == "unverified" and item.citation.evidence != "unverified"
            if open_ and not any(map(self.is_confirmed, settled)):
                yield f"indicators.{item.code}", item.citation

    def _cited(self) -> Iterator[Citation]:
        for line in self.lines.values():
            yield line.income_citation
            if line.b1_citation:
                yield line.b1_citation
        if self.b2_citation.id in self.citations:
            yield self.b2_citation
        if self.base is None:
            yield from (item.citation for item in self.indicators)

    def classify(self, area: str, b1: int, b2: int, stated: str | None = None) -> Class:
        """Return the class that the scores give in `area` (rural, urban).

        A household at or below the income line is never non-poor; B2 only parts poor from near-poor. Where no
        score for the line is known, the class `stated` on the form says on which side of it the household is.

        Raises:
            KeyError: the standard has no such area.
        """
        line = self.lines[area].b1
        if (stated == "non_poor") if line is None else (b1 > line):
            return "non_poor"
        return "poor" if b2 >= self.b2_poor else "near_poor"

    def b2(self, deprived: Collection[str]) -> int:
        """Return score B2 of a household deprived in the indicators of these codes."""
        return self.b2_per_indicator * len(set(deprived))

    @staticmethod
    def movement(before: str, after: str, *, formerly_listed: bool) -> Movement:
        """Return how a household moved, as the report forms of TT 07/2021 (Annex VII) count it.

        `before` is its class on the list the round starts from: poor, near_poor, or non_poor when it is not
        on the list. `formerly_listed` tells a relapse from a new case: it was on a list of an earlier year.

        Raises:
            KeyError: a class is none of the three.
        """
        if before == "non_poor":
            return _UNLISTED[after][formerly_listed]
        return _LISTED[before, after]


def shipped() -> tuple[str, ...]:
    """Return the ids of the standards that come with the program."""
    return tuple(shipped_files(_FOLDER))


@cache
def load(id_: str) -> Standard:
    """Return a standard that comes with the program.

    Raises:
        UsageError: no such standard comes with the program.
        BadProcedure: as `parse`.
    """
    return parse(shipped_file(_FOLDER, id_), name=f"{id_}.toml")


def for_year(year: int) -> str:
    """Return the id of the standard that comes with the program for a status year.

    Raises:
        UsageError: none does.
    """
    for name in shipped():
        standard = load(name)
        if standard.first_year <= year <= standard.last_year:
            return name
    raise UsageError("no_standard_of_year", year=year, known=shipped())


def parse(text: str, *, name: str) -> Standard:
    """Return the standard that `text` describes.

    Raises:
        BadProcedure: the file is wrong; `details` lists each fault with its key and reason.
    """
    table = read_table(text, name=name, shape=StandardTable)
    found = list(faults(table, name=name))
    if not found:
        found = list(confirmation_faults(table.confirmations, _places(table)))
    if found:
        raise wrong_file(name, found)
    citations = freeze_citations(table.citations)
    return Standard(
        id=table.id,
        title=table.title.freeze(),
        first_year=table.years.first,
        last_year=table.years.last,
        lines=lines_of(table.lines, citations),
        b2_per_indicator=table.b2.per_indicator,
        b2_poor=table.b2.poor,
        b2_citation=citations[table.b2.citation],
        indicators=tuple(_indicator(indicator, citations) for indicator in table.indicators),
        citations=MappingProxyType(citations),
        source=text,
        confirmed=confirmed_of(table.confirmations),
    )


def _places(table: StandardTable) -> dict[str, str]:
    """Return what the file says at each place that can be confirmed."""
    found = {f"citations.{name}": item.freeze(name).short() for name, item in table.citations.items()}
    return found | {f"indicators.{item.code}": item.deprived_when.vi for item in table.indicators}


def confirmed_of(confirmations: tuple[ConfirmedTable, ...]) -> frozenset[str]:
    """Return the places that a file's confirmations name."""
    return frozenset(item.of for item in confirmations)


def lines_of(table: LinesTable, citations: Mapping[str, Citation]) -> Mapping[str, Line]:
    """Return the lines of both areas."""
    return MappingProxyType({"rural": _line(table.rural, citations), "urban": _line(table.urban, citations)})


def _line(line: LineTable, citations: Mapping[str, Citation]) -> Line:
    return Line(
        income=line.income,
        b1=line.b1,
        income_citation=citations[line.income_citation],
        b1_citation=citations[line.b1_citation] if line.b1_citation else None,
    )


def _indicator(table: IndicatorTable, citations: Mapping[str, Citation]) -> Indicator:
    return Indicator(
        number=table.number,
        code=table.code,
        dimension=table.dimension.freeze(),
        title=table.title.freeze(),
        column=table.column,
        deprived_when=table.deprived_when.freeze(),
        citation=citations[table.citation],
        evidence=table.evidence,
    )
