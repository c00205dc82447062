"""`rasoat survey`: survey results, from a file or one household by hand."""

from datetime import date
from pathlib import Path

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    command_id_option,
    date_option,
    help_text,
    on_option,
    open_round,
    option,
    pairs,
    pass_app,
    report_fact,
    report_rows,
)
from rasoat.errors import UsageError

_LAZY = {"import": "rasoat.commands.surveys:import_", "record": "rasoat.commands.surveys:record"}


@click.group(cls=LazyGroup, lazy=_LAZY, key="survey.", help=help_text("survey.help"))
def survey() -> None:
    """Group."""


@click.command(help=help_text("survey.import.help"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@option("--village", "villages", key="survey.import.village", multiple=True)
@date_option("--date", "on", key="survey.import.date")
@command_id_option
@pass_app
def import_(app: App, /, file: Path, villages: tuple[str, ...], on: date | None, command_id: str | None) -> None:
    """Take the survey results of a file."""
    from rasoat.commands.lists import commune_of, show_notices
    from rasoat.exchange.plain import survey_rows
    from rasoat.exchange.surveys import read_surveys
    from rasoat.steps.intake import take_surveys

    with open_round(app) as desk_round:
        tools = desk_round.file.tools
        indicators, points, b1 = tools.standard.indicators, tools.standard.b2_per_indicator, tools.b1
        wanted = {desk_round.file.village_named(name).name for name in villages}
    found = read_surveys(file, commune_of(app), indicators, app.today, points=points, b1=b1)
    rows = [row for row in survey_rows(found.records) if not wanted or row["village"] in wanted]
    if on is not None:
        rows = [{**row, "on": on.isoformat()} for row in rows]
    outcomes = take_surveys(app.database, app.round, rows, app.author(), command_id=command_id)
    show_notices(app, found)
    report_rows(app, outcomes, "cli.survey.import.done", count=len(rows))


@click.command(help=help_text("survey.record.help"))
@click.argument("household")
@option("--b1", key="b1", type=click.IntRange(min=0))
@option("--deprived", key="deprived")
@option("--quick-exit", key="survey.record.quick_exit", is_flag=True)
@option("--class", "class_", key="survey.record.class", type=click.Choice(["poor", "near_poor", "non_poor"]))
@option("--local-class", key="survey.record.local_class", type=click.Choice(["poor", "near_poor", "non_poor"]))
@option("--option", "options", key="survey.record.option", multiple=True)
@option("--surveyor", key="survey.record.surveyor")
@on_option
@command_id_option
@pass_app
def record(
    app: App,
    /,
    household: str,
    b1: int | None,
    deprived: str | None,
    quick_exit: bool,  # noqa: FBT001 # click passes flags so
    class_: str | None,
    local_class: str | None,
    options: tuple[str, ...],
    surveyor: str | None,
    on: date | None,
    command_id: str | None,
) -> None:
    """Enter the survey of one household."""
    from rasoat.steps.intake import find_household
    from rasoat.workflow.engine import NewFact, Step

    ref, village = find_household(app.database, app.round, household)
    if quick_exit and (b1 is not None or deprived is not None or options):
        raise UsageError("scored_after_exit", ref=ref)
    day = on or app.today
    codes = indicator_codes(app, deprived, ref)
    chosen, total = b1_of(app, options, ref)
    data = {
        "ref": ref,
        "quick_form": "exit" if quick_exit else None,
        "b1": None if quick_exit else total if b1 is None else b1,
        "b2": None if quick_exit else b2_of(app, codes),
        "deprived": codes,
        "class": class_,
        "surveyor": surveyor,
        **({"options": chosen} if chosen else {}),
        **({"class_local": local_class} if local_class else {}),
    }
    step = Step(
        round=app.round,
        village=village,
        facts=(NewFact(kind="household_surveyed", on=day, data=data),),
        on=day,
        command_id=command_id,
    )
    outcome = app.perform(step)
    report_fact(app, outcome, "cli.survey.record.done", ref=ref, village=outcome.subject)


def indicator_codes(app: App, typed: str | None, ref: str) -> list[str]:
    """Return indicator codes typed as numbers or codes: "1,5,9" or "employment,water".

    Raises:
        UsageError: the standard has no such indicator.
    """
    with open_round(app) as desk_round:
        indicators = desk_round.file.tools.standard.indicators
    by_name = {item.code: item.code for item in indicators} | {str(i.number): i.code for i in indicators}
    names = [name.strip() for name in (typed or "").split(",") if name.strip()]
    unknown = [name for name in names if name not in by_name]
    if unknown:
        raise UsageError("unknown_indicator", codes=tuple(unknown), ref=ref)
    return list(dict.fromkeys(by_name[name] for name in names))


def b2_of(app: App, codes: list[str]) -> int:
    """Return the score B2 of the deprivations, by the round's standard."""
    with open_round(app) as desk_round:
        step: int = desk_round.file.tools.standard.b2_per_indicator
    return step * len(codes)


def b1_of(app: App, typed: tuple[str, ...], ref: str) -> tuple[dict[str, str], int | None]:
    """Return options typed as INDICATOR=OPTION as the round's point table spells them, and the score they give.

    Raises:
        UsageError: the round has no point table, or the table has no such indicator or option.
    """
    if not typed:
        return {}, None
    with open_round(app) as desk_round:
        table = desk_round.file.tools.b1
    if table is None:
        raise UsageError("b1_no_table", ref=ref)
    chosen = table.chosen(pairs(typed, "--option"), ref)
    return chosen, table.score(chosen)
