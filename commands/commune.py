"""`rasoat commune`: describe the commune once, in one small file."""

from pathlib import Path

import click

from rasoat.commands.base import App, LazyGroup, help_text, pass_app

_LAZY = {"template": "rasoat.commands.commune:template", "add": "rasoat.commands.commune:add"}


@click.group(cls=LazyGroup, lazy=_LAZY, key="commune.", help=help_text("commune.help"))
def commune() -> None:
    """Group."""


@click.command(help=help_text("commune.template.help"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@pass_app
def template(app: App, /, file: Path | None) -> None:
    """Write an example commune file, to standard output or to FILE."""
    from rasoat.exchange.communes import commune_template
    from rasoat.notices.files import write_new

    if file is None:
        click.echo(commune_template(), nl=False)
        return
    write_new(file, commune_template().encode())
    app.say("cli.commune.template.done", file=file)


@click.command(help=help_text("commune.add.help"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@pass_app
def add(app: App, /, file: Path) -> None:
    """Add the commune that FILE describes."""
    from rasoat.exchange.communes import read_commune
    from rasoat.exchange.plain import commune_rows
    from rasoat.steps.communes import add_commune

    description, villages = commune_rows(read_commune(file))
    app.creates = True
    add_commune(app.database, description, villages)
    app.say("cli.commune.add.done", name=description["name"], count=len(villages))
