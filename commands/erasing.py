"""`rasoat round erase`: after the end of retention, under a document that orders it."""

import click

from rasoat.commands.base import App, help_text, option, pass_app


@click.command(help=help_text("round.erase.help"))
@option("--until", key="round.erase.until", type=click.IntRange(2021, 2100), required=True)
@option("--by", key="round.erase.by", required=True)
@option("--document", key="round.erase.document", required=True)
@option("--yes", "sure", key="round.erase.yes", is_flag=True)
@pass_app
def erase(app: App, /, until: int, by: str, document: str, sure: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Erase the personal data of old rounds, or say what would be erased."""
    from rasoat.errors import UsageError
    from rasoat.steps.erasure import Erase, plan, told
    from rasoat.steps.erasure import erase as carry_out
    from rasoat.steps.evidence import folder_of

    if not by.strip() or not document.strip():
        raise UsageError("erase_unsigned")
    database = app.database
    if not sure:
        for item in plan(database, until):
            click.echo(app.tell(told(item)))
        app.say("cli.erase.ask")
        return
    order = Erase(until=until, by=by.strip(), document=document.strip())
    for item in carry_out(database, folder_of(database, app.store), order, app.author()):
        click.echo(app.tell(told(item)))
    app.say("cli.erase.done", by=order.by, document=order.document)
