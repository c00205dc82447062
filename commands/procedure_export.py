"""`rasoat procedure export`: a procedure for other programs, and as a drawing."""

from pathlib import Path

import click

from rasoat.commands.base import App, help_text, option, pass_app
from rasoat.commands.law_files import take

FORMATS = ("bpmn", "mermaid", "svg")


@click.command(help=help_text("procedure.export.help"))
@click.argument("procedure")
@option("--variant", key="procedure.show.variant")
@option("--format", "form", key="procedure.export.format", type=click.Choice(FORMATS), required=True)
@option("--out", key="procedure.export.out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@pass_app
def export(app: App, /, procedure: str, variant: str | None, form: str, out: Path) -> None:
    """Write a procedure as BPMN, as a Mermaid diagram, or as a drawing."""
    from rasoat.notices.files import write_new
    from rasoat.reports.bpmn import bpmn_of
    from rasoat.reports.mermaid import mermaid_of
    from rasoat.reports.state_diagram import svg_of

    item = take(procedure, variant)
    if form == "bpmn":
        content = bpmn_of(item, app.lang)
    else:
        content = (mermaid_of if form == "mermaid" else svg_of)(item, app.lang).encode()
    write_new(out, content)
    app.say("cli.procedure.export.done", file=out)
