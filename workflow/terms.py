"""Terms: the last day of a time limit, and its proof day by day.

Civil Code 91/2015/QH13: the day of the event does not count (article 147), a term whose last day is a day off
ends with the next working day (148, clause 5), it ends at 24:00 (148, clause 6).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rasoat.messages import Message, message
from rasoat.workflow.calendars import Calendar
from rasoat.workflow.citations import Citation
from rasoat.workflow.rules import Term

Segment = tuple[date, date | None, bool]
"""A posting without a break: the day it went up, the day it came down (None: still up), and whether it came
down unlawfully (torn, removed), so that its last day was no full day of posting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The last day of `term`, counted from `event`; it ends at 24:00.

    `provisional`: the days off of a year it touches are not announced, or one of its days may yet be swapped.
    """

    term: Term
    event: date
    last_day: date
    provisional: bool

    def sentence(self) -> Message:
        """Return the term in one sentence: so many days from the event, ending on that day."""
        key = f"terms.{self.term.unit}" + ("_provisional" if self.provisional else "")
        return message(key, days=self.term.days, event=self.event, last=self.last_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A term whose last day another calendar moved.

    Attributes:
        document: the notice that moved it.
        recorded_on: when the notice was entered.
    """

    was: date
    now: date
    document: Citation
    recorded_on: date

    def sentence(self) -> Message:
        """Return the change in one sentence."""
        document = self.document.cited()
        return message("terms.changed", was=self.was, now=self.now, document=document, recorded=self.recorded_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One day in the proof of a term.

    Attributes:
        count: which day of the term it is; None for a day that is not counted.
        reason: why it is skipped, or what is remarkable about a counted day.
    """

    day: date
    status: Literal["event", "counted", "skipped", "last"]
    count: int | None
    reason: Message | None

    def sentence(self) -> Message:
        """Return the line as a person reads it."""
        key = "rolled" if self.status == "last" and self.count is None else self.status
        because = "" if self.reason is None else "_because"
        weekday = message(f"terms.weekday.{self.day.isoweekday()}")
        values = {"weekday": weekday, "day": self.day, "count": self.count, "reason": self.reason}
        return message(f"terms.line.{key}{because}", **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """How long something was posted.

    Attributes:
        lines: each day from the first posting on.
        counted: the working days on which it was posted to the end.
        last_day: the day that completed the number needed, or will complete it while it is still up; None
            when it came down before.
    """

    lines: tuple[DayLine, ...]
    counted: tuple[date, ...]
    last_day: date | None
    provisional: bool

    @property
    def skipped(self) -> tuple[DayLine, ...]:
        """The days that did not count, each with its reason."""
        return tuple(line for line in self.lines if line.status == "skipped")


def compute(term: Term, event: date, calendar: Calendar) -> Due:
    """Return when `term` ends.

    Raises:
        UsageError: the calendar does not know the days.
    """
    key = (term.days, term.unit, event)
    known: tuple[date, bool] | None = calendar.memo.get(key)
    if known is None:
        known = calendar.memo[key] = _last_day(term, event, calendar)
    return Due(term=term, event=event, last_day=known[0], provisional=known[1])


def _last_day(term: Term, event: date, calendar: Calendar) -> tuple[date, bool]:
    """Return the last day of a term, and whether that is provisional."""
    if term.unit == "working":
        last, decisive = calendar.add_working_days(event, term.days), event
    else:
        last = event + timedelta(days=term.days)
        # Days off inside a calendar term do not matter, only whether it may end on its last day.
        decisive = last - timedelta(days=1)
        if not calendar.is_working(last):
            last = calendar.add_working_days(last, 1)
    return last, not calendar.is_settled(decisive, last)


def changes(due: Due, calendar: Calendar) -> tuple[Change, ...]:
    """Return how the last day of a term came to be what it is, the first change first.

    Notices that were entered before the event never changed it: it was counted with them from the beginning.
    """
    found: list[Change] = []
    now = due.last_day
    while calendar.notice is not None and calendar.before is not None:
        notice, calendar = calendar.notice, calendar.before
        recorded_on = notice.recorded_on
        if recorded_on is None or recorded_on < due.event:
            break
        was = compute(due.term, due.event, calendar).last_day
        if was != now:
            found.append(Change(was=was, now=now, document=notice.citation, recorded_on=recorded_on))
        now = was
    return tuple(reversed(found))


def prove(due: Due, calendar: Calendar) -> tuple[DayLine, ...]:
    """Return the days from the event to the last day of the term, each counted or skipped with its reason."""
    lines = _working_lines if due.term.unit == "working" else _calendar_lines
    return (DayLine(day=due.event, status="event", count=None, reason=None), *lines(due, calendar))


def _working_lines(due: Due, calendar: Calendar) -> Iterator[DayLine]:
    count = 0
    for day in _days(due.event, due.last_day):
        if off := calendar.why_off(day):
            yield DayLine(day=day, status="skipped", count=None, reason=off)
            continue
        count += 1
        status: Literal["last", "counted"] = "last" if day == due.last_day else "counted"
        yield DayLine(day=day, status=status, count=count, reason=calendar.remark(day))


def _calendar_lines(due: Due, calendar: Calendar) -> Iterator[DayLine]:
    """Yield the days of a calendar term: all count, then days off are skipped until a working day ends it."""
    for count, day in enumerate(_days(due.event, due.last_day), start=1):
        off, last = calendar.why_off(day), day == due.last_day
        if count > due.term.days:
            yield DayLine(day=day, status="last" if last else "skipped", count=None, reason=off)
        elif count == due.term.days and off is not None:
            yield DayLine(day=day, status="counted", count=count, reason=message("terms.rolls_over", reason=off))
        else:
            yield DayLine(day=day, status="last" if last else "counted", count=count, reason=None)


def days_posted(segments: Iterable[Segment], needed: int, calendar: Calendar) -> Posted:
    """Return on which working days a posting was up, and which of them completed the `needed` number.

    The day it went up does not count; the day it came down counts, unless it came down by an interruption.
    Several checks ask for the same posting, and villages post on the same days: what is found is remembered.

    Raises:
        UsageError: the calendar does not know the days.
    """
    key = (tuple(sorted(segments, key=lambda segment: segment[0])), needed)
    known: Posted | None = calendar.memo.get(key)
    if known is None:
        known = calendar.memo[key] = _days_posted(key[0], needed, calendar)
    return known


def _days_posted(segments: Sequence[Segment], needed: int, calendar: Calendar) -> Posted:
    if not segments:
        return Posted(lines=(), counted=(), last_day=None, provisional=False)
    first = segments[0][0]
    lines = [DayLine(day=first, status="event", count=None, reason=None)]
    counted: list[date] = []
    for day in _posting_days(segments, needed, counted):
        reason = calendar.why_off(day) or _not_posted(segments, day)
        if reason is not None:
            lines.append(DayLine(day=day, status="skipped", count=None, reason=reason))
            continue
        counted.append(day)
        status: Literal["counted", "last"] = "last" if len(counted) == needed else "counted"
        lines.append(DayLine(day=day, status=status, count=len(counted), reason=calendar.remark(day)))
    return Posted(
        lines=tuple(lines),
        counted=tuple(counted),
        last_day=counted[needed - 1] if len(counted) >= needed else None,
        provisional=not calendar.is_settled(first, lines[-1].day),
    )


def _days(after: date, last: date) -> Iterator[date]:
    return (after + timedelta(days=step) for step in range(1, (last - after).days + 1))


def _posting_days(segments: Sequence[Segment], needed: int, counted: list[date]) -> Iterator[date]:
    """Yield the days to look at: to the last taking down or, while it is up, until `counted` is full."""
    ends = [end for _, end, _ in segments if end is not None]
    yield from _days(segments[0][0], max(ends, default=segments[0][0]))
    day = max(ends, default=segments[0][0])
    while len(ends) < len(segments) and len(counted) < needed:
        day += timedelta(days=1)
        yield day


def _not_posted(segments: Sequence[Segment], day: date) -> Message | None:
    """Return why a working day does not count although the posting had begun; None when it counts."""
    for start, end, interrupted in segments:
        if start < day and (end is None or day < end or (day == end and not interrupted)):
            return None
    if any(day == end for _, end, interrupted in segments if interrupted):
        return message("terms.interrupted")
    if any(day == start for start, _, _ in segments):
        return message("terms.posted_again")
    return message("terms.not_posted")
