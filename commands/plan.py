"""`rasoat plan`: the latest safe date of each step, the villages by urgency, as tables and as a picture."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import (
    App,
    date_option,
    help_text,
    json_option,
    open_round,
    option,
    pairs,
    pass_app,
    print_json,
)
from rasoat.commands.law_files import print_line
from rasoat.errors import UsageError
from rasoat.messages import Message, message, room, show

if TYPE_CHECKING:
    from rasoat.steps.planning import Leg, Milestone, Plan, Row
    from rasoat.workflow.desk import RoundFile

_MOST_DAYS = 365
"""More days left for one step are a slip of the pen."""


@click.command(help=help_text("plan.help"))
@date_option("--by", "by", key="plan.by")
@option("--ordered-by", "ordered_by", key="plan.ordered_by")
@option("--leave", key="plan.leave", multiple=True)
@option("--no-reserve", "bare", key="plan.no_reserve", is_flag=True)
@option("--svg", "picture", key="plan.svg", type=click.Path(path_type=Path, dir_okay=False))
@option("--pdf", "sheet", key="plan.pdf", type=click.Path(path_type=Path, dir_okay=False))
@json_option
@pass_app
def plan(
    app: App,
    /,
    by: date | None,
    ordered_by: str | None,
    leave: tuple[str, ...],
    bare: bool,  # noqa: FBT001 # click passes flags so
    picture: Path | None,
    sheet: Path | None,
    as_json: bool,  # noqa: FBT001 # click passes flags so
) -> None:
    """Plan the round backwards from its last day."""
    from rasoat.steps.standings import plan_round

    if ordered_by is not None and by is None:
        raise UsageError("plan_order_without_day", document=ordered_by)
    with open_round(app) as desk_round:
        found = plan_round(desk_round, app.today, by, days_of(leave), reserve=not bare)
        file = desk_round.file
    if picture:
        from rasoat.commands.plan_picture import chart_of
        from rasoat.notices.files import write_new
        from rasoat.notices.timetables import draw

        write_new(picture, draw(chart_of(app, found, file)))
    basis = _limit_basis(file, by, ordered_by)
    if sheet:
        from rasoat.commands.plan_paper import sheet_of
        from rasoat.notices.files import write_new
        from rasoat.notices.plan_sheets import to_pdf

        write_new(sheet, to_pdf(sheet_of(app, found, file, basis, reserve=not bare)))
    if as_json:
        print_json(_plain(app, found, file, basis))
        return
    _print(app, found, file, basis, reserve=not bare)
    for made in filter(None, (picture, sheet)):
        app.say("cli.plan.drawn", file=made)


def days_of(leave: Iterable[str]) -> dict[str, int]:
    """Return working days to leave, typed as STEP=NUMBER.

    Raises:
        UsageError: one is no number.
    """
    days: dict[str, int] = {}
    for step, value in pairs(leave, "--leave").items():
        if not value.isdecimal() or int(value) > _MOST_DAYS:
            raise UsageError("not_a_number", value=value)
        days[step] = int(value)
    return days


def step_title(step: str) -> Message:
    """Return a short name of a step of the plan."""
    from rasoat.workflow.procedure_names import trigger_title

    key = f"cli.plan.step.{step}"
    return message(key) if key in room("cli", "vi") else trigger_title(step)


def short_day(day: date) -> Message:
    """Return day and month, as narrow columns show them."""
    from rasoat.workflow.citations import Text

    return Text(vi=f"{day:%d/%m}", en=f"{day:%m-%d}")


def open_days(found: "Plan", file: "RoundFile", today: date) -> tuple[Message, ...]:
    """Return what may still move the days of a plan."""
    from rasoat.workflow.term_pages import open_matters

    return open_matters(min(today, *found.latest.values()), found.limit, file.tools.calendar)


def _print(app: App, found: "Plan", file: "RoundFile", basis: Message, *, reserve: bool) -> None:
    from rasoat.commands.tables import grid, table

    app.say("cli.plan.head", code=file.row.code, on=app.today, limit=found.limit, basis=basis)
    table(app, "plan", step_rows(app, found))
    for rows in (found.villages, (found.own,)):
        grid(*way_grid(app, rows))
    for line in remarks(app, found, file, reserve=reserve):
        print_line(app.tell(line), 0)


def remarks(app: App, found: "Plan", file: "RoundFile", *, reserve: bool) -> Iterator[Message]:
    """Yield what is to be known of a plan beside its days: signs, who is late, what it rests on, what may move it."""
    window, opened = file.procedure.window, date.fromisoformat(file.row.opened_on)
    yield message("cli.plan.legend")
    if window and (found.limit.month, found.limit.day) > window.last:
        yield message("cli.plan.outside", basis=window.citation.cited())
    yield from (_late(row) for row in (*found.villages, found.own) if row.late)
    yield message("cli.plan.reserve" if reserve else "cli.plan.bare")
    if reserve and min(found.latest.values()) < opened:
        yield message("cli.plan.no_room", opened=opened)
    if matters := open_days(found, file, app.today):
        from rasoat.workflow.procedure_names import joined

        yield message("pages.term.provisional", reasons=joined(matters, "; "))


def _limit_basis(file: "RoundFile", by: date | None, ordered_by: str | None) -> Message:
    if by is not None:
        return message("cli.plan.ordered", document=ordered_by) if ordered_by else message("cli.plan.given")
    if file.procedure.window:
        return file.procedure.window.citation.cited()
    whole = next(term for term in file.procedure.terms.values() if term.counts_from == "review_started")
    return whole.citation.cited()


def step_rows(app: App, found: "Plan") -> list[list[str]]:
    """Return the steps as rows: name, weekday and latest safe day, what each waits for, the law."""
    from rasoat.workflow.term_pages import weekday

    return [
        [
            app.tell(step_title(item.id)),
            app.tell(weekday(found.latest[item.id])),
            str(show(found.latest[item.id], app.lang)),
            app.tell(_waiting(item, first=place == 0)),
            app.tell(_basis(item)),
        ]
        for place, item in enumerate(found.milestones)
    ]


def _waiting(item: "Milestone", *, first: bool) -> Message:
    """Return what lies between the step before and this one."""
    from rasoat.workflow.citations import Text
    from rasoat.workflow.procedure_names import joined, length

    if item.waits:
        return joined(
            message(f"cli.plan.waits.{term.counts_from}", length=length(term.days, term.unit))
            for group in item.waits
            for term in group
        )
    return Text(vi="", en="") if first else message("cli.plan.left", days=item.leave)


def _basis(item: "Milestone") -> Message:
    """Return the place in the law, marked where it was not read in full."""
    from rasoat.workflow.procedure_names import joined, place_of

    places = {place_of(term.citation, term.evidence).render("vi"): term for group in item.waits for term in group}
    if not places:
        return place_of(item.citation, item.citation.evidence)
    return joined((place_of(term.citation, term.evidence) for term in places.values()), "; ")


def way_grid(app: App, rows: "Sequence[Row]") -> tuple[list[str], list[list[str]]]:
    """Return headers and rows of a timetable: a row a subject, the most urgent first, a column a step."""
    steps = [app.tell(step_title(leg.milestone.id)) for leg in rows[0].legs] if rows else []
    headers = [app.tell(message(f"cli.plan.{name}")) for name in ("subject", "spare")] + steps
    lines = [
        [row.standing.subject, app.tell(spare_of(row)), *(app.tell(_cell(row, leg)) for leg in row.legs)]
        for row in rows
    ]
    return headers, lines


def spare_of(row: "Row") -> Message:
    """Return how many working days a subject has left."""
    if row.spare is None:
        return message("cli.plan.finished")
    return message("cli.plan.late_days" if row.late else "cli.plan.spare_days", days=abs(row.spare))


def _cell(row: "Row", leg: "Leg") -> Message:
    if leg.done:
        return message("cli.plan.cell_done", day=short_day(leg.done))
    if leg.expected is None:
        return message("cli.plan.cell_past")
    key = "cli.plan.cell_late" if row.late else "cli.plan.cell_latest"
    return message(key, day=short_day(leg.planned))


def _late(row: "Row") -> Message:
    values: Mapping[str, Any] = {
        "subject": row.standing.subject,
        "days": abs(row.spare or 0),
        "step": step_title(row.legs[-1].milestone.id),
        "day": row.legs[-1].planned,
    }
    return message("cli.plan.late", **values)


def _plain(app: App, found: "Plan", file: "RoundFile", basis: Message) -> dict[str, Any]:
    return {
        "round": file.row.code,
        "on": app.today.isoformat(),
        "limit": found.limit.isoformat(),
        "limit_basis": app.tell(basis),
        "steps": [
            {
                "id": item.id,
                "title": app.tell(step_title(item.id)),
                "track": item.track,
                "latest": found.latest[item.id].isoformat(),
                "terms": [term.id for group in item.waits for term in group],
                "leave": None if item.waits else item.leave,
                "basis": app.tell(_basis(item)),
            }
            for item in found.milestones
        ],
        "villages": [_plain_row(row) for row in found.villages],
        "own": _plain_row(found.own),
        "open_matters": [app.tell(item) for item in open_days(found, file, app.today)],
    }


def _plain_row(row: "Row") -> dict[str, Any]:
    return {
        "subject": row.standing.subject,
        "next": row.standing.next,
        "spare": row.spare,
        "late": row.late,
        "steps": {
            leg.milestone.id: {
                "latest": leg.latest.isoformat(),
                "done": leg.done.isoformat() if leg.done else None,
                "expected": leg.expected.isoformat() if leg.expected else None,
            }
            for leg in row.legs
        },
    }
