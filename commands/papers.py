"""`rasoat paper`: the papers of a round, how each stands, and issuing one again after a correction."""

from datetime import date
from typing import TYPE_CHECKING

import click

from rasoat.commands.base import (
    LARGEST_NUMBER,
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
)

if TYPE_CHECKING:
    from rasoat.workflow.issued_papers import IssuedPaper

_HERE = "rasoat.commands.papers"
_LAZY = {"list": f"{_HERE}:list_", "reissue": f"{_HERE}:reissue"}


@click.group(cls=LazyGroup, lazy=_LAZY, key="paper.", help=help_text("paper.help"))
def paper() -> None:
    """Group."""


@click.command("list", help=help_text("paper.list.help"))
@option("--village", key="print.village")
@option("--form", "wanted", key="print.form", multiple=True)
@json_option
@pass_app
def list_(app: App, /, village: str | None, wanted: tuple[str, ...], *, as_json: bool) -> None:
    """List the papers of the round."""
    from rasoat.workflow.issued_papers import issued_papers

    with open_round(app) as desk_round:
        named = desk_round.file.village_named(village).name if village else None
        villages = {row.id: desk_round.subject(row).name for row in desk_round.rows}
        papers = [item for item in issued_papers(desk_round) if named in {None, villages[item.row.case_id]}]
    papers = [item for item in papers if not wanted or item.row.form in wanted]
    if as_json:
        print_json([_plain(item) for item in papers])
        return
    for item in papers:
        app.say("cli.paper.list.line", name=item.name, paper=item.told, village=item.village, state=_state(app, item))


def _state(app: App, item: "IssuedPaper") -> str:
    from rasoat.messages import message

    if item.cancelled:
        said, on = item.cancelled.payload, date.fromisoformat(item.cancelled.occurred_on)
        return "; " + app.tell(message("issuing.states_cancelled", on=on, by=said["by"], reason=said["reason"]))
    if item.replaced_by:
        newest = f"{item.replaced_by.seq}.{item.replaced_by.part}"
        return "; " + app.tell(message("issuing.states_replaced", paper=newest))
    return ""


def _plain(item: "IssuedPaper") -> dict[str, object]:
    return {
        "paper": item.name,
        "form": item.row.form,
        "number": item.number,
        "date": item.context["date"],
        "subject": item.village,
        "draft": item.context["draft"],
        "state": item.state,
        "replaced_by": f"{item.replaced_by.seq}.{item.replaced_by.part}" if item.replaced_by else None,
        "cancelled": item.cancelled.payload["reason"] if item.cancelled else None,
    }


@click.command(help=help_text("paper.reissue.help"))
@click.argument("name", metavar=help_text("paper.reissue.metavar"))
@option("--reason", key="paper.reissue.reason", required=True)
@option("--by", key="paper.reissue.by", required=True)
@option("--number", key="paper.reissue.number", type=click.IntRange(min=1, max=LARGEST_NUMBER))
@option("--gap-reason", key="gap_reason")
@on_option
@command_id_option
@pass_app
def reissue(
    app: App,
    /,
    name: str,
    reason: str,
    by: str,
    number: int | None,
    gap_reason: str | None,
    on: date | None,
    command_id: str | None,
) -> None:
    """Issue a paper again, from the corrected record."""
    from rasoat.workflow.issued_papers import named
    from rasoat.workflow.outbox import number_text
    from rasoat.workflow.reissuing import Reissue, reissue

    day = on or app.today
    order = Reissue(
        round=app.round,
        paper=name,
        reason=reason,
        by=by,
        on=day,
        number=number,
        gap_reason=gap_reason,
        command_id=command_id,
    )
    done = reissue(app.database, order, app.author())
    if done.new is None:
        app.say("cli.done.repeated", subject=done.old.village)
        return
    text = number_text(done.new.no, done.new.symbol or "") if done.new.no else None
    new = named(done.new.form, text, day)
    app.say("cli.paper.reissue.done", new=new, old=done.old.told, seq=done.entry.seq)
    if done.old.number:
        app.say("cli.paper.reissue.register", number=done.old.number)
