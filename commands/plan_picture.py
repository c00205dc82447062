"""The plan of a round as a picture: what is behind each village, its latest safe days, and the room between."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rasoat.commands.base import App
from rasoat.commands.plan import open_days, step_title
from rasoat.messages import Message, message, room
from rasoat.notices.timetables import Bar, Chart, ChartRow, Mark, Style
from rasoat.steps.planning import Leg, Plan, Row

if TYPE_CHECKING:
    from rasoat.workflow.desk import RoundFile

_DAY = timedelta(days=1)
_MARGIN = 3 * _DAY
"""Room after the last bar."""


def chart_of(app: App, found: Plan, file: "RoundFile") -> Chart:
    """Return the picture of a plan, its words in the language of the run."""
    rows = (*found.villages, found.own)
    opened = date.fromisoformat(file.row.opened_on)
    days = [leg.planned for row in rows for leg in row.legs]
    first = min([opened, app.today, *days])
    last = max([found.limit, app.today, *days]) + _MARGIN
    calendar = file.tools.calendar
    numbers = {item.id: str(place) for place, item in enumerate(found.milestones, start=1)}
    today = message("cli.plan.picture.today", day=app.today)
    limit = message("cli.plan.picture.limit", day=found.limit)
    return Chart(
        title=app.tell(message("cli.plan.picture.title", commune=found.own.standing.subject, code=file.row.code)),
        subtitle=app.tell(message("cli.plan.picture.subtitle", on=app.today, limit=found.limit)),
        first=first,
        last=last,
        months=tuple(app.tell(month) for month in _months(first, last)),
        days_off=frozenset(day for day in _days(first, last) if not calendar.is_working(day)),
        rows=tuple(_row(app, row, numbers, _start(row, found, opened)) for row in rows),
        marks=(
            Mark(day=app.today, label=app.tell(today), dashed=True),
            Mark(day=found.limit, label=app.tell(limit), dashed=False),
        ),
        legend=tuple((style, app.tell(message(f"cli.plan.picture.{style}"))) for style in _STYLES),
        notes=tuple(_notes(app, found, file, numbers)),
        lang=app.lang,
    )


_STYLES: tuple[Style, ...] = ("done", "planned", "reserve", "late")


def _days(first: date, last: date) -> Iterator[date]:
    return (first + step * _DAY for step in range((last - first).days + 1))


def _months(first: date, last: date) -> Iterator[Message]:
    for day in (first, *(day for day in _days(first + _DAY, last) if day.day == 1)):
        yield message("cli.plan.picture.month", month=f"{day:%m}", year=day.year)


def _start(row: Row, found: Plan, opened: date) -> date | None:
    """Return the day before the first bar of a row: villages begin with the round, the round has only its days."""
    return opened if row is not found.own else None


def _row(app: App, row: Row, numbers: dict[str, str], start: date | None) -> ChartRow:
    key = "cli.plan.picture.finished"
    if row.spare is not None:
        key = "cli.plan.picture.late_days" if row.late else "cli.plan.picture.spare_days"
    return ChartRow(
        name=row.standing.subject,
        remark=app.tell(message(key, days=abs(row.spare or 0))),
        strong=row.late,
        bars=tuple(_apart(list(_bars(app, row, numbers, start)))),
    )


def _bar_title(step: str) -> Message:
    """Return what is done up to a step, where that has another name than the step."""
    key = f"cli.plan.bar.{step}"
    return message(key) if key in room("cli", "vi") else step_title(step)


def _apart(bars: list[Bar]) -> Iterator[Bar]:
    """Yield the bars with the last day of each left to the next one where two steps fell on one day."""
    for bar, following in zip(bars, [*bars[1:], None], strict=True):
        shared = following is not None and following.first == bar.last
        yield replace(bar, last=bar.last - _DAY) if shared and bar.first < bar.last else bar


def _bars(app: App, row: Row, numbers: dict[str, str], start: date | None) -> Iterator[Bar]:
    """Yield a bar a step; between what is done and the first latest safe day lies the room that is left."""
    before = start
    for place, leg in enumerate(row.legs):
        if leg.done is None and leg.expected is None:
            continue  # passed on a way that left no record of its own
        if leg.done is None and place and not row.late:
            before = max(filter(None, (before, row.legs[place - 1].latest)))
        last = leg.planned
        first = last if before is None else min(before + _DAY, last)
        title = _bar_title(leg.milestone.id)
        yield Bar(
            first=first,
            last=last,
            style=_style(row, leg),
            label=app.tell(title),
            short=numbers[leg.milestone.id],
            tip=app.tell(message("cli.plan.picture.tip", step=title, day=last)),
        )
        before = last


def _style(row: Row, leg: Leg) -> Style:
    if leg.done:
        return "done"
    if row.late:
        return "late"
    events = {group[0].counts_from for group in leg.milestone.waits}
    return "reserve" if "objection_received" in events else "planned"


def _notes(app: App, found: Plan, file: "RoundFile", numbers: dict[str, str]) -> Iterator[str]:
    steps = "; ".join(f"{numbers[item.id]} {app.tell(_bar_title(item.id))}" for item in found.milestones)
    yield app.tell(message("cli.plan.picture.steps", steps=steps))
    yield app.tell(message("cli.plan.picture.room"))
    if matters := open_days(found, file, app.today):
        reasons = "; ".join(app.tell(item) for item in matters)
        yield app.tell(message("pages.term.provisional", reasons=reasons))
