"""`rasoat objection`: objections during the posting, their re-verification, their answer."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    command_id_option,
    evidence_option,
    help_text,
    numbers_of,
    on_option,
    open_round,
    option,
    pass_app,
    person,
    report_fact,
)
from rasoat.commands.incomes import (
    members_option,
    months_option,
    source_option,
    stated_option,
    typed_income,
    until_option,
)
from rasoat.errors import Refused, UsageError
from rasoat.messages import message

_HERE = "rasoat.commands.objections"
_LAZY = {"file": f"{_HERE}:file", "reverify": f"{_HERE}:reverify", "answer": f"{_HERE}:answer"}
KINDS = ("result", "missing_household", "wrong_household", "procedure", "other")


@click.group(cls=LazyGroup, lazy=_LAZY, key="objection.", help=help_text("objection.help"))
def objection() -> None:
    """Group."""


@click.command(help=help_text("objection.file.help"))
@click.argument("village")
@option("--by", key="objection.by", required=True)
@option("--content", key="objection.content", required=True)
@option("--household", key="objection.household")
@option("--kind", key="objection.kind", type=click.Choice(KINDS), default="result", show_default=True)
@option("--received-by", key="objection.received_by")
@evidence_option
@on_option
@command_id_option
@pass_app
def file(app: App, /, village: str, by: str, household: str | None, on: date | None, **given: Any) -> None:
    """Enter an objection."""
    from rasoat.steps.filing import file_objection
    from rasoat.steps.intake import find_household

    ref = find_household(app.database, app.round, household)[0] if household else None
    name, _, address = by.partition(",")
    data = {
        "kind": given["kind"],
        "by": {"name": name.strip(), "address": address.strip() or None},
        "ref": ref,
        "content": given["content"],
        "received_by": given["received_by"],
        "evidence": app.keep(given["evidence"]),
    }
    on = on or app.today
    command_id = given["command_id"]
    outcome = file_objection(app.database, app.round, village, on, data, app.author(), command_id, app.kept)
    report_fact(app, outcome, "cli.objection.file.done", no=outcome.entries[0].payload["no"], village=outcome.subject)


@click.command(help=help_text("objection.reverify.help"))
@click.argument("village")
@click.argument("no", type=click.IntRange(min=1))
@option("--b1", key="b1", type=click.IntRange(min=0))
@option("--deprived", key="deprived")
@option("--local-class", key="survey.record.local_class", type=click.Choice(["poor", "near_poor", "non_poor"]))
@option("--class", "class_", key="survey.record.class", type=click.Choice(["poor", "near_poor", "non_poor"]))
@members_option
@until_option
@months_option
@source_option
@stated_option
@option("--household", key="objection.household")
@option("--team", key="objection.team", multiple=True)
@option("--opinion", key="objection.opinion")
@evidence_option
@on_option
@command_id_option
@pass_app
def reverify(app: App, /, village: str, no: int, household: str | None, **given: Any) -> None:
    """Enter the re-verification of an objection."""
    from rasoat.steps.filing import reverify as enter
    from rasoat.steps.intake import find_household

    ref = find_household(app.database, app.round, household)[0] if household else None
    data = {
        "no": no,
        "ref": ref,
        "after": _after(app, no, ref, given),
        "team": [person(item) for item in given["team"]],
        "opinion": given["opinion"],
        "evidence": app.keep(given["evidence"]),
    }
    on, command_id = given["on"] or app.today, given["command_id"]
    outcome = enter(app.database, app.round, village, on, data, app.author(), command_id, app.kept)
    report_fact(app, outcome, "cli.objection.reverify.done", no=no, village=outcome.subject)


def _after(app: App, no: int, ref: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the re-verification found: income where the procedure goes by it, else scores."""
    from rasoat.commands.surveys import b2_of, indicator_codes

    with open_round(app) as desk_round:
        procedure = desk_round.file.procedure
    scored = given["b1"] is not None or given["deprived"] is not None
    if procedure.income:
        if scored:
            raise Refused("scores_not_here", procedure=procedure.title)
        return typed_income(app, given)
    if given["members"] or given["sources"] or given["until"] or given["stated"]:
        raise Refused("income_not_here", procedure=procedure.title)
    if given["b1"] is None:
        raise UsageError("reverified_without_b1", no=no)
    codes = indicator_codes(app, given["deprived"], ref or message("errors.of_objection", no=no).render(app.lang))
    found = {"b1": given["b1"], "b2": b2_of(app, codes), "deprived": codes}
    stated = {"class": given["class_"], "class_local": given["local_class"]}
    return found | {name: value for name, value in stated.items() if value}


@click.command(help=help_text("objection.answer.help"))
@click.argument("village")
@click.argument("no", type=click.IntRange(min=1))
@option("--reason", key="objection.reason")
@option("--number", "numbers", key="number", multiple=True)
@option("--gap-reason", key="gap_reason")
@evidence_option
@on_option
@command_id_option
@pass_app
def answer(
    app: App,
    /,
    village: str,
    no: int,
    reason: str | None,
    numbers: tuple[str, ...],
    gap_reason: str | None,
    evidence: tuple[Path, ...],
    on: date | None,
    command_id: str | None,
) -> None:
    """Enter the answer to an objection."""
    from rasoat.workflow.engine import NewFact, Step

    day = on or app.today
    data = {"no": no, "reason": reason, "evidence": app.keep(evidence)}
    step = Step(
        round=app.round,
        village=village,
        facts=(NewFact(kind="objection_answered", on=day, data=data),),
        on=day,
        numbers=numbers_of(numbers),
        gap_reason=gap_reason,
        command_id=command_id,
    )
    outcome = app.perform(step)
    report_fact(app, outcome, "cli.objection.answer.done", no=no, village=outcome.subject)
