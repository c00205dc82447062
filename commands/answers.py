"""`rasoat round refuse` and `rasoat round delay`: the answers of a monthly review, and why they are late."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from rasoat.commands.base import (
    App,
    command_id_option,
    evidence_option,
    help_text,
    numbers_of,
    on_option,
    open_round,
    option,
    pass_app,
    report_fact,
)
from rasoat.errors import UsageError


@click.command(help=help_text("round.refuse.help"))
@click.argument("household", required=False)
@option("--all", "every", key="round.refuse.all", is_flag=True)
@option("--reason", key="round.refuse.reason")
@option("--signer", key="round.refuse.signer")
@option("--number", "numbers", key="number", multiple=True)
@option("--gap-reason", key="gap_reason")
@evidence_option
@on_option
@command_id_option
@pass_app
def refuse(
    app: App,
    /,
    household: str | None,
    every: bool,  # noqa: FBT001 # click passes flags so
    evidence: tuple[Path, ...],
    numbers: tuple[str, ...],
    gap_reason: str | None,
    on: date | None,
    command_id: str | None,
    **given: Any,
) -> None:
    """Answer applicants who are not recognised, in writing."""
    from rasoat.workflow.engine import NewFact, Step

    if every == (household is not None):
        raise UsageError("household_or_all")
    day = on or app.today
    refs = _unanswered(app, day) if household is None else [_ref_of(app, household)]
    if not refs:
        app.say("cli.round.refuse.nobody")
        return
    data = {"reason": given["reason"], "signer": given["signer"] or _chairman(app), "evidence": app.keep(evidence)}
    facts = tuple(NewFact(kind="application_refused", on=day, data={"ref": ref, **data}) for ref in refs)
    step = Step(
        round=app.round, facts=facts, on=day, numbers=numbers_of(numbers), gap_reason=gap_reason, command_id=command_id
    )
    report_fact(app, app.perform(step), "cli.round.refuse.done", count=len(refs), refs=", ".join(refs))


def _unanswered(app: App, day: date) -> list[str]:
    from rasoat.steps.answers import unanswered

    with open_round(app) as desk_round:
        view = desk_round.view(desk_round.row_of(None), day)
        return [item.ref for item in unanswered(view)]


def _ref_of(app: App, household: str) -> str:
    from rasoat.steps.intake import find_household

    return find_household(app.database, app.round, household)[0]


def _chairman(app: App) -> str:
    with open_round(app) as desk_round:
        return str(desk_round.file.commune.description["officials"]["chairman"]["name"])


@click.command(help=help_text("round.delay.help"))
@option("--reason", key="round.delay.reason", required=True)
@option("--by", key="round.delay.by", required=True)
@option("--document", key="document")
@evidence_option
@on_option
@command_id_option
@pass_app
def delay(app: App, /, on: date | None, command_id: str | None, evidence: tuple[Path, ...], **given: Any) -> None:
    """Record why answers come after their term."""
    from rasoat.workflow.engine import NewFact, Step

    day = on or app.today
    data = {**{name: given[name] for name in ("reason", "by", "document")}, "evidence": app.keep(evidence)}
    step = Step(
        round=app.round, facts=(NewFact(kind="delay_explained", on=day, data=data),), on=day, command_id=command_id
    )
    report_fact(app, app.perform(step), "cli.round.delay.done", on=day)
