"""`rasoat events`: the register of events in which an inspector keys in a past round."""

from pathlib import Path

import click

from rasoat.commands.base import App, LazyGroup, help_text, option, pass_app

_LAZY = {"template": "rasoat.commands.events:template"}


@click.group(cls=LazyGroup, lazy=_LAZY, key="events.", help=help_text("events.help"))
def events() -> None:
    """Group."""


@click.command(help=help_text("events.template.help"))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@option("--procedure", key="events.procedure")
@pass_app
def template(app: App, /, file: Path, procedure: str | None) -> None:
    """Write the empty register: Excel, or CSV by the name of the file."""
    from rasoat.commands.audit_register import procedures_to_choose
    from rasoat.notices.files import write_new
    from rasoat.reports.register_files import register_csv, register_xlsx
    from rasoat.reports.register_words import events_of

    is_csv = file.suffix.lower() == ".csv"
    known = events_of(procedures_to_choose(procedure, None))
    content = register_csv([], app.lang) if is_csv else register_xlsx([], known, app.lang)
    write_new(file, content)
    app.say("cli.events.template.done", file=file)
