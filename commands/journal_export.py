"""`rasoat journal export`: the round's events for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasoat.commands.base import App, help_text, open_round, option, pass_app

if TYPE_CHECKING:
    from rasoat.workflow.desk import Round

FORMATS = ("xes", "ocel", "xlsx", "csv")


@click.command(help=help_text("journal.export.help"))
@option("--format", "form", key="journal.export.format", type=click.Choice(FORMATS), required=True)
@option("--out", key="journal.export.out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@pass_app
def export(app: App, /, form: str, out: Path) -> None:
    """Write the events of the round."""
    from rasoat.notices.files import write_new
    from rasoat.reports.event_log import events_of_round

    with open_round(app) as desk_round:
        content = _content(app, desk_round, form)
        count = len(events_of_round(desk_round))
    write_new(out, content)
    app.say("cli.journal.export.done", file=out, count=count)


def _content(app: App, desk_round: "Round", form: str) -> bytes:
    from rasoat.reports.ocel import ocel_of
    from rasoat.reports.register_files import register_csv, register_xlsx
    from rasoat.reports.register_rows import rows_of_round
    from rasoat.reports.register_words import events_of
    from rasoat.reports.xes import xes_of

    if form == "xes":
        return xes_of(desk_round, app.lang)
    if form == "ocel":
        return ocel_of(desk_round, app.lang)
    rows = rows_of_round(desk_round, app.lang)
    if form == "csv":
        return register_csv(rows, app.lang)
    return register_xlsx(rows, events_of([desk_round.file.procedure]), app.lang)
