"""The one way to change a round: a step, which records facts, takes a transition, or both.

A step is one database transaction: facts, new stage, journal entries, papers with frozen contexts, numbers.
Either all of it stands or none. A command id that was carried out before changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from rasoat.errors import Refused, UsageError
from rasoat.messages import message
from rasoat.models.database import Database
from rasoat.models.journal import Signature, append
from rasoat.models.records import CaseRow, Draft, Entry
from rasoat.models.store import Store
from rasoat.workflow.cases import TRANSITION, Case, Deviation, Fact
from rasoat.workflow.desk import Desk, Round, RoundFile, open_file, with_facts
from rasoat.workflow.judging import Judgement, admit, judge
from rasoat.workflow.machine import cited
from rasoat.workflow.outbox import Paper, file_papers, write_papers
from rasoat.workflow.procedures import Transition
from rasoat.workflow.registry import validator_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """A fact to record: its kind, the day it happened, what is to be recorded."""

    kind: str
    on: date
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who acts, and when it is entered (UTC)."""

    actor: str
    at: datetime
    today: date

    def signature(self, command_id: str | None) -> Signature:
        """Return how the journal is signed for one command."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return Signature(actor=self.actor, recorded_at=at, command_id=command_id or str(uuid4()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one case is asked to do.

    Attributes:
        village: the village's name, None for the round's own case.
        facts: facts to record, in order.
        trigger: the transition to take after them; None to record only.
        on: the day of the transition.
        deviation: set to take the transition although requirements are unmet.
        numbers: register numbers given by the agency's own system, by form.
        command_id: makes the step idempotent.
        send_back: villages that a return for review names.
    """

    round: str | None = None
    village: str | None = None
    facts: tuple[NewFact, ...] = ()
    trigger: str | None = None
    on: date
    deviation: Deviation | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    command_id: str | None = None
    send_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a step did."""

    entries: tuple[Entry, ...]
    stage: str
    papers: tuple[Paper, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    deviation: Deviation | None = None
    repeated: bool = False


def perform(database: Database, step: Step, author: Author) -> Outcome:
    """Carry out one step in one transaction.

    Raises:
        UsageError: the step names what does not exist, or facts that cannot be; nothing is written.
        Refused: the procedure does not allow it; all unmet requirements are listed; nothing is written.
        StaleCase: another writer moved the case first.
    """
    return perform_all(database, [step], author)[0]


def perform_all(database: Database, steps: Sequence[Step], author: Author) -> list[Outcome]:
    """Carry out several steps in one transaction: all of them, or none.

    Raises:
        RasoatError: as `perform`.
    """
    return perform_prepared(database, lambda _store: steps, author, steps)


def perform_prepared(
    database: Database,
    prepare: Callable[[Store], Sequence[Step]],
    author: Author,
    steps: Sequence[Step] = (),
) -> list[Outcome]:
    """Carry out steps that `prepare` makes from what it reads and writes in the same transaction.

    Args:
        database: where.
        prepare: writes what the steps rest on (households of a list, say) and returns the steps.
        author: who acts.
        steps: the steps, when they are known before; only these are recognised as repeated.

    Raises:
        RasoatError: as `perform`.
    """
    try:
        with database.write() as connection:
            store, files = Store(connection), dict[str | None, RoundFile]()
            return [_perform(store, files, step, author) for step in prepare(store)]
    except (Refused, UsageError, IntegrityError):
        # A repeated command may be refused on its own result; only then is it worth asking whether it was done.
        repeated = _repeated(database, steps)
        if repeated is None:
            raise
        return repeated


def _repeated(database: Database, steps: Sequence[Step]) -> list[Outcome] | None:
    if not steps or not all(step.command_id for step in steps):
        return None
    with database.read() as connection:
        store = Store(connection)
        known = [store.entries_of_command(step.command_id or "") for step in steps]
        if not all(known):
            return None
        return [_repetition(store, step, entries) for step, entries in zip(steps, known, strict=True)]


def _repetition(store: Store, step: Step, entries: Sequence[Entry]) -> Outcome:
    kinds = [fact.kind for fact in step.facts] + [TRANSITION] * (step.trigger is not None)
    done = [entry for entry in entries if entry.case_id == entries[-1].case_id or not step.send_back]
    triggers = [entry.payload["trigger"] for entry in done if entry.kind == TRANSITION]
    if [entry.kind for entry in done][: len(kinds)] != kinds or (
        step.trigger and triggers[-1] != step.trigger
    ):
        raise UsageError("command_id_reused", command=step.command_id)
    file = open_file(store, step.round)
    return Outcome(entries=tuple(entries), stage=_row(Round(store, file), step).stage, repeated=True)


def _perform(store: Store, files: dict[str | None, RoundFile], step: Step, author: Author) -> Outcome:
    if step.round not in files:
        files[step.round] = open_file(store, step.round)
    desk_round = Round(store, files[step.round])
    row = _row(desk_round, step)
    if step.command_id and store.entries_of_command(step.command_id):
        raise UsageError("command_id_reused", command=step.command_id)
    performance = _Performance(store, desk_round, row, step, author)
    outcome = performance.run()
    # the next step of this transaction continues the chain
    files[step.round] = performance.file
    return outcome


def _row(desk_round: Round, step: Step) -> CaseRow:
    village = desk_round.file.village_named(step.village) if step.village else None
    return desk_round.row_of(village)


class _Performance:
    """One step on one case, from decision to rows."""

    def __init__(self, store: Store, desk_round: Round, row: CaseRow, step: Step, author: Author) -> None:
        self.store = store
        self.round = desk_round
        self.file = desk_round.file
        self.row = row
        self.step = step
        self.author = author
        self.case: Case = desk_round.case(row)

    def run(self) -> Outcome:
        facts = self._record()
        papers = [paper for fact in facts for paper in self._papers_of_fact(fact)]
        drafts = [self._fact_draft(fact, papers) for fact in facts]
        if self.step.trigger is None:
            entries = self._write(drafts, papers)
            return Outcome(entries=tuple(entries), stage=self.row.stage, papers=tuple(papers))
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
            self._check_date(new.on)
            validator_of(new.kind)(self.round.view(self.row, new.on), new.data)
            fact = Fact(
                seq=self.file.row.chain_seq + place,
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

    def _check_date(self, on: date) -> None:
        if on > self.author.today:
            raise UsageError("date_in_future", on=on, today=self.author.today)
        if self.case.taken and on < self.case.taken[-1].on:
            last = self.case.taken[-1]
            raise Refused(
                "date_before_previous", on=on, last=last.on, title=message(f"words.triggers.{last.trigger}")
            )

    def _transit(self, facts: tuple[Fact, ...], drafts: list[Draft], papers: list[Paper]) -> Outcome:
        step, machine = self.step, self.file.machine
        transition = machine.transition(self.case.track, self.case.stage, step.trigger or "")
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
            rules=transition.requires,
        )
        new = self._papers(transition.produces, desk, len(drafts), papers)
        drafts = [*drafts, self._transition_draft(transition, judgements, deviation, new)]
        returned = self._send_back()
        entries = self._write(drafts + [draft for _row, draft, _dest in returned], [*papers, *new])
        self.store.move(self.row, transition.dest)
        for row, _draft, dest in returned:
            self.store.move(row, dest)
        return Outcome(
            entries=tuple(entries),
            stage=transition.dest,
            papers=(*papers, *new),
            judgements=judgements,
            deviation=deviation,
        )

    def _send_back(self) -> list[tuple[CaseRow, Draft, str]]:
        """Return the named villages' own returns; the round's return takes them in the same transaction."""
        moved: list[tuple[CaseRow, Draft, str]] = []
        for name in self.step.send_back:
            row = self.round.row_of(self.file.village_named(name))
            case = self.round.case(row)
            back = self.file.machine.transition(case.track, case.stage, self.step.trigger or "")
            payload = {
                "trigger": back.trigger,
                "source": case.stage,
                "dest": back.dest,
                "papers": [],
                "verdicts": {},
            }
            draft = Draft(
                kind=TRANSITION, case_id=row.id, occurred_on=self.step.on.isoformat(), payload=payload
            )
            moved.append((row, draft, back.dest))
        return moved

    def _papers_of_fact(self, fact: Fact) -> list[Paper]:
        stage = self.file.procedure.stages[self.case.stage]
        place = fact.seq - self.file.row.chain_seq - 1
        view = self.round.view(self.row, fact.on)
        desk = Desk(round=self.round, view=view, row=self.row, on=fact.on, facts=(fact,))
        return self._papers(stage.papers.get(fact.kind, ()), desk, place, [])

    def _papers(self, forms: Sequence[str], desk: Desk, place: int, before: Sequence[Paper]) -> list[Paper]:
        return write_papers(self.store, forms, desk, place=place, before=before, given=self.step.numbers)

    def _fact_draft(self, fact: Fact, papers: Sequence[Paper]) -> Draft:
        place = fact.seq - self.file.row.chain_seq - 1
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
        if deviation:
            payload["deviation"] = {**asdict(deviation), "waived": list(deviation.waived)}
        on = self.step.on.isoformat()
        return Draft(kind=TRANSITION, case_id=self.row.id, occurred_on=on, payload=payload)

    def _write(self, drafts: Sequence[Draft], papers: Sequence[Paper]) -> list[Entry]:
        signature = self.author.signature(self.step.command_id)
        entries = append(self.store.connection, self.file.row.chain_id, drafts, signature)
        file_papers(self.store, self.file.row, self.row.id, papers, entries)
        self.file = replace(self.file, row=replace(self.file.row, chain_seq=entries[-1].seq))
        return entries
