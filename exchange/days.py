"""Days and births as cells give them: dates of Excel, texts in the usual forms, and years alone."""

import re
from datetime import date, datetime

from rasoat.exchange.cells import is_blank, read_text
from rasoat.exchange.findings import CellError, Parsed
from rasoat.exchange.records import Birth
from rasoat.exchange.sources import Cell
from rasoat.exchange.texts import clean
from rasoat.messages import message

OLDEST = 130
"""Years; an earlier birth is a typing error."""

_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]+)?")
# 1961, 00/00/1961, ../../1961; 05/1961, 00/05/1961
_YEAR = re.compile(r"(?:[0?_.]*\s*[/.-]\s*){0,2}(?P<year>\d{4})")
_MONTH_YEAR = re.compile(r"(?:[0?_.]*\s*[/.-]\s*)?(?:0?[1-9]|1[0-2])\s*[/.-]\s*(?P<year>\d{4})")


def read_birth(cell: Cell, today: date) -> Parsed[Birth]:
    """Return a date of birth; a year alone (or month and year) is accepted and remarked.

    Raises:
        CellError: empty, no date, no such day, after `today`, or longer ago than anybody lives.
    """
    text = read_text(cell).value
    if not text:
        raise CellError("missing")
    if found := _YEAR.fullmatch(text) or _MONTH_YEAR.fullmatch(text):
        year = int(found["year"])
        _refuse_odd_birth(year, today, is_future=year > today.year)
        return Parsed(Birth(text=str(year), year=year, date=None), message("exchange.remark.year_alone", year=year))
    day = _day(cell)
    _refuse_odd_birth(day.year, today, is_future=day > today)
    return Parsed(Birth(text=f"{day:%d/%m/%Y}", year=day.year, date=day))


def _refuse_odd_birth(year: int, today: date, *, is_future: bool) -> None:
    if is_future:
        raise CellError("born_in_future", today=today)
    if year < today.year - OLDEST:
        raise CellError("born_too_early", years=OLDEST)


def read_day(cell: Cell, today: date | None = None) -> Parsed[date]:
    """Return a day.

    Raises:
        CellError: empty, no date, no such day, or after `today` where that is given.
    """
    day = _day(cell)
    if today is not None and day > today:
        raise CellError("in_future", today=today)
    return Parsed(day)


def read_optional_day(cell: Cell) -> Parsed[date | None]:
    """Return a day, None when empty; faults as in `read_day`."""
    return Parsed(None if is_blank(cell) else _day(cell))


def _day(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = clean(cell) if isinstance(cell, str) else ""
    if isinstance(cell, str) and not text:
        raise CellError("missing")
    if found := _DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        raise CellError("no_date")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise CellError("no_such_day") from error
