"""`rasoat denunciation`: denunciations, kept apart from everything else the program writes."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
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

if TYPE_CHECKING:
    from rasoat.steps.vault import Vault

_HERE = "rasoat.commands.denunciations"
_LAZY = {"receive": f"{_HERE}:receive", "list": f"{_HERE}:list_", "show": f"{_HERE}:show"}
_FILE = click.Path(path_type=Path, dir_okay=False)
vault_option = option(
    "--vault", key="denunciation.vault", envvar="RASOAT_VAULT", type=click.Path(path_type=Path, file_okay=False)
)


@click.group(cls=LazyGroup, lazy=_LAZY, key="denunciation.", help=help_text("denunciation.help"))
def denunciation() -> None:
    """Group."""


def _vault(folder: Path | None) -> "Vault":
    """Return the vault.

    Raises:
        UsageError: nobody said where it is: there is no default, because it must lie where only few can look.
    """
    from rasoat.steps.vault import Vault

    if folder is None:
        raise UsageError("vault_unnamed")
    return Vault(folder)


@click.command(help=help_text("denunciation.receive.help"))
@click.argument("files", type=_FILE, nargs=-1, required=True)
@vault_option
@on_option
@pass_app
def receive(app: App, /, files: tuple[Path, ...], vault: Path | None, on: date | None) -> None:
    """Take a denunciation in."""
    from rasoat.steps.denunciations import receive_denunciation

    place = _vault(vault)
    outcome = receive_denunciation(app.database, app.round, on or app.today, files, place, app.author())
    report_fact(app, outcome, "cli.denunciation.receive.done", no=outcome.entries[0].payload["no"])


@click.command("list", help=help_text("denunciation.list.help"))
@vault_option
@json_option
@pass_app
def list_(app: App, /, vault: Path | None, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """List numbers and days, and whether the content is as it was sealed."""
    from rasoat.commands.tables import table
    from rasoat.messages import message
    from rasoat.messages import show as shown
    from rasoat.steps.denunciations import denunciations

    with open_round(app) as desk_round:
        found = denunciations(desk_round.view(desk_round.row_of(None), date.max))
        code = desk_round.file.row.code
    place = _vault(vault) if vault else None
    rows = [
        {
            "no": fact.data["no"],
            "received": fact.on,
            "content": place.condition(code, fact.data["no"], fact.data["sealed"]) if place else "unseen",
        }
        for fact in found
    ]
    if as_json:
        print_json([{**row, "received": row["received"].isoformat()} for row in rows])
        return
    told = [
        [str(r["no"]), str(shown(r["received"], app.lang)), app.tell(message(f"complaints.content.{r['content']}"))]
        for r in rows
    ]
    table(app, "denunciations", told)


@click.command(help=help_text("denunciation.show.help"))
@click.argument("no", type=click.IntRange(min=1))
@vault_option
@pass_app
def show(app: App, /, no: int, vault: Path | None) -> None:
    """Say where the content of a denunciation lies, for whoever may open the folder."""
    place = _vault(vault)
    with open_round(app) as desk_round:
        code = desk_round.file.row.code
    record = place.read(code, no)
    if record is None:
        raise UsageError("denunciation_absent", no=no, folder=place.place(code, no))
    names = [item["name"] for item in record["files"]]
    app.say(
        "cli.denunciation.show.done",
        no=no,
        on=date.fromisoformat(record["received_on"]),
        folder=place.place(code, no),
        files=names,
    )
