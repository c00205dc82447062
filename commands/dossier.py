"""`rasoat dossier`: the whole round as a folder for others, and the verification of somebody else's."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    command_id_option,
    help_text,
    json_option,
    option,
    pass_app,
    print_json,
)
from rasoat.messages import Message, message

if TYPE_CHECKING:
    from rasoat.reports.dossier_verify import Verification

_HERE = "rasoat.commands.dossier"


@click.group(
    cls=LazyGroup,
    lazy={"export": f"{_HERE}:export", "verify": f"{_HERE}:verify"},
    key="dossier.",
    help=help_text("dossier.help"),
)
def dossier() -> None:
    """Group."""


@click.command(help=help_text("dossier.export.help"))
@option("--out", key="dossier.export.out", type=click.Path(path_type=Path), default=Path("ho-so"), show_default=True)
@option("--zip", "zipped", key="dossier.export.zip", is_flag=True)
@option("--masked", key="dossier.export.masked", is_flag=True)
@command_id_option
@pass_app
def export(
    app: App,
    /,
    out: Path,
    zipped: bool,  # noqa: FBT001 # click passes flags so
    masked: bool,  # noqa: FBT001 # click passes flags so
    command_id: str | None,
) -> None:
    """Export the round."""
    from rasoat.commands.progress import progress
    from rasoat.reports import dossier as making
    from rasoat.steps.evidence import folder_of

    order = making.Order(out=out, zipped=zipped, masked=masked, command_id=command_id)
    database = app.database
    source = making.read(database, app.round, app.today, command_id)
    evidence = folder_of(database, app.store)
    with progress(app, "cli.dossier.export.progress", making.pieces(source, masked=masked)) as step:
        made = making.export(database, evidence, source, order, app.author(), done=step)
    app.say("cli.dossier.export.done", files=made.files, folder=out)
    if order.archive:
        app.say("cli.dossier.export.packed", archive=order.archive)
    app.say("cli.dossier.export.code", code=made.code)
    if made.problems:
        app.say("cli.dossier.export.faulty", err=True, count=len(made.problems))
        for item in made.problems:
            click.echo(f"  - {_tell(app, item)}", err=True)
        raise SystemExit(1)


@click.command(help=help_text("dossier.verify.help"))
@click.argument("path", type=click.Path(path_type=Path))
@option("--anchor", "anchors", key="dossier.verify.anchor", multiple=True)
@json_option
@pass_app
def verify(app: App, /, path: Path, anchors: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Verify a dossier."""
    from rasoat.commands.progress import progress
    from rasoat.exchange.dossiers import open_dossier
    from rasoat.reports.dossier_verify import plain, prints_in
    from rasoat.reports.dossier_verify import verify as check

    with open_dossier(path) as box, progress(app, "cli.dossier.verify.reprinting", prints_in(box)) as step:
        result = check(box, anchors, reprinting=True, done=step)
    if as_json:
        print_json(plain(result, lambda item: _tell(app, item)))
    else:
        _print(app, result)
    if result.problems:
        sys.exit(1)


def _print(app: App, result: "Verification") -> None:
    manifest = result.manifest
    checked = message(
        "cli.dossier.verify.checked",
        round=manifest.round if manifest else "?",
        commune=manifest.commune if manifest else "?",
        files=result.files,
        entries=result.entries,
        papers=result.papers,
        evidence=result.evidence,
    )
    click.echo(_tell(app, checked))
    for item in result.vouched:
        click.echo(_tell(app, item))
    for item in result.notes:
        app.say("cli.dossier.verify.note", line=_tell(app, item))
    if result.problems:
        app.say("cli.dossier.verify.broken", count=len(result.problems))
    else:
        app.say("cli.dossier.verify.sound")
    for item in result.problems:
        click.echo(f"  - {_tell(app, item)}")


def _tell(app: App, item: Message) -> str:
    """Return a message about a stranger's dossier, without the control signs it may have brought into the terminal."""
    return "".join(sign if sign.isprintable() else "�" for sign in app.tell(item))
