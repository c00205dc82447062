"""`rasoat procedure confirm`, `rasoat round confirm`: who compared a place of a procedure with which text."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from rasoat.commands.base import App, command_id_option, help_text, on_option, option, pass_app
from rasoat.commands.law_files import is_file, table_of, take
from rasoat.errors import UsageError
from rasoat.messages import message

value_option = option("--value", key="procedure.confirm.value")
by_option = option("--by", key="procedure.confirm.by", required=True)
document_option = option("--document", key="procedure.confirm.document", required=True)


@click.command(help=help_text("procedure.confirm.help"))
@click.argument("file")
@click.argument("places", metavar="PLACE...", nargs=-1, required=True)
@value_option
@by_option
@document_option
@on_option
@pass_app
def confirm(
    app: App, /, file: str, places: tuple[str, ...], value: str | None, by: str, document: str, on: date | None
) -> None:
    """Write into a procedure file that places of it were compared with the official text; all of them or none."""
    from rasoat.exchange.typed import read_text
    from rasoat.notices.files import write_whole
    from rasoat.workflow.confirming import agreed_value, confirmation_block, target_named

    if value is not None and len(places) > 1:
        raise UsageError("confirm_one_value")

    if not is_file(file):
        raise UsageError("confirm_shipped", id=file)
    if not (by.strip() and document.strip()):
        raise UsageError("confirm_incomplete")
    table = table_of(take(file))
    day = on or app.today
    if day > app.today:
        raise UsageError("date_in_future", on=day, today=app.today)
    agreed = {}
    for place in places:
        name, _, read = place.partition("=")
        target = target_named(table, name)
        agreed[target] = agreed_value(table, target, value if value is not None else read or None)
    path = Path(file)
    blocks = [confirmation_block(target, own, by, day, document) for target, own in agreed.items()]
    write_whole(path, (read_text(path).rstrip("\n") + "\n" + "".join(blocks)).encode())
    _report(app, file, agreed)


def _report(app: App, file: str, agreed: Mapping[str, str]) -> None:
    from rasoat.workflow.procedure_marks import unverified, users_of

    table = table_of(take(file))
    left = len(tuple(unverified(table)))
    for target, value in agreed.items():
        app.say("versions.confirm.done", target=target, value=value or message("versions.confirm.no_value"), file=file)
        group, _, name = target.partition(".")
        if group == "citations" and (resting := len(tuple(users_of(table, name)))):
            app.say("versions.confirm.lifts", name=name, count=resting)
    app.say("versions.confirm.left" if left else "versions.confirm.none_left", count=left)


@click.command(help=help_text("round.confirm.help"))
@click.argument("place")
@value_option
@by_option
@document_option
@on_option
@command_id_option
@pass_app
def confirm_in_round(
    app: App,
    /,
    place: str,
    value: str | None,
    by: str,
    document: str,
    on: date | None,
    command_id: str | None,
) -> None:
    """Record for an open round that a place of its procedure was compared with the official text."""
    from rasoat.commands.base import open_round
    from rasoat.workflow.confirmed_rounds import ConfirmRule, confirm_rule
    from rasoat.workflow.grounds import told

    order = ConfirmRule(
        round=app.round,
        name=place,
        value=value,
        by=by,
        document=document,
        on=on or app.today,
        command_id=command_id,
    )
    entry = confirm_rule(app.database, order, app.author())
    with open_round(app) as desk_round:
        left, code = desk_round.all_unverified(), desk_round.file.row.code
    shown = entry.payload["value"] or message("versions.confirm.no_value")
    app.say("versions.confirm.recorded", target=entry.payload["of"], value=shown, round=code, seq=entry.seq)
    if left:
        app.say("versions.grounds.round", count=len(left), places=told(left))
