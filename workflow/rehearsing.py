"""A round rehearsed under another version of the law: what was done stays, what the law asks of it changes.

The recorded facts and steps are led through the stages of the other version, as those of a past round are, and
audited by the same checks. So that only the law makes a difference, the round's own version is led through in
the same way, and the two are compared.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from rasoat.messages import Message, message
from rasoat.models.records import CaseRow
from rasoat.workflow.auditing import Audited, Finding
from rasoat.workflow.cases import Case, Fact, Subject, Taken
from rasoat.workflow.citations import Citation
from rasoat.workflow.past_rounds import PastRound, audit_past
from rasoat.workflow.procedure_names import Titles, check_title, fact_title, form_title, trigger_title
from rasoat.workflow.procedures import Procedure
from rasoat.workflow.replaying import ORDER, Event
from rasoat.workflow.verdicts import Status

Kind = Literal["step", "day", "paper", "finding"]
KINDS: tuple[Kind, ...] = ("step", "day", "paper", "finding")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that another version asks otherwise of a case.

    Attributes:
        step: trigger of the step it belongs to, or the kind of a fact.
        pass_no: which pass through the loop, from 1.
        rule: id of the requirement, or code of the form; empty for steps.
        before: under the round's own version, None when that has nothing of it.
        after: under the other version.
        citation: where the law says so; of the other version where that has it.
    """

    subject: Subject
    kind: Kind
    step: str
    pass_no: int
    rule: str = ""
    title: Message
    before: Message | None
    after: Message | None
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What another version changes.

    Attributes:
        own: the round's procedure.
        other: the procedure it was rehearsed under.
        in_force: whether a round could have been opened under the other one on that day.
        kept_standard: whether the other procedure names another standard, and the round's own was kept.
        differences: by village, then the round itself.
        findings: how often the audit finds each status, under either version.
    """

    own: Procedure
    other: Procedure
    in_force: bool
    kept_standard: bool
    differences: tuple[Difference, ...]
    findings: tuple[Mapping[Status, int], Mapping[Status, int]]


def rehearse(desk_round: Audited, other: Procedure, on: date, forms: Titles) -> Rehearsal:
    """Return what changes when the recorded facts and steps of a round are judged under `other` on a day.

    Nothing is written. `forms` names the papers. Surveys name the indicators of the standard they were made by, so
    the other procedure is rehearsed with the round's own standard.
    """
    own = desk_round.file.procedure
    rows = [desk_round.row_of(None), *desk_round.village_rows()]
    subjects = [desk_round.subject(row) for row in rows]
    cases = [desk_round.case(row) for row in rows]
    laws = (own, replace(other, standard=own.standard))
    sides = tuple(_Side(law, subjects, cases, on, forms) for law in laws)
    opened = subjects[0].opened_on
    return Rehearsal(
        own=own,
        other=other,
        kept_standard=other.standard != own.standard,
        in_force=other.valid_from <= opened <= (other.valid_to or opened),
        differences=tuple(_differences(*sides)),
        findings=(sides[0].counts(), sides[1].counts()),
    )


Key = tuple[str, int, str, int]
"""Step (or kind of fact), pass, requirement or form, and which of several alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What one version says at one key."""

    title: Message
    value: Message
    citation: Citation
    same: Hashable
    quiet: bool = False


class _Side:
    """The round under one version."""

    def __init__(self, law: Procedure, subjects: list[Subject], cases: list[Case], on: date, forms: Titles) -> None:
        self.law = law
        self.forms = forms
        self.past = PastRound(law, subjects, list(_events(law, cases)), ordered=True)
        self.all = audit_past(self.past, on)
        self.by_case: dict[str, list[Finding]] = {}
        for finding in self.all:
            self.by_case.setdefault(_name(finding.subject, village=finding.village), []).append(finding)

    def counts(self) -> Mapping[Status, int]:
        """Return how often each status was found."""
        return Counter(finding.verdict.status for finding in self.all)

    def said(self, kind: Kind, row: CaseRow) -> dict[Key, _Said]:
        """Return what this version says of a case, by key."""
        findings = self.by_case.get(_name(self.past.subject(row), village=row.village_id is not None), [])
        tell = {"step": self._steps, "day": self._days, "paper": self._papers, "finding": self._findings}[kind]
        return _keyed(tell(row, findings))

    def _steps(self, row: CaseRow, _findings: list[Finding]) -> Iterator[tuple[str, int, str, _Said]]:
        machine = self.past.file.machine
        for taken in self.past.case(row).taken:
            move = machine.transition(row.track, taken.source, taken.trigger)
            value = message("versions.replay.stage", stage=self.law.stages[taken.dest].title)
            title = trigger_title(taken.trigger)
            yield taken.trigger, taken.pass_no, "", _Said(title=title, value=value, citation=move.citation, same="")
        for fact in {fact.kind: fact for fact in self.past.case(row).facts}.values():
            home = next(s for s in self.law.stages.values() if s.track == row.track and fact.kind in s.records)
            value = message("versions.replay.recorded", stage=home.title)
            yield fact.kind, 1, "", _Said(title=fact_title(fact.kind), value=value, citation=home.citation, same="")

    def _days(self, _row: CaseRow, findings: list[Finding]) -> Iterator[tuple[str, int, str, _Said]]:
        for item in findings:
            if due := item.verdict.due:
                yield (
                    item.trigger,
                    item.pass_no,
                    item.rule.id,
                    _Said(
                        title=check_title(item.rule.check),
                        value=due.sentence(),
                        citation=due.term.citation,
                        same=(due.event, due.last_day, due.term.days, due.term.unit),
                    ),
                )

    def _papers(self, row: CaseRow, _findings: list[Finding]) -> Iterator[tuple[str, int, str, _Said]]:
        case, machine = self.past.case(row), self.past.file.machine
        for taken in case.taken:
            move = machine.transition(row.track, taken.source, taken.trigger)
            for form in move.produces:
                yield self._paper(taken.trigger, taken.pass_no, form, trigger_title(taken.trigger), move.citation)
        for fact in case.facts:
            stage = self.law.stages[case.before(fact.seq).stage]
            for form in stage.papers.get(fact.kind, ()):
                yield self._paper(fact.kind, fact.pass_no, form, fact_title(fact.kind), stage.citation)

    def _paper(
        self, what: str, pass_no: int, form: str, step: Message, citation: Citation
    ) -> tuple[str, int, str, _Said]:
        value = message("versions.replay.with_step", step=step)
        said = _Said(title=form_title(form, self.forms), value=value, citation=citation, same="")
        return what, pass_no, form, said

    def _findings(self, _row: CaseRow, findings: list[Finding]) -> Iterator[tuple[str, int, str, _Said]]:
        for item in findings:
            if item.rule.id == ORDER and item.verdict.status is Status.MISSING:
                continue  # a step that must be added is told as a step
            status = message(f"words.status.{item.verdict.status.value}")
            said = _Said(
                title=check_title(item.rule.check),
                value=message("versions.replay.found", status=status, found=item.verdict.found),
                citation=item.rule.citation,
                same=item.verdict.status,
                quiet=item.clean,
            )
            yield item.trigger, item.pass_no, item.rule.id, said


def _events(law: Procedure, cases: list[Case]) -> Iterator[Event]:
    """Yield what was recorded and done, as far as `law` has a place for it; what it has none for falls away."""
    for number, case in enumerate(cases):
        recorded = {kind for stage in law.stages.values() if stage.track == case.track for kind in stage.records}
        known = {move.trigger for move in law.transitions if move.track == case.track}
        found: list[tuple[int, str, bool, Fact | Taken]] = [
            *((fact.seq, fact.kind, False, fact) for fact in case.facts if fact.kind in recorded),
            *((taken.seq, taken.trigger, True, taken) for taken in case.taken if taken.trigger in known),
        ]
        for seq, name, step, item in sorted(found, key=lambda each: each[0]):
            yield Event(
                case=number,
                name=name,
                step=step,
                on=item.on,
                recorded_at=item.recorded_at,
                actor=item.actor,
                line=seq,
                data=getattr(item, "data", {}),
                deviation=getattr(item, "deviation", None),
            )


def _name(subject: Subject, *, village: bool) -> str:
    return subject.name if village else ""


def _keyed(told: Iterable[tuple[str, int, str, _Said]]) -> dict[Key, _Said]:
    times: Counter[tuple[str, int, str]] = Counter()
    found: dict[Key, _Said] = {}
    for step, pass_no, rule, said in told:
        times[step, pass_no, rule] += 1
        found[step, pass_no, rule, times[step, pass_no, rule]] = said
    return found


def _differences(own: _Side, other: _Side) -> Iterator[Difference]:
    rows = [*own.past.village_rows(), own.past.row_of(None)]
    for row in rows:
        for kind in KINDS:
            before, after = own.said(kind, row), other.said(kind, row)
            for key in dict.fromkeys((*before, *after)):
                old, new = before.get(key), after.get(key)
                if not _differ(old, new):
                    continue
                shown = new or old
                if shown is not None:
                    step, pass_no, rule, _ = key
                    yield Difference(
                        subject=own.past.subject(row),
                        kind=kind,
                        step=step,
                        pass_no=pass_no,
                        rule=rule,
                        title=shown.title,
                        before=old.value if old else None,
                        after=new.value if new else None,
                        citation=shown.citation,
                    )


def _differ(old: _Said | None, new: _Said | None) -> bool:
    """Return whether two versions say something else; what one alone asks and finds met is no news."""
    if old is None or new is None:
        alone = old or new
        return alone is not None and not alone.quiet
    return old.same != new.same
