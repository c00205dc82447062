"""`rasoat advance`: take the next step of a village - or be told all that stands against it."""

from datetime import date
from typing import Any

import click

from rasoat.commands.base import (
    App,
    command_id_option,
    help_text,
    numbers_of,
    on_option,
    open_round,
    option,
    pass_app,
    report_step,
)
from rasoat.errors import Refused, UsageError
from rasoat.messages import message


def deviation_options(command: Any) -> Any:
    """Add the options that declare a deviation."""
    command = option("--deviate-order", key="deviate_order")(command)
    command = option("--deviate-by", key="deviate_by")(command)
    return option("--deviate", "deviate_reason", key="deviate")(command)


def deviation_of(reason: str | None, by: str | None, order: str | None) -> Any:
    """Return the declared deviation, None when none is.

    Raises:
        UsageError: it does not say who, or on whose order.
    """
    from rasoat.workflow.cases import Deviation

    if reason is by is order is None:
        return None
    if not (reason and reason.strip() and by and order):
        raise UsageError("deviation_incomplete")
    return Deviation(reason=reason.strip(), by=by, order=order)


@click.command(help=help_text("advance.help"))
@click.argument("village", required=False)
@option("--all", "every", key="advance.all", is_flag=True)
@option("--to", "trigger", key="advance.to")
@option("--number", "numbers", key="number", multiple=True)
@option("--gap-reason", key="gap_reason")
@deviation_options
@on_option
@command_id_option
@pass_app
def advance(
    app: App,
    /,
    village: str | None,
    every: bool,  # noqa: FBT001 # click passes flags so
    trigger: str | None,
    numbers: tuple[str, ...],
    gap_reason: str | None,
    deviate_reason: str | None,
    deviate_by: str | None,
    deviate_order: str | None,
    on: date | None,
    command_id: str | None,
) -> None:
    """Advance one village, or all that can."""
    from rasoat.workflow.engine import Step

    if every == (village is not None):
        raise UsageError("village_or_all")
    day = on or app.today
    deviation = deviation_of(deviate_reason, deviate_by, deviate_order)
    if trigger is not None:
        _check_trigger(app, trigger)
    if village is None:
        given = {
            "--deviate": deviation,
            "--number": numbers,
            "--gap-reason": gap_reason,
            "--command-id": command_id,
        }
        if any(given.values()):
            raise UsageError("only_for_one_village", options=tuple(name for name, value in given.items() if value))
        _advance_all(app, day, trigger)
        return
    step = Step(
        round=app.round,
        village=village,
        trigger=trigger or _done(app, command_id) or _next(app, village, day),
        on=day,
        deviation=deviation,
        numbers=numbers_of(numbers),
        gap_reason=gap_reason,
        command_id=command_id,
    )
    report_step(app, app.perform(step))


def _check_trigger(app: App, trigger: str) -> None:
    """Refuse what is no step of a village: unknown words, and steps that belong to the whole round.

    Raises:
        UsageError: the village's steps are named.
    """
    with open_round(app) as desk_round:
        transitions = desk_round.file.procedure.transitions
    rounds = {item.trigger for item in transitions if item.track == "round"}
    known = dict.fromkeys(item.trigger for item in transitions if item.track == "village")
    if trigger in rounds or trigger not in known:
        details = [
            message("errors.step_of_village", trigger=name, title=message(f"words.triggers.{name}"))
            for name in known
            if name not in rounds
        ]
        raise UsageError("not_a_village_step", trigger=trigger, details=details)


def _done(app: App, command_id: str | None) -> str | None:
    """Return the step that a repeated command took: by now the record would choose the one after it."""
    if command_id is None:
        return None
    with open_round(app) as desk_round:
        entries = desk_round.store.entries_of_command(command_id)
    return next((str(entry.payload["trigger"]) for entry in entries if entry.kind == "transition"), None)


def _next(app: App, village: str, day: date) -> str:
    """Return the step that the facts allow; when none is allowed, the one that leads on."""
    from rasoat.workflow.auditing import awaited
    from rasoat.workflow.judging import judge

    with open_round(app) as desk_round:
        row = desk_round.row_of(desk_round.file.village_named(village))
        view = desk_round.view(row, day)
        for item in desk_round.file.machine.lawful(view.case.track, view.case.stage):
            # a return for review belongs to the round, it is never a village's own step
            own = item.requires or not item.new_pass
            if own and not any(found.blocks for found in judge(view, item.requires)):
                return str(item.trigger)
        leading = awaited(desk_round, row)
    if leading is None:
        raise Refused("nothing_to_advance", subject=view.subject.title)
    return str(leading.trigger)


def _advance_all(app: App, day: date, trigger: str | None) -> None:
    from rasoat.workflow.auditing import rests
    from rasoat.workflow.engine import Step

    with open_round(app) as desk_round:
        stages = desk_round.file.procedure.stages
        rows = [row for row in desk_round.village_rows() if not stages[row.stage].final]
        rows = [row for row in rows if not rests(desk_round.file.procedure, desk_round.case(row))]
        names = [desk_round.subject(row).name for row in rows]
    refused = 0
    for name in names:
        try:
            step = Step(round=app.round, village=name, trigger=trigger or _next(app, name, day), on=day)
            report_step(app, app.perform(step))
        except Refused as error:
            refused += 1
            click.echo(f"{name}: {error.render(app.lang)}", err=True)
    app.say("cli.advance.all_done", moved=len(names) - refused, refused=refused)
    if refused:
        raise SystemExit(1)
