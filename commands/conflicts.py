"""`rasoat conflict`: households of officials' relatives, and the second look at them."""

from typing import Any

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    command_id_option,
    evidence_option,
    help_text,
    json_option,
    on_option,
    open_round,
    option,
    pass_app,
    person,
    print_json,
    report_fact,
)
from rasoat.commands.second_looks import CLASSES, class_title, enter_look, household_of, look_of

_HERE = "rasoat.commands.conflicts"
_LAZY = {"declare": f"{_HERE}:declare", "check": f"{_HERE}:check", "list": f"{_HERE}:list_"}


@click.group(cls=LazyGroup, lazy=_LAZY, key="conflict.", help=help_text("conflict.help"))
def conflict() -> None:
    """Group."""


@click.command(help=help_text("conflict.declare.help"))
@click.argument("village")
@option("--household", key="conflict.household", required=True)
@option("--official", key="conflict.official", required=True)
@option("--relation", key="conflict.relation", required=True)
@evidence_option
@on_option
@command_id_option
@pass_app
def declare(app: App, /, village: str, household: str, official: str, relation: str, **given: Any) -> None:
    """Enter a relation."""
    from rasoat.workflow.engine import NewFact, Step

    ref, day = household_of(app, household, village), given["on"] or app.today
    named = person(official)
    data = {"ref": ref, "official": named, "relation": relation.strip(), "evidence": app.keep(given["evidence"])}
    fact = NewFact(kind="conflict_declared", on=day, data=data)
    step = Step(round=app.round, village=village, facts=(fact,), on=day, command_id=given["command_id"])
    outcome = app.perform(step)
    report_fact(app, outcome, "cli.conflict.declare.done", ref=ref, village=outcome.subject, official=named["name"])


@click.command(help=help_text("conflict.check.help"))
@click.argument("village")
@option("--household", key="conflict.household", required=True)
@option("--by", key="spot-check.by", required=True)
@option("--class", "class_", key="spot-check.class", type=click.Choice(CLASSES), required=True)
@option("--note", key="spot-check.note")
@evidence_option
@on_option
@command_id_option
@pass_app
def check(app: App, /, village: str, household: str, **given: Any) -> None:
    """Enter the second look at a declared household."""
    enter_look(app, village, household, of_sample=False, **given)


@click.command("list", help=help_text("conflict.list.help"))
@click.argument("village", required=False)
@json_option
@pass_app
def list_(app: App, /, village: str | None, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show the register of relations."""
    from rasoat.commands.tables import table

    rows = _rows(app, village)
    if as_json:
        print_json(rows)
    elif not rows:
        app.say("cli.conflict.list.none")
    else:
        shown = ("village", "ref", "head", "official", "relation")
        table(app, "conflicts", [[*(row[name] for name in shown), _last_look(app, row["checks"])] for row in rows])


def _rows(app: App, village: str | None) -> list[dict[str, Any]]:
    from rasoat.steps.conflicts import conflicts

    with open_round(app) as desk_round:
        wanted = desk_round.file.village_named(village).id if village else None
        people = desk_round.people()
        return [
            {
                "village": desk_round.subject(row).title,
                "ref": item.ref,
                "head": people[item.ref]["name"],
                "official": item.official,
                "relation": item.relation,
                "checks": [{"on": fact.on.isoformat(), **look_of(fact.data)} for fact in item.checks],
            }
            for row in desk_round.village_rows()
            if wanted in {None, row.village_id}
            for item in conflicts(desk_round.view(row, app.today))
        ]


def _last_look(app: App, checks: list[dict[str, Any]]) -> str:
    return f"{class_title(app, checks[-1]['class'])} ({checks[-1]['by']})" if checks else "-"
