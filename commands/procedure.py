"""`rasoat procedure`: the procedures as pages to read, check, compare and copy."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import App, LazyGroup, help_text, json_option, option, pass_app, print_json
from rasoat.commands.law_files import form_titles, is_file, print_line, print_page, table_of, take
from rasoat.errors import BadProcedure, UsageError
from rasoat.messages import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rasoat.workflow.procedure_diff import Change
    from rasoat.workflow.procedure_marks import Unverified
    from rasoat.workflow.rules import Procedure

_HERE = "rasoat.commands.procedure"
_LAZY = {
    "list": f"{_HERE}:list_",
    "show": f"{_HERE}:show",
    "check": f"{_HERE}:check",
    "diff": f"{_HERE}:diff",
    "new": f"{_HERE}:new",
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


def _files(names: "Iterable[str]") -> list[str]:
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


@click.command(help=help_text("procedure.check.help"))
@click.argument("file")
@json_option
@pass_app
def check(app: App, /, file: str, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Check a file with the words the program knows; name every fault, or what is not yet verified."""
    from rasoat.workflow.procedure_marks import unverified

    try:
        item = take(file)
    except BadProcedure as error:
        _refuse(app, file, error, as_json=as_json)
        raise
    found = tuple(unverified(table_of(item)))
    if as_json:
        print_json(_summary(app, item, found))
        return
    _print_summary(app, item, Path(file).name, found)


def _refuse(app: App, file: str, error: BadProcedure, *, as_json: bool) -> None:
    """Raise the error with the line of each fault, or print the faults for a script."""
    from rasoat.exchange.typed import read_text
    from rasoat.workflow.places import at_line, line_of_fault

    if not is_file(file):
        return
    source = read_text(Path(file))
    if not as_json:
        details = [at_line(source, fault) for fault in error.details]
        raise BadProcedure(error.key, details=details, **error.params) from error
    faults = [
        {"key": key, "line": line, "reason": app.tell(fault)}
        for fault in error.details
        for key, line in [line_of_fault(source, fault)]
    ]
    print_json({"file": file, "sound": False, "faults": faults})
    raise SystemExit(error.exit_code)


def _summary(app: App, item: "Procedure", found: "Sequence[Unverified]") -> dict[str, Any]:
    return {
        "id": item.id,
        "version": item.version,
        "sound": True,
        "faults": [],
        "sha256": item.digest,
        "unverified": [
            {
                "key": place.key,
                "what": app.tell(place.what),
                "note": place.note.render(app.lang) if place.note else None,
                "used_by": [app.tell(user) for user in place.used_by],
            }
            for place in found
        ],
    }


def _print_summary(app: App, item: "Procedure", file: str, found: "Sequence[Unverified]") -> None:
    from rasoat.workflow.procedure_marks import marks_line
    from rasoat.workflow.procedure_names import joined

    table = table_of(item)
    app.say("pages.check.sound", file=file, id=item.id, version=item.version)
    groups = ("stages", "transitions", "requirements", "terms", "variants")
    app.say("pages.check.counts", **{group: len(getattr(table, group)) for group in groups})
    app.say("pages.show.marks", marks=marks_line(table))
    if not found:
        app.say("pages.check.all_verified")
        return
    app.say("pages.check.unverified", count=len(found))
    for place in found:
        print_line(app.tell(place.what), 1)
        if place.note:
            print_line(app.tell(message("pages.show.note", note=place.note)), 2)
        if place.used_by:
            print_line(app.tell(message("pages.check.used_by", places=joined(place.used_by, "; "))), 2)


@click.command(help=help_text("procedure.diff.help"))
@click.argument("before")
@click.argument("after")
@json_option
@pass_app
def diff(app: App, /, before: str, after: str, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show what two procedures say differently."""
    from rasoat.workflow.procedure_diff import changes

    old, new = take(before), take(after)
    found = changes(table_of(old), table_of(new), form_titles())
    if as_json:
        print_json([_plain(app, change) for change in found])
        return
    app.say("pages.diff.head", before=f"{old.id} ({old.version})", after=f"{new.id} ({new.version})")
    if not found:
        app.say("pages.diff.same")
    _print_changes(app, found)


def _plain(app: App, change: "Change") -> dict[str, Any]:
    return {
        "group": change.group,
        "id": change.id,
        "title": app.tell(change.title),
        "kind": change.kind,
        "field": change.field,
        "before": app.tell(change.before) if change.before else None,
        "after": app.tell(change.after) if change.after else None,
    }


def _print_changes(app: App, found: "Sequence[Change]") -> None:
    group = rule = ""
    for change in found:
        if change.group != group:
            group, rule = change.group, ""
            click.echo(f"\n{app.tell(message(f'pages.group.{group}'))}")
        if change.field is None:
            key = {"added": "pages.diff.added", "removed": "pages.diff.removed"}[change.kind]
            print_line(app.tell(message(key, item=change.title)), 1)
            continue
        if change.id != rule:
            rule = change.id
            print_line(app.tell(message("pages.diff.changed", item=change.title)), 1)
        print_line(_field(app, change), 3)


def _field(app: App, change: "Change") -> str:
    keys = {"changed": "pages.diff.field", "added": "pages.diff.field_more", "removed": "pages.diff.field_less"}
    nothing = message("pages.diff.nothing")
    field = message(f"pages.field.{change.field}")
    values = {"field": field, "before": change.before or nothing, "after": change.after or nothing}
    return app.tell(message(keys[change.kind], **values))


@click.command(help=help_text("procedure.new.help"))
@click.argument("new_id")
@option("--from", "origin", key="procedure.new.origin", required=True)
@option("--version", key="procedure.new.version")
@option("--out", key="procedure.new.out", type=_FILE)
@pass_app
def new(app: App, /, new_id: str, origin: str, version: str | None, out: Path | None) -> None:
    """Write a new procedure file from an existing one, every mark back to unverified."""
    from rasoat.notices.files import write_new
    from rasoat.workflow.procedure_copies import new_procedure
    from rasoat.workflow.procedures import shipped

    path = out or Path(f"{new_id}.toml")
    if new_id in shipped():
        raise UsageError("procedure_id_taken", id=new_id)
    day = app.today
    text = new_procedure(take(origin), id_=new_id, version=version or day.isoformat(), on=day, lang=app.lang)
    if path.name != f"{new_id}.toml":
        raise UsageError("procedure_file_name", id=new_id, file=path.name)
    write_new(path, text.encode())
    app.say("cli.procedure.new.done", file=path)
