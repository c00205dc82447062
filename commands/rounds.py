"""`rasoat round`: open a round, and take the commune's own steps once the villages are through."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.advance import deviation_of, deviation_options
from rasoat.commands.base import (
    App,
    LazyGroup,
    command_id_option,
    evidence_option,
    help_text,
    json_option,
    numbers_of,
    on_option,
    open_round,
    option,
    pass_app,
    person,
    print_json,
    report_fact,
    report_step,
)
from rasoat.commands.tables import table
from rasoat.errors import UsageError

if TYPE_CHECKING:
    from rasoat.workflow.round_tables import Chosen

_HERE = "rasoat.commands.rounds"
_LAZY = {
    "open": f"{_HERE}:open_",
    "list": f"{_HERE}:list_",
    "approve": f"{_HERE}:approve",
    "report": f"{_HERE}:report",
    "opinion": f"{_HERE}:opinion",
    "refuse": "rasoat.commands.answers:refuse",
    "delay": "rasoat.commands.answers:delay",
    "recognise": f"{_HERE}:recognise",
    "close": f"{_HERE}:close",
    "erase": "rasoat.commands.erasing:erase",
    "confirm": "rasoat.commands.procedure_confirm:confirm_in_round",
}
number_option = option("--number", "numbers", key="number", multiple=True)
gap_option = option("--gap-reason", key="gap_reason")
document_option = option("--document", key="document")
KINDS = ("periodic", "regular", "average_living", "low_income_worker")
"""Kinds of review of which the program knows when which procedure applies."""


@click.group(cls=LazyGroup, lazy=_LAZY, key="round.", help=help_text("round.help"))
def round_() -> None:
    """Group."""


@click.command(help=help_text("round.open.help"))
@option("--kind", key="round.open.kind", type=click.Choice(KINDS), default="periodic", show_default=True)
@option("--status-year", key="round.open.status_year", type=click.IntRange(2021, 2060))
@option("--procedure", key="round.open.procedure")
@option("--variant", key="round.open.variant")
@option("--standard", key="round.open.standard")
@option("--local-standard", key="round.open.local")
@option("--b1-table", key="round.open.b1")
@option("--b1-area", key="round.open.b1_area")
@option("--year", key="round.open.year", type=click.IntRange(2021, 2060))
@option("--commune", key="round.open.commune")
@option("--code", key="round.open.code")
@option("--ordered-by", key="round.open.ordered_by")
@option("--from-last", "from_last", key="round.open.from_last", is_flag=True)
@on_option
@command_id_option
@pass_app
def open_(app: App, /, procedure: str | None, variant: str | None, on: date | None, **given: Any) -> None:
    """Open a round."""
    from rasoat.commands.law_files import take
    from rasoat.steps.rounds import OpenRound
    from rasoat.steps.rounds import open_round as enter

    day = on or app.today
    database = app.database
    status_year, ordered_by = given["status_year"], given["ordered_by"]
    if procedure is None:
        procedure = _chosen(given["kind"], day, status_year, ordered_by)
    order = OpenRound(
        commune=given["commune"],
        procedure=take(procedure, variant),
        variant=variant,
        year=given["year"] or day.year,
        on=day,
        code=given["code"],
        ordered_by=ordered_by,
        status_year=status_year,
        tables=_tables(given),
        command_id=given["command_id"],
        from_last=given["from_last"],
    )
    app.round = enter(database, order, app.author())
    with open_round(app) as desk_round:
        chosen, tools = desk_round.file.procedure, desk_round.file.tools
        unverified = desk_round.all_unverified()
    app.say("cli.round.open.done", code=app.round, procedure=chosen.title)
    if tools.local:
        app.say("cli.round.open.with_local", title=tools.local.title)
    if tools.b1:
        table_ = tools.b1.table
        app.say("cli.round.open.with_b1", name=table_.name, area=tools.b1.area, source=table_.content.source)
    if chosen.variant:
        basis = chosen.variant.citation.short(app.lang)
        app.say("cli.round.open.chosen", variant=chosen.variant.title, basis=basis)
    if unverified:
        from rasoat.workflow.grounds import told

        app.say("versions.grounds.round", count=len(unverified), places=told(unverified))
    if order.from_last:
        from rasoat.commands.lists import take_over

        take_over(app, day, f"{order.command_id}:list" if order.command_id else None)


def _chosen(kind: str, day: date, status_year: int | None, ordered_by: str | None) -> str:
    """Return the procedure for such a round.

    Raises:
        UsageError: there is none, it needs the document that orders it, or the program does not have it.
    """
    from rasoat.workflow.choosing import choose
    from rasoat.workflow.procedures import shipped

    choice = choose(kind, day, status_year=status_year, ordered_by=ordered_by)
    if choice.procedure not in shipped():
        raise UsageError("choice_not_shipped", procedure=choice.procedure, on=day, basis=choice.citation.cited())
    return choice.procedure


def _tables(given: Mapping[str, Any]) -> "Chosen":
    """Return what the round is to be bound to beside its procedure."""
    from rasoat.commands.standards import take_standard
    from rasoat.workflow.round_tables import Chosen

    return Chosen(
        standard=take_standard(given["standard"]) if given["standard"] else None,
        local=take_standard(given["local_standard"]) if given["local_standard"] else None,
        b1=given["b1_table"],
        b1_area=given["b1_area"],
    )


@click.command(help=help_text("round.list.help"))
@json_option
@pass_app
def list_(app: App, /, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """List the rounds of the database."""
    from rasoat.models.store import Store

    with app.database.read() as connection:
        rows = Store(connection).rounds()
    if as_json:
        print_json([{"code": row.code, "year": row.year, "opened_on": row.opened_on} for row in rows])
        return
    if not rows:
        app.say("cli.round.list.none")
        return
    table(app, "rounds", [[row.code, str(row.year), f"{date.fromisoformat(row.opened_on):%d/%m/%Y}"] for row in rows])


def _step(app: App, trigger: str | None, facts: Mapping[str, Mapping[str, Any]], given: Mapping[str, Any]) -> None:
    from rasoat.workflow.engine import NewFact, Step

    day: date = given["on"] or app.today
    step = Step(
        round=app.round,
        facts=tuple(NewFact(kind=kind, on=day, data=data) for kind, data in facts.items()),
        trigger=trigger,
        on=day,
        deviation=deviation_of(given.get("deviate_reason"), given.get("deviate_by"), given.get("deviate_order")),
        numbers=numbers_of(given.get("numbers", ())),
        gap_reason=given.get("gap_reason"),
        command_id=given["command_id"],
        send_back=tuple(given.get("villages", ())) if trigger == "return_for_review" else (),
    )
    outcome = app.perform(step)
    if trigger is None:
        report_fact(app, outcome, "cli.round.opinion.done", on=day)
    else:
        report_step(app, outcome)


@click.command(help=help_text("round.approve.help"))
@option("--attendees", key="round.approve.attendees", type=click.IntRange(min=0), required=True)
@option("--members", key="round.approve.members", type=click.IntRange(min=1), required=True)
@option("--agree", key="round.approve.agree", type=click.IntRange(min=0), required=True)
@option("--chair", key="round.approve.chair")
@option("--secretary", key="meeting.record.secretary")
@option("--time", key="meeting.record.time")
@option("--opinions", key="meeting.record.opinions")
@number_option
@gap_option
@evidence_option
@deviation_options
@on_option
@command_id_option
@pass_app
def approve(app: App, /, evidence: tuple[Path, ...], **given: Any) -> None:
    """Enter the committee's meeting and approve."""
    fact = {name: given[name] for name in ("attendees", "members", "agree", "time", "opinions")}
    fact["chair"] = person(given["chair"]) if given["chair"] else None
    fact["secretary"] = person(given["secretary"]) if given["secretary"] else None
    _step(app, "approve", {"committee_met": {**fact, "evidence": app.keep(evidence)}}, given)


