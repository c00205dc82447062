"""`rasoat standard`: poverty standards as pages, a province's own, and point tables of score B1."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import App, LazyGroup, help_text, json_option, on_option, option, pass_app, print_json
from rasoat.errors import UsageError
from rasoat.messages import message

if TYPE_CHECKING:
    from rasoat.workflow.standards import Standard

_HERE = "rasoat.commands.standards"
_LAZY = {
    "list": f"{_HERE}:list_",
    "show": f"{_HERE}:show",
    "check": f"{_HERE}:check",
    "new": f"{_HERE}:new",
    "confirm": f"{_HERE}:confirm",
    "load-b1": "rasoat.commands.b1_tables:load_b1",
    "b1": "rasoat.commands.b1_tables:b1",
}
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(cls=LazyGroup, lazy=_LAZY, key="standard.", help=help_text("standard.help"))
def standard() -> None:
    """Group."""


def take_standard(name: str) -> "Standard":
    """Return the standard that `name`, an id or a file, stands for; a file may be a national or a local one.

    Raises:
        UsageError: no standard of that id comes with the program.
        BadFile: the file cannot be read.
        BadProcedure: the file is wrong, or a mark in it is better than anybody answers for.
    """
    from rasoat.commands.law_files import is_file
    from rasoat.exchange.typed import read_text
    from rasoat.workflow.own_standards import parse_own
    from rasoat.workflow.standards import load

    if not is_file(name):
        return load(name)
    path = Path(name)
    return parse_own(read_text(path), name=path.name)


@click.command(help=help_text("standard.list.help"))
@option("--year", key="standard.list.year", type=click.IntRange(2000, 2100))
@json_option
@pass_app
def list_(app: App, /, year: int | None, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """List the standards that come with the program."""
    from rasoat.commands.tables import table
    from rasoat.workflow.standards import for_year, load, shipped

    found = [load(name) for name in (shipped() if year is None else (for_year(year),))]
    if as_json:
        print_json([_plain(app, item) for item in found])
        return
    rows = []
    for item in found:
        lines = [f"{item.lines[area].income:,}".replace(",", ".") for area in ("rural", "urban")]
        opened = str(len(tuple(item.open_places())))
        rows.append([item.id, item.title.render(app.lang), f"{item.first_year}-{item.last_year}", *lines, opened])
    table(app, "standards", rows)


@click.command(help=help_text("standard.show.help"))
@click.argument("standard")
@json_option
@pass_app
def show(app: App, /, standard: str, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show a whole standard."""
    item = take_standard(standard)
    if as_json:
        print_json(_plain(app, item))
        return
    from rasoat.commands.law_files import print_page
    from rasoat.workflow.standard_pages import page

    print_page(page(item), app.lang)


@click.command(help=help_text("standard.check.help"))
@click.argument("file")
@pass_app
def check(app: App, /, file: str) -> None:
    """Check the file of a standard."""
    item = take_standard(file)
    app.say("cli.standard.check.sound", file=file, title=item.title)
    _open_places(app, item)


def _open_places(app: App, item: "Standard") -> None:
    found = tuple(item.open_places())
    app.say("cli.standard.check.open" if found else "cli.standard.check.none_open", count=len(found))
    for target, citation in found:
        click.echo(f"  {target} ({citation.short(app.lang)})")


@click.command(help=help_text("standard.new.help"))
@click.argument("new_id")
@option("--base", key="standard.new.base")
@option("--from", "origin", key="standard.new.origin")
@option("--out", key="standard.new.out", type=_FILE)
@pass_app
def new(app: App, /, new_id: str, base: str | None, origin: str | None, out: Path | None) -> None:
    """Write the file of a province's higher standard to fill in, or a copy of a standard to change."""
    from rasoat.notices.files import write_new
    from rasoat.workflow.own_standards import copied, local_template
    from rasoat.workflow.standards import load

    if (base is None) == (origin is None):
        raise UsageError("standard_base_or_origin")
    path = out or Path(f"{new_id}.toml")
    if path.name != f"{new_id}.toml":
        raise UsageError("procedure_file_name", id=new_id, file=path.name)
    text = local_template(new_id, load(base), app.lang) if base else copied(load(origin or ""), new_id)
    write_new(path, text.encode())
    app.say("cli.standard.new.done", file=path)


@click.command(help=help_text("standard.confirm.help"))
@click.argument("file", type=_FILE)
@click.argument("place")
@option("--by", key="procedure.confirm.by", required=True)
@option("--document", key="procedure.confirm.document", required=True)
@on_option
@pass_app
def confirm(app: App, /, file: Path, place: str, by: str, document: str, on: date | None) -> None:
    """Write into the file of a standard that a place of it was compared with the official text."""
    from rasoat.exchange.typed import read_text
    from rasoat.notices.files import write_whole
    from rasoat.workflow.confirming import confirmation_block
    from rasoat.workflow.own_standards import parse_unmarked, value_at

    day = on or app.today
    if not (by.strip() and document.strip()):
        raise UsageError("confirm_incomplete")
    if day > app.today:
        raise UsageError("date_in_future", on=day, today=app.today)
    text = read_text(file)
    target, value = value_at(parse_unmarked(text, name=file.name), place)
    added = text.rstrip("\n") + "\n" + confirmation_block(target, value, by, day, document)
    parse_unmarked(added, name=file.name)
    write_whole(file, added.encode())
    app.say("versions.confirm.done", target=target, value=value or message("versions.confirm.no_value"), file=file)


def _plain(app: App, item: "Standard") -> dict[str, Any]:
    def line(area: str) -> dict[str, Any]:
        found = item.lines[area]
        basis = found.income_citation
        return {"income": found.income, "b1": found.b1, "basis": basis.short(app.lang), "evidence": basis.evidence}

    return {
        "id": item.id,
        "title": item.title.render(app.lang),
        "base": item.base,
        "years": [item.first_year, item.last_year],
        "lines": {area: line(area) for area in ("rural", "urban")},
        "b2": {"per_indicator": item.b2_per_indicator, "poor": item.b2_poor, "evidence": item.b2_citation.evidence},
        "indicators": [
            {
                "number": indicator.number,
                "code": indicator.code,
                "title": indicator.title.render(app.lang),
                "deprived_when": indicator.deprived_when.render(app.lang),
                "evidence": indicator.evidence,
            }
            for indicator in item.indicators
        ],
        "unverified": [target for target, _citation in item.open_places()],
    }
