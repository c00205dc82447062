"""The to-do list: what each case waits for, from the same requirements that guard and audit."""

from dataclasses import dataclass
from datetime import date

from rasoat.workflow.auditing import awaited, duties
from rasoat.workflow.cases import Subject
from rasoat.workflow.desk import Round
from rasoat.workflow.judging import Judgement, judge
from rasoat.workflow.procedures import Stage, Transition
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