@click.command(help=help_text("round.report.help"))
@document_option
@number_option
@gap_option
@evidence_option
@deviation_options
@on_option
@command_id_option
@pass_app
def report(app: App, /, document: str | None, evidence: tuple[Path, ...], **given: Any) -> None:
    """Report to the upper level; the number typed is the number that the printed report bears."""
    numbers, form = given["numbers"], _report_form(app)
    typed = re.match(r"\d+", (document or "").rpartition("số ")[2])
    if typed and form and not any(value.startswith(f"{form}=") for value in numbers):
        numbers = (*numbers, f"{form}={typed[0]}")
    facts = {"report_sent": {"document": document, "evidence": app.keep(evidence)}}
    _step(app, "submit_report", facts, {**given, "numbers": numbers})


def _report_form(app: App) -> str | None:
    """Return which form the round's report is."""
    with open_round(app) as desk_round:
        moves = desk_round.file.procedure.transitions
    return next((form for move in moves if move.trigger == "submit_report" for form in move.produces), None)


@click.command(help=help_text("round.opinion.help"))
@click.option("--agree/--disagree", "agrees", required=True, help=help_text("round.opinion.agree"))
@option("--village", "villages", key="round.opinion.village", multiple=True)
@document_option
@evidence_option
@on_option
@command_id_option
@pass_app
def opinion(
    app: App,
    /,
    agrees: bool,  # noqa: FBT001 # click passes flags so
    villages: tuple[str, ...],
    document: str | None,
    evidence: tuple[Path, ...],
    **given: Any,
) -> None:
    """Enter the upper level's opinion; disagreement sends the named villages back."""
    if agrees and villages:
        raise UsageError("agreement_names_villages")
    with open_round(app) as desk_round:
        names = [desk_round.file.village_named(name).name for name in villages]
    fact = {"agrees": agrees, "villages": names, "document": document, "evidence": app.keep(evidence)}
    trigger = None if agrees else "return_for_review"
    _step(app, trigger, {"opinion_received": fact}, {**given, "villages": names})


@click.command(help=help_text("round.recognise.help"))
@option("--signer", key="round.recognise.signer")
@number_option
@gap_option
@evidence_option
@deviation_options
@on_option
@command_id_option
@pass_app
def recognise(app: App, /, signer: str | None, evidence: tuple[Path, ...], **given: Any) -> None:
    """Recognise: the decision with its lists, the certificates."""
    from rasoat.steps.answers import nothing_to_sign

    with open_round(app) as desk_round:
        chairman = desk_round.file.commune.description["officials"]["chairman"]["name"]
        unsigned = nothing_to_sign(desk_round.view(desk_round.row_of(None), given["on"] or app.today))
    fact = {"signer": signer or chairman, "evidence": app.keep(evidence)}
    _step(app, "recognise", {} if unsigned else {"decision_signed": fact}, given)


@click.command(help=help_text("round.close.help"))
@option("--document", key="round.close.document")
@evidence_option
@deviation_options
@on_option
@command_id_option
@pass_app
def close(app: App, /, document: str | None, evidence: tuple[Path, ...], **given: Any) -> None:
    """Close the round, with the official report."""
    facts = {"official_report_sent": {"document": document, "evidence": app.keep(evidence)}} if document else {}
    _step(app, "close", facts, given)
