"""The to-do list: what each case waits for, from the same requirements that guard and audit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rasoat.messages import Message, message
from rasoat.workflow.auditing import awaited, duties
from rasoat.workflow.calendar_notices import years_to_ask
from rasoat.workflow.calendars import Calendar
from rasoat.workflow.cases import Subject
from rasoat.workflow.desk import Round
from rasoat.workflow.gathering import gathered
from rasoat.workflow.judging import Judgement, judge
from rasoat.workflow.procedures import Stage, Transition
from rasoat.workflow.term_pages import open_days
from rasoat.workflow.terms import Due
from rasoat.workflow.verdicts import MET, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What one case needs before it can go on.

    Attributes:
        transition: the step that comes next, None when the case is at its end.
        ready: nothing that blocks is unmet: the step can be taken today.
        unmet: the requirements still open, blocking or not; also what the stage asks for as long as it lasts.
        last_day: the nearest last day among their terms.
    """

    subject: Subject
    village: bool
    stage: Stage
    pass_no: int
    transition: Transition | None
    ready: bool
    unmet: tuple[Judgement, ...]
    last_day: date | None

    @property
    def dues(self) -> tuple[Due, ...]:
        """The terms that run for it, the nearest last day first, each once."""
        found = {(due.term.id, due.event): due for item in self.unmet if (due := item.verdict.due)}
        return tuple(sorted(found.values(), key=lambda due: due.last_day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A term that runs for some villages, or the round, from the same day."""

    due: Due
    subjects: tuple[str, ...]


def running(found: Iterable[Task]) -> tuple[Running, ...]:
    """Return the terms that run, the nearest last day first, villages with the same days together."""
    pairs = [(due, task.subject.title) for task in found for due in task.dues]
    groups = gathered(pairs, lambda pair: (pair[0].term.id, pair[0].event))
    items = [Running(due=group[0][0], subjects=tuple(title for _, title in group)) for group in groups]
    return tuple(sorted(items, key=lambda item: item.due.last_day))


def asked_of_calendar(found: Iterable[Task], calendar: Calendar, on: date) -> tuple[Message, ...]:
    """Return what the office is to find out so that these tasks' terms are final: notices of years, open days."""
    dues = [due for task in found for due in task.dues]
    years = years_to_ask(calendar, on, (due.last_day for due in dues))
    days = {day.day: day for due in dues if due.provisional for day in open_days(due, calendar)}
    return (
        *(message("calendars.ask.year", year=year) for year in years),
        *(
            message("calendars.ask.day", day=day, day_iso=day.isoformat(), name=special.name)
            for day, special in sorted(days.items())
        ),
    )


def tasks(desk_round: Round, on: date) -> tuple[Task, ...]:
    """Return one task a case: villages in order, then the round."""
    rows = [*desk_round.village_rows(), desk_round.row_of(None)]
    found = []
    for row in rows:
        case = desk_round.case(row)
        stage = desk_round.file.procedure.stages[case.stage]
        transition = None if stage.final else awaited(desk_round, row)
        judgements = judge(desk_round.view(row, on), transition.requires) if transition else ()
        judgements = (*judgements, *duties(desk_round, row, on))
        unmet = tuple(item for item in judgements if item.verdict.status not in {*MET, Status.WAIVED})
        days = [item.verdict.due.last_day for item in unmet if item.verdict.due]
        found.append(
            Task(
                subject=desk_round.subject(row),
                village=row.village_id is not None,
                stage=stage,
                pass_no=case.pass_no,
                transition=transition,
                ready=transition is not None and not any(item.blocks for item in unmet),
                unmet=unmet,
                last_day=min(days, default=None),
            )
        )
    return tuple(found)
