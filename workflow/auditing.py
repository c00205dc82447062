"""The audit: every requirement of every step of every case, judged by the checks that guarded it.

A step that was taken is judged as of its own day and its own place in the journal, on the facts as they stand after
corrections: what a later loop did to the villages does not count against it. The step a case
is waiting for is judged as of the audit's day; what is merely not done yet is not due.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from rasoat.models.records import CaseRow
from rasoat.workflow.cases import Case, Deviation, Subject, Taken, View
from rasoat.workflow.judging import Judgement, judge, waive
from rasoat.workflow.machine import Machine
from rasoat.workflow.procedures import Procedure, Requirement, Transition
from rasoat.workflow.verdicts import MET, Status, Verdict

BREACHES = frozenset({Status.MISSING, Status.CONTRADICTED})
"""Statuses that make an audit fail."""
DUTY = "duty"
"""Stands for a step where a finding is on what a stage asks for as long as it lasts."""


class AuditedFile(Protocol):
    """What of an audited round never changes."""

    @property
    def procedure(self) -> Procedure:
        """The procedure the round runs under."""

    @property
    def machine(self) -> Machine:
        """Its transitions."""


class Audited(Protocol):
    """A round as the audit reads it: from our journal, or from the register of a round run without us."""

    @property
    def file(self) -> AuditedFile:
        """The round's file."""

    def village_rows(self) -> Sequence[CaseRow]:
        """Return the villages' cases."""

    def row_of(self, village: None) -> CaseRow:
        """Return the round's own case."""

    def case(self, row: CaseRow) -> Case:
        """Return a case with its facts and the steps it took."""

    def view(self, row: CaseRow, on: date, before: int | None = None) -> View:
        """Return a case as of a day, or as it stood before a journal entry."""

    def subject(self, row: CaseRow) -> Subject:
        """Return what a case is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the audit says of one requirement of one step of one case.

    Attributes:
        trigger: the step, or `DUTY`.
        step_on: the day the step was taken, None while the case waits for it.
        pass_no: which pass through the loop, from 1.
        deviation: the recorded deviation that waived it.
    """

    subject: Subject
    village: bool
    stage: str
    trigger: str
    pass_no: int
    step_on: date | None
    rule: Requirement
    verdict: Verdict
    deviation: Deviation | None = None

    @property
    def clean(self) -> bool:
        """Whether there is nothing to say: met, or not due."""
        return self.verdict.status in MET or self.verdict.status is Status.NOT_DUE


def audit(desk_round: Audited, on: date) -> tuple[Finding, ...]:
    """Return the findings over a whole round, villages in order, then the round itself."""
    rows = [*desk_round.village_rows(), desk_round.row_of(None)]
    return tuple(finding for row in rows for finding in audit_case(desk_round, row, on))


def audit_case(desk_round: Audited, row: CaseRow, on: date) -> Iterable[Finding]:
    """Yield the findings on one case: taken steps in order, then the step it waits for."""
    for taken in desk_round.case(row).taken:
        if taken.on <= on:
            yield from audit_step(desk_round, row, taken, on)
    yield from audit_step(desk_round, row, None, on)


def audit_step(desk_round: Audited, row: CaseRow, taken: Taken | None, on: date) -> Iterable[Finding]:
    """Yield the findings on one step that a case took, or with None on the one it waits for."""
    if taken:
        yield from _taken(desk_round, row, taken)
        return
    case = desk_round.case(row)
    waiting = None if desk_round.file.procedure.stages[case.stage].final else awaited(desk_round, row)
    if waiting:
        view = desk_round.view(row, on)
        for item in judge(view, waiting.requires):
            yield _finding(desk_round, row, waiting.trigger, case.stage, case.pass_no, None, _not_yet(item))
    for item in duties(desk_round, row, on):
        yield _finding(desk_round, row, DUTY, case.stage, case.pass_no, None, _not_yet(item))


def duties(desk_round: Audited, row: CaseRow, on: date) -> tuple[Judgement, ...]:
    """Return what the stage of a case asks for as long as it lasts, judged as of a day.

    The register of a round run without us ends with the round, and says nothing of what came afterwards.
    """
    asked = desk_round.file.procedure.stages[desk_round.case(row).stage].duties
    view = desk_round.view(row, on) if asked else None
    return judge(view, asked) if view and view.exhibits is not None else ()


def awaited(desk_round: Audited, row: CaseRow) -> Transition | None:
    """Return the step a case waits for: the first that leads on, loops aside; None at its end, or at rest."""
    case = desk_round.case(row)
    return None if rests(desk_round.file.procedure, case) else leading(desk_round, row)


def leading(desk_round: Audited, row: CaseRow) -> Transition | None:
    """Return the step that leads on from where a case stands, loops aside."""
    case = desk_round.case(row)
    lawful = desk_round.file.machine.lawful(case.track, case.stage)
    return next((item for item in lawful if not item.new_pass), None)


def rests(procedure: Procedure, case: Case) -> bool:
    """Return whether nothing was recorded yet that would give the case something to do."""
    kinds = procedure.stages[case.stage].begins_with
    return bool(kinds) and not any(fact.kind in kinds for fact in case.facts)


def _taken(desk_round: Audited, row: CaseRow, taken: Taken) -> Iterable[Finding]:
    transition = desk_round.file.machine.transition(row.track, taken.source, taken.trigger)
    view = desk_round.view(row, taken.on, before=taken.seq)
    judgements = judge(view, transition.requires)
    if taken.deviation:
        judgements = waive(judgements, taken.deviation)
    for item in judgements:
        finding = _finding(desk_round, row, transition.trigger, taken.source, taken.pass_no, taken.on, item)
        if item.verdict.status is Status.WAIVED:
            finding = replace(finding, deviation=taken.deviation)
        yield finding


def _not_yet(item: Judgement) -> Judgement:
    if item.verdict.status is not Status.MISSING:
        return item
    return replace(item, verdict=replace(item.verdict, status=Status.NOT_DUE))


def _finding(
    desk_round: Audited,
    row: CaseRow,
    trigger: str,
    stage: str,
    pass_no: int,
    step_on: date | None,
    item: Judgement,
) -> Finding:
    return Finding(
        subject=desk_round.subject(row),
        village=row.village_id is not None,
        stage=stage,
        trigger=trigger,
        pass_no=pass_no,
        step_on=step_on,
        rule=item.rule,
        verdict=item.verdict,
    )
