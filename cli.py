"""The `rasoat` command: parses, calls a step, prints; no rule of its own."""

import sys
from datetime import date
from typing import Any

import click

from rasoat import __version__
from rasoat.commands.base import (
    DEFAULT_DATABASE,
    App,
    LazyGroup,
    date_option,
    help_text,
    language,
    option,
    run_quietly,
)
from rasoat.errors import RasoatError

_COMMANDS = {
    "demo": "rasoat.commands.demo:demo",
    "commune": "rasoat.commands.commune:commune",
    "round": "rasoat.commands.rounds:round_",
    "committee": "rasoat.commands.committee:committee",
    "list": "rasoat.commands.lists:list_",
    "household": "rasoat.commands.households:household",
    "survey": "rasoat.commands.surveys:survey",
    "conflict": "rasoat.commands.conflicts:conflict",
    "spot-check": "rasoat.commands.spot_checks:spot_check",
    "income": "rasoat.commands.incomes:income",
    "meeting": "rasoat.commands.meetings:meeting",
    "posting": "rasoat.commands.postings:posting",
    "objection": "rasoat.commands.objections:objection",
    "complaint": "rasoat.commands.complaints:complaint",
    "denunciation": "rasoat.commands.denunciations:denunciation",
    "evidence": "rasoat.commands.evidence:evidence",
    "advance": "rasoat.commands.advance:advance",
    "status": "rasoat.commands.overview:status",
    "todo": "rasoat.commands.overview:todo",
    "audit": "rasoat.commands.audit:audit",
    "report": "rasoat.commands.reports:report",
    "events": "rasoat.commands.events:events",
    "print": "rasoat.commands.printing:print_",
    "template": "rasoat.commands.templates:template",
    "form": "rasoat.commands.forms:form",
    "enter": "rasoat.commands.enter:enter",
    "paper": "rasoat.commands.papers:paper",
    "register": "rasoat.commands.registers:register",
    "dossier": "rasoat.commands.dossier:dossier",
    "journal": "rasoat.commands.journal:journal",
    "correct": "rasoat.commands.journal:correct",
    "plan": "rasoat.commands.plan:plan",
    "term": "rasoat.commands.term:term",
    "calendar": "rasoat.commands.calendar:calendar",
    "procedure": "rasoat.commands.procedure:procedure",
    "standard": "rasoat.commands.standards:standard",
    "db": "rasoat.commands.database:db",
}


@click.group(
    cls=LazyGroup,
    lazy=_COMMANDS,
    help=help_text("root"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@option("--db", "url", key="db", envvar="RASOAT_DB", default=DEFAULT_DATABASE, show_default=True)
@option("--round", "round_code", key="round_option", envvar="RASOAT_ROUND")
@option("--lang", key="lang", type=click.Choice(["vi", "en"]), default=language)
@date_option("--on", "as_of", key="on")
@option("--actor", key="actor", envvar="RASOAT_ACTOR")
@option("--files", "store", key="files", envvar="RASOAT_FILES")
@option("--templates", key="templates", envvar="RASOAT_TEMPLATES")
@option(
    "--busy-seconds",
    key="busy_seconds",
    envvar="RASOAT_BUSY_SECONDS",
    type=click.FloatRange(min=0),
    default=30.0,
    show_default=True,
)
@click.version_option(__version__, message="rasoat %(version)s")
@click.pass_context
def root(
    ctx: click.Context,
    url: str,
    round_code: str | None,
    lang: Any,
    as_of: date | None,
    actor: str | None,
    store: str | None,
    templates: str | None,
    busy_seconds: float,
) -> None:
    """Hold what all commands share."""
    app = App(
        url=url,
        lang=lang,
        round=round_code,
        actor=actor,
        as_of=as_of,
        store=store,
        busy_seconds=busy_seconds,
        templates=templates,
    )
    ctx.obj = app
    ctx.call_on_close(app.close)


def main() -> None:
    """Run the command line; every error a person can mend is one paragraph, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # Windows consoles may not speak UTF-8 by default
            reconfigure(encoding="utf-8", errors="replace")
    try:
        root(standalone_mode=True)
    except RasoatError as error:
        sys.exit(run_quietly(language(), error))
    except Exception as error:  # noqa: BLE001 # a person is owed a sentence, whatever happened
        from rasoat.commands.failures import explained  # noqa: PLC0415 # loaded only when something broke

        sys.exit(run_quietly(language(), explained(error)))
