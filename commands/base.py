"""What all commands share: language, database, dates, people, errors as paragraphs, lazy loading."""

import contextlib
import getpass
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from rasoat.commands.words import dress, speak
from rasoat.errors import RasoatError, UsageError
from rasoat.messages import Lang, Message, message, room, text

if TYPE_CHECKING:
    from rasoat.models.database import Database
    from rasoat.models.store import Store
    from rasoat.steps.evidence import Kept
    from rasoat.workflow.calendars import Calendar
    from rasoat.workflow.engine import Author, Outcome, Step

DEFAULT_DATABASE = "rasoat.db"
LONGEST_COMMAND_ID = 64
"""Characters; the journal's column holds 80, and a list adds a number for each village."""
LARGEST_NUMBER = 999_999
"""No register of a commune gets there in a year; a longer number is a slip of the finger."""


def language(argv: Iterable[str] | None = None) -> Lang:
    """Return the language asked for, before click has parsed anything: help texts need it at once."""
    words = list(sys.argv[1:] if argv is None else argv)
    given = os.environ.get("RASOAT_LANG", "vi")
    for word, following in zip(words, [*words, ""][1:], strict=True):
        if word == "--lang":
            given = following
        elif word.startswith("--lang="):
            given = word.removeprefix("--lang=")
    return "en" if given == "en" else "vi"


speak(language())


def help_text(key: str) -> str:
    """Return a help text of the catalogue room `cli`."""
    return text(f"cli.{key}", language())


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command runs."""

    def __init__(self, *args: Any, lazy: Mapping[str, str], key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy
        self.key = key
        dress(self, language())

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the command names in the order of the law, not of the alphabet."""
        return list(self.lazy)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        place = self.lazy.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command = cast("click.Command", getattr(importlib.import_module(module), name))
        dress(command, language())
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their one-line texts, without importing them."""
        known = room("cli", language())
        rows = [(name, known[f"cli.{self.key}{name}.short"]) for name in self.lazy]
        with formatter.section(help_text("commands")):
            formatter.write_dl(rows)


DATE = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])
"""Dates are typed as 2026-10-05 or 05/10/2026."""


def to_date(_ctx: click.Context, _param: click.Parameter, value: datetime | None) -> date | None:
    """Turn what click parsed into a date."""
    return value.date() if value else None


def to_command_id(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Return a command id that the journal can hold.

    Raises:
        UsageError: it is too long.
    """
    if value is not None and not 0 < len(value) <= LONGEST_COMMAND_ID:
        raise UsageError("command_id_long", limit=LONGEST_COMMAND_ID)
    return value


