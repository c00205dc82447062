"""What the codes of a procedure file are called; a word the catalogue does not know stands for itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from rasoat.messages import Lang, Message, message, room
from rasoat.workflow.citations import Citation, Evidence, Text
from rasoat.workflow.rules import Procedure, Requirement, Term

Titles = Mapping[str, Message]
"""Titles of forms by code; the forms live in a room that this one does not know."""


def plain(value: str) -> Text:
    """Return a text that is the same in both languages."""
    return Text(vi=value, en=value)


def joined(items: Iterable[Message], between: str = ", ") -> Text:
    """Return several texts as one."""
    items = tuple(items)
    return Text(vi=_join(items, between, "vi"), en=_join(items, between, "en"))


def _join(items: tuple[Message, ...], between: str, lang: Lang) -> str:
    return between.join(item.render(lang) for item in items)


def _named(shelf: str, code: str) -> Message:
    key = f"{shelf}.{code}"
    return message(key) if key in room(shelf.partition(".")[0], "vi") else plain(code)


def trigger_title(trigger: str) -> Message:
    """Return what a step is called."""
    return _named("words.triggers", trigger)


def check_title(check: str) -> Message:
    """Return what a check looks at."""
    return _named("checks", check)


def fact_title(fact: str) -> Message:
    """Return what a kind of fact is called."""
    return _named("words.facts", fact)


def kind_title(kind: str) -> Message:
    """Return what a kind of procedure is called."""
    return _named("pages.kind", kind)


def form_title(form: str, titles: Titles) -> Message:
    """Return the title of a form."""
    return titles.get(form) or plain(form)


def length(days: int, unit: str) -> Message:
    """Return so many days: "03 ngày làm việc"."""
    return message(f"pages.length.{unit}", days=f"{days:02d}")


def term_line(term: Term) -> Message:
    """Return a term with its name, its days and what it counts from."""
    event = message(f"pages.counts_from.{term.counts_from}")
    return message("pages.term.line", id=term.id, length=length(term.days, term.unit), event=event)


def params_line(params: Mapping[str, Any]) -> Message:
    """Return the numbers that the law gives a check."""
    return joined(_param(name, value) for name, value in params.items())


def _param(name: str, value: Any) -> Message:
    key = f"pages.param.{name}"
    if isinstance(value, bool):
        shown: Any = message("pages.param.yes" if value else "pages.param.no")
    elif isinstance(value, tuple | list):
        shown = joined(_named("words.places", str(item)) for item in value)
    else:
        shown = value
    if key in room("pages", "vi"):
        return message(key, value=shown)
    return message("pages.param.other", name=name, value=shown)


def rule_line(rule: Requirement) -> Message:
    """Return a requirement: whether it blocks, its title, its numbers, its term."""
    title = check_title(rule.check)
    line = message("pages.show.block" if rule.severity == "block" else "pages.show.warn", title=title)
    if rule.params:
        line = message("pages.show.with_params", rule=line, params=params_line(rule.params))
    if rule.term:
        line = message("pages.show.with_term", rule=line, term=term_line(rule.term))
    return line


def month_day(value: tuple[int, int]) -> Text:
    """Return a day of each year: 01/9, and 09-01 in English."""
    month, day = value
    return Text(vi=f"{day:02d}/{month}", en=f"{month:02d}-{day:02d}")


def span(procedure: Procedure) -> Message:
    """Return from when to when a round may be opened."""
    if procedure.valid_to is None:
        return message("pages.span.open", first=procedure.valid_from)
    return message("pages.span.closed", first=procedure.valid_from, last=procedure.valid_to)


def place_of(citation: Citation, evidence: Evidence) -> Message:
    """Return the place in the law, with its mark where the text was not read in full."""
    if evidence == "seen":
        return citation.cited()
    return message("pages.show.marked", basis=citation.cited(), mark=message(f"pages.mark.{evidence}"))
