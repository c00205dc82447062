"""`rasoat journal` and `rasoat correct`: the record, its verification, its corrections."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    command_id_option,
    date_option,
    evidence_option,
    help_text,
    json_option,
    open_round,
    option,
    pairs,
    pass_app,
    print_json,
)
from rasoat.commands.tables import table
from rasoat.messages import Message, message

if TYPE_CHECKING:
    from rasoat.models.records import Entry

_HERE = "rasoat.commands.journal"


@click.group(
    cls=LazyGroup,
    lazy={
        "verify": f"{_HERE}:verify",
        "show": f"{_HERE}:show",
        "export": "rasoat.commands.journal_export:export",
    },
    key="journal.",
    help=help_text("journal.help"),
)
def journal() -> None:
    """Group."""


@click.command(help=help_text("journal.verify.help"))
@option("--anchor", "anchors", key="journal.anchor", multiple=True)
@json_option
@pass_app
def verify(app: App, /, anchors: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Verify chains, sequence, state, papers, evidence, and codes from paper."""
    from rasoat.models.store import Store
    from rasoat.steps.evidence import damaged, folder_of, misread
    from rasoat.workflow.verifying import verify as check

    database = app.database
    with database.read() as connection:
        result = check(Store(connection), anchors)
    lost = [
        message("journal.evidence_damaged", name=name, digest=digest[:8])
        for digest, name in damaged(database, folder_of(database, app.store))
    ]
    lost += [
        message("journal.evidence_misread", name=name, digest=digest[:8])
        for digest, name in misread(database, folder_of(database, app.store))
    ]
    problems = [app.tell(item) for item in (*result.problems, *lost)]
    vouched = [app.tell(item) for item in (*result.erased, *result.anchors)]
    if as_json:
        counts = {"entries": result.entries, "papers": result.papers, "cases": result.cases}
        print_json(
            {"sound": not problems, **counts, "problems": problems, "anchors": vouched, "erased": len(result.erased)}
        )
    else:
        for line in vouched:
            click.echo(line)
        if problems:
            app.say("journal.broken", count=len(problems))
        else:
            app.say("journal.sound", entries=result.entries, papers=result.papers, cases=result.cases)
        for line in problems:
            click.echo(f"  - {line}")
    if problems:
        raise SystemExit(1)


@click.command(help=help_text("journal.show.help"))
@click.argument("village", required=False)
@json_option
@pass_app
def show(app: App, /, village: str | None, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show the journal of the round, or of one village."""
    with open_round(app, erased_too=True) as desk_round:
        file = desk_round.file
        titles = {row.id: desk_round.subject(row).title for row in desk_round.rows}
        wanted = desk_round.row_of(file.village_named(village)).id if village else None
        entries = [
            entry for entry in desk_round.store.entries_of_chain(file.row.chain_id) if wanted in {None, entry.case_id}
        ]
    if as_json:
        print_json(
            [
                {
                    "seq": entry.seq,
                    "case": titles.get(entry.case_id or 0),
                    "kind": entry.kind,
                    "occurred_on": entry.occurred_on,
                    "recorded_at": entry.recorded_at,
                    "actor": entry.actor,
                    "payload": entry.payload,
                    "hash": entry.hash,
                }
                for entry in entries
            ]
        )
        return
    rows = [
        [
            str(entry.seq),
            f"{date.fromisoformat(entry.occurred_on):%d/%m/%Y}",
            titles.get(entry.case_id or 0, ""),
            app.tell(_what(entry)),
            entry.actor,
        ]
        for entry in entries
    ]
    table(app, "journal", rows)


def _what(entry: "Entry") -> Message:
    """Return what an entry records, in words; a step by its own name."""
    if entry.kind == "transition":
        return message(f"words.triggers.{entry.payload['trigger']}")
    return message(f"words.facts.{entry.kind}")


@click.command(help=help_text("correct.help"))
@click.argument("entry", type=click.IntRange(min=1))
@option("--set", "changes", key="correct.set", multiple=True)
@date_option("--date", "on", key="correct.date")
@option("--annul", key="correct.annul", is_flag=True)
@option("--reason", key="correct.reason", required=True)
@evidence_option
@command_id_option
@pass_app
def correct(
    app: App,
    /,
    entry: int,
    changes: tuple[str, ...],
    on: date | None,
    annul: bool,  # noqa: FBT001 # click passes flags so
    reason: str,
    evidence: tuple[Path, ...],
    command_id: str | None,
) -> None:
    """Correct a recorded fact; the first entry stays."""
    from rasoat.workflow.correcting import Correction
    from rasoat.workflow.correcting import correct as enter

    order = Correction(
        round=app.round,
        target=entry,
        reason=reason,
        changes={
            **{name: _value(value) for name, value in pairs(changes, "--set").items()},
            **({"evidence": [*_evidence_of(app, entry), *app.keep(evidence)]} if evidence else {}),
        },
        on=on,
        annul=annul,
        command_id=command_id,
    )
    done = enter(app.database, order, app.author())
    app.say("cli.correct.done", target=entry, seq=done.seq)


def _evidence_of(app: App, entry: int) -> list[str]:
    """Return the evidence an entry has by now, corrections applied."""
    from rasoat.workflow.cases import CORRECTION

    found: list[str] = []
    with open_round(app) as desk_round:
        for item in desk_round.store.entries_of_chain(desk_round.file.row.chain_id):
            if item.seq == entry:
                found = list(item.payload.get("evidence") or [])
            elif item.kind == CORRECTION and item.payload["target"] == entry:
                found = list(item.payload["set"].get("evidence", found))
    return found


def _value(typed: str) -> Any:
    """Return a value typed as JSON, or the text itself."""
    try:
        return json.loads(typed)
    except json.JSONDecodeError:
        return typed
