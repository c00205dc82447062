"""Notices that change the working calendar of an office: days off, swapped Saturdays, local holidays, whole years.

A notice names its document. What it may not do: let a day both work and rest against another document, unless it says
that it takes that document's place; leave out a holiday that the law itself fixes; change nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from rasoat.messages import Message, message
from rasoat.workflow.calendar_file import SpecialDay
from rasoat.workflow.calendars import FIRST_YEAR, LAST_YEAR, Calendar, fixed_holidays, indexed, least_days_off
from rasoat.workflow.citations import Citation, Text

RECORDED = "calendar_notice"
"""Kind of the journal entries that hold notices."""
Change = Literal["off", "worked", "plain"]
CHANGES: tuple[Change, ...] = ("off", "worked", "plain")
"""off: nobody works; worked: a day of the weekend on which people work; plain: again a day like any other."""
_FRIDAY = 4
_DECEMBER = 12
"""By then the notice of the next year is out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDay:
    """What a notice says of one day; `place` is where: a line of a file, a key, an option."""

    day: date
    change: Change
    name: str
    place: Message | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A document that changes the calendar.

    Attributes:
        number: number and symbol of the document as an office writes it.
        year: the year whose days off it announces as a whole, None where it changes single days.
        replaces: it takes the place of what other documents say of its days.
        evidence: digests of copies of the document.
        recorded_on: when it was entered; None while it is not. `entry` is its place in the journal then.
    """

    number: str
    issued_on: date
    issuer: str
    days: tuple[NoticeDay, ...]
    year: int | None = None
    replaces: bool = False
    evidence: tuple[str, ...] = ()
    recorded_on: date | None = None
    recorded_by: str = ""
    entry: int | None = None

    @property
    def citation(self) -> Citation:
        """The document as calendars cite it: seen where a copy of it was handed in."""
        number = f"Văn bản số {self.number}" if self.number[:1].isdigit() else self.number
        return Citation(
            id=f"notice-{self.entry or 0}",
            doc=f"{number} ({self.issuer}, {self.issued_on:%d/%m/%Y})",
            article=None,
            clause=None,
            point=None,
            evidence="seen" if self.evidence else "secondary",
            source=f"LICH.{self.entry or 0}",
            note=None,
        )

    def payload(self) -> dict[str, Any]:
        """Return what the journal keeps of it."""
        return {
            "number": self.number,
            "issued_on": self.issued_on.isoformat(),
            "issuer": self.issuer,
            "year": self.year,
            "replaces": self.replaces,
            "days": [{"day": item.day.isoformat(), "change": item.change, "name": item.name} for item in self.days],
            "evidence": list(self.evidence),
        }


def notice_of(payload: Mapping[str, Any], *, entry: int, recorded_at: str, actor: str) -> Notice:
    """Return the notice that a journal entry holds."""
    return Notice(
        number=payload["number"],
        issued_on=date.fromisoformat(payload["issued_on"]),
        issuer=payload["issuer"],
        year=payload["year"],
        replaces=payload["replaces"],
        days=tuple(
            NoticeDay(day=date.fromisoformat(item["day"]), change=item["change"], name=item["name"])
            for item in payload["days"]
        ),
        evidence=tuple(payload["evidence"]),
        recorded_on=date.fromisoformat(recorded_at[:10]),
        recorded_by=actor,
        entry=entry,
    )


def faults(notice: Notice, calendar: Calendar, today: date) -> tuple[Message, ...]:
    """Return why a calendar cannot take a notice; nothing when it can."""
    found = [*_of_document(notice, today), *_of_year(notice, calendar), *_doubles(notice)]
    found += [fault for item in notice.days for fault in _of_day(notice, item, calendar)]
    if not found and notice.year is None and not any(_alters(item, calendar) for item in notice.days):
        found.append(message("calendars.fault.nothing"))
    return tuple(found)


def _of_document(notice: Notice, today: date) -> Iterator[Message]:
    if not notice.number.strip() or "..." in notice.number:  # as the example file has it
        yield message("calendars.fault.no_number")
    if not notice.issuer.strip():
        yield message("calendars.fault.no_issuer")
    if notice.issued_on > today:
        yield message("calendars.fault.issued_later", day=notice.issued_on, today=today)


def _of_year(notice: Notice, calendar: Calendar) -> Iterator[Message]:
    """Yield what is wrong with the announcement of a year."""
    year = notice.year
    if year is None:
        return
    if not FIRST_YEAR <= year <= LAST_YEAR:
        yield message("calendars.fault.year_unknown", year=year, first=FIRST_YEAR, last=LAST_YEAR)
    elif calendar.year_is_official(year):
        yield message("calendars.fault.year_announced", year=year)
    else:
        off = {item.day for item in notice.days if item.change == "off"}
        for day, holiday in fixed_holidays(year).items():
            if day.weekday() <= _FRIDAY and day not in off:
                basis = holiday.citation.cited()
                yield message("calendars.fault.holiday_missing", day=day, name=holiday.name, basis=basis)
        least, citation = least_days_off()
        if len(off) < least:
            yield message("calendars.fault.too_few", year=year, count=len(off), least=least, basis=citation.cited())


def _doubles(notice: Notice) -> Iterator[Message]:
    """Yield the days of which one notice speaks twice."""
    days: dict[date, list[NoticeDay]] = defaultdict(list)
    for item in notice.days:
        days[item.day].append(item)
    for day, items in days.items():
        if len(items) > 1:
            key = "both" if len({item.change for item in items}) > 1 else "double"
            places = tuple(item.place or item.name for item in items)
            yield message(f"calendars.fault.{key}", day=day, places=places)


def _of_day(notice: Notice, item: NoticeDay, calendar: Calendar) -> Iterator[Message]:
    where: dict[str, Any] = {"place": item.place or "-", "day": item.day}
    if not FIRST_YEAR <= item.day.year <= LAST_YEAR:
        yield message("calendars.fault.day_unknown", first=FIRST_YEAR, last=LAST_YEAR, **where)
        return
    if not item.name.strip():
        yield message("calendars.fault.no_name", **where)
    if notice.year is not None and item.day.year != notice.year:
        yield message("calendars.fault.other_year", year=notice.year, **where)
    known = calendar.specials.get(item.day)
    if item.change == "worked" and item.day.weekday() <= _FRIDAY:
        yield message("calendars.fault.not_a_weekend", **where)
    elif item.change == "plain" and known is None:
        yield message("calendars.fault.plain_already", **where)
    elif known is not None and not notice.replaces and known.status not in {"open", item.change}:
        yield message(
            "calendars.fault.contradicts",
            says=message(f"calendars.change.{item.change}"),
            other=known.citation.cited(),
            said=message(f"calendars.change.{known.status}"),
            **where,
        )


def _alters(item: NoticeDay, calendar: Calendar) -> bool:
    known = calendar.specials.get(item.day)
    return (known.status if known else "plain") != item.change


def amended(calendar: Calendar, notice: Notice) -> Calendar:
    """Return the calendar as a notice leaves it; it keeps what it was before."""
    specials = dict(calendar.specials)
    if notice.year is not None:
        assumed = {day for day, special in specials.items() if day.year == notice.year and not special.noticed}
        specials = {day: special for day, special in specials.items() if day not in assumed}
    for item in notice.days:
        specials.pop(item.day, None)
        if item.change != "plain":
            specials[item.day] = SpecialDay(
                day=item.day,
                status=item.change,
                name=Text(vi=item.name, en=item.name),
                citation=notice.citation,
                noticed=True,
            )
    official = calendar.official | ({notice.year} if notice.year is not None else set())
    return replace(indexed(specials, official), notice=notice, before=calendar)


def notices_of(calendar: Calendar) -> tuple[Notice, ...]:
    """Return the notices that made a calendar, the first one first."""
    found: list[Notice] = []
    while calendar.notice is not None and calendar.before is not None:
        found.append(calendar.notice)
        calendar = calendar.before
    return tuple(reversed(found))


def years_to_ask(calendar: Calendar, on: date, reaching: Iterable[date]) -> tuple[int, ...]:
    """Return the years whose official notice is wanted on a day.

    That is this year; the next one from 1 December; and each year that an open term, whose last days are `reaching`,
    runs into.
    """
    wanted = {on.year, *(day.year for day in reaching)} | ({on.year + 1} if on.month == _DECEMBER else set())
    return tuple(sorted(year for year in wanted if not calendar.year_is_official(year)))
