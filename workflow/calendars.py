"""Which days the civil service works: weekends, holidays, days made up and swapped, year by year.

Nothing is derived from a library of holidays: each day off and each worked Saturday of an officially
announced year is one dated line of `data/calendars/vn-YEAR.toml` with its source. A year without announcement
has weekends and the holidays that the law itself fixes by solar date, and every term that touches it is
provisional.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta, timezone
from functools import cache
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from rasoat.errors import UsageError
from rasoat.messages import Message, message
from rasoat.workflow.calendar_file import Fixed, FixedDay, SpecialDay, Year, read_fixed, read_year
from rasoat.workflow.citations import Citation, Text
from rasoat.workflow.tables import shipped_files

if TYPE_CHECKING:
    from rasoat.workflow.calendar_notices import Notice

VIETNAM = timezone(timedelta(hours=7))
"""The clock of every office in the country; it has no summer time."""
FIRST_YEAR, LAST_YEAR = 2000, 2060
"""The days a calendar knows; a date outside them is a slip of the pen, not a term."""
_SATURDAY, _SUNDAY = 5, 6
_WEEKEND = frozenset({6, 0})
"""What the ordinals of Saturdays and Sundays leave when divided by seven: day 1 was a Monday."""
_FIXED_FILE = "vn-fixed"


class Memo(dict[Any, Any]):
    """Remembers results up to a number of them, then forgets all."""

    MOST = 20_000

    def __setitem__(self, key: Any, value: Any) -> None:
        if len(self) >= self.MOST:
            self.clear()
        super().__setitem__(key, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Working days from the first day of `FIRST_YEAR` to the last of `LAST_YEAR`.

    Attributes:
        specials: days that differ from the plain week, and working days whose status is still open.
        official: the years whose days off the Government has announced.
        notice: what the office recorded last; None in the calendar that comes with the program.
        before: the calendar before that.
    """

    specials: Mapping[date, SpecialDay]
    official: frozenset[int]
    _working: list[int] = field(repr=False, compare=False)
    """Ordinals of all working days, ascending."""
    _upto: list[int] = field(repr=False, compare=False)
    """For each day of the calendar, how many working days there are up to and with it."""
    _open: list[int] = field(repr=False, compare=False)
    """Ordinals of the days whose status is open, ascending."""
    notice: "Notice | None" = None
    before: "Calendar | None" = field(default=None, repr=False)
    memo: Memo = field(default_factory=Memo, repr=False, compare=False)
    """What was computed with this calendar before."""

    def is_working(self, day: date) -> bool:
        """Return whether the civil service works on `day`.

        Raises:
            UsageError: the calendar does not know the day.
        """
        place = self._place(day)
        return self._upto[place] > (self._upto[place - 1] if place else 0)

    def why_off(self, day: date) -> Message | None:
        """Return why `day` is no working day; None when it is one."""
        if self.is_working(day):
            return None
        if special := self.specials.get(day):
            return message("terms.off_named", name=special.name)
        return message("terms.saturday" if day.weekday() == _SATURDAY else "terms.sunday")

    def remark(self, day: date) -> Message | None:
        """Return why a working day is worth a word: a worked Saturday, or a day whose status is open."""
        special = self.specials.get(day)
        if special is None or special.status == "off":
            return None
        return message("terms.open_day" if special.status == "open" else "terms.worked_named", name=special.name)

    def add_working_days(self, day: date, count: int) -> date:
        """Return the `count`-th working day after `day` (`count` >= 1); `day` itself does not count.

        Raises:
            UsageError: the calendar does not know that day.
        """
        place = self._upto[self._place(day)] + count - 1
        if place >= len(self._working):
            raise _outside(day + timedelta(days=count))
        return date.fromordinal(self._working[place])

    def working_days_between(self, after: date, last: date) -> int:
        """Return how many working days lie after `after`, up to and with `last`."""
        return self._upto[self._place(last)] - self._upto[self._place(after)]

    def year_is_official(self, year: int) -> bool:
        """Return whether the days off of `year` have been announced."""
        return year in self.official

    def is_settled(self, after: date, last: date) -> bool:
        """Return whether the days after `after` up to `last` are all announced, and none of them open."""
        years = range((after + timedelta(days=1)).year, last.year + 1)
        first = bisect_right(self._open, after.toordinal())
        has_open = first < bisect_right(self._open, last.toordinal())
        return not has_open and all(year in self.official for year in years)

    def _place(self, day: date) -> int:
        place = day.toordinal() - _FIRST
        if 0 <= place < len(self._upto):
            return place
        raise _outside(day)


