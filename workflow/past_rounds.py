"""A round run without us, rebuilt from its register: audited by the checks that guard our own rounds."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import overload

from rasoat.errors import RasoatError
from rasoat.messages import message
from rasoat.models.records import CaseRow
from rasoat.workflow.auditing import Finding, audit_case
from rasoat.workflow.calendars import vietnam
from rasoat.workflow.cases import Case, Fact, Subject, Tools, View
from rasoat.workflow.machine import Machine, machine_of
from rasoat.workflow.partial import NotCarried
from rasoat.workflow.procedures import Procedure
from rasoat.workflow.registry import validator_of
from rasoat.workflow.replaying import Breach, Event, Replayed, order_rule, replay
from rasoat.workflow.sharing import shared
from rasoat.workflow.sifting import Sieve
from rasoat.workflow.standards import load as load_standard
from rasoat.workflow.verdicts import Status, Verdict

RECORDABLE = "recordable"
"""Id of the requirement that what is recorded does not contradict itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastFile:
    """What of a past round never changes."""

    procedure: Procedure
    machine: Machine
    tools: Tools


_files: dict[tuple[str, str | None], PastFile] = {}


def _file_of(procedure: Procedure) -> PastFile:
    """Return the file of the rounds of a procedure, one for all of them."""
    key = (procedure.digest, procedure.variant.id if procedure.variant else None)
    if key not in _files:
        tools = Tools(
            calendar=vietnam(),
            standard=load_standard(procedure.standard),
            procedure=procedure,
        )
        _files[key] = PastFile(procedure=procedure, machine=machine_of(procedure), tools=tools)
    return _files[key]


class PastRound:
    """A past round as the audit reads it; rows and cases live in memory alone.

    Args:
        procedure: the procedure the round ran under.
        subjects: the commune, then its villages.
        events: what the register says; their cases are places in `subjects`.
        ordered: the register gives the order of events within a day.
    """

    def __init__(
        self, procedure: Procedure, subjects: Sequence[Subject], events: Sequence[Event], *, ordered: bool = False
    ) -> None:
        self.file = _file_of(procedure)
        self.subjects = subjects
        self._events = events
        self._ordered = ordered

    @cached_property
    def replayed(self) -> Replayed:
        """The cases, and what was out of order; worked out when first asked for."""
        last = len(self.subjects) - 1
        return replay(self.file.procedure, self._events, last, ordered=self._ordered)

    @cached_property
    def rows(self) -> list[CaseRow]:
        """The cases as rows, the round's own first."""
        return [_row(case) for case in self.replayed.cases]

    def village_rows(self) -> list[CaseRow]:
        """Return the villages' cases, in the order of the register."""
        return self.rows[1:]

    def row_of(self, _village: None) -> CaseRow:
        """Return the round's own case."""
        return self.rows[0]

    def case(self, row: CaseRow) -> Case:
        """Return a case with its facts and the steps it took."""
        return self.replayed.cases[row.id]

    def view(self, row: CaseRow, on: date, before: int | None = None) -> View:
        """Return a case as of a day; with `before`, as it (and the villages) stood before that place."""
        case = self.case(row) if before is None else self.case(row).before(before)
        members = _Members(self, on, before) if row.track == "round" else ()
        return View(
            case=case,
            subject=self.subject(row),
            on=on,
            pass_no=case.pass_no,
            tools=self.file.tools,
            members=members,
        )

    def subject(self, row: CaseRow) -> Subject:
        """Return what a case is about."""
        return self.subjects[row.id]


class _Members(Sequence[View]):
    """The villages' views, made when a check asks for them: few checks of the round's own case do."""

    def __init__(self, past: PastRound, on: date, before: int | None) -> None:
        self._of = (past, on, before)

    @cached_property
    def views(self) -> list[View]:
        """The views."""
        past, on, before = self._of
        return [past.view(row, on, before) for row in past.village_rows()]

    @overload
    def __getitem__(self, place: int) -> View: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[View]: ...
    def __getitem__(self, place: int | slice) -> View | Sequence[View]:
        """Return the view of a village."""
        return self.views[place]

    def __iter__(self) -> Iterator[View]:
        """Go through the views; the way that a sequence does it by itself asks for each by its place."""
        return iter(self.views)

    def __len__(self) -> int:
        """Return how many villages there are."""
        return len(self.views)


