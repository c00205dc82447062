"""`rasoat db`: bring an older database to this version's schema."""

import click

from rasoat.commands.base import App, LazyGroup, help_text, pass_app


@click.group(cls=LazyGroup, lazy={"upgrade": "rasoat.commands.database:upgrade"}, key="db.", help=help_text("db.help"))
def db() -> None:
    """Group."""


@click.command(help=help_text("db.upgrade.help"))
@pass_app
def upgrade(app: App, /) -> None:
    """Run the migrations that the database has not seen."""
    from rasoat.models.migrate import upgrade as migrate

    before, after = migrate(app.url)
    app.say("cli.db.done", before=before or "-", after=after)
