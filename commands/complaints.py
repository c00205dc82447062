"""`rasoat complaint`: complaints after the decision, by the Complaint Law, with their own register and terms."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    command_id_option,
    date_option,
    evidence_option,
    help_text,
    is_whole,
    json_option,
    on_option,
    open_round,
    option,
    pass_app,
    print_json,
    report_fact,
)
from rasoat.errors import UsageError
from rasoat.messages import Message, message
from rasoat.messages import show as shown

_HERE = "rasoat.commands.complaints"
_LAZY = {
    "file": f"{_HERE}:file",
    "accept": f"{_HERE}:accept",
    "refuse": f"{_HERE}:refuse",
    "settle": f"{_HERE}:settle",
    "stop": f"{_HERE}:stop",
    "further": f"{_HERE}:further",
    "list": f"{_HERE}:list_",
    "show": f"{_HERE}:show",
}
_NO = click.IntRange(min=1)
document_option = option("--document", key="complaint.document")
rules_option = option("--rules", key="complaint.rules")


@click.group(cls=LazyGroup, lazy=_LAZY, key="complaint.", help=help_text("complaint.help"))
def complaint() -> None:
    """Group."""


@click.command(help=help_text("complaint.file.help"))
@option("--by", key="complaint.by", required=True)
@option("--content", key="complaint.content", required=True)
@option("--household", key="complaint.household")
@option("--against", key="complaint.against")
@option("--after", key="complaint.after")
@date_option("--learned", "learned", key="complaint.learned")
@option("--received-by", key="complaint.received_by")
@rules_option
@evidence_option
@on_option
@command_id_option
@pass_app
def file(app: App, /, by: str, household: str | None, on: date | None, **given: Any) -> None:
    """Enter a complaint."""
    from rasoat.steps.complaint_filing import file_complaint
    from rasoat.steps.intake import find_household

    name, _, address = by.partition(",")
    data = {
        "by": {"name": name.strip(), "address": address.strip() or None},
        "ref": find_household(app.database, app.round, household)[0] if household else None,
        "against": given["against"],
        "objection": _objection(given["after"]),
        "content": given["content"],
        "learned_on": given["learned"].isoformat() if given["learned"] else None,
        "received_by": given["received_by"],
        "rules": given["rules"],
        "evidence": app.keep(given["evidence"]),
    }
    command = given["command_id"]
    outcome = file_complaint(app.database, app.round, on or app.today, data, app.author(), command, app.kept)
    no = outcome.entries[0].payload["no"]
    report_fact(app, outcome, "cli.complaint.file.done", no=no)
    if not outcome.repeated:
        _told_after_filing(app, no)


def _objection(typed: str | None) -> dict[str, Any] | None:
    """Return the objection that a complaint follows, typed as VILLAGE:NO."""
    if typed is None:
        return None
    village, _, no = typed.rpartition(":")
    if not (village.strip() and is_whole(no)):
        raise UsageError("not_an_objection", value=typed)
    return {"village": village.strip(), "no": int(no)}


def _told_after_filing(app: App, no: int) -> None:
    """Say by when to accept, by which law, and what was not read."""
    from rasoat.steps.complaint_cases import find_complaint

    with open_round(app) as desk_round:
        view = desk_round.view(desk_round.row_of(None), app.today).undated
        item = find_complaint(view, no)
        due, limit = item.accept_by(view), item.complain_by(view)
    basis = due.term.citation.cited()
    app.say("cli.complaint.file.accept_by", last=due.last_day, basis=basis, rules=item.rules.title)
    for note in item.rules.notes:
        app.say("cli.complaint.note", note=note.text, basis=note.citation.cited())
    if limit and item.filed.on > limit.last_day:
        app.say("cli.complaint.file.late", last=limit.last_day, basis=limit.term.citation.cited())


def _record(app: App, kind: str, no: int, data: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Record what happened to a complaint."""
    from rasoat.workflow.engine import NewFact, Step

    day: date = given["on"] or app.today
    content = {"no": no, **data, "evidence": app.keep(given["evidence"])}
    fact = NewFact(kind=kind, on=day, data=content)
    outcome = app.perform(Step(round=app.round, facts=(fact,), on=day, command_id=given["command_id"]))
    report_fact(app, outcome, "cli.complaint.recorded", no=no, what=message(f"words.facts.{kind}"), on=day)


@click.command(help=help_text("complaint.accept.help"))
@click.argument("no", type=_NO)
@option("--complex", "complex_", key="complaint.complex")
@option("--remote", key="complaint.remote", is_flag=True)
@document_option
@rules_option
@evidence_option
@on_option
@command_id_option
@pass_app
def accept(app: App, /, no: int, **given: Any) -> None:
    """Accept a complaint."""
    from rasoat.steps.complaint_cases import find_complaint

    data = {name: given[name] for name in ("remote", "document", "rules")}
    _record(app, "complaint_accepted", no, {**data, "complex": given["complex_"]}, given)
    with open_round(app) as desk_round:
        view = desk_round.view(desk_round.row_of(None), app.today).undated
        due = find_complaint(view, no).settle_by(view)
    if due:
        mark = message(f"pages.mark.{due.term.evidence}")
        app.say("cli.complaint.accept.settle_by", last=due.last_day, basis=due.term.citation.cited(), mark=mark)


