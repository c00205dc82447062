"""`rasoat status` and `rasoat todo`: where the round stands, and what to do next."""

from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import App, help_text, json_option, open_round, option, pass_app, print_json
from rasoat.messages import message

if TYPE_CHECKING:
    from rasoat.notices.own_prints import Waiting
    from rasoat.workflow.calendars import Calendar
    from rasoat.workflow.terms import Due
    from rasoat.workflow.todo import Running, Task


@click.command(help=help_text("status.help"))
@json_option
@pass_app
def status(app: App, /, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show where each village and the round stand."""
    from rasoat.steps.board import board
    from rasoat.workflow.todo import running, tasks

    with open_round(app) as desk_round:
        lines = board(desk_round, app.today)
        head = desk_round.file
        found = tasks(desk_round, app.today)
        unverified, confirmations = desk_round.all_unverified(), desk_round.confirmations
    if as_json:
        targets = [ground.target for ground in unverified]
        confirmed = [item.of for item in confirmations]
        terms = [_plain_term(item) for item in running(found)]
        told_so_far = {"round": head.row.code, "on": app.today.isoformat(), "cases": lines, "terms": terms}
        print_json({**told_so_far, "unverified": targets, "confirmed": confirmed})
        return
    app.say("cli.status.head", code=head.row.code, title=head.procedure.title, on=app.today)
    status_table(app, lines)
    for item in running(found):
        _print_running(app, item)
    if confirmations:
        from rasoat.commands.audit_words import print_confirmations

        print_confirmations(app, confirmations)
    if unverified:
        from rasoat.workflow.grounds import told

        app.say("versions.grounds.round", count=len(unverified), places=told(unverified))


def _plain_term(item: "Running") -> dict[str, Any]:
    due = item.due
    return {
        "term": due.term.id,
        "event": due.event.isoformat(),
        "last_day": due.last_day.isoformat(),
        "provisional": due.provisional,
        "subjects": list(item.subjects),
    }


def _print_running(app: App, item: "Running") -> None:
    from rasoat.commands.law_files import print_line

    title = message(f"pages.counts_from.{item.due.term.counts_from}")
    told = message("cli.status.term", title=title, term=item.due.sentence(), subjects=item.subjects)
    print_line(app.tell(told), 0)


def status_table(app: App, lines: list[dict[str, Any]]) -> None:
    """Print the board."""
    from rasoat.commands.tables import table
    from rasoat.steps.rows import BANDS, LISTS

    key = "title_vi" if app.lang == "vi" else "title_en"
    lists = [name for name in (*LISTS, *BANDS) if name in lines[0]]
    rows = [
        [
            line["subject"],
            line[key],
            str(line["pass"]),
            *(str(line[name]) for name in ("households", *lists)),
            str(line["objections"]),
            str(line["deviations"]),
        ]
        for line in lines
    ]
    table(app, "status" if set(LISTS) <= set(lists) else "status_income", rows)


@click.command(help=help_text("todo.help"))
@click.argument("village", required=False)
@option("--proof", "proof", key="todo.proof", is_flag=True)
@json_option
@pass_app
def todo(app: App, /, village: str | None, proof: bool, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show what each village and the round need next."""
    from rasoat.commands.own_templates import papers_that_wait, told
    from rasoat.workflow.todo import asked_of_calendar, tasks

    with open_round(app) as desk_round:
        calendar = desk_round.file.tools.calendar
        wanted = desk_round.file.village_named(village).name if village else None
        found = [task for task in tasks(desk_round, app.today) if wanted is None or task.subject.name == wanted]
        waiting = papers_that_wait(app, desk_round)
    if as_json:
        print_json([_plain(app, task, calendar) | _papers(app, waiting, task) for task in found])
        return
    resting = [task for task in found if task.transition is None and not task.stage.final and wanted is None]
    for task in found:
        if task not in resting:
            _print(app, task, calendar, proof=proof)
        for one in waiting.get(task.subject.title, ()):
            app.say("cli.todo.paper_waits", **told(one))
    if resting:
        app.say("cli.todo.all_resting", count=len(resting), stage=resting[0].stage.title)
    for line in asked_of_calendar(found, calendar, app.today):
        app.say("cli.todo.calendar", text=line)


def _papers(app: App, waiting: "dict[str, list[Waiting]]", task: "Task") -> dict[str, Any]:
    """Return the papers about a case that wait for an office's template to be mended."""
    papers = [
        {"form": one.item.row.form, "entry": one.item.row.seq, "faults": [app.tell(x.told()) for x in one.error.faults]}
        for one in waiting.get(task.subject.title, ())
    ]
    return {"papers_waiting": papers}


def _plain(app: App, task: "Task", calendar: "Calendar") -> dict[str, Any]:
    from rasoat.workflow.term_pages import plain_due
    from rasoat.workflow.todo import asked_of_calendar

    return {
        "subject": task.subject.title,
        "stage": task.stage.id,
        "pass": task.pass_no,
        "next": task.transition.trigger if task.transition else None,
        "ready": task.ready,
        "last_day": task.last_day.isoformat() if task.last_day else None,
        "unmet": [
            {
                "requirement": item.rule.id,
                "severity": item.rule.severity,
                "status": item.verdict.status.value,
                "found": app.tell(item.verdict.found),
                "cure": app.tell(item.verdict.cure) if item.verdict.cure else None,
                "basis": item.rule.citation.short(app.lang),
                "evidence": item.rule.citation.evidence,
                "term": plain_due(item.verdict.due, calendar, app.lang, of_law=True) if item.verdict.due else None,
            }
            for item in task.unmet
        ],
        "calendar": [app.tell(line) for line in asked_of_calendar([task], calendar, app.today)],
    }


def _print(app: App, task: "Task", calendar: "Calendar", *, proof: bool) -> None:
    stage = task.stage.title
    if task.transition is None:
        key = "cli.todo.finished" if task.stage.final else "cli.todo.resting"
        key = "cli.todo.followed" if task.unmet else key
        app.say(key, subject=task.subject.title, stage=stage)
    else:
        from rasoat.workflow.procedure_names import trigger_title

        step = trigger_title(task.transition.trigger)
        key = "cli.todo.ready" if task.ready else "cli.todo.waiting"
        app.say(key, subject=task.subject.title, stage=stage, step=step)
    from rasoat.workflow.gathering import by_cause, sentences

    for group in by_cause(task.unmet):
        sign = "✗" if any(item.blocks for item in group) else "!"
        for sentence in sentences(group):
            click.echo(f"   {sign} {app.tell(sentence)}")
    for due in task.dues:
        _print_due(app, due, calendar, proof=proof)


def _print_due(app: App, due: "Due", calendar: "Calendar", *, proof: bool) -> None:
    """Print a running term in one line; with `proof` day by day, with the law of the term and of counting."""
    from rasoat.workflow.procedure_names import place_of
    from rasoat.workflow.procedure_pages import Line
    from rasoat.workflow.term_pages import caveats, due_page

    basis = place_of(due.term.citation, due.term.evidence)
    app.say(
        "cli.todo.term", title=message(f"pages.counts_from.{due.term.counts_from}"), term=due.sentence(), basis=basis
    )
    if not proof:
        for caveat in caveats(due, calendar):
            app.say("cli.todo.caveat", text=caveat)
        return
    from rasoat.commands.law_files import print_page

    page = due_page(due, calendar, of_law=True)
    print_page([Line(depth=line.depth + 2, text=line.text) for line in page], app.lang)
