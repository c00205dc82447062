"""`rasoat spot-check`: the random check of a village's survey."""

from datetime import date
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
    print_json,
    report_fact,
)
from rasoat.commands.second_looks import CLASSES, class_title, enter_look, look_of, order_of
from rasoat.errors import UsageError

_HERE = "rasoat.commands.spot_checks"
_LAZY = {"draw": f"{_HERE}:draw", "record": f"{_HERE}:record", "list": f"{_HERE}:list_"}


@click.group(cls=LazyGroup, lazy=_LAZY, key="spot-check.", help=help_text("spot-check.help"))
def spot_check() -> None:
    """Group."""


@click.command(help=help_text("spot-check.draw.help"))
@click.argument("village")
@option("--percent", key="spot-check.percent", type=click.IntRange(1, 100), required=True)
@option("--seed", key="spot-check.seed")
@json_option
@on_option
@command_id_option
@pass_app
def draw(
    app: App,
    /,
    village: str,
    percent: int,
    seed: str | None,
    as_json: bool,  # noqa: FBT001 # click passes flags so
    on: date | None,
    command_id: str | None,
) -> None:
    """Draw a sample."""
    from rasoat.steps.second_looks import draw as draw_sample

    outcome = draw_sample(app.database, order_of(app, village, on, command_id), percent, seed)
    said = outcome.entries[0].payload
    if as_json:
        print_json(said)
        return
    params = {"count": len(said["refs"]), "total": said["among"], "seed": said["seed"], "refs": tuple(said["refs"])}
    report_fact(app, outcome, "cli.spot-check.draw.done", village=outcome.subject, **params)


@click.command(help=help_text("spot-check.record.help"))
@click.argument("village")
@option("--household", key="spot-check.household", required=True)
@option("--by", key="spot-check.by", required=True)
@option("--class", "class_", key="spot-check.class", type=click.Choice(CLASSES), required=True)
@option("--note", key="spot-check.note")
@evidence_option
@on_option
@command_id_option
@pass_app
def record(app: App, /, village: str, household: str, **given: Any) -> None:
    """Enter the second look at a household of the sample."""
    enter_look(app, village, household, of_sample=True, **given)


@click.command("list", help=help_text("spot-check.list.help"))
@click.argument("village")
@json_option
@pass_app
def list_(app: App, /, village: str, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show the sample of a village."""
    from rasoat.commands.tables import table

    found = _sample(app, village)
    if as_json:
        print_json(found)
        return
    table(app, "sample", [_line(app, item) for item in found["households"]])
    app.say("cli.spot-check.list.total", **{name: value for name, value in found.items() if name != "households"})


def _sample(app: App, village: str) -> dict[str, Any]:
    from rasoat.steps.rows import percent as share
    from rasoat.steps.spot_checks import spot_check as sample_of
    from rasoat.steps.survey import surveys

    with open_round(app) as desk_round:
        row = desk_round.row_of(desk_round.file.village_named(village))
        view = desk_round.view(row, app.today)
        found = sample_of(view)
        if found is None:
            raise UsageError("no_sample", subject=view.subject.title)
        people = desk_round.people(row.village_id)
        households = [
            {
                "ref": ref,
                "head": people[ref]["name"],
                "survey": surveys(view)[ref].computed(view),
                "check": look_of(found.checks[ref].data) if ref in found.checks else None,
            }
            for ref in found.refs
        ]
    return {
        "seed": found.drawn.data["seed"],
        "percent": found.drawn.data["percent"],
        "count": len(found.refs),
        "done": len(found.checks),
        "wrong": len(found.wrong),
        "rate": share(len(found.wrong), len(found.refs)),
        "households": households,
    }


def _line(app: App, item: dict[str, Any]) -> tuple[str, ...]:
    look = item["check"] or {"class": None, "surveyed": item["survey"], "by": "-"}
    return item["ref"], item["head"], class_title(app, look["surveyed"]), class_title(app, look["class"]), look["by"]
