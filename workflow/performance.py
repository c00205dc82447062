"""One step on one case, from decision to rows: facts, transition, papers, journal, new stage."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.messages import message
from rasoat.models.records import CaseRow, Draft, Entry
from rasoat.workflow.cases import TRANSITION, Case, Deviation, Fact
from rasoat.workflow.desk import Desk, Round, with_facts
from rasoat.workflow.judging import Judgement, admit, judge
from rasoat.workflow.machine import cited
from rasoat.workflow.orders import Author, Outcome, Step
from rasoat.workflow.outbox import Paper, file_papers, write_papers
from rasoat.workflow.periods import closes, period
from rasoat.workflow.procedure_names import trigger_title
from rasoat.workflow.procedures import Transition
from rasoat.workflow.registry import may_be_late, validator_of


class Performance:
    """One step on one case, from decision to rows."""

    def __init__(self, desk_round: Round, row: CaseRow, step: Step, author: Author) -> None:
        self.store = desk_round.store
        self.round = desk_round
        self.file = desk_round.file
        self.row = row
        self.step = step
        self.author = author
        self.before = desk_round.head.seq
        self.case: Case = desk_round.case(row)

    def run(self) -> Outcome:
        """Carry out the step.

        Raises:
            RasoatError: see `rasoat.workflow.engine.perform`; the caller's transaction must then end.
        """
        facts = self._record()
        papers = [paper for fact in facts for paper in self._papers_of_fact(fact)]
        drafts = [self._fact_draft(fact, papers) for fact in facts]
        if self.step.trigger is None:
            entries = self._write(drafts, papers)
            subject = self.round.subject(self.row).title
            return Outcome(subject=subject, entries=tuple(entries), stage=self.row.stage, papers=tuple(papers))
        return self._transit(facts, drafts, papers)

    def _record(self) -> tuple[Fact, ...]:
        """Validate the facts one after the other, each seeing those before it."""
        recorded: list[Fact] = []
        stage = self.file.procedure.stages[self.case.stage]
        for place, new in enumerate(self.step.facts, start=1):
            if new.kind not in stage.records:
                raise Refused(
                    "fact_not_here",
                    fact=message(f"words.facts.{new.kind}"),
                    stage=stage.title,
                    basis=cited(stage.citation),
                )
            self._check_date(new.on, late=may_be_late(new.kind))
            validator_of(new.kind)(self.round.view(self.row, new.on), new.data)
            fact = Fact(
                seq=self.before + place,
                kind=new.kind,
                on=new.on,
                recorded_at=self.author.at,
                actor=self.author.actor,
                pass_no=self.case.pass_no,
                data=new.data,
            )
            recorded.append(fact)
            self.case = with_facts(self.case, [fact])
            self.round.remember(self.case)
        return tuple(recorded)

    def _check_date(self, on: date, *, late: bool = False) -> None:
        if on > self.author.today:
            raise UsageError("date_in_future", on=on, today=self.author.today)
        if not late and self.case.taken and on < self.case.taken[-1].on:
            last = self.case.taken[-1]
            raise Refused("date_before_previous", on=on, last=last.on, title=trigger_title(last.trigger))

    def _transit(self, facts: tuple[Fact, ...], drafts: list[Draft], papers: list[Paper]) -> Outcome:
        step, machine = self.step, self.file.machine
        transition = machine.transition(self.case.track, self.case.stage, step.trigger or "")
        if transition.track == "village" and machine.follows_round(transition.trigger):
            title = trigger_title(transition.trigger)
            raise Refused("only_with_round", trigger=title, basis=cited(transition.citation))
        self._check_date(step.on)
        view = self.round.view(self.row, step.on)
        judgements = judge(view, transition.requires)
        deviation = admit(view.subject.title, transition, judgements, step.deviation)
        desk = Desk(
            round=self.round,
            view=view,
            row=self.row,
            on=step.on,
            facts=facts,
            deviation=deviation,
            unverified=self.round.unverified(transition.requires, (transition,)),
        )
        new = self._papers(transition.produces, desk, len(drafts))
        drafts = [*drafts, self._transition_draft(transition, judgements, deviation, new)]
        returned = self._send_back()
        entries = self._write(drafts + [draft for _row, draft, _dest in returned], [*papers, *new])
        self.round.ledger.move(self.row, transition.dest)
        for row, _draft, dest in returned:
            self.round.ledger.move(row, dest)
            self.round.forget(row)
        return Outcome(
            subject=view.subject.title,
            entries=tuple(entries),
            stage=transition.dest,
            papers=(*papers, *new),
            judgements=judgements,
            deviation=deviation,
            unverified=desk.unverified,
        )

    def _send_back(self) -> list[tuple[CaseRow, Draft, str]]:
        """Return the named villages' own returns; the round's return takes them in the same transaction."""
        moved: list[tuple[CaseRow, Draft, str]] = []
        if not self.step.send_back and self.file.machine.sends_back(self.case.track, self.step.trigger or ""):
            raise UsageError("opinion_names_no_village")
        villages = {village.id: village for village in map(self.file.village_named, self.step.send_back)}
        for village in villages.values():
            row = self.round.row_of(village)
            case = self.round.case(row)
            back = self.file.machine.transition(case.track, case.stage, self.step.trigger or "")
            payload = {
                "trigger": back.trigger,
                "source": case.stage,
                "dest": back.dest,
                "papers": [],
                "verdicts": {},
            }
            draft = Draft(kind=TRANSITION, case_id=row.id, occurred_on=self.step.on.isoformat(), payload=payload)
            moved.append((row, draft, back.dest))
        return moved

    def _papers_of_fact(self, fact: Fact) -> list[Paper]:
        stage = self.file.procedure.stages[self.case.stage]
        place = fact.seq - self.before - 1
        view = self.round.view(self.row, fact.on)
        # what a fact's paper promises (a clock, a second posting) is what the ways out of the stage require
        ways = self.file.machine.lawful(self.case.track, stage.id)
        rules = (*(rule for way in ways for rule in way.requires), *stage.duties)
        unverified = self.round.unverified(rules, ()) if stage.papers.get(fact.kind) else ()
        desk = Desk(round=self.round, view=view, row=self.row, on=fact.on, facts=(fact,), unverified=unverified)
        return self._papers(stage.papers.get(fact.kind, ()), desk, place)

    def _papers(self, forms: Sequence[str], desk: Desk, place: int) -> list[Paper]:
        return write_papers(forms, desk, place=place, given=self.step.numbers, gap_reason=self.step.gap_reason)

    def _fact_draft(self, fact: Fact, papers: Sequence[Paper]) -> Draft:
        place = fact.seq - self.before - 1
        own = [paper.summary() for paper in papers if paper.place == place]
        data = {**fact.data, "papers": own} if own else fact.data
        return Draft(kind=fact.kind, case_id=self.row.id, occurred_on=fact.on.isoformat(), payload=data)

    def _transition_draft(
        self,
        transition: Transition,
        judgements: Sequence[Judgement],
        deviation: Deviation | None,
        papers: Sequence[Paper],
    ) -> Draft:
        payload: dict[str, Any] = {
            "trigger": transition.trigger,
            "source": self.case.stage,
            "dest": transition.dest,
            "verdicts": {item.rule.id: item.verdict.status.value for item in judgements},
            "papers": [paper.summary() for paper in papers],
        }
        if closes(self.file.procedure, transition):
            payload["period"] = period(self.round.ledger)
        if deviation:
            payload["deviation"] = {**asdict(deviation), "waived": list(deviation.waived)}
        on = self.step.on.isoformat()
        return Draft(kind=TRANSITION, case_id=self.row.id, occurred_on=on, payload=payload)

    def _write(self, drafts: Sequence[Draft], papers: Sequence[Paper]) -> list[Entry]:
        signature = self.author.signature(self.step.command_id)
        entries = self.round.ledger.append(self.file.row.chain_id, drafts, signature)
        file_papers(self.round.ledger, self.file.row, self.row.id, papers, entries)
        self.round.forget(self.row)
        return entries
