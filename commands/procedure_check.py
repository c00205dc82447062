"""`rasoat procedure check`: every fault of a file with its line, or what in it is not yet verified."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import App, help_text, json_option, pass_app, print_json
from rasoat.commands.law_files import is_file, print_line, table_of, take
from rasoat.errors import BadProcedure
from rasoat.messages import message

if TYPE_CHECKING:
    from rasoat.workflow.procedure_marks import Unverified
    from rasoat.workflow.rules import Procedure


@click.command(help=help_text("procedure.check.help"))
@click.argument("file")
@json_option
@pass_app
def check(app: App, /, file: str, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Check a file with the words the program knows; name every fault, or what is not yet verified."""
    from rasoat.workflow.procedure_marks import unverified

    try:
        item = take(file, lines=not as_json)
    except BadProcedure as error:
        if as_json and is_file(file):
            _print_faults(app, file, error)
            raise SystemExit(error.exit_code) from error
        raise
    found = tuple(unverified(table_of(item)))
    if as_json:
        print_json(_summary(app, item, found))
        return
    _print_summary(app, item, Path(file).name, found)


def _print_faults(app: App, file: str, error: BadProcedure) -> None:
    """Print the faults of a file for a script."""
    from rasoat.exchange.typed import read_text
    from rasoat.workflow.places import line_of_fault

    source = read_text(Path(file))
    faults = [
        {"key": key, "line": line, "reason": app.tell(fault)}
        for fault in error.details
        for key, line in [line_of_fault(source, fault)]
    ]
    print_json({"file": file, "sound": False, "faults": faults})


def _summary(app: App, item: "Procedure", found: Sequence["Unverified"]) -> dict[str, Any]:
    from rasoat.workflow.places import line_of

    return {
        "id": item.id,
        "version": item.version,
        "sound": True,
        "faults": [],
        "sha256": item.digest,
        "unverified": [
            {
                "key": place.key,
                "line": line_of(item.source, place.key),
                "what": app.tell(place.what),
                "note": place.note.render(app.lang) if place.note else None,
                "used_by": [app.tell(user) for user in place.used_by],
            }
            for place in found
        ],
    }


def _print_summary(app: App, item: "Procedure", file: str, found: Sequence["Unverified"]) -> None:
    from rasoat.workflow.places import line_of
    from rasoat.workflow.procedure_marks import marks_line
    from rasoat.workflow.procedure_names import joined

    table = table_of(item)
    app.say("pages.check.sound", file=file, id=item.id, version=item.version)
    app.say(
        "pages.check.counts",
        stages=len(table.stages),
        transitions=len(table.transitions),
        requirements=len(table.requirements),
        terms=len(table.terms),
        variants=len(table.variants),
    )
    app.say("pages.show.marks", marks=marks_line(table))
    if not found:
        app.say("pages.check.all_verified")
        return
    app.say("pages.check.unverified", count=len(found))
    for place in found:
        line = line_of(item.source, place.key)
        what = message("pages.check.at_line", line=line, fault=place.what) if line else place.what
        print_line(app.tell(what), 1)
        if place.note:
            print_line(app.tell(message("pages.show.note", note=place.note)), 2)
        if place.used_by:
            print_line(app.tell(message("pages.check.used_by", places=joined(place.used_by, "; "))), 2)
    app.say("pages.check.how", file=file)
