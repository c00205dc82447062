"""`rasoat procedure`: the procedures listed, as pages to read, and as copies to change."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from rasoat.commands.base import App, LazyGroup, help_text, json_option, option, pass_app, print_json
from rasoat.commands.law_files import form_titles, is_file, print_page, table_of, take
from rasoat.errors import BadProcedure, UsageError
from rasoat.messages import message

_HERE = "rasoat.commands.procedure"
_LAZY = {
    "list": f"{_HERE}:list_",
    "show": f"{_HERE}:show",
    "check": "rasoat.commands.procedure_check:check",
    "diff": "rasoat.commands.procedure_diff:diff",
    "new": f"{_HERE}:new",
    "confirm": "rasoat.commands.procedure_confirm:confirm",
    "replay": "rasoat.commands.procedure_replay:replay",
    "export": "rasoat.commands.procedure_export:export",
}
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(cls=LazyGroup, lazy=_LAZY, key="procedure.", help=help_text("procedure.help"))
def procedure() -> None:
    """Group."""


@click.command(help=help_text("procedure.list.help"))
@click.argument("file", nargs=-1)
@json_option
@pass_app
def list_(app: App, /, file: tuple[str, ...], as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """List the procedures that come with the program, and those of files and folders."""
    from rasoat.workflow.procedures import shipped

    rows = [_row(app, name) for name in (*shipped(), *_files(file))]
    if as_json:
        print_json(rows)
        return
    from rasoat.commands.tables import table

    table(app, "procedures", [[row["id"], row["title"], row["span"], row["kind"], row["marks"]] for row in rows])


def _files(names: Iterable[str]) -> list[str]:
    """Return the files named, and those in the folders named."""
    found: list[str] = []
    for name in names:
        path = Path(name)
        found += [str(item) for item in sorted(path.glob("*.toml"))] if path.is_dir() else [name]
    return found


def _row(app: App, name: str) -> dict[str, Any]:
    """Return what the list says of one procedure; a wrong file has its line too, with the way to its faults."""
    from rasoat.workflow.procedure_marks import mark_counts, marks_line
    from rasoat.workflow.procedure_names import kind_title, span

    try:
        item = take(name)
    except BadProcedure as error:
        faults = len(error.details)
        title = app.tell(message("cli.procedure.list.faulty", count=faults, file=name))
        return {"id": name, "title": title, "span": "", "kind": "", "marks": "", "faults": faults}
    return {
        "id": item.id if not is_file(name) else f"{item.id} ({name})",
        "title": item.title.render(app.lang),
        "span": app.tell(span(item)),
        "kind": app.tell(kind_title(item.kind)),
        "marks": app.tell(marks_line(table_of(item))),
        "faults": 0,
        "version": item.version,
        "mark_counts": mark_counts(table_of(item)),
    }


@click.command(help=help_text("procedure.show.help"))
@click.argument("procedure")
@option("--variant", key="procedure.show.variant")
@json_option
@pass_app
def show(app: App, /, procedure: str, variant: str | None, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show a whole procedure."""
    item = take(procedure, variant)
    if as_json:
        from rasoat.workflow.procedure_plain import plain_procedure

        print_json(plain_procedure(item, form_titles(), app.lang))
        return
    from rasoat.workflow.procedure_pages import page

    print_page(page(item, form_titles()), app.lang)


@click.command(help=help_text("procedure.new.help"))
@click.argument("new_id")
@option("--from", "origin", key="procedure.new.origin", required=True)
@option("--version", key="procedure.new.version")
@option("--keep-marks", "keep", key="procedure.new.keep", is_flag=True)
@option("--out", key="procedure.new.out", type=_FILE)
@pass_app
def new(
    app: App,
    /,
    new_id: str,
    origin: str,
    version: str | None,
    keep: bool,  # noqa: FBT001 # click passes flags so
    out: Path | None,
) -> None:
    """Write a new procedure file from an existing one, every mark back to unverified unless it is to be kept."""
    from rasoat.notices.files import write_new
    from rasoat.workflow.procedure_copies import new_procedure
    from rasoat.workflow.procedures import shipped

    path = out or Path(f"{new_id}.toml")
    if new_id in shipped():
        raise UsageError("procedure_id_taken", id=new_id)
    day = app.today
    named = version or day.isoformat()
    text = new_procedure(take(origin), id_=new_id, version=named, on=day, lang=app.lang, keep=keep)
    if path.name != f"{new_id}.toml":
        raise UsageError("procedure_file_name", id=new_id, file=path.name)
    write_new(path, text.encode())
    app.say("cli.procedure.new.done", file=path)
