"""`rasoat list`: the preliminary list - managed households, applicants (Mẫu 01), removals."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    command_id_option,
    help_text,
    json_option,
    on_option,
    open_round,
    option,
    pass_app,
    print_json,
    report_fact,
    report_rows,
)
from rasoat.errors import UsageError
from rasoat.messages import message

if TYPE_CHECKING:
    from rasoat.exchange.findings import Parsed
    from rasoat.exchange.records import Commune, Imported

_HERE = "rasoat.commands.lists"
_LAZY = {
    "import": f"{_HERE}:import_",
    "carry": f"{_HERE}:carry",
    "apply": f"{_HERE}:apply",
    "remove": f"{_HERE}:remove",
    "show": f"{_HERE}:show",
}
_FILE = click.Path(path_type=Path, dir_okay=False)
_BY_HAND = ("village", "name", "birth", "id_number", "reason", "escape")


@click.group(cls=LazyGroup, lazy=_LAZY, key="list.", help=help_text("list.help"))
def list_() -> None:
    """Group."""


@click.command(help=help_text("list.import.help"))
@click.argument("file", type=_FILE)
@on_option
@command_id_option
@pass_app
def import_(app: App, /, file: Path, on: date | None, command_id: str | None) -> None:
    """Take over the managed list."""
    from rasoat.exchange.managed import read_managed
    from rasoat.exchange.plain import managed_rows
    from rasoat.steps.intake import take_managed

    day = on or app.today
    found = read_managed(file, commune_of(app), app.today)
    rows = managed_rows(found.records)
    outcomes = take_managed(app.database, app.round, rows, day, app.author(), command_id=command_id)
    show_notices(app, found)
    villages = len({row["village"] for row in rows})
    report_rows(app, outcomes, "cli.list.import.done", count=len(rows), villages=villages)


@click.command(help=help_text("list.carry.help"))
@on_option
@command_id_option
@pass_app
def carry(app: App, /, on: date | None, command_id: str | None) -> None:
    """Take over what earlier rounds recognised."""
    take_over(app, on or app.today, command_id)


def take_over(app: App, day: date, command_id: str | None) -> None:
    """Take over what earlier rounds recognised, and say how much."""
    from rasoat.steps.carrying import carry_lists

    outcomes = carry_lists(app.database, app.round, day, app.author(), command_id)
    count = sum(len(entry.payload["households"]) for outcome in outcomes for entry in outcome.entries)
    report_rows(app, outcomes, "cli.list.carry.done", count=count, villages=len(outcomes))


@click.command(help=help_text("list.apply.help"))
@click.argument("file", type=_FILE, required=False)
@option("--village", key="village")
@option("--name", key="list.apply.name")
@option("--birth", key="list.apply.birth")
@option("--sex", key="list.apply.sex", type=click.Choice(["nam", "nu"]), default="nam")
@option("--ethnicity", key="list.apply.ethnicity", default="Kinh", show_default=True)
@option("--id-number", key="id_number")
@option("--members", key="list.apply.members", type=click.IntRange(min=1), default=1)
@option("--reason", key="list.apply.reason", default="")
@option("--escape", key="list.apply.escape", is_flag=True)
@on_option
@command_id_option
@pass_app
def apply(app: App, /, file: Path | None, on: date | None, command_id: str | None, **given: Any) -> None:
    """Enter applications, from a file or one by hand."""
    from rasoat.exchange.applications import read_applications
    from rasoat.exchange.plain import application_rows
    from rasoat.steps.intake import take_applications

    if file is None:
        rows = [_by_hand(app, on or app.today, given)]
        outcomes = take_applications(app.database, app.round, rows, app.author(), command_id=command_id)
    else:
        typed = tuple(f"--{name.replace('_', '-')}" for name in _BY_HAND if given.get(name))
        if typed or on:
            raise UsageError("application_twice", options=(*typed, *(["--date"] if on else [])))
        found = read_applications(file, commune_of(app), app.today)
        rows = application_rows(found.records)
        outcomes = take_applications(app.database, app.round, rows, app.author(), command_id=command_id)
        show_notices(app, found)
    report_rows(app, outcomes, "cli.list.apply.done", count=len(rows))


class _Typed:
    """Reads what was typed as a file's cell is read: an application is the same on paper and in Excel."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def __call__(self, name: str, read: "Callable[[str], Parsed[Any]]") -> Any:
        """Return the value of an option.

        Raises:
            UsageError: it cannot be.
        """
        from rasoat.exchange.findings import CellError

        value = self.given[name] or ""
        try:
            return read(value).value
        except CellError as error:
            option_name = f"--{name.replace('_', '-')}"
            raise UsageError("application_wrong", option=option_name, value=value, why=error.why) from error


