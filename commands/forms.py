"""`rasoat form`: papers to fill in by hand, and texts to read out, as far as the round knows what stands in them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    date_option,
    help_text,
    json_option,
    open_round,
    option,
    pass_app,
    print_json,
)
from rasoat.commands.tables import table
from rasoat.messages import text

if TYPE_CHECKING:
    from rasoat.notices.papers import Paper

_LAZY = {"list": "rasoat.commands.forms:list_", "blank": "rasoat.commands.forms:blank"}


@click.group(cls=LazyGroup, lazy=_LAZY, key="form.", help=help_text("form.help"))
def form() -> None:
    """Group."""


@click.command(help=help_text("form.list.help"))
@json_option
@pass_app
def list_(app: App, /, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """List the forms one can have blank."""
    from rasoat.commands.enter import ENTRIES
    from rasoat.notices.catalogue import forms
    from rasoat.steps.blanks import BLANKS, OF_VILLAGES

    known = [(code, forms()[code], code in OF_VILLAGES, code in ENTRIES) for code in BLANKS]
    if as_json:
        print_json(
            [
                {"form": code, "title": entry.title(app.lang), "village": village, "entered": entered}
                for code, entry, village, entered in known
            ]
        )
        return
    yes = text("cli.form.list.yes", app.lang)
    table(
        app,
        "blanks",
        [[code, entry.title(app.lang), yes * village, yes * entered] for code, entry, village, entered in known],
    )


@click.command(help=help_text("form.blank.help"))
@click.argument("form")
@click.argument("village", required=False)
@option("--household", key="form.blank.household")
@date_option("--date", "on", key="form.blank.date")
@option("--time", key="meeting.record.time")
@option(
    "--format",
    "kind",
    key="form.blank.format",
    type=click.Choice(["pdf", "docx", "html"]),
    default="pdf",
    show_default=True,
)
@option("--out", key="print.out", type=click.Path(path_type=Path), default=Path("in"), show_default=True)
@pass_app
def blank(
    app: App,
    /,
    form: str,
    village: str | None,
    household: str | None,
    on: date | None,
    time: str | None,
    kind: str,
    out: Path,
) -> None:
    """Make a form to fill in by hand."""
    from rasoat.notices.papers import Paper
    from rasoat.steps.blanks import Wish, blank_papers
    from rasoat.steps.intake import find_household

    ref = None
    if household:
        ref, village = find_household(app.database, app.round, household)
    with open_round(app) as desk_round:
        found = blank_papers(desk_round, form, village, app.today, Wish(on=on, time=time, ref=ref))
    papers = [Paper(item.form, item.context, item.code) for item in found]
    path = _write(papers, out, kind)
    app.say("cli.form.blank.done", count=len(papers), file=path, code=papers[0].anchor)


def _write(papers: "Sequence[Paper]", out: Path, kind: str) -> Path:
    """Write the papers: as PDF in one file, otherwise a file each; return the file, or the folder of many."""
    from rasoat.notices.bundle import to_pdf_bundle
    from rasoat.notices.files import write_whole
    from rasoat.notices.printing import render, slug

    names = [slug(str(paper.anchor)) for paper in papers]
    if kind == "pdf" and len(papers) > 1:
        path = out / f"{names[0].rpartition('-')[0]}.pdf"
        write_whole(path, to_pdf_bundle(papers))
        return path
    for paper, name in zip(papers, names, strict=True):
        path = out / f"{name}.{kind}"
        write_whole(path, render(paper, kind))  # type: ignore[arg-type] # click checked the choice
    return path if len(papers) == 1 else out
