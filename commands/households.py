"""`rasoat household`: households that move to another village, split, or merge while a round goes on."""

from datetime import date
from typing import Any

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    command_id_option,
    help_text,
    on_option,
    option,
    pass_app,
    report_rows,
)

_HERE = "rasoat.commands.households"
_LAZY = {"move": f"{_HERE}:move", "split": f"{_HERE}:split", "merge": f"{_HERE}:merge"}


@click.group(cls=LazyGroup, lazy=_LAZY, key="household.", help=help_text("household.help"))
def household() -> None:
    """Group."""


def _ref(app: App, wanted: str) -> str:
    from rasoat.steps.intake import find_household

    return find_household(app.database, app.round, wanted)[0]


@click.command(help=help_text("household.move.help"))
@click.argument("household")
@option("--to", key="household.to", required=True)
@on_option
@command_id_option
@pass_app
def move(app: App, /, household: str, to: str, on: date | None, command_id: str | None) -> None:
    """Move a household to another village."""
    from rasoat.steps.household_changes import move as enter

    ref = _ref(app, household)
    outcomes = enter(app.database, app.round, ref, to, on or app.today, app.author(), command_id)
    report_rows(app, outcomes, "cli.household.move.done", ref=ref, village=outcomes[-1].subject)


@click.command(help=help_text("household.split.help"))
@click.argument("household")
@option("--name", key="list.apply.name", required=True)
@option("--birth", key="list.apply.birth", required=True)
@option("--sex", key="list.apply.sex", type=click.Choice(["nam", "nu"]), default="nam")
@option("--ethnicity", key="list.apply.ethnicity", default="Kinh", show_default=True)
@option("--id-number", key="id_number")
@option("--members", key="household.members", type=click.IntRange(min=1), default=1)
@on_option
@command_id_option
@pass_app
def split(app: App, /, household: str, on: date | None, command_id: str | None, **given: Any) -> None:
    """Enter a household that split off."""
    from rasoat.commands.lists import typed_head
    from rasoat.steps.household_changes import split as enter

    ref = _ref(app, household)
    head = typed_head(app, given)
    person = {**head, "size": given["members"], "members": [head]}
    outcomes = enter(app.database, app.round, ref, person, on or app.today, app.author(), command_id)
    new = outcomes[0].entries[0].payload["ref"]
    report_rows(app, outcomes, "cli.household.split.done", ref=ref, new=new)


@click.command(help=help_text("household.merge.help"))
@click.argument("household")
@option("--into", key="household.into", required=True)
@on_option
@command_id_option
@pass_app
def merge(app: App, /, household: str, into: str, on: date | None, command_id: str | None) -> None:
    """Enter that a household joined another."""
    from rasoat.steps.household_changes import merge as enter

    ref, other = _ref(app, household), _ref(app, into)
    outcomes = enter(app.database, app.round, ref, other, on or app.today, app.author(), command_id)
    report_rows(app, outcomes, "cli.household.merge.done", ref=ref, into=other)