_FIRST = date(FIRST_YEAR, 1, 1).toordinal()
_LAST = date(LAST_YEAR, 12, 31).toordinal()


def _outside(day: date) -> UsageError:
    first, last = date.fromordinal(_FIRST), date.fromordinal(_LAST)
    return UsageError("date_outside_calendar", day=day, first=first, last=last)


def assemble(years: Iterable[Year], fixed: Iterable[FixedDay]) -> Calendar:
    """Return the calendar of these announced years; other years have weekends and the `fixed` holidays."""
    announced = {year.year: year for year in years}
    fixed = tuple(fixed)
    specials: dict[date, SpecialDay] = {}
    for number in range(FIRST_YEAR, LAST_YEAR + 1):
        days = announced[number].days if number in announced else _fixed_days(number, fixed)
        specials.update({day.day: day for day in days})
    return indexed(specials, frozenset(announced))


def indexed(specials: Mapping[date, SpecialDay], official: frozenset[int]) -> Calendar:
    """Return the calendar of these special days."""
    by_status: dict[str, set[int]] = {"off": set(), "worked": set(), "open": set()}
    for day, special in specials.items():
        by_status[special.status].add(day.toordinal())
    off, worked = by_status["off"], by_status["worked"]
    flags = [
        ordinal in worked or (ordinal % 7 not in _WEEKEND and ordinal not in off)
        for ordinal in range(_FIRST, _LAST + 1)
    ]
    return Calendar(
        specials=MappingProxyType(specials),
        official=official,
        _working=[_FIRST + place for place, works in enumerate(flags) if works],
        _upto=list(accumulate(flags)),
        _open=sorted(by_status["open"]),
    )


def _fixed_days(year: int, fixed: tuple[FixedDay, ...]) -> list[SpecialDay]:
    """Return the fixed holidays of a year without announcement, and the days off in lieu of weekends."""
    holidays = _holidays(year, fixed)
    days = [_off(when, holiday.name, holiday) for when, holiday in holidays.items()]
    taken = set(holidays)
    for when, holiday in holidays.items():
        if holiday.made_up and when.weekday() in {_SATURDAY, _SUNDAY}:
            instead = when
            while instead in taken or instead.weekday() in {_SATURDAY, _SUNDAY}:
                instead += timedelta(days=1)
            taken.add(instead)
            days.append(_off(instead, _made_up(holiday.name), holiday))
    return days


def _holidays(year: int, fixed: Iterable[FixedDay]) -> dict[date, FixedDay]:
    return {date(year, day.month, day.day): day for day in fixed if day.since <= year}


def _off(day: date, name: Text, holiday: FixedDay) -> SpecialDay:
    return SpecialDay(day=day, status="off", name=name, citation=holiday.citation)


def _made_up(name: Text) -> Text:
    made_up = message("terms.made_up", name=name)
    return Text(vi=made_up.render("vi"), en=made_up.render("en"))


@cache
def _shipped() -> tuple[Fixed, tuple[Year, ...]]:
    """Return the fixed holidays and the announced years that come with the program."""
    texts = dict(shipped_files("calendars"))
    fixed = read_fixed(texts.pop(_FIXED_FILE), name=f"{_FIXED_FILE}.toml")
    return fixed, tuple(read_year(text, name=f"{name}.toml") for name, text in texts.items())


def fixed_holidays(year: int) -> dict[date, FixedDay]:
    """Return the holidays of a year that the law itself fixes by solar date."""
    return _holidays(year, _shipped()[0].days)


def least_days_off() -> tuple[int, Citation]:
    """Return how many holidays a year has at the least, and by which law."""
    fixed = _shipped()[0]
    return fixed.least, fixed.citation


@cache
def vietnam() -> Calendar:
    """Return the calendar that comes with the program.

    Raises:
        BadProcedure: a calendar file is wrong.
    """
    fixed, years = _shipped()
    return assemble(years, fixed.days)
