"""The plan of a round as a PDF to print and hang out: its picture, then its days as tables, in the house style."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime

from rasoat.notices.pdf import set_sheet
from rasoat.notices.timetables import Chart, draw

ROWS = 16
"""Subjects in one picture; with more of them, letters would be too small to read on a wall."""
_FONT = "'Liberation Serif', 'Times New Roman', serif"
"""The fonts the house brings: a picture must not depend on those of the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of the sheet."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSheet:
    """What is printed.

    Attributes:
        agency: who plans, in lines.
        steps: step, weekday, latest safe day, what it waits for, the law.
        ways: a row a subject, a column a step: the villages, then the round.
        on: the day of the plan; it dates the file.
    """

    agency: Sequence[str]
    state: str
    motto: str
    title: str
    subtitle: str
    chart: Chart
    steps: Grid
    ways: Sequence[Grid]
    notes: Sequence[str]
    foot: str
    on: date


def to_pdf(sheet: PlanSheet) -> bytes:
    """Return the sheet as PDF/A-2b; the same plan gives the same bytes.

    Raises:
        UsageError: it cannot be set.
    """
    values = {
        "agency": list(sheet.agency),
        "state": sheet.state,
        "motto": sheet.motto,
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "pictures": [draw(chart, font=_FONT).decode() for chart in _parts(sheet.chart)],
        "alt": f"{sheet.chart.title}. {sheet.chart.subtitle}",
        "steps": asdict(sheet.steps),
        "ways": [asdict(way) for way in sheet.ways],
        "notes": list(sheet.notes),
        "foot": sheet.foot,
        "lang": sheet.chart.lang,
    }
    stamp = datetime.combine(sheet.on, datetime.min.time(), UTC)
    return set_sheet("timetable.typ", json.dumps(values, ensure_ascii=False), sheet.title, stamp)


def _parts(chart: Chart) -> Iterator[Chart]:
    """Yield the picture in parts of rows as even as can be."""
    pages = max(1, -(-len(chart.rows) // ROWS))
    size = -(-len(chart.rows) // pages)
    for first in range(0, max(len(chart.rows), 1), size or 1):
        yield replace(chart, rows=chart.rows[first : first + size])
