"""`rasoat term explain`: a term counted before one's eyes."""

from datetime import date
from typing import TYPE_CHECKING

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    date_option,
    help_text,
    json_option,
    open_round,
    option,
    our_calendar,
    pass_app,
    print_json,
)
from rasoat.errors import UsageError

if TYPE_CHECKING:
    from rasoat.workflow.rules import Procedure, Term, Unit

_LAZY = {"explain": "rasoat.commands.term:explain"}


@click.group(cls=LazyGroup, lazy=_LAZY, key="term.", help=help_text("term.help"))
def term() -> None:
    """Group."""


@click.command(help=help_text("term.explain.help"))
@date_option("--from", "event", key="term.explain.event", required=True)
@option("--term", "name", key="term.explain.name")
@option("--procedure", key="term.explain.procedure")
@option("--variant", key="term.explain.variant")
@option("--days", key="term.explain.days", type=click.IntRange(1, 1000))
@option("--unit", key="term.explain.unit", type=click.Choice(["working", "calendar"]))
@json_option
@pass_app
def explain(
    app: App,
    /,
    event: date,
    name: str | None,
    procedure: str | None,
    variant: str | None,
    days: int | None,
    unit: "Unit | None",
    as_json: bool,  # noqa: FBT001 # click passes flags so
) -> None:
    """Explain a term day by day."""
    from rasoat.commands.law_files import print_page
    from rasoat.workflow.term_pages import due_page, plain_due
    from rasoat.workflow.terms import compute

    if name is not None and days is None and unit is None:
        chosen = _of_procedure(_procedure(app, procedure, variant), name)
    elif name is None and procedure is None and days is not None and unit is not None:
        chosen = _any(days, unit)
    else:
        raise UsageError("term_what")
    calendar = our_calendar(app)
    due, of_law = compute(chosen, event, calendar), name is not None
    if as_json:
        print_json(plain_due(due, calendar, app.lang, of_law=of_law))
    else:
        print_page(due_page(due, calendar, of_law=of_law), app.lang)


def _procedure(app: App, name: str | None, variant: str | None) -> "Procedure":
    """Return the procedure named, or else that of the round."""
    if name is not None:
        from rasoat.commands.law_files import take

        return take(name, variant)
    with open_round(app) as desk_round:
        found: Procedure = desk_round.file.procedure
    return found


def _of_procedure(procedure: "Procedure", name: str) -> "Term":
    if name not in procedure.terms:
        raise UsageError("unknown_term", procedure=procedure.id, term=name, known=tuple(procedure.terms) or "-")
    return procedure.terms[name]


def _any(days: int, unit: "Unit") -> "Term":
    """Return a term that stands in no procedure; only the rules of counting are its law."""
    from rasoat.workflow.counting import counting_rules
    from rasoat.workflow.rules import Term

    rule = counting_rules(unit)[0]
    return Term(
        id="-",
        days=days,
        unit=unit,
        counts_from="review_started",
        citation=rule.citation,
        evidence=rule.citation.evidence,
    )
