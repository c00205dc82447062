"""`rasoat print`: papers as PDF, Word or a page, one, a village's, a kind's, or all."""

from pathlib import Path

import click

from rasoat.commands.base import App, command_id_option, help_text, option, pass_app
from rasoat.errors import UsageError


@click.command(help=help_text("print.help"))
@option("--village", key="print.village")
@option("--form", "wanted", key="print.form", multiple=True)
@option("--entry", key="print.entry", type=click.IntRange(min=1))
@option(
    "--format",
    "formats",
    key="print.format",
    type=click.Choice(["pdf", "docx", "html"]),
    multiple=True,
    default=("pdf",),
    show_default=True,
)
@option("--out", key="print.out", type=click.Path(path_type=Path), default=Path("in"), show_default=True)
@option("--merged", key="print.merged", is_flag=True)
@option("--shipped", key="print.shipped", is_flag=True)
@command_id_option
@pass_app
def print_(
    app: App,
    /,
    village: str | None,
    wanted: tuple[str, ...],
    entry: int | None,
    formats: tuple[str, ...],
    out: Path,
    merged: bool,  # noqa: FBT001 # click passes flags so
    shipped: bool,  # noqa: FBT001 # as above
    command_id: str | None,
) -> None:
    """Print papers into a folder."""
    from rasoat.commands.own_templates import own_or_shipped, tell_waiting
    from rasoat.commands.progress import progress
    from rasoat.notices.printing import (
        Choice,
        check_command,
        chosen,
        or_none_left,
        print_papers,
        record_print,
        targets,
        write_bundle,
    )

    if merged and set(formats) != {"pdf"}:
        raise UsageError("merged_is_pdf", formats=tuple(kind for kind in formats if kind != "pdf"))
    check_command(app.database, command_id)
    choice = Choice(village=village, forms=wanted, entry=entry)
    prints, waiting = own_or_shipped(app, chosen(app.database, app.round, choice), shipped=shipped)
    path = out if out.suffix == ".pdf" else out / "tat-ca.pdf"
    files = [path] if merged else targets(prints, out, formats)
    with or_none_left(files):
        if merged:
            write_bundle(prints, path)
        else:
            with progress(app, "cli.print.progress", len(prints)) as step:
                print_papers(prints, out, formats, done=step)  # type: ignore[arg-type] # click checked the choice
        record_print(app.database, app.round, prints, formats, app.author(), command_id)
    if merged:
        app.say("cli.print.merged_done", count=len(prints), file=path)
    else:
        app.say("cli.print.done", count=len(files), folder=out)
    tell_waiting(app, waiting)
