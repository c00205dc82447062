"""The plan of a round as a sheet to print: who plans, the picture, the latest days with their law, a row a village."""

from typing import TYPE_CHECKING

from rasoat.commands.base import App
from rasoat.commands.plan import remarks, step_rows, way_grid
from rasoat.commands.plan_picture import chart_of
from rasoat.messages import Message, message, room
from rasoat.notices.plan_sheets import Grid, PlanSheet
from rasoat.steps.planning import Plan

if TYPE_CHECKING:
    from rasoat.workflow.desk import RoundFile


def sheet_of(app: App, found: Plan, file: "RoundFile", basis: Message, *, reserve: bool) -> PlanSheet:
    """Return the plan as it is printed, its words in the language of the run."""

    def words(key: str, **values: object) -> str:
        return app.tell(message(f"cli.plan.sheet.{key}", **values))

    subject = found.own.standing.subject
    prefix = "cli.columns.plan."
    columns = [value for key, value in room("cli", app.lang).items() if key.startswith(prefix)]
    ways = [("villages", found.villages)] if found.villages else []
    return PlanSheet(
        agency=(words("council"), subject.upper()),
        state=words("state"),
        motto=words("motto"),
        title=words("title", procedure=file.procedure.title, year=file.row.year),
        subtitle=app.tell(message("cli.plan.head", code=file.row.code, on=app.today, limit=found.limit, basis=basis)),
        chart=chart_of(app, found, file),
        steps=Grid(title=words("steps"), headers=columns, rows=step_rows(app, found)),
        ways=[
            Grid(title=words(name), headers=headers, rows=rows)
            for name, items in (*ways, ("own", (found.own,)))
            for headers, rows in [way_grid(app, items)]
        ],
        notes=[app.tell(item) for item in remarks(app, found, file, reserve=reserve)],
        foot=words("foot", code=file.row.code, on=app.today),
        on=app.today,
    )
