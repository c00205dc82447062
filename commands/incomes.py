"""`rasoat income`: income of the last twelve months, from a file or one household by hand."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    pairs,
    pass_app,
    print_json,
    report_fact,
    report_rows,
)
from rasoat.errors import UsageError
from rasoat.messages import message

if TYPE_CHECKING:
    from rasoat.workflow.incomes import IncomeMethod

_HERE = "rasoat.commands.incomes"
_LAZY = {
    "template": f"{_HERE}:template",
    "import": f"{_HERE}:import_",
    "record": f"{_HERE}:record",
    "show": f"{_HERE}:show",
}
_MONTH = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})/(\d{4})")
_AMOUNT = re.compile(r"\d{1,12}|\d{1,3}(\.\d{3}){1,3}")
DECEMBER = 12

until_option = option("--until", key="income.until")
months_option = option("--months", key="income.months", type=click.IntRange(1, 120))
members_option = option("--members", key="income.members", type=click.IntRange(min=1))
source_option = option("--source", "sources", key="income.source", multiple=True)
stated_option = option("--stated", key="income.stated")


@click.group(cls=LazyGroup, lazy=_LAZY, key="income.", help=help_text("income.help"))
def income() -> None:
    """Group."""


@click.command(help=help_text("income.template.help"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@pass_app
def template(app: App, /, file: Path) -> None:
    """Write the sheet to fill in, with the households of the round."""
    from rasoat.notices.files import write_new
    from rasoat.reports.income_files import income_xlsx
    from rasoat.steps.incomes import method_of
    from rasoat.steps.preliminary_list import listed

    households = []
    with open_round(app) as desk_round:
        method = method_of(desk_round.view(desk_round.row_of(None), app.today))
        for row in desk_round.village_rows():
            view, people = desk_round.view(row, app.today), desk_round.people(row.village_id)
            households += [{**people[item.ref], "village": view.subject.name} for item in listed(view)]
        opened = date.fromisoformat(desk_round.file.row.opened_on)
    until = opened.replace(day=1) - timedelta(days=1)
    write_new(file, income_xlsx(households, tuple(method.sources.values()), method.months, until))
    app.say("cli.income.template.done", file=file, count=len(households))


@click.command(help=help_text("income.import.help"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@command_id_option
@pass_app
def import_(app: App, /, file: Path, command_id: str | None) -> None:
    """Take the incomes of a file."""
    from rasoat.commands.lists import commune_of, show_notices
    from rasoat.exchange.incomes import income_rows, read_incomes
    from rasoat.steps.intake import take_incomes

    method = _method(app)
    found = read_incomes(file, commune_of(app), tuple(method.sources.values()), app.today, months=method.months)
    rows = income_rows(found.records)
    outcomes = take_incomes(app.database, app.round, rows, app.author(), command_id=command_id)
    show_notices(app, found)
    report_rows(app, outcomes, "cli.income.import.done", count=len(rows))


@click.command(help=help_text("income.record.help"))
@click.argument("household")
@members_option
@until_option
@months_option
@source_option
@stated_option
@option("--poor-list", key="income.poor_list", type=click.Choice(["on", "off"]))
@option("--by", key="income.by")
@evidence_option
@on_option
@command_id_option
@pass_app
def record(app: App, /, household: str, poor_list: str | None, by: str | None, on: date | None, **given: Any) -> None:
    """Enter the income of one household."""
    from rasoat.steps.intake import find_household
    from rasoat.workflow.engine import NewFact, Step

    ref, village = find_household(app.database, app.round, household)
    day = on or app.today
    data = {"ref": ref, **typed_income(app, given), "poor_list": poor_list, "by": by}
    fact = NewFact(kind="income_determined", on=day, data={**data, "evidence": app.keep(given["evidence"])})
    step = Step(round=app.round, village=village, facts=(fact,), on=day, command_id=given["command_id"])
    outcome = app.perform(step)
    summary = _worked_out(app, village, ref, outcome.entries[0].payload)
    report_fact(
        app,
        outcome,
        "cli.income.record.done",
        ref=ref,
        village=outcome.subject,
        each=summary["each_month"],
        excluded=summary["excluded"],
        result=message(f"words.classes.{summary['class']}"),
    )


def _worked_out(app: App, village: str, ref: str, data: Any) -> dict[str, Any]:
    from rasoat.steps.incomes import summary_of

    with open_round(app) as desk_round:
        row = desk_round.row_of(desk_round.file.village_named(village))
        return summary_of(desk_round.view(row, app.today), {**data, "ref": ref})


def _method(app: App) -> "IncomeMethod":
    from rasoat.steps.incomes import method_of

    with open_round(app) as desk_round:
        return method_of(desk_round.view(desk_round.row_of(None), app.today))


def typed_income(app: App, given: Any) -> dict[str, Any]:
    """Return the income typed as options.

    Raises:
        Refused: the round does not go by income.
        UsageError: an option is missing, or no amount, no month, no source can be read from it.
    """
    method = _method(app)
    absent = [f"--{name}" for name, value in (("members", given["members"]), ("until", given["until"])) if not value]
    absent += [] if given["sources"] else ["--source"]
    if absent:
        raise UsageError("income_incomplete", options=tuple(absent))
    return {
        "members": given["members"],
        "months": given["months"] or method.months,
        "until": _last_of_month(given["until"]).isoformat(),
        "lines": _lines(given["sources"], method),
        "stated": _amount(given["stated"], "--stated") if given["stated"] else None,
    }


def _last_of_month(typed: str) -> date:
    found = _MONTH.fullmatch(typed.strip())
    year, month = (int(found[1] or found[4]), int(found[2] or found[3])) if found else (0, 0)
    if not (year and 1 <= month <= DECEMBER):
        raise UsageError("not_a_month", value=typed)
    following = date(year + month // DECEMBER, month % DECEMBER + 1, 1)
    return following - timedelta(days=1)


def _lines(typed: Iterable[str], method: "IncomeMethod") -> list[dict[str, Any]]:
    lines = []
    by_name = {name: item.code for item in method.sources.values() for name in (item.code, item.title.vi.casefold())}
    seen: set[str] = set()
    for entry in typed:
        ((name, amounts),) = pairs([entry], "--source").items()
        code = by_name.get(name.casefold(), name)
        if code in seen:
            raise UsageError("source_twice", ref=code)
        seen.add(code)
        gross, _, cost = amounts.partition("-")
        lines.append(
            {"source": code, "gross": _amount(gross, "--source"), "cost": _amount(cost, "--source") if cost else 0}
        )
    return lines


def _amount(typed: str, option_name: str) -> int:
    text = typed.strip()
    if not (text.isascii() and _AMOUNT.fullmatch(text)):
        raise UsageError("not_an_amount", option=option_name, value=typed)
    return int(text.replace(".", ""))


@click.command(help=help_text("income.show.help"))
@click.argument("village", required=False)
@json_option
@pass_app
def show(app: App, /, village: str | None, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show the incomes of a village, or of the commune, worked out."""
    from rasoat.steps.incomes import method_of, summary_of
    from rasoat.steps.outcomes import outcomes

    found = []
    with open_round(app) as desk_round:
        method_of(desk_round.view(desk_round.row_of(None), app.today))
        wanted = desk_round.file.village_named(village).id if village else None
        for row in desk_round.village_rows():
            if wanted in {None, row.village_id}:
                view, people = desk_round.view(row, app.today), desk_round.people(row.village_id)
                for result in outcomes(view).values():
                    about = {"ref": result.ref, "name": people[result.ref]["name"], "village": view.subject.name}
                    worked = summary_of(view, result.income) if result.income else None
                    found.append({**about, "income": worked, "class": result.after})
    if as_json:
        print_json(found)
        return
    _table(app, found)


def _table(app: App, found: list[dict[str, Any]]) -> None:
    from rasoat.commands.tables import table

    table(app, "income", [_row(app, item) for item in found])


def _row(app: App, item: dict[str, Any]) -> list[str]:
    worked = item["income"] or {}
    amounts = [str(worked.get(name) or "") for name in ("members", "counted", "excluded", "each_month", "stated")]
    result = app.tell(message(f"words.classes.{item['class']}")) if item["class"] else ""
    return [item["ref"], item["name"], item["village"], *amounts, result]
