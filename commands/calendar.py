"""`rasoat calendar`: the days on which the civil service works, and where each exception comes from."""

from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import App, LazyGroup, help_text, json_option, our_calendar, pass_app, print_json
from rasoat.messages import message
from rasoat.messages import show as show_value
from rasoat.workflow.calendar_pages import MONTHS, YearPage, month_grid, plain_year, year_page
from rasoat.workflow.calendars import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from rasoat.workflow.calendar_notices import Notice

_NOTICES = "rasoat.commands.calendar_notices"
_LAZY = {
    "show": "rasoat.commands.calendar:show",
    "add": f"{_NOTICES}:add",
    "import": f"{_NOTICES}:import_",
    "template": f"{_NOTICES}:template",
}
_BESIDE = 3
"""How many months stand beside each other."""


@click.group(cls=LazyGroup, lazy=_LAZY, key="calendar.", help=help_text("calendar.help"))
def calendar() -> None:
    """Group."""


@click.command(help=help_text("calendar.show.help"))
@click.argument("year", type=click.IntRange(FIRST_YEAR, LAST_YEAR), required=False)
@json_option
@pass_app
def show(app: App, /, year: int | None, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show the working days of a year."""
    from rasoat.workflow.calendar_notices import notices_of

    calendar = our_calendar(app)
    page = year_page(calendar, year or app.today.year)
    notices = [item for item in notices_of(calendar) if page.year in {item.year, *(day.day.year for day in item.days)}]
    if as_json:
        print_json({**plain_year(page, app.lang), "notices": [_plain(item) for item in notices]})
        return
    key = "cli.calendar.show.official" if page.official else "cli.calendar.show.provisional"
    app.say(key, year=page.year, count=sum(page.working_days))
    _print_months(app, page)
    _print_days(app, page)
    for item in notices:
        _print_notice(app, item)


def _plain(item: "Notice") -> dict[str, Any]:
    return {
        **item.payload(),
        "entry": item.entry,
        "recorded_on": item.recorded_on.isoformat() if item.recorded_on else None,
        "recorded_by": item.recorded_by,
    }


def _print_notice(app: App, item: "Notice") -> None:
    key = "cli.calendar.show.notice" if item.evidence else "cli.calendar.show.notice_bare"
    names: dict[str, Any] = {"document": item.citation.cited(), "actor": item.recorded_by, "on": item.recorded_on}
    app.say(key, entry=item.entry, files=", ".join(digest[:12] for digest in item.evidence), **names)


def _print_months(app: App, page: YearPage) -> None:
    names = "".join(app.tell(message(f"cli.calendar.weekday.{number}")).rjust(3) + " " for number in range(1, 8))
    blocks = []
    for month in range(1, MONTHS + 1):
        count = page.working_days[month - 1]
        title = app.tell(message("cli.calendar.show.month", month=month, count=count))
        blocks.append([title, names, *("".join(week) for week in month_grid(page, month))])
    width = len(names)
    for first in range(0, MONTHS, _BESIDE):
        row = blocks[first : first + _BESIDE]
        click.echo()
        for place in range(max(map(len, row))):
            cells = (block[place] if place < len(block) else "" for block in row)
            click.echo("   ".join(cell.ljust(width) for cell in cells).rstrip())
    click.echo()
    app.say("cli.calendar.show.legend")


def _print_days(app: App, page: YearPage) -> None:
    from rasoat.commands.law_files import print_line
    from rasoat.commands.tables import table
    from rasoat.workflow.procedure_pages import mark_of

    rows = [
        [
            str(show_value(day.day, app.lang)),
            app.tell(message(f"terms.weekday.{day.day.isoweekday()}")),
            app.tell(message(f"pages.calendar.{day.status}")),
            day.name.render(app.lang),
            day.citation.short(app.lang),
            app.tell(mark_of(day.citation)),
        ]
        for day in page.days
    ]
    table(app, "calendar", rows)
    for source in page.sources:
        print_line(app.tell(message("cli.calendar.show.source", basis=source.cited(), source=source.source)), 0)
        if source.note:
            print_line(app.tell(message("pages.show.note", note=source.note)), 1)