def _by_hand(app: App, on: date, given: dict[str, Any]) -> dict[str, Any]:
    from rasoat.steps.preliminary_list import usual_kind

    absent = [name for name in ("village", "name", "birth") if not given[name]]
    if absent:
        raise UsageError("application_incomplete", options=tuple(f"--{name}" for name in absent))
    with open_round(app) as desk_round:
        village = desk_round.file.village_named(given["village"]).name
        kind = "escape" if given["escape"] else usual_kind(desk_round.file.procedure)
    person = typed_head(app, given)
    return {
        "village": village,
        "id_number": person["id_number"],
        "on": on.isoformat(),
        "kind": kind,
        "reason": given["reason"],
        "person": {**person, "size": given["members"], "members": [person]},
    }


def typed_head(app: App, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the head of a household as typed."""
    from rasoat.exchange.cells import read_id, read_label, read_name
    from rasoat.exchange.days import read_birth

    typed = _Typed(given)
    birth = typed("birth", lambda cell: read_birth(cell, app.today))
    return {
        "name": typed("name", read_name),
        "relation": "Chủ hộ",
        "birth": birth.text,
        "birth_year": birth.year,
        "sex": "Nam" if given["sex"] == "nam" else "Nữ",
        "id_number": typed("id_number", lambda cell: read_id(cell, typed=True)),
        "ethnicity": typed("ethnicity", read_label),
    }


@click.command(help=help_text("list.remove.help"))
@click.argument("household")
@option(
    "--because",
    key="list.remove.because",
    type=click.Choice(["moved", "died", "merged", "split"]),
    required=True,
)
@option("--note", key="note", default="")
@on_option
@command_id_option
@pass_app
def remove(app: App, /, household: str, because: str, note: str, on: date | None, command_id: str | None) -> None:
    """Take a household off the list, with its reason."""
    from rasoat.steps.intake import find_household
    from rasoat.workflow.engine import NewFact, Step

    ref, village = find_household(app.database, app.round, household)
    day = on or app.today
    fact = NewFact(kind="household_removed", on=day, data={"ref": ref, "reason": because, "note": note})
    step = Step(round=app.round, village=village, facts=(fact,), on=day, command_id=command_id)
    outcome = app.perform(step)
    report_fact(app, outcome, "cli.list.remove.done", ref=ref, village=outcome.subject)


@click.command(help=help_text("list.show.help"))
@click.argument("village", required=False)
@json_option
@pass_app
def show(app: App, /, village: str | None, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show the list of a village, or of the commune."""
    from rasoat.steps.outcomes import outcomes

    with open_round(app) as desk_round:
        wanted = desk_round.file.village_named(village).id if village else None
        lines = []
        for row in desk_round.village_rows():
            if wanted in {None, row.village_id}:
                people = desk_round.people(row.village_id)
                view = desk_round.view(row, app.today)
                lines += [_line(people[r.ref], r, view.subject.name) for r in outcomes(view).values()]
    if as_json:
        print_json(lines)
        return
    _table(app, lines)


def _line(person: Any, result: Any, village: str) -> dict[str, Any]:
    return {
        "ref": result.ref,
        "name": person["name"],
        "village": village,
        "members": person["size"],
        "origin": result.item.origin,
        "class_before": result.item.class_before,
        "class_after": result.after,
    }


def _table(app: App, lines: list[dict[str, Any]]) -> None:
    from rasoat.commands.tables import table

    def word(kind: str, value: str | None) -> str:
        return app.tell(message(f"words.{kind}.{value}")) if value else ""

    rows = [
        [
            line["ref"],
            line["name"],
            line["village"],
            str(line["members"]),
            word("origins", line["origin"]),
            word("classes", line["class_before"]),
            word("classes", line["class_after"]),
        ]
        for line in lines
    ]
    table(app, "list", rows)


def commune_of(app: App) -> "Commune":
    """Return the round's commune as imports need it."""
    from rasoat.exchange.plain import Place, Spot

    with open_round(app) as desk_round:
        villages = [Spot(name=item.name, kind=item.description["kind"]) for item in desk_round.file.villages.values()]
        return Place(name=desk_round.file.commune.name, villages=villages)


def show_notices(app: App, found: "Imported[Any]") -> None:
    """Print what was accepted with a remark."""
    for notice in found.notices:
        click.echo("  " + app.tell(notice.message()), err=True)
