"""A term that explains itself: day zero, each day counted or skipped and why, the law, the last day and its hour."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from rasoat.messages import Lang, Message, message
from rasoat.workflow.calendar_file import SpecialDay
from rasoat.workflow.calendars import Calendar
from rasoat.workflow.counting import counting_rules
from rasoat.workflow.procedure_names import joined, length, place_of, term_line
from rasoat.workflow.procedure_pages import Line
from rasoat.workflow.terms import Due, changes, prove


def weekday(day: date) -> Message:
    """Return the day of the week."""
    return message(f"terms.weekday.{day.isoweekday()}")


def open_matters(after: date, last: date, calendar: Calendar) -> tuple[Message, ...]:
    """Return what may still move a day after `after` up to `last`: years without notice, days not settled."""
    first = after + timedelta(days=1)
    years = [
        message("pages.provisional.year", year=year)
        for year in range(first.year, last.year + 1)
        if not calendar.year_is_official(year)
    ]
    days = [
        message("pages.provisional.day", day=item.day, name=item.name) for item in unsettled_days(after, last, calendar)
    ]
    return (*years, *days)


def unsettled_days(after: date, last: date, calendar: Calendar) -> tuple[SpecialDay, ...]:
    """Return the days after `after` up to `last` of which nobody knows yet whether they are off."""
    return tuple(
        special
        for day, special in sorted(calendar.specials.items())
        if special.status == "open" and after < day <= last
    )


def due_page(due: Due, calendar: Calendar, *, of_law: bool) -> tuple[Line, ...]:
    """Return how a term is counted, day by day.

    `of_law` says whether the term stands in a procedure; else it is just a number of days.
    """
    lines = [*(_law(due) if of_law else _number(due))]
    lines += [Line(depth=1, text=line.sentence()) for line in prove(due, calendar)]
    ends = message("pages.term.ends", weekday=weekday(due.last_day), last=due.last_day)
    lines.append(Line(depth=0, text=ends))
    lines += [Line(depth=0, text=text) for text in caveats(due, calendar)]
    lines.append(Line(depth=0, text=message("pages.term.rules")))
    for rule in counting_rules(due.term.unit):
        text = message("pages.term.rule", text=rule.text, basis=place_of(rule.citation, rule.citation.evidence))
        lines.append(Line(depth=1, text=text))
    return tuple(lines)


def caveats(due: Due, calendar: Calendar) -> tuple[Message, ...]:
    """Return what else is to be known of a term: how notices moved it, and why it may move again."""
    moved = [item.sentence() for item in changes(due, calendar)]
    if not due.provisional:
        return tuple(moved)
    reasons = joined(reasons_of(due, calendar), "; ")
    return (*moved, message("pages.term.provisional", reasons=reasons))


def _law(due: Due) -> Iterator[Line]:
    term = due.term
    yield Line(depth=0, text=message("pages.term.head", term=term_line(term)))
    mark = message(f"pages.mark.{term.evidence}")
    values = {"basis": term.citation.cited(), "mark": mark, "source": term.citation.source}
    yield Line(depth=1, text=message("pages.term.basis", **values))
    if term.citation.note:
        yield Line(depth=1, text=message("pages.show.note", note=term.citation.note))


def _number(due: Due) -> Iterator[Line]:
    yield Line(depth=0, text=message("pages.term.head_any", length=length(due.term.days, due.term.unit)))


def reasons_of(due: Due, calendar: Calendar) -> tuple[Message, ...]:
    """Return why a term is provisional."""
    return open_matters(_decisive(due), due.last_day, calendar)


def open_days(due: Due, calendar: Calendar) -> tuple[SpecialDay, ...]:
    """Return the days not settled that may move a term."""
    return unsettled_days(_decisive(due), due.last_day, calendar)


def _decisive(due: Due) -> date:
    """Return the day after which days off move the term; those inside a term in calendar days cannot."""
    return due.event if due.term.unit == "working" else due.event + timedelta(days=due.term.days - 1)


def plain_due(due: Due, calendar: Calendar, lang: Lang, *, of_law: bool) -> dict[str, Any]:
    """Return the same as JSON values, texts in `lang`."""
    term = due.term
    return {
        "term": term.id if of_law else None,
        "days": term.days,
        "unit": term.unit,
        "event": due.event.isoformat(),
        "last_day": due.last_day.isoformat(),
        "ends_at": "24:00",
        "provisional": due.provisional,
        "open_matters": [item.render(lang) for item in reasons_of(due, calendar)] if due.provisional else [],
        "changes": plain_changes(due, calendar, lang),
        "basis": term.citation.short(lang) if of_law else None,
        "evidence": term.evidence if of_law else None,
        "lines": [
            {
                "day": line.day.isoformat(),
                "weekday": weekday(line.day).render(lang),
                "status": line.status,
                "count": line.count,
                "reason": line.reason.render(lang) if line.reason else None,
            }
            for line in prove(due, calendar)
        ],
        "rules": [
            {"text": rule.text.render(lang), "basis": rule.citation.short(lang), "evidence": rule.citation.evidence}
            for rule in counting_rules(term.unit)
        ],
    }


def plain_changes(due: Due, calendar: Calendar, lang: Lang) -> list[dict[str, str]]:
    """Return how notices moved a term, as JSON values."""
    return [
        {
            "was": item.was.isoformat(),
            "now": item.now.isoformat(),
            "document": item.document.short(lang),
            "recorded_on": item.recorded_on.isoformat(),
        }
        for item in changes(due, calendar)
    ]
