"""`rasoat calendar add|import|template`: what a document changes in the calendar, and whose terms move by it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import (
    App,
    command_id_option,
    date_option,
    evidence_option,
    help_text,
    json_option,
    option,
    pairs,
    pass_app,
    print_json,
)
from rasoat.errors import UsageError
from rasoat.workflow.calendars import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from rasoat.workflow.calendar_effects import Effect
    from rasoat.workflow.calendar_notices import Change, Notice, NoticeDay
    from rasoat.workflow.calendar_recording import Recorded

_FILE = click.Path(path_type=Path, dir_okay=False)
_YEAR = click.IntRange(FIRST_YEAR, LAST_YEAR)
_document = option("--document", key="calendar.notice.document")
_issued = date_option("--issued", "issued", key="calendar.notice.issued")
_issuer = option("--issuer", key="calendar.notice.issuer")
_replace = option("--replace", "replaces", key="calendar.notice.replace", is_flag=True)
_dry_run = option("--dry-run", "dry", key="calendar.notice.dry_run", is_flag=True)


@click.command(help=help_text("calendar.add.help"))
@option("--document", key="calendar.notice.document", required=True)
@date_option("--issued", "issued", key="calendar.notice.issued", required=True)
@option("--issuer", key="calendar.notice.issuer", required=True)
@option("--off", key="calendar.add.off", multiple=True)
@option("--worked", key="calendar.add.worked", multiple=True)
@option("--plain", key="calendar.add.plain", multiple=True)
@_replace
@evidence_option
@_dry_run
@command_id_option
@json_option
@pass_app
def add(
    app: App,
    /,
    document: str,
    issued: date,
    issuer: str,
    off: tuple[str, ...],
    worked: tuple[str, ...],
    plain: tuple[str, ...],
    replaces: bool,  # noqa: FBT001 # click passes flags so
    evidence: tuple[Path, ...],
    dry: bool,  # noqa: FBT001 # click passes flags so
    command_id: str | None,
    as_json: bool,  # noqa: FBT001 # click passes flags so
) -> None:
    """Record what a document says of single days."""
    from rasoat.workflow.calendar_notices import Notice

    days = (*_days(off, "off"), *_days(worked, "worked"), *_days(plain, "plain"))
    if not days:
        raise UsageError("calendar_no_day")
    notice = Notice(number=document.strip(), issued_on=issued, issuer=issuer.strip(), days=days, replaces=replaces)
    _record(app, notice, evidence, command_id, dry=dry, as_json=as_json)


@click.command(help=help_text("calendar.import.help"))
@click.argument("file", type=_FILE)
@_document
@_issued
@_issuer
@option("--year", key="calendar.import.year", type=_YEAR)
@_replace
@evidence_option
@_dry_run
@command_id_option
@json_option
@pass_app
def import_(
    app: App,
    /,
    file: Path,
    document: str | None,
    issued: date | None,
    issuer: str | None,
    year: int | None,
    replaces: bool,  # noqa: FBT001 # click passes flags so
    evidence: tuple[Path, ...],
    dry: bool,  # noqa: FBT001 # click passes flags so
    command_id: str | None,
    as_json: bool,  # noqa: FBT001 # click passes flags so
) -> None:
    """Record what a file says of the days of a document."""
    from rasoat.exchange.calendars import Document, read_notice

    named = None
    if document is not None and issued is not None and issuer is not None:
        named = Document(number=document.strip(), issued_on=issued, issuer=issuer.strip())
    elif (document, issued, issuer) != (None, None, None):
        raise UsageError("calendar_document_missing", file=file.name)
    notice = replace(read_notice(file, named, year), replaces=replaces)
    _record(app, notice, evidence, command_id, dry=dry, as_json=as_json)


@click.command(help=help_text("calendar.template.help"))
@click.argument("year", type=_YEAR)
@click.argument("file", type=_FILE, required=False)
@pass_app
def template(app: App, /, year: int, file: Path | None) -> None:
    """Write an example of the file for a year, to standard output or to FILE."""
    from rasoat.exchange.calendars import calendar_template
    from rasoat.notices.files import write_new

    text = calendar_template(year)
    if file is None:
        click.echo(text, nl=False)
        return
    write_new(file, text.encode())
    app.say("cli.calendar.template.done", file=file)


def _days(values: Iterable[str], change: "Change") -> "Iterable[NoticeDay]":
    from rasoat.workflow.calendar_notices import NoticeDay

    for value in values:
        for day, name in pairs([value], f"--{change}").items():
            yield NoticeDay(day=_day(day), change=change, name=name, place=f"--{change}")


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 # a day has no zone
        except ValueError:
            continue
    raise UsageError("not_a_date", value=text)


def _record(
    app: App,
    notice: "Notice",
    evidence: Sequence[Path],
    command_id: str | None,
    *,
    dry: bool,
    as_json: bool,
) -> None:
    """Record a notice, or only try it, and say whose terms move."""
    from rasoat.models.store import Store
    from rasoat.steps.evidence import enter
    from rasoat.workflow.calendar_effects import effects
    from rasoat.workflow.calendar_recording import record, tried

    author = app.author()
    if dry:
        with app.database.read() as connection:
            done = tried(Store(connection), notice, author)
            found = effects(Store(connection), done.before, done.after, app.today)
    else:
        notice = replace(notice, evidence=tuple(app.keep(evidence)))
        with app.database.write() as connection:
            store = Store(connection)
            enter(store, app.kept)
            done = record(store, notice, author, command_id)
            found = () if done.repeated else effects(store, done.before, done.after, app.today)
    if as_json:
        print_json(_plain(app, notice, done, found, dry=dry))
    else:
        _print(app, notice, done, found, dry=dry)


def _print(app: App, notice: "Notice", done: "Recorded", found: "Sequence[Effect]", *, dry: bool) -> None:
    from rasoat.commands.law_files import print_line
    from rasoat.workflow.calendar_effects import sentence
    from rasoat.workflow.gathering import gathered

    if done.repeated:
        app.say("cli.done.all_repeated")
        return
    key = "tried" if dry else "done"
    entry = done.entry.seq if done.entry else 0
    app.say(f"cli.calendar.notice.{key}", document=notice.citation.cited(), count=len(notice.days), entry=entry)
    if notice.year is not None:
        app.say("cli.calendar.notice.year", year=notice.year)
    if not (notice.evidence or dry):
        app.say("cli.calendar.notice.no_copy")
    if not found:
        app.say("cli.calendar.notice.no_effect")
        return
    villages = {(item.round, item.subject.title) for item in found}
    app.say("cli.calendar.notice.effects", count=len(found), villages=len(villages))
    for group in gathered(found, lambda item: item.kind):
        print_line(f"- {app.tell(sentence(group))}", 1)
    app.say("cli.calendar.notice.kept")


def _plain(app: App, notice: "Notice", done: "Recorded", found: "Sequence[Effect]", *, dry: bool) -> dict[str, Any]:
    from rasoat.workflow.calendar_effects import sentence

    return {
        "dry_run": dry,
        "repeated": done.repeated,
        "entry": done.entry.seq if done.entry else None,
        "notice": notice.payload(),
        "effects": [
            {
                "round": item.round,
                "subject": item.subject.title,
                "requirement": item.rule.id,
                "event": item.now.event.isoformat(),
                "was": item.was.last_day.isoformat(),
                "now": item.now.last_day.isoformat(),
                "moved": item.moved,
                "was_provisional": item.was.provisional,
                "provisional": item.now.provisional,
                "sentence": app.tell(sentence([item])),
            }
            for item in found
        ],
    }
