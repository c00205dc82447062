"""A year of the working calendar as it is shown: what differs from the plain week, why, and what that leaves."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rasoat.messages import Lang, message
from rasoat.workflow.calendar_file import SpecialDay
from rasoat.workflow.calendars import Calendar
from rasoat.workflow.citations import Citation

MONTHS = 12
DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage:
    """One year of a calendar.

    Attributes:
        official: whether its days off have been announced; else all is provisional.
        days: what differs from the plain week, and days whose status is open, in order.
        working_days: how many working days each month has, from January.
    """

    year: int
    official: bool
    days: tuple[SpecialDay, ...]
    working_days: tuple[int, ...]

    @property
    def sources(self) -> tuple[Citation, ...]:
        """The texts that the days rest on, each once."""
        return tuple({day.citation.id: day.citation for day in self.days}.values())


def year_page(calendar: Calendar, year: int) -> YearPage:
    """Return what a calendar says of a year.

    Raises:
        UsageError: the calendar does not know the year.
    """
    counts = []
    for month in range(1, MONTHS + 1):
        days = (date(year, month, number) for number in range(1, monthrange(year, month)[1] + 1))
        counts.append(sum(calendar.is_working(day) for day in days))
    return YearPage(
        year=year,
        official=calendar.year_is_official(year),
        days=tuple(special for day, special in sorted(calendar.specials.items()) if day.year == year),
        working_days=tuple(counts),
    )


def month_grid(page: YearPage, month: int) -> Iterator[tuple[str, ...]]:
    """Yield the weeks of a month, Monday first, as cells of four letters.

    A day off is in brackets, a worked day of the weekend has a plus, a day whose status is open a question mark.
    """
    signs = {day.day: {"off": "({:>2})", "worked": "+{:>2} ", "open": "?{:>2} "}[day.status] for day in page.days}
    first = date(page.year, month, 1)
    monday = first - timedelta(days=first.weekday())
    while monday.year < page.year or (monday.year, monday.month) <= (page.year, month):
        week = [monday + timedelta(days=step) for step in range(DAYS_OF_WEEK)]
        yield tuple(signs.get(day, " {:>2} ").format(day.day) if day.month == month else "    " for day in week)
        monday += timedelta(days=DAYS_OF_WEEK)


def plain_year(page: YearPage, lang: Lang) -> dict[str, Any]:
    """Return the year as JSON values, texts in `lang`."""
    return {
        "year": page.year,
        "official": page.official,
        "working_days": sum(page.working_days),
        "working_days_by_month": list(page.working_days),
        "days": [
            {
                "date": day.day.isoformat(),
                "weekday": message(f"terms.weekday.{day.day.isoweekday()}").render(lang),
                "status": day.status,
                "reason": day.name.render(lang),
                "basis": day.citation.short(lang),
                "evidence": day.citation.evidence,
                "source": day.citation.source,
                "note": day.citation.note.render(lang) if day.citation.note else None,
            }
            for day in page.days
        ],
    }
