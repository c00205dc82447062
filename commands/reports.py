"""`rasoat report`: tables of the round's numbers, on the screen, as JSON, as Excel."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasoat.commands.base import App, LazyGroup, help_text, json_option, open_round, option, pass_app, print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rasoat.steps.movement_tables import Moves

_LAZY = {"movements": "rasoat.commands.reports:movements", "local": "rasoat.commands.reports:local"}


@click.group(cls=LazyGroup, lazy=_LAZY, key="report.", help=help_text("report.help"))
def report() -> None:
    """Group."""


@click.command(help=help_text("report.movements.help"))
@click.argument("village", required=False)
@option("--out", key="report.movements.out", type=click.Path(path_type=Path, dir_okay=False))
@json_option
@pass_app
def movements(app: App, /, village: str | None, out: Path | None, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show how households moved between the classes."""
    from rasoat.steps.movement_tables import commune_moves, village_moves

    with open_round(app) as desk_round:
        head = desk_round.file
        wanted = desk_round.village_rows()
        chosen = None if village is None else head.village_named(village).id
        all_ = village_moves(desk_round, app.today)
    villages = [item for row, item in zip(wanted, all_, strict=True) if chosen in {None, row.village_id}]
    commune = commune_moves(all_)
    if out is not None:
        from rasoat.notices.files import write_new
        from rasoat.reports.movement_files import movements_xlsx

        title = f"{head.commune.description['kind']} {head.commune.name}, {head.row.code}"
        write_new(out, movements_xlsx(villages, commune, title))
        app.say("cli.report.movements.done", file=out, count=len(villages))
        return
    if as_json:
        print_json({"villages": [item.plain() for item in villages], "commune": commune.plain()})
        return
    shown = [*villages, *([] if chosen else [commune])]
    _print(app, shown)
    if open_ := sum(item.open for item in shown if item.title):
        app.say("cli.report.movements.open", count=open_)


def _print(app: App, shown: "Sequence[Moves]") -> None:
    from rasoat.commands.tables import grid
    from rasoat.messages import message
    from rasoat.steps.movement_tables import COLUMNS

    for name, columns in COLUMNS.items():
        click.echo(app.tell(message(f"standards.moves.title.{name}")))
        heads = [app.tell(message(f"standards.moves.{word}")) for word in ("village", "of")]
        heads += [app.tell(message(f"standards.moves.{name}.{column}")) for column in columns]
        rows = []
        for item in shown:
            title = item.title or app.tell(message("standards.moves.commune"))
            for of in ("households", "persons"):
                said = app.tell(message(f"standards.moves.{of}"))
                rows.append([title, said, *(str(item.tables[name][of][column]) for column in columns)])
        grid(heads, rows)
    for item in shown:
        if not item.balanced and not item.open:
            app.say(
                "cli.report.movements.unbalanced", village=item.title or app.tell(message("standards.moves.commune"))
            )


@click.command(help=help_text("report.local.help"))
@json_option
@pass_app
def local(app: App, /, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show households by the national and by the province's standard, side by side."""
    from rasoat.commands.tables import table
    from rasoat.steps.local_lists import COLUMNS, local_lines

    with open_round(app) as desk_round:
        standard = desk_round.file.tools.local
        lines = local_lines(desk_round, app.today) if standard else []
    if as_json:
        print_json({"standard": standard.id if standard else None, "villages": lines})
    elif standard is None:
        app.say("cli.report.local.none")
    else:
        click.echo(standard.title.render(app.lang))
        table(app, "local", [[line["village"], *(str(line[name]) for name in COLUMNS)] for line in lines])
