"""`rasoat evidence`: handing in files for what was recorded, and what each file is for."""

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
)
from rasoat.errors import UsageError
from rasoat.messages import message, show

if TYPE_CHECKING:
    from rasoat.steps.exhibit_list import Shown
    from rasoat.workflow.cases import Fact, View

STEPS = {
    "meeting": "meeting_held",
    "posting-start": "posting_started",
    "posting-stop": "posting_stopped",
    "announcement": "announcement_made",
    "objection": "objection_filed",
    "reverification": "objection_reverified",
    "answer": "objection_answered",
    "committee": "committee_met",
    "report": "report_sent",
    "opinion": "opinion_received",
    "decision": "decision_signed",
    "official-report": "official_report_sent",
}
"""What evidence can be for, as one types it, and the kind of fact that is."""
_PLACES = {"house": "village_house", "office": "commune_office"}
_HERE = "rasoat.commands.evidence"
_LAZY = {
    "add": f"{_HERE}:add",
    "list": f"{_HERE}:list_",
    "signatures": "rasoat.commands.evidence_signatures:signatures",
    "read": f"{_HERE}:read",
}


@click.group(cls=LazyGroup, lazy=_LAZY, key="evidence.", help=help_text("evidence.help"))
def evidence() -> None:
    """Group."""


@click.command(help=help_text("evidence.add.help"))
@click.argument("village")
@click.argument("file", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@option("--paper", key="evidence.paper")
@option("--form", key="evidence.form")
@option("--step", key="evidence.step", type=click.Choice(list(STEPS)))
@option("--place", key="evidence.place", type=click.Choice(list(_PLACES)))
@option("--objection", key="evidence.objection", type=click.IntRange(min=1))
@option("--note", key="evidence.note")
@on_option
@command_id_option
@pass_app
def add(app: App, /, village: str, file: tuple[Path, ...], on: date | None, **given: Any) -> None:
    """Hand in files."""
    from rasoat.commands.evidence_papers import paper_meant
    from rasoat.commands.evidence_signatures import tell_signatures
    from rasoat.workflow.engine import NewFact, Step

    day = on or app.today
    with open_round(app) as desk_round:
        found = None if _is_commune(desk_round, village) else desk_round.file.village_named(village)
        own = desk_round.row_of(found)
        if given["paper"] and given["step"]:
            raise UsageError("evidence_step_and_paper")
        target = _target(app, desk_round.view(own, date.max), given)
        paper = {"paper": paper_meant(desk_round, own, given["paper"], given["form"])} if given["paper"] else {}
    data = {"evidence": app.keep(file), "entry": target.seq if target else None, "note": given["note"], **paper}
    step = Step(
        round=app.round,
        village=found.name if found else None,
        facts=(NewFact(kind="evidence_added", on=day, data=data),),
        on=day,
        command_id=given["command_id"],
    )
    outcome = app.perform(step)
    what = message(f"words.facts.{target.kind}") if target else message("cli.evidence.add.nothing")
    if given["paper"]:
        what = message("cli.evidence.add.paper", paper=given["paper"])
    report_fact(app, outcome, "cli.evidence.add.done", count=len(file), subject=outcome.subject, what=what)
    tell_signatures(app, file)


def _is_commune(desk_round: Any, typed: str) -> bool:
    """Tell whether the commune itself is meant: its name, with or without its kind."""
    subject = desk_round.subject(desk_round.row_of(None))
    return typed.strip().casefold() in {subject.name.casefold(), subject.title.casefold()}


def _target(app: App, view: "View", given: dict[str, Any]) -> "Fact | None":
    """Return the last fact of the kind, place and objection that was named; None when nothing was named.

    Raises:
        UsageError: there is no such fact.
    """
    if given["step"] is None:
        if given["place"] or given["objection"]:
            raise UsageError("evidence_without_step")
        return None
    wanted = {"place": _PLACES.get(given["place"]), "objection": given["objection"]}
    kind = STEPS[given["step"]]
    about = {"objection_filed", "objection_reverified", "objection_answered"}
    names = {"place": "place", "objection": "no" if kind in about else "objection"}
    for fact in reversed(view.facts_of_all_passes(kind)):
        if all(value is None or fact.data.get(names[name]) == value for name, value in wanted.items()):
            return fact
    what = app.tell(message(f"words.facts.{kind}"))
    raise UsageError("evidence_of_nothing", what=what, subject=view.subject.title)


@click.command(help=help_text("evidence.list.help"))
@click.argument("village", required=False)
@json_option
@pass_app
def list_(app: App, /, village: str | None, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show what each file is for."""
    from rasoat.commands.tables import table
    from rasoat.steps.exhibit_list import exhibits_shown

    with open_round(app) as desk_round:
        known = exhibits_shown(desk_round, app.today)
        title = None
        if village and _is_commune(desk_round, village):
            title = desk_round.subject(desk_round.row_of(None)).title
        elif village:
            row = desk_round.row_of(desk_round.file.village_named(village))
            title = desk_round.subject(row).title
    files = [item for item in known if title is None or any(use.subject == title for use in item.uses)]
    if as_json:
        print_json([_plain(app, item) for item in files])
        return
    table(app, "evidence", [row for item in files for row in _rows(app, item)])
    app.say("cli.evidence.list.count", count=len(files), twice=sum(bool(item.alike) for item in files))


def _rows(app: App, item: "Shown") -> list[list[str]]:
    file = item.exhibit
    kind = app.tell(message(f"cli.evidence.kind.{file.kind or 'unread'}"))
    first = [file.digest[:8], file.name, kind, show(file.taken_on, app.lang) if file.taken_on else "-"]
    uses = [app.tell(use.told()) for use in item.uses] or ["-"]
    alike = ", ".join(f"{other.name} ({other.digest[:8]})" for other in item.alike) or "-"
    return [[*first, uses[0], alike], *([["", "", "", "", use, ""] for use in uses[1:]])]


def _plain(app: App, item: "Shown") -> dict[str, Any]:
    file = item.exhibit
    return {
        "sha256": file.digest,
        "name": file.name,
        "bytes": file.size,
        "kind": file.kind,
        "taken_on": file.taken_on.isoformat() if file.taken_on else None,
        "uses": [
            {
                "subject": use.subject,
                "entry": use.fact.seq,
                "fact": use.fact.kind,
                "place": use.place,
                "on": use.fact.on.isoformat(),
                "text": app.tell(use.told()),
            }
            for use in item.uses
        ],
        "twice_used_with": [other.digest for other in item.alike],
    }


@click.command(help=help_text("evidence.read.help"))
@pass_app
def read(app: App, /) -> None:
    """Read the files that an older version of the program took in."""
    from rasoat.steps.evidence import folder_of, read_again

    count, lost = read_again(app.database, folder_of(app.database, app.store))
    app.say("cli.evidence.read.done", count=count)
    for digest in lost:
        app.say("cli.evidence.read.lost", digest=digest[:8])
    if lost:
        raise SystemExit(1)
