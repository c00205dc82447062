"""`rasoat standard load-b1`, `rasoat standard b1`: point tables of score B1 taken in, and listed."""

from pathlib import Path

import click

from rasoat.commands.base import App, help_text, json_option, option, pass_app, print_json


@click.command(help=help_text("standard.load-b1.help"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@option("--standard", key="standard.load-b1.standard", default="std-2022", show_default=True)
@option("--source", key="standard.load-b1.source", required=True)
@pass_app
def load_b1(app: App, /, file: Path, standard: str, source: str) -> None:
    """Take a point table into the database."""
    from rasoat.errors import UsageError
    from rasoat.exchange.b1_tables import read_b1
    from rasoat.models.store import Store
    from rasoat.workflow.standards import load

    if not source.strip():
        raise UsageError("b1_source")
    found = read_b1(file, standard=load(standard).id, source=source.strip())
    with app.database.write() as connection:
        Store(connection).keep_procedure(found.digest, found.name, found.text)
    app.say(
        "cli.standard.load-b1.done",
        name=found.name,
        rows=len(found.content.rows),
        areas=found.areas,
        first=found.content.period[0],
        last=found.content.period[1],
        digest=found.digest,
    )


@click.command(help=help_text("standard.b1.help"))
@json_option
@pass_app
def b1(app: App, /, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """List the point tables of the database."""
    from rasoat.models.store import Store
    from rasoat.workflow.round_tables import kept_b1

    with app.database.read() as connection:
        tables = kept_b1(Store(connection))
    if as_json:
        plain = [
            {
                "name": item.name,
                "digest": item.digest,
                "standard": item.content.standard,
                "period": list(item.content.period),
                "areas": list(item.areas),
                "source": item.content.source,
                "file": item.content.file,
                "file_sha256": item.content.file_sha256,
                "rows": len(item.content.rows),
            }
            for item in tables
        ]
        print_json(plain)
        return
    if not tables:
        app.say("cli.standard.b1.none")
        return
    from rasoat.commands.tables import table

    rows = [
        [
            item.name,
            item.content.standard,
            "-".join(map(str, item.content.period)),
            ", ".join(item.areas),
            item.content.source,
        ]
        for item in tables
    ]
    table(app, "b1_tables", rows)
