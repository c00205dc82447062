"""`rasoat procedure replay`: a round rehearsed under another version of the law, touching nothing."""

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import App, help_text, json_option, open_round, option, pass_app, print_json
from rasoat.commands.law_files import form_titles, print_line, take
from rasoat.messages import Message, message

if TYPE_CHECKING:
    from rasoat.workflow.citations import Text
    from rasoat.workflow.procedures import Procedure
    from rasoat.workflow.rehearsing import Difference, Rehearsal
    from rasoat.workflow.verdicts import Status


@click.command(help=help_text("procedure.replay.help"))
@click.argument("round_code", metavar="ROUND")
@option("--under", key="procedure.replay.under", required=True)
@option("--variant", key="procedure.replay.variant")
@json_option
@pass_app
def replay(
    app: App,
    /,
    round_code: str,
    under: str,
    variant: str | None,
    as_json: bool,  # noqa: FBT001 # click passes flags so
) -> None:
    """Rehearse a round under another procedure."""
    from rasoat.workflow.rehearsing import rehearse

    other = take(under, variant)
    app.round = round_code
    with open_round(app) as desk_round:
        row = desk_round.file.row
        found = rehearse(desk_round, other, app.today, form_titles())
    if as_json:
        print_json({"round": row.code, "on": app.today.isoformat(), **_plain(app, found)})
        return
    _print(app, found, row.code, row.opened_on)


def _plain(app: App, found: "Rehearsal") -> dict[str, Any]:
    return {
        "own": _plain_law(found.own),
        "under": {**_plain_law(found.other), "in_force": found.in_force},
        "standard": found.own.standard,
        "findings": {
            name: {status.value: count for status, count in counts.items()}
            for name, counts in zip(("own", "under"), found.findings, strict=True)
        },
        "differences": [
            {
                "subject": item.subject.title,
                "kind": item.kind,
                "step": item.step,
                "pass": item.pass_no,
                "rule": item.rule or None,
                "title": app.tell(item.title),
                "before": app.tell(item.before) if item.before else None,
                "after": app.tell(item.after) if item.after else None,
                "basis": item.citation.short(app.lang),
                "evidence": item.citation.evidence,
            }
            for item in found.differences
        ],
    }


def _plain_law(law: "Procedure") -> dict[str, Any]:
    variant = law.variant.id if law.variant else None
    return {"procedure": law.id, "version": law.version, "variant": variant, "sha256": law.digest}


def _print(app: App, found: "Rehearsal", code: str, opened_on: str) -> None:
    from datetime import date

    opened = date.fromisoformat(opened_on)
    own, other = _named(found.own), _named(found.other)
    app.say("versions.replay.head", round=code, opened=opened, own=own, other=other, on=app.today)
    if not found.in_force:
        app.say("versions.replay.not_in_force", id=found.other.id, opened=opened)
    if found.kept_standard:
        app.say("versions.replay.kept_standard", own=found.own.standard, other=found.other.standard)
    if not found.differences:
        app.say("versions.replay.same")
        return
    for subject, of_subject in groupby(found.differences, lambda item: item.subject.title):
        click.echo(f"\n{subject}")
        for kind, items in groupby(of_subject, lambda item: item.kind):
            print_line(app.tell(message(f"versions.replay.kind.{kind}")), 1)
            for item in items:
                print_line(app.tell(_line(app, item)), 2)
    click.echo()
    _totals(app, found)


def _named(law: "Procedure") -> Message:
    variant: Message | str = message("versions.replay.variant", id=law.variant.id) if law.variant else ""
    return message("versions.replay.named", id=law.id, version=law.version, variant=variant)


def _line(app: App, item: "Difference") -> Message:
    again: Message | str = message("versions.replay.pass", count=item.pass_no) if item.pass_no > 1 else ""
    values = {"title": item.title, "pass": again, "basis": item.citation.short(app.lang)}
    if item.before is None:
        return message("versions.replay.line.added", **values, after=item.after)
    if item.after is None:
        return message("versions.replay.line.removed", **values, before=item.before)
    return message("versions.replay.line.changed", **values, before=item.before, after=item.after)


def _totals(app: App, found: "Rehearsal") -> None:
    kinds = [item.kind for item in found.differences]
    app.say(
        "versions.replay.counts",
        steps=kinds.count("step"),
        days=kinds.count("day"),
        papers=kinds.count("paper"),
        findings=kinds.count("finding"),
    )
    before, after = (_counts(counts) for counts in found.findings)
    app.say("versions.replay.findings", before=before, after=after)


def _counts(counts: "Mapping[Status, int]") -> "Text":
    from rasoat.workflow.procedure_names import joined
    from rasoat.workflow.verdicts import Status

    return joined(
        message("versions.replay.count", status=message(f"words.status.{status.value}"), count=counts[status])
        for status in Status
        if counts.get(status)
    )
