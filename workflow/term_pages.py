"""A term that explains itself: day zero, each day counted or skipped and why, the law, the last day and its hour."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from rasoat.messages import Lang, Message, message
from rasoat.workflow.calendars import Calendar
from rasoat.workflow.counting import counting_rules
from rasoat.workflow.procedure_names import joined, length, term_line
from rasoat.workflow.procedure_pages import Line
from rasoat.workflow.terms import Due, prove


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
        message("pages.provisional.day", day=day, name=special.name)
        for day, special in sorted(calendar.specials.items())
        if special.status == "open" and first <= day <= last
    ]
    return (*years, *days)


def due_page(due: Due, calendar: Calendar, *, of_law: bool) -> tuple[Line, ...]:
    """Return how a term is counted, day by day.

    `of_law` says whether the term stands in a procedure; else it is just a number of days.
    """
    lines = [*(_law(due) if of_law else _number(due))]
    lines += [Line(depth=1, text=line.sentence()) for line in prove(due, calendar)]
    ends = message("pages.term.ends", weekday=weekday(due.last_day), last=due.last_day)
    lines.append(Line(depth=0, text=ends))
    if due.provisional:
        reasons = joined(_reasons(due, calendar), "; ")
        lines.append(Line(depth=0, text=message("pages.term.provisional", reasons=reasons)))
    lines.append(Line(depth=0, text=message("pages.term.rules")))
    for rule in counting_rules(due.term.unit):
        text = message("pages.term.rule", text=rule.text, basis=rule.citation.cited())
        lines.append(Line(depth=1, text=text))
    return tuple(lines)


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


def _reasons(due: Due, calendar: Calendar) -> tuple[Message, ...]:
    """Return why a term is provisional; days off inside a term in calendar days cannot move it."""
    inside = due.event if due.term.unit == "working" else due.event + timedelta(days=due.term.days - 1)
    return open_matters(inside, due.last_day, calendar)


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
        "open_matters": [item.render(lang) for item in _reasons(due, calendar)] if due.provisional else [],
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