def audit_past(past: PastRound, on: date, unseen: Container[int] = ()) -> tuple[Finding, ...]:
    """Return the findings over a past round, villages in order, then the round itself.

    Args:
        past: the round.
        on: the day of the audit.
        unseen: lines of the register whose evidence nobody could look at: what rests on them is claimed only.
    """
    findings: list[Finding] = []
    for row in (*past.village_rows(), past.row_of(None)):
        breaches = (breach for breach in past.replayed.breaches if breach.case == row.id and breach.on <= on)
        findings += (_out_of_order(past, row, breach) for breach in breaches)
        findings += (finding for fact in past.case(row).facts if fact.on <= on for finding in _odd(past, row, fact))
        findings += (_as_seen(past, finding, unseen) for finding in audit_case(past, row, on))
    return tuple(findings)


def unclean(pasts: Sequence[PastRound], on: date, processes: int = 1) -> list[tuple[Finding, ...]]:
    """Return for each of very many past rounds what is out of order or not clean; evidence is taken as seen."""

    def audited(some: Sequence[PastRound]) -> list[tuple[Finding, ...]]:
        sieve = Sieve(on)
        return [(*_all_out_of_order(past, on), *sieve.findings(past)) for past in some]

    return shared(audited, pasts, processes)


def _all_out_of_order(past: PastRound, on: date) -> Iterator[Finding]:
    for breach in past.replayed.breaches:
        if breach.on <= on:
            yield _out_of_order(past, past.rows[breach.case], breach)


def _row(case: Case) -> CaseRow:
    village = case.id or None
    return CaseRow(
        id=case.id, round_id=0, village_id=village, track=case.track, stage=case.stage, version=len(case.taken)
    )


def _out_of_order(past: PastRound, row: CaseRow, breach: Breach) -> Finding:
    return Finding(
        subject=past.subject(row),
        village=bool(row.id),
        stage=breach.stage,
        trigger=breach.trigger,
        pass_no=breach.pass_no,
        step_on=breach.on,
        rule=breach.rule,
        verdict=breach.verdict,
    )


def _odd(past: PastRound, row: CaseRow, fact: Fact) -> Iterator[Finding]:
    """Yield a finding on a fact that we should have refused to record, with the reason we should have given."""
    view = past.view(row, fact.on, before=fact.seq)
    try:
        validator_of(fact.kind)(view, fact.data)
    except NotCarried:
        return
    except RasoatError as error:
        stage = past.file.procedure.stages[view.case.stage]
        params = {"why": message(f"errors.{error.key}.what", **error.params)}
        yield Finding(
            subject=past.subject(row),
            village=bool(row.id),
            stage=stage.id,
            trigger=_leads_on(past, view.case),
            pass_no=fact.pass_no,
            step_on=fact.on,
            rule=replace(order_rule(stage.citation), id=RECORDABLE, check=RECORDABLE),
            verdict=Verdict(
                status=Status.CONTRADICTED,
                found=message("register.impossible", **params),
                cure=message("register.impossible_cure"),
                facts=(fact.seq,),
            ),
        )


def _leads_on(past: PastRound, case: Case) -> str:
    """Return the step that a case waits for, or at its end the one it took last."""
    lawful = past.file.machine.lawful(case.track, case.stage)
    ways = [item.trigger for item in lawful if not item.new_pass]
    return ways[0] if ways else case.taken[-1].trigger


def _as_seen(past: PastRound, finding: Finding, unseen: Container[int]) -> Finding:
    verdict = finding.verdict
    if verdict.status is Status.PROVEN and any(past.replayed.lines[seq] in unseen for seq in verdict.facts):
        return replace(finding, verdict=replace(verdict, status=Status.CLAIMED))
    return finding
