"""`rasoat committee`: the papers that prepare a round: the decision that sets up the committee, and the plan."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    command_id_option,
    date_option,
    evidence_option,
    help_text,
    numbers_of,
    on_option,
    option,
    pairs,
    pass_app,
    person,
    report_fact,
)

_HERE = "rasoat.commands.committee"
_LAZY = {"form": f"{_HERE}:form", "plan": f"{_HERE}:plan"}
number_option = option("--number", "numbers", key="number", multiple=True)
gap_option = option("--gap-reason", key="gap_reason")


@click.group(cls=LazyGroup, lazy=_LAZY, key="committee.", help=help_text("committee.help"))
def committee() -> None:
    """Group."""


@click.command(help=help_text("committee.form.help"))
@option("--member", "members", key="committee.form.member", multiple=True)
@number_option
@gap_option
@evidence_option
@on_option
@command_id_option
@pass_app
def form(app: App, /, members: tuple[str, ...], **given: Any) -> None:
    """Enter that the committee was set up, and make the decision."""
    held = [next(iter(pairs([member], "--member").items())) for member in members]
    data = {"seats": [{"seat": seat, **person(typed)} for seat, typed in held]}
    _enter(app, "committee_formed", data, "cli.committee.form.done", given)


@click.command(help=help_text("committee.plan.help"))
@date_option("--by", "by", key="plan.by")
@option("--leave", key="plan.leave", multiple=True)
@option("--no-reserve", "bare", key="plan.no_reserve", is_flag=True)
@option("--funding", key="committee.plan.funding")
@number_option
@gap_option
@evidence_option
@on_option
@command_id_option
@pass_app
def plan(
    app: App,
    /,
    by: date | None,
    leave: tuple[str, ...],
    bare: bool,  # noqa: FBT001 # click passes flags so
    funding: str | None,
    **given: Any,
) -> None:
    """Enter that the plan was issued, and make it."""
    from rasoat.commands.plan import days_of

    data = {
        "by": by.isoformat() if by else None,
        "leave": days_of(leave),
        "reserve": not bare,
        "funding": funding,
    }
    _enter(app, "plan_issued", data, "cli.committee.plan.done", given)


def _enter(app: App, kind: str, data: dict[str, Any], key: str, given: dict[str, Any]) -> None:
    from rasoat.workflow.engine import NewFact, Step

    paths: tuple[Path, ...] = given["evidence"]
    day: date = given["on"] or app.today
    fact = NewFact(kind=kind, on=day, data={**data, "evidence": app.keep(paths)})
    step = Step(
        round=app.round,
        facts=(fact,),
        on=day,
        numbers=numbers_of(given["numbers"]),
        gap_reason=given["gap_reason"],
        command_id=given["command_id"],
    )
    report_fact(app, app.perform(step), key, on=day)