def date_option(*names: str, key: str, **kwargs: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return an option that takes a date."""
    return click.option(*names, type=DATE, callback=to_date, help=help_text(key), **kwargs)


def option(*names: str, key: str, **kwargs: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return an option whose help comes from the catalogue."""
    return click.option(*names, help=help_text(key), **kwargs)


json_option = option("--json", "as_json", key="json", is_flag=True)
command_id_option = option("--command-id", key="command_id", callback=to_command_id)
evidence_option = option(
    "--evidence", key="evidence_option", multiple=True, type=click.Path(path_type=Path, dir_okay=False)
)
on_option = date_option("--date", "on", key="date")


@dataclass(slots=True)
class App:
    """One run of the command line."""

    url: str
    lang: Lang
    round: str | None
    actor: str | None
    as_of: date | None
    store: str | None
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    creates: bool = False
    busy_seconds: float = 30.0
    templates: str | None = None
    kept: "list[Kept]" = field(default_factory=list)
    _database: "Database | None" = None

    @property
    def database(self) -> "Database":
        """The database, opened at first use; the steps are wired then too."""
        if self._database is None:
            from rasoat.models.database import open_database
            from rasoat.wiring import wire

            wire()
            if not (self.creates or "://" in self.url or Path(self.url).exists()):
                # a mistyped name must not leave an empty database behind
                raise UsageError("database_absent", database=self.url)
            self._database = open_database(self.url, busy_seconds=self.busy_seconds)
        return self._database

    def use(self, database: "Database", url: str, round_code: str) -> None:
        """Go on with a database that is open already."""
        self._database, self.url, self.round = database, url, round_code

    @property
    def today(self) -> date:
        """The as-of date: today, unless another was given."""
        return self.as_of or self.clock().astimezone().date()

    @property
    def templates_folder(self) -> Path:
        """Where the office keeps its own templates: beside a SQLite database, else in the working folder."""
        if self.templates:
            return Path(self.templates)
        name = self.url.removeprefix("sqlite:///")
        return Path(DEFAULT_DATABASE if "://" in name else name).with_suffix(".templates")

    def own_templates(self) -> Path | None:
        """Return the folder of the office's own templates; None where the office has none.

        Raises:
            UsageError: a folder was named that is not there: the papers would silently be the shipped ones.
        """
        folder = self.templates_folder
        if folder.is_dir():
            return folder
        if self.templates:
            raise UsageError("templates_absent", folder=folder)
        return None

    def author(self) -> "Author":
        """Return who acts, and when."""
        from rasoat.workflow.engine import Author

        return Author(actor=self.actor or _login(), at=self.clock(), today=self.today)

    def keep(self, paths: Iterable[Path]) -> list[str]:
        """Copy evidence files into their folder; return their digests. The step that names them enters them."""
        from rasoat.steps.evidence import copy_in, folder_of

        kept = copy_in(folder_of(self.database, self.store), paths)
        self.kept += kept
        return [item.digest for item in kept]

    def perform(self, step: "Step") -> "Outcome":
        """Carry out a step and enter the evidence kept for it, in one transaction."""
        from rasoat.steps.evidence import enter
        from rasoat.workflow.engine import perform_prepared

        def prepare(store: "Store") -> "Sequence[Step]":
            enter(store, self.kept)
            return [step]

        return perform_prepared(self.database, prepare, self.author())[0]

    def say(self, key: str, /, *, err: bool = False, **params: Any) -> None:
        """Print a text of the catalogue."""
        click.echo(text(key, self.lang, **params), err=err)

    def tell(self, item: Message) -> str:
        """Return a message in the language of this run."""
        return item.render(self.lang)

    def close(self) -> None:
        """Close what was opened."""
        if self._database is not None:
            self._database.close()


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "-"


pass_app = click.make_pass_decorator(App)


def print_json(value: Any) -> None:
    """Print a value as JSON that people can read too."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def report_step(app: App, outcome: "Outcome") -> None:
    """Print what a step did: the new stage, the papers, and what is met only by claim or left open."""
    from rasoat.workflow.gathering import sentences
    from rasoat.workflow.verdicts import MET

    if outcome.repeated:
        app.say("cli.done.repeated", subject=outcome.subject)
        return
    stage = stage_title(app, outcome.stage)
    app.say("cli.done.step", subject=outcome.subject, stage=stage, seq=outcome.entries[-1].seq)
    if outcome.deviation:
        app.say("cli.done.deviation", count=len(outcome.deviation.waived))
    warned = [item for item in outcome.judgements if item.verdict.status not in MET and not item.blocks]
    for line in sentences(warned):
        app.say("cli.done.warning", line=line)
    report_papers(app, outcome)
    if outcome.unverified:
        from rasoat.workflow.grounds import told

        key = "versions.grounds.step_papers" if outcome.papers else "versions.grounds.step"
        app.say(key, places=told(outcome.unverified))


def report_fact(app: App, outcome: "Outcome", key: str, **params: Any) -> None:
    """Print what was recorded, or that it had been recorded before, and the papers it produced."""
    if outcome.repeated:
        app.say("cli.done.repeated", subject=outcome.subject)
        return
    app.say(key, **params)
    report_papers(app, outcome)


def report_rows(app: App, outcomes: "Sequence[Outcome]", key: str, **params: Any) -> None:
    """Print what a file brought in, or that all of it was in before."""
    if outcomes and all(outcome.repeated for outcome in outcomes):
        app.say("cli.done.all_repeated")
    else:
        app.say(key, **params)


def report_papers(app: App, outcome: "Outcome") -> None:
    """Print which papers a step produced."""
    from rasoat.notices.catalogue import forms

    counts: dict[str, int] = {}
    numbers: dict[str, str] = {}
    for paper in outcome.papers:
        counts[paper.form] = counts.get(paper.form, 0) + 1
        if paper.no:
            numbers[paper.form] = f" {paper.no:02d}/{paper.symbol}"
    for form, count in counts.items():
        title = forms()[form].title(app.lang)
        if count == 1:
            app.say("cli.done.paper", title=title, number=numbers.get(form, ""))
        else:
            app.say("cli.done.papers", title=title, count=count)


def stage_title(app: App, stage: str) -> str:
    """Return the title of a stage of the round."""
    with open_round(app) as desk_round:
        title: str = desk_round.file.procedure.stages[stage].title.render(app.lang)
    return title


def our_calendar(app: App) -> "Calendar":
    """Return the calendar of the database of this run; where there is none, the one that comes with the program."""
    from rasoat.workflow.calendars import vietnam

    if not ("://" in app.url or Path(app.url).exists()):
        return vietnam()
    from rasoat.models.store import Store
    from rasoat.workflow.recorded_calendar import calendar_of

    with app.database.read() as connection:
        return calendar_of(Store(connection))


@contextlib.contextmanager
def open_round(app: App, *, erased_too: bool = False) -> Any:
    """Yield the round of this run, for reading; with `erased_too` also one whose personal data was erased."""
    from rasoat.models.store import Store
    from rasoat.workflow.desk import Round, open_file

    with app.database.read() as connection:
        store = Store(connection)
        yield Round(store, open_file(store, app.round, erased_too=erased_too))


def person(value: str) -> dict[str, str | None]:
    """Return a person typed as "Lò Văn An, Trưởng thôn"."""
    name, _, title = value.partition(",")
    return {"name": name.strip(), "title": title.strip() or None}


def pairs(values: Iterable[str], option_name: str) -> dict[str, str]:
    """Return options typed as NAME=VALUE.

    Raises:
        UsageError: one has no equals sign.
    """
    found: dict[str, str] = {}
    for value in values:
        name, sign, rest = value.partition("=")
        if not sign:
            raise UsageError("not_a_pair", option=option_name, value=value)
        found[name.strip()] = rest.strip()
    return found


def is_whole(typed: str) -> bool:
    """Tell whether a person typed a whole number: ASCII digits and nothing else."""
    return typed.isascii() and typed.isdecimal()


def numbers_of(values: Iterable[str]) -> dict[str, int]:
    """Return register numbers typed as FORM=NUMBER.

    Raises:
        UsageError: the form is unknown or takes no number, or the number is none.
    """
    from rasoat.notices.catalogue import forms

    numbers: dict[str, int] = {}
    for form, no in pairs(values, "--number").items():
        if form not in forms() or not forms()[form].numbered:
            known = tuple(code for code, item in forms().items() if item.numbered)
            raise UsageError("form_takes_no_number", form=form, known=known)
        if not is_whole(no) or not 1 <= int(no) <= LARGEST_NUMBER:
            raise UsageError("not_a_number", value=no)
        numbers[form] = int(no)
    return numbers


def run_quietly(lang: Lang, error: RasoatError) -> int:
    """Print an error as one paragraph; return the exit code."""
    click.echo(message("cli.error", code=error.code, text=error.render(lang)).render(lang), err=True)
    return error.exit_code
