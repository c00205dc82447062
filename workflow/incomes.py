"""Income of a household: what counts, over which months, and in which band of the law it lies.

All money is whole VND. The law seen gives no rule of rounding, so bands are compared exactly: with the income of all
members over all months, never with a rounded share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from rasoat.messages import Message, message
from rasoat.workflow.citations import Citation, Evidence, Text
from rasoat.workflow.income_file import BandTable, IncomeTable, LimitsTable, faults
from rasoat.workflow.tables import freeze_citations, read_table, shipped_file, shipped_files, wrong_file

OUTSIDE = "outside"
"""The class of a household whose income lies outside the band that a procedure asks for."""
_FOLDER = "incomes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """A band in one area, in VND a person a month: more than `above` (None: no lower bound), at most `up_to`."""

    above: int | None
    up_to: int
    evidence: Evidence

    def sentence(self) -> Message:
        """Return the band in words."""
        if self.above is None:
            return message("words.income.up_to", most=money(self.up_to))
        return message("words.income.between", least=money(self.above), most=money(self.up_to))

    def holds(self, total: int, shares: int) -> bool:
        """Return whether `total` divided into `shares` (members times months) lies within, exactly."""
        return (self.above is None or total > self.above * shares) and total <= self.up_to * shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """An income band of the law; a household within it is of the class that `id` names."""

    id: str
    title: Text
    citation: Citation
    areas: Mapping[str, Limits]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source of income.

    Attributes:
        counted: it is income by the law; what is not counted is recorded to be seen.
        costs: costs may be taken off it.
        producing: farming, forestry, fishery or salt making.
    """

    code: str
    title: Text
    citation: Citation
    counted: bool
    costs: bool
    producing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeLine:
    """What one source gave over the period: `gross`, less `cost`."""

    source: Source
    gross: int
    cost: int

    @property
    def net(self) -> int:
        """Gross less cost; may be negative."""
        return self.gross - self.cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Income:
    """The income of a household over a period.

    Attributes:
        stated: income a person a month as the surveyor wrote it on the form, None when left blank.
    """

    months: int
    members: int
    lines: tuple[IncomeLine, ...]
    stated: int | None

    @property
    def shares(self) -> int:
        """Members times months."""
        return self.members * self.months

    @property
    def counted(self) -> int:
        """The income that the law counts."""
        return sum(line.net for line in self.lines if line.source.counted)

    @property
    def excluded(self) -> int:
        """What was received and does not count."""
        return sum(line.net for line in self.lines if not line.source.counted)

    @property
    def each(self) -> str:
        """Counted income a person a month as Vietnamese paper writes it; decimals only where there are any."""
        return share_text(self.counted, self.shares)

    def is_stated(self, total: int) -> bool:
        """Return whether the stated share is that of `total`: less than one đồng apart."""
        return self.stated is not None and abs(self.stated * self.shares - total) < self.shares


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeMethod:
    """How income is determined in a period of the law."""

    id: str
    title: Text
    months: int
    period_citation: Citation
    bands: Mapping[str, Band]
    sources: Mapping[str, Source]
    citations: Mapping[str, Citation]

    def income(self, data: Mapping[str, Any]) -> Income:
        """Return the income that recorded data tells.

        Raises:
            KeyError: a source is not of this method.
        """
        lines = tuple(
            IncomeLine(source=self.sources[line["source"]], gross=line["gross"], cost=line["cost"])
            for line in data["lines"]
        )
        return Income(months=data["months"], members=data["members"], lines=lines, stated=data.get("stated"))

    def classify(self, band: str, area: str, income: Income) -> str:
        """Return `band` where the income lies within it, else `outside`."""
        return band if self.bands[band].areas[area].holds(income.counted, income.shares) else OUTSIDE


def money(amount: int) -> str:
    """Return an amount as Vietnamese paper writes it: 18.000.000."""
    return f"{amount:,}".replace(",", ".")


def share_text(total: int, shares: int) -> str:
    """Return `total` divided by `shares`, with three decimals where it is not whole: 2.250.000,004."""
    thousandths = (2000 * abs(total) + shares) // (2 * shares)
    whole, rest = divmod(thousandths, 1000)
    sign = "-" if total < 0 else ""
    return f"{sign}{money(whole)}" + (f",{rest:03d}" if total % shares else "")


@cache
def load(id_: str) -> IncomeMethod:
    """Return an income method that comes with the program.

    Raises:
        UsageError: no such method comes with the program.
        BadProcedure: as `parse`.
    """
    return parse(shipped_file(_FOLDER, id_), name=f"{id_}.toml")


def shipped() -> tuple[str, ...]:
    """Return the ids of the income methods that come with the program."""
    return tuple(shipped_files(_FOLDER))


def parse(text: str, *, name: str) -> IncomeMethod:
    """Return the income method that `text` describes.

    Raises:
        BadProcedure: the file is wrong; `details` lists each fault with its key and reason.
    """
    table = read_table(text, name=name, shape=IncomeTable)
    if found := list(faults(table, name=name)):
        raise wrong_file(name, found)
    citations = freeze_citations(table.citations)
    return IncomeMethod(
        id=table.id,
        title=table.title.freeze(),
        months=table.period.months,
        period_citation=citations[table.period.citation],
        bands=MappingProxyType({item.id: _band(item, citations) for item in table.bands}),
        sources=MappingProxyType({item.code: item for item in _sources(table, citations)}),
        citations=MappingProxyType(citations),
    )


def _band(table: BandTable, citations: Mapping[str, Citation]) -> Band:
    areas = {"rural": _limits(table.rural), "urban": _limits(table.urban)}
    citation = citations[table.citation]
    return Band(id=table.id, title=table.title.freeze(), citation=citation, areas=MappingProxyType(areas))


def _limits(table: LimitsTable) -> Limits:
    return Limits(above=table.above, up_to=table.up_to, evidence=table.evidence)


def _sources(table: IncomeTable, citations: Mapping[str, Citation]) -> Sequence[Source]:
    return [
        Source(
            code=item.code,
            title=item.title.freeze(),
            citation=citations[item.citation],
            counted=item.counted,
            costs=item.costs,
            producing=item.producing,
        )
        for item in table.sources
    ]
