"""`rasoat print`: papers as PDF, Word or a page, one, a village's, a kind's, or all."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasoat.commands.base import App, command_id_option, help_text, option, pass_app
from rasoat.errors import UsageError

if TYPE_CHECKING:
    from rasoat.notices.printing import Print

MOST_COPIES = 20


@click.command(help=help_text("print.help"))
@option("--village", key="print.village")
@option("--form", "wanted", key="print.form", multiple=True)
@option("--entry", key="print.entry", type=click.IntRange(min=1))
@option("--paper", key="print.paper")
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
@option("--copies", key="print.copies", type=click.IntRange(min=1, max=MOST_COPIES))
@click.option("--cover/--no-cover", default=True, help=help_text("print.cover"))
@command_id_option
@pass_app
def print_(
    app: App,
    /,
    village: str | None,
    wanted: tuple[str, ...],
    entry: int | None,
    paper: str | None,
    formats: tuple[str, ...],
    out: Path,
    merged: bool,  # noqa: FBT001 # click passes flags so
    shipped: bool,  # noqa: FBT001 # as above
    copies: int | None,
    cover: bool,  # noqa: FBT001 # as above
    command_id: str | None,
) -> None:
    """Print papers into a folder, or into one file."""
    from rasoat.commands.own_templates import own_or_shipped, tell_waiting
    from rasoat.notices.printing import Choice, check_command, chosen

    if merged and set(formats) != {"pdf"}:
        raise UsageError("merged_is_pdf", formats=tuple(kind for kind in formats if kind != "pdf"))
    if copies and not merged:
        raise UsageError("copies_are_merged")
    check_command(app.database, command_id)
    choice = Choice(village=village, forms=wanted, entry=entry, paper=paper)
    prints, waiting = own_or_shipped(app, chosen(app.database, app.round, choice), shipped=shipped)
    if merged:
        _bound(app, prints, out, copies, cover=cover, command_id=command_id)
    else:
        _folder(app, prints, out, formats, command_id)
    tell_waiting(app, waiting)


def _bound(
    app: App, prints: "list[Print]", out: Path, copies: int | None, *, cover: bool, command_id: str | None
) -> None:
    from rasoat.commands.progress import progress
    from rasoat.notices.binding import bound, originals, write_bound
    from rasoat.notices.printing import or_none_left, record_print

    path = out if out.suffix == ".pdf" else out / "tat-ca.pdf"
    leaves = bound(prints, copies, cover=cover)
    counts = [originals(item, copies) for item in prints]
    with or_none_left([path]):
        with progress(app, "cli.print.progress", len(leaves)) as step:
            write_bound(leaves, path, lambda papers: [step() for _ in range(papers)])
        again = record_print(app.database, app.round, prints, ("pdf",), app.author(), command_id, counts)
    app.say("cli.print.merged_done", count=len(prints), originals=sum(counts), file=path)
    _told_again(app, again)


def _folder(app: App, prints: "list[Print]", out: Path, formats: tuple[str, ...], command_id: str | None) -> None:
    from rasoat.commands.progress import progress
    from rasoat.notices.printing import or_none_left, print_papers, record_print, targets

    files = targets(prints, out, formats)
    with or_none_left(files):
        with progress(app, "cli.print.progress", len(prints)) as step:
            print_papers(prints, out, formats, done=step)  # type: ignore[arg-type] # click checked the choice
        again = record_print(app.database, app.round, prints, formats, app.author(), command_id)
    app.say("cli.print.done", count=len(files), folder=out)
    _told_again(app, again)


def _told_again(app: App, again: int) -> None:
    if again:
        app.say("cli.print.again", count=again)
