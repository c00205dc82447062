"""Survey results (forms A and B) as the surveyors' summary sheet gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from rasoat.exchange.books import read_tables
from rasoat.exchange.cells import (
    is_blank,
    read_b2,
    read_id,
    read_mark,
    read_name,
    read_optional,
    read_text,
    read_village,
    read_whole,
)
from rasoat.exchange.days import read_day
from rasoat.exchange.findings import Findings
from rasoat.exchange.layouts import surveys
from rasoat.exchange.people import refuse_double_ids, remark_other_communes
from rasoat.exchange.records import Commune, Imported, Indicator, SurveyResult
from rasoat.exchange.scales import shipped_scale
from rasoat.exchange.tables import Row
from rasoat.exchange.villages import by_name
from rasoat.exchange.words import read_quick_form, read_surveyed_class
from rasoat.messages import message
from rasoat.workflow.b1_tables import BoundB1

_FAULTY: int | None = -1
"""Stands for a score whose cell has a fault already."""


def read_surveys(
    path: Path,
    commune: Commune,
    indicators: Sequence[Indicator],
    today: date | None = None,
    *,
    points: int | None = None,
    b1: BoundB1 | None = None,
) -> Imported[SurveyResult]:
    """Return the survey results in the file at `path`: all of them, or nothing.

    A household without any result yet is left out and remarked, so that a sheet can come in day by day.

    Args:
        path: an Excel, OpenDocument or CSV file.
        commune: whose villages the results must name.
        indicators: of the standard; the file has a column for each.
        today: surveys after it are faults, where it is given.
        points: of B2 for each deprived indicator; those of the standard of 2022 unless given.
        b1: the point table of the round, if it has one: the file has a column for each of its indicators, and an
            empty score B1 is computed from them.

    Raises:
        BadFile: not to be opened, of another kind, or with faults; `details` names every one.
    """
    findings = Findings(path.name)
    tables = read_tables(path, (surveys(indicators, tuple(b1.points) if b1 else ()),), findings)
    codes = tuple(indicator.code for indicator in indicators)
    reader = _Reader(by_name(commune), codes, today, points or shipped_scale().step, b1)
    taken: list[tuple[Row, SurveyResult]] = []
    for table in tables:
        rows = list(table.rows())
        remark_other_communes(table, rows, commune)
        done = [row for row in rows if reader.is_surveyed(row)]
        if len(done) < len(rows):
            findings.notice(table.sheet.name, message("exchange.remark.not_surveyed", count=len(rows) - len(done)))
        taken += [(row, reader.result(row)) for row in done]
    refuse_double_ids((row, result.id_number) for row, result in taken)
    findings.refuse_if_faulty([table.sheet.name for table in tables])
    return Imported(tuple(result for _, result in taken), tuple(findings.notices))


@dataclass(frozen=True, slots=True)
class _Reader:
    villages: Mapping[str, str]
    codes: tuple[str, ...]
    today: date | None
    points: int
    table: BoundB1 | None

    def is_surveyed(self, row: Row) -> bool:
        """Tell whether the row has any result."""
        keys = ("b1", "b2", "class", "surveyed_on", *self.codes)
        return any(not is_blank(row.cell(key)) for key in keys)

    def result(self, row: Row) -> SurveyResult:
        """Return what the row says."""
        quick_form = row.read("quick_form", read_quick_form, None)
        deprived = tuple(code for code in self.codes if row.read(code, read_mark, otherwise=False))
        maximum = self.points * len(self.codes)
        options = self._options(row) if quick_form != "exit" else None
        b1 = row.read("b1", read_whole, _FAULTY)
        if b1 is None and options and self.table:
            b1 = self.table.score(options)
        read_score = partial(read_b2, step=self.points, maximum=maximum)
        b2 = row.read("b2", read_score, _FAULTY)
        if quick_form == "exit":
            self._check_no_scores(row, deprived)
        else:
            self._check_scores(row, b1, b2, len(deprived))
        return SurveyResult(
            sheet=row.table.sheet.name,
            row=row.number,
            id_number=row.read("id_number", lambda cell: read_id(cell, typed=row.table.sheet.typed), None),
            name=row.read("name", read_name, ""),
            village=row.read("village", lambda cell: read_village(cell, self.villages), ""),
            quick_form=quick_form,
            b1=b1,
            b2=b2,
            deprived=deprived,
            stated_class=row.read("class", read_surveyed_class, None),
            surveyor=row.read("surveyor", read_optional, None),
            surveyed_on=row.read("surveyed_on", lambda cell: read_day(cell, self.today), date.max),
            options=options,
            local_class=row.read("class_local", read_surveyed_class, None),
        )

    def _options(self, row: Row) -> dict[str, str] | None:
        """Return the option of each indicator of the point table; None where there is no table, or a fault."""
        if self.table is None:
            return None
        found: dict[str, str] = {}
        for indicator in self.table.points:
            written = row.read(f"b1:{indicator}", read_text, "")
            option = self.table.option(indicator, written)
            if option is None:
                row.fault(f"b1:{indicator}", "b1_option", known=tuple(self.table.points[indicator]))
            else:
                found[indicator] = option
        return found if len(found) == len(self.table.points) else None

    def _check_no_scores(self, row: Row, deprived: Sequence[str]) -> None:
        for key in ("b1", "b2", *deprived):
            if not is_blank(row.cell(key)):
                row.fault(key, "scored_after_exit")

    def _check_scores(self, row: Row, b1: int | None, b2: int | None, deprived: int) -> None:
        """Check that both scores are there and that B2 counts the deprived; a faulty cell is told already."""
        if b1 is None:
            row.fault("b1", "missing")
        if b2 is None:
            row.fault("b2", "missing")
        elif b2 != _FAULTY and b2 != self.points * deprived:
            row.fault("b2", "b2_differs", count=deprived, expected=self.points * deprived)
