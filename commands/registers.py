"""`rasoat register`: the register of numbers, as a list and as a book; cancelling a number; who keeps a series."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import (
    LARGEST_NUMBER,
    App,
    LazyGroup,
    command_id_option,
    help_text,
    json_option,
    open_round,
    option,
    pass_app,
    print_json,
)
from rasoat.errors import UsageError
from rasoat.messages import message

if TYPE_CHECKING:
    from rasoat.notices.papers import Paper
    from rasoat.workflow.registers import Gap, Line

BODIES = ("ubnd", "bcd", "gcn")
_HERE = "rasoat.commands.registers"
_LAZY = {
    "show": f"{_HERE}:show",
    "print": f"{_HERE}:print_",
    "cancel": f"{_HERE}:cancel",
    "shared": f"{_HERE}:shared",
}
body_option = option("--body", key="register.body", type=click.Choice(BODIES))
year_option = option("--year", key="register.year", type=click.IntRange(min=2000, max=2100))


@click.group(cls=LazyGroup, lazy=_LAZY, key="register.", help=help_text("register.help"))
def register() -> None:
    """Group."""


@click.command(help=help_text("register.show.help"))
@body_option
@year_option
@json_option
@pass_app
def show(app: App, /, body: str | None, year: int | None, *, as_json: bool) -> None:
    """Show the register."""
    lines, gaps = _read(app, body, year)
    if as_json:
        print_json({"numbers": [_plain(app, line) for line in lines], "gaps": [_plain_gap(gap) for gap in gaps]})
        return
    if not lines:
        app.say("issuing.empty")
    for series in dict.fromkeys((line.row.body, line.row.year) for line in lines):
        _show(app, [line for line in lines if (line.row.body, line.row.year) == series], gaps)


def _read(app: App, body: str | None, year: int | None) -> "tuple[Sequence[Line], Sequence[Gap]]":
    from rasoat.models.store import Store
    from rasoat.workflow.desk import open_file
    from rasoat.workflow.registers import gaps_of, lines_of

    with app.database.read() as connection:
        store = Store(connection)
        commune_id = open_file(store, app.round, erased_too=True).row.commune_id
        lines = lines_of(store, commune_id, body, year)
        return lines, gaps_of(store, commune_id, lines)


def _show(app: App, lines: "Sequence[Line]", gaps: "Sequence[Gap]") -> None:
    first = lines[0].row
    own = [gap for gap in gaps if (gap.body, gap.year) == (first.body, first.year)]
    body = message(f"issuing.bodies.{first.body}")
    app.say("issuing.head", body=body, year=first.year, count=len(lines), next=lines[-1].row.no + 1)
    rows = [(line.row.no, _line(app, line)) for line in lines] + [(gap.first, _gap(app, gap)) for gap in own]
    for _no, words in sorted(rows):
        click.echo(f"  {words}")


def _line(app: App, line: "Line") -> str:
    from rasoat.reports.register_book import states
    from rasoat.workflow.registry import form_of

    paper = app.tell(form_of(line.row.form).title)
    village = f", {line.village}" if line.village else ""
    state = "".join(f"; {app.tell(item)}" for item in states(line))
    return app.tell(message("issuing.line", number=line.number, on=line.on, paper=paper, village=village, state=state))


def _gap(app: App, gap: "Gap") -> str:
    reason = gap.reason or message("issuing.gap_unexplained")
    return app.tell(message("issuing.gap", first=gap.first, last=gap.last, reason=reason))


def _plain(app: App, line: "Line") -> dict[str, Any]:
    said = line.cancelled.payload if line.cancelled else None
    return {
        "body": line.row.body,
        "year": line.row.year,
        "no": line.row.no,
        "number": line.number,
        "date": line.on.isoformat(),
        "form": line.row.form,
        "village": line.village,
        "round": line.row.chain,
        "paper": f"{line.row.seq}.{line.row.part}",
        "cancelled": {"reason": said["reason"], "by": said["by"]} if said else None,
        "replaces": app.tell(line.replaces) if line.replaces else None,
        "replaced_by": app.tell(line.replaced_by) if line.replaced_by else None,
    }


def _plain_gap(gap: "Gap") -> dict[str, Any]:
    return {"body": gap.body, "year": gap.year, "first": gap.first, "last": gap.last, "reason": gap.reason}


@click.command("print", help=help_text("register.print.help"))
@option("--body", key="register.body", type=click.Choice(BODIES), required=True)
@year_option
@option(
    "--format",
    "formats",
    key="register.print.format",
    type=click.Choice(["pdf", "docx", "html", "xlsx"]),
    multiple=True,
    default=("pdf",),
    show_default=True,
)
@option("--out", key="print.out", type=click.Path(path_type=Path), default=Path("so-van-ban"), show_default=True)
@pass_app
def print_(app: App, /, body: str, year: int | None, formats: tuple[str, ...], out: Path) -> None:
    """Print the register as a book."""
    from rasoat.notices.files import write_whole
    from rasoat.reports.register_book import book

    year = year or app.today.year
    lines, gaps = _read(app, body, year)
    if not lines:
        raise UsageError("register_empty", body=message(f"issuing.bodies.{body}"), year=year)
    with open_round(app) as desk_round:
        paper = book(desk_round.file.commune, lines, gaps, app.today)
    files = [(out / f"so-van-ban-{body}-{year}.{kind}", kind) for kind in formats]
    contents = [(path, _content(paper, kind)) for path, kind in files]
    for path, content in contents:
        write_whole(path, content)
        app.say("cli.register.print.done", count=len(lines), file=path)


def _content(paper: "Paper", kind: str) -> bytes:
    from rasoat.notices.printing import render
    from rasoat.reports.register_book import to_xlsx

    return to_xlsx(paper) if kind == "xlsx" else render(paper, kind)  # type: ignore[arg-type] # click checked the choice


@click.command(help=help_text("register.cancel.help"))
@click.argument("number", type=click.IntRange(min=1, max=LARGEST_NUMBER), metavar=help_text("register.metavar"))
@option("--body", key="register.body", type=click.Choice(BODIES), required=True)
@year_option
@option("--reason", key="register.cancel.reason", required=True)
@option("--by", key="register.by", required=True)
@command_id_option
@pass_app
def cancel(app: App, /, number: int, body: str, year: int | None, reason: str, by: str, command_id: str | None) -> None:
    """Cancel a number."""
    from rasoat.workflow.outbox import number_text
    from rasoat.workflow.registers import Cancel, cancel

    order = Cancel(
        round=app.round,
        body=body,
        year=year or app.today.year,
        no=number,
        reason=reason,
        by=by,
        command_id=command_id,
    )
    entry, row = cancel(app.database, order, app.author())
    app.say("cli.register.cancel.done", number=number_text(row.no, row.symbol), seq=entry.seq, chain=row.chain)


@click.command(help=help_text("register.shared.help"))
@option("--body", key="register.body", type=click.Choice(BODIES), required=True)
@year_option
@option("--reason", key="register.shared.reason", required=True)
@option("--by", key="register.by", required=True)
@command_id_option
@pass_app
def shared(app: App, /, body: str, year: int | None, reason: str, by: str, command_id: str | None) -> None:
    """Record who keeps a series."""
    from rasoat.workflow.registers import Share, share

    on: date = app.today
    order = Share(round=app.round, body=body, year=year or on.year, reason=reason, by=by, command_id=command_id)
    entry = share(app.database, order, app.author())
    name = message(f"issuing.bodies.{body}")
    app.say("cli.register.shared.done", body=name, year=order.year, reason=order.reason, seq=entry.seq)