@click.command(help=help_text("complaint.refuse.help"))
@click.argument("no", type=_NO)
@option("--reason", key="complaint.reason", required=True)
@document_option
@evidence_option
@on_option
@command_id_option
@pass_app
def refuse(app: App, /, no: int, **given: Any) -> None:
    """Refuse to accept a complaint, with the reason."""
    _record(app, "complaint_refused", no, {name: given[name] for name in ("reason", "document")}, given)


@click.command(help=help_text("complaint.settle.help"))
@click.argument("no", type=_NO)
@option("--outcome", key="complaint.outcome", type=click.Choice(["upheld", "partly", "rejected"]), required=True)
@option("--document", key="complaint.decision", required=True)
@option("--class", "class_", key="complaint.class", type=click.Choice(["poor", "near_poor", "non_poor"]))
@evidence_option
@on_option
@command_id_option
@pass_app
def settle(app: App, /, no: int, **given: Any) -> None:
    """Enter the decision that settles a complaint."""
    data = {"outcome": given["outcome"], "document": given["document"], "class": given["class_"]}
    _record(app, "complaint_settled", no, data, given)


@click.command(help=help_text("complaint.stop.help"))
@click.argument("no", type=_NO)
@option("--kind", key="complaint.kind", type=click.Choice(["suspended", "ended"]), required=True)
@option("--reason", key="complaint.reason", required=True)
@document_option
@date_option("--sent", "sent", key="complaint.sent")
@evidence_option
@on_option
@command_id_option
@pass_app
def stop(app: App, /, no: int, sent: date | None, **given: Any) -> None:
    """Enter a decision to suspend or end the settling of a complaint."""
    from rasoat.workflow.complaint_rules import STOP_SENT, rules_on

    data = {name: given[name] for name in ("kind", "reason", "document")}
    _record(app, "complaint_stopped", no, {**data, "sent_on": sent.isoformat() if sent else None}, given)
    if STOP_SENT not in rules_on(given["on"] or app.today).terms:
        app.say("cli.complaint.stop.unread")


@click.command(help=help_text("complaint.further.help"))
@click.argument("no", type=_NO)
@option("--to", key="complaint.to", type=click.Choice(["second", "court"]), required=True)
@option("--result", key="complaint.result")
@document_option
@evidence_option
@on_option
@command_id_option
@pass_app
def further(app: App, /, no: int, **given: Any) -> None:
    """Enter a second complaint or a lawsuit, and later what came of it."""
    _record(app, "complaint_continued", no, {name: given[name] for name in ("to", "result", "document")}, given)


@click.command("list", help=help_text("complaint.list.help"))
@option("--xlsx", key="complaint.xlsx", type=click.Path(path_type=Path, dir_okay=False))
@json_option
@pass_app
def list_(app: App, /, xlsx: Path | None, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show the register, or write it as Excel."""
    from rasoat.steps.complaint_register import register

    with open_round(app) as desk_round:
        rows = register(desk_round.view(desk_round.row_of(None), app.today))
        title = desk_round.file.commune.name
    if xlsx:
        from rasoat.reports.complaint_files import register_book

        xlsx.write_bytes(register_book(rows, title, app.lang))
        app.say("cli.complaint.list.written", file=xlsx, count=len(rows))
    elif as_json:
        print_json(rows)
    elif rows:
        _table(app, rows)
    else:
        app.say("cli.complaint.list.none")


def _table(app: App, rows: list[dict[str, Any]]) -> None:
    from rasoat.commands.tables import table
    from rasoat.steps.complaint_register import told

    names = ("no", "received", "by", "household", "accept_by", "accepted", "settle_by", "settled", "state")
    lines = [told(row) for row in rows]
    table(app, "complaints", [[_cell(app, line[name]) for name in names] for line in lines])


def _cell(app: App, value: Any) -> str:
    if isinstance(value, Message):
        return app.tell(value)
    return "" if value is None else str(shown(value, app.lang))


@click.command(help=help_text("complaint.show.help"))
@click.argument("no", type=_NO)
@pass_app
def show(app: App, /, no: int) -> None:
    """Show the terms of a complaint, day by day."""
    from rasoat.steps.complaint_cases import find_complaint
    from rasoat.workflow.terms import prove

    with open_round(app) as desk_round:
        view = desk_round.view(desk_round.row_of(None), app.today)
        item = find_complaint(view, no)
        dues = [due for due in (item.complain_by(view), item.accept_by(view), item.settle_by(view)) if due]
        proofs = [(due, prove(due, desk_round.file.tools.calendar)) for due in dues]
    against = item.filed.data.get("against") or "-"
    app.say("cli.complaint.show.head", no=no, on=item.filed.on, against=against, rules=item.rules.title)
    for due, lines in proofs:
        mark = message(f"pages.mark.{due.term.evidence}")
        what = message(f"complaints.term.{due.term.counts_from}")
        app.say("cli.complaint.show.term", what=what, term=due.sentence(), basis=due.term.citation.cited(), mark=mark)
        for line in lines:
            click.echo("   " + app.tell(line.sentence()))
