"""`rasoat procedure diff`: what changed from one procedure to another."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import App, help_text, json_option, pass_app, print_json
from rasoat.commands.law_files import form_titles, print_line, table_of, take
from rasoat.messages import message

if TYPE_CHECKING:
    from rasoat.workflow.procedure_diff import Change


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


def _print_changes(app: App, found: Sequence["Change"]) -> None:
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
