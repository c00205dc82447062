"""A case as decisions see it: frozen facts and transitions folded from the journal. No session, no clock."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import wraps
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from rasoat.models.records import Entry
from rasoat.workflow.b1_tables import BoundB1
from rasoat.workflow.calendars import Calendar
from rasoat.workflow.exhibits import Exhibit
from rasoat.workflow.incomes import IncomeMethod
from rasoat.workflow.incomes import load as load_income
from rasoat.workflow.paper_trail import KINDS, Trail, trail
from rasoat.workflow.rules import Procedure, Term, Window
from rasoat.workflow.standards import Standard

T = TypeVar("T")

TRANSITION = "transition"
CORRECTION = "correction"
EVIDENCE_ADDED = "evidence_added"


class Fact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something that happened, as it stands after corrections.

    A round has thousands of them, and they hold nothing that could hold them: hence no dataclass.

    Attributes:
        seq: place in the round's journal; how papers and findings refer to it.
        kind: fact kind, such as `meeting_held`.
        on: the day it happened.
        recorded_at: when it was entered (UTC).
        pass_no: 1 before any loop of the procedure, 2 after the first, and so on.
        data: what was recorded; never names of households, only their refs.
        corrected_by: journal places of the corrections applied.
    """

    seq: int
    kind: str
    on: date
    recorded_at: datetime
    actor: str
    pass_no: int
    data: Mapping[str, Any]
    corrected_by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A transition taken although requirements were not met: why, by whom, on whose order."""

    reason: str
    by: str
    order: str
    waived: tuple[str, ...] = ()


class Issued(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A paper that says which household stands where, or how many: its form, its number, what it says.

    Attributes:
        seq: the journal's entry that issued it again, None while it is the first one.
        history: number and entry of each paper that it replaces, oldest first.
        cancelled: why its number was cancelled, None while it stands.
    """

    form: str
    no: int | None
    says: Mapping[str, Any]
    seq: int | None = None
    history: tuple[tuple[int | None, int], ...] = ()
    cancelled: str | None = None


class Taken(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A transition that was taken.

    Attributes:
        numbers: the register numbers its papers got, by form.
        papers: those of its papers that say something of households.
    """

    seq: int
    trigger: str
    source: str
    dest: str
    on: date
    recorded_at: datetime
    actor: str
    pass_no: int
    deviation: Deviation | None = None
    numbers: Mapping[str, int] = msgspec.field(default_factory=dict)
    papers: tuple[Issued, ...] = ()


_SEQ = attrgetter("seq")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One village's way through a round, or the round's own, as the journal tells it."""

    id: int
    track: str
    stage: str
    pass_no: int = 1
    facts: tuple[Fact, ...] = ()
    taken: tuple[Taken, ...] = ()

    @property
    def last_moved_on(self) -> date | None:
        """The day of the last transition."""
        return self.taken[-1].on if self.taken else None

    def before(self, seq: int) -> "Case":
        """Return the case as it stood before the journal's entry `seq`; facts read as corrected since."""
        taken, facts = self.taken, self.facts
        if (not taken or taken[-1].seq < seq) and (not facts or facts[-1].seq < seq):
            return self
        steps, known = bisect_left(taken, seq, key=_SEQ), bisect_left(facts, seq, key=_SEQ)
        if steps == len(taken):
            stage, pass_no = self.stage, self.pass_no
        else:
            stage, pass_no = taken[steps].source, taken[steps].pass_no
        return Case(
            id=self.id,
            track=self.track,
            stage=stage,
            pass_no=pass_no,
            facts=facts[:known],
            taken=taken[:steps],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a case is about: the village (or the commune) and the people the law names.

    Attributes:
        name: village name, or the commune's for the round's case.
        title: with its kind, as papers write it: "thôn Cây Thị".
        head: the village head (trưởng thôn), None for the round.
        area: `rural` or `urban`.
        year: the review year.
        opened_on: the day the round was opened.
    """

    name: str
    title: str
    head: str | None
    area: str
    year: int
    opened_on: date


def fold(case_id: int, track: str, initial: str, entries: Iterable[Entry], loops: Callable[[str], bool]) -> Case:
    """Return the case that `entries` (in journal order) tell.

    Args:
        case_id: the case's id.
        track: `village` or `round`.
        initial: the track's initial stage.
        entries: the case's journal entries.
        loops: tells whether a trigger starts a new pass.
    """
    entries = list(entries)
    changes = _corrections(entries)
    added = _additions(entries, changes)
    later = trail(entry for entry in entries if entry.kind in KINDS)
    facts: list[Fact] = []
    taken: list[Taken] = []
    stage, pass_no = initial, 1
    for entry in entries:
        if entry.kind == TRANSITION:
            taken.append(_taken(entry, pass_no, changes.get(entry.seq, ()), later))
            stage = taken[-1].dest
            pass_no += loops(taken[-1].trigger)
        elif entry.kind != CORRECTION:
            fact = _fact(entry, pass_no, changes.get(entry.seq, ()), added.get(entry.seq, ()), later)
            if fact:
                facts.append(fact)
    return Case(id=case_id, track=track, stage=stage, pass_no=pass_no, facts=tuple(facts), taken=tuple(taken))


def _corrections(entries: Sequence[Entry]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.kind == CORRECTION:
            found.setdefault(entry.payload["target"], []).append(entry)
    return found


def _additions(entries: Sequence[Entry], changes: Mapping[int, Sequence[Entry]]) -> dict[int, list[str]]:
    """Return the evidence handed in later for an entry, by that entry's place."""
    found: dict[int, list[str]] = {}
    for entry in entries:
        if entry.kind == EVIDENCE_ADDED and entry.payload.get("entry"):
            fact = _fact(entry, 0, changes.get(entry.seq, ()))
            if fact:
                found.setdefault(fact.data["entry"], []).extend(fact.data["evidence"])
    return found


def _fact(
    entry: Entry, pass_no: int, corrections: Sequence[Entry], added: Sequence[str] = (), later: Trail | None = None
) -> Fact | None:
    data, on = entry.payload, entry.occurred_on
    if later and later.touches(entry.seq) and "papers" in data:
        data = {**data, "papers": later.current(entry.seq, data["papers"])}
    for correction in corrections:
        if correction.payload.get("annul"):
            return None
        data = {**data, **correction.payload["set"]}
        on = correction.payload.get("on") or on
    if added:
        data = {**data, "evidence": list(dict.fromkeys([*(data.get("evidence") or ()), *added]))}
    return Fact(
        seq=entry.seq,
        kind=entry.kind,
        on=date.fromisoformat(on),
        recorded_at=datetime.fromisoformat(entry.recorded_at),
        actor=entry.actor,
        pass_no=pass_no,
        data=data,
        corrected_by=tuple(item.seq for item in corrections),
    )


def _taken(entry: Entry, pass_no: int, corrections: Sequence[Entry], later: Trail) -> Taken:
    payload, on = entry.payload, entry.occurred_on
    papers = later.current(entry.seq, payload["papers"]) if later.touches(entry.seq) else payload["papers"]
    for correction in corrections:
        on = correction.payload.get("on") or on
    deviation = payload.get("deviation")
    return Taken(
        seq=entry.seq,
        trigger=payload["trigger"],
        source=payload["source"],
        dest=payload["dest"],
        on=date.fromisoformat(on),
        recorded_at=datetime.fromisoformat(entry.recorded_at),
        actor=entry.actor,
        pass_no=pass_no,
        deviation=Deviation(**{**deviation, "waived": tuple(deviation["waived"])}) if deviation else None,
        numbers={paper["form"]: paper["no"] for paper in payload["papers"] if paper["no"]},
        papers=issued(papers),
    )


def issued(papers: Iterable[Mapping[str, Any]]) -> tuple[Issued, ...]:
    """Return those of an entry's papers that say something of households."""
    return tuple(
        Issued(
            form=item["form"],
            no=item["no"],
            says=item["says"],
            seq=item.get("seq"),
            history=tuple((no, seq) for no, seq in item.get("history", ())),
            cancelled=item.get("cancelled"),
        )
        for item in papers
        if "says" in item
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A case seen on a day, in one of its passes: what the checks look at.

    Attributes:
        case: the case.
        subject: what the case is about.
        on: the as-of date; facts of later days do not exist yet.
        pass_no: the pass looked at.
        members: the villages' views, for the round's case.
        memo: what was found on this view: facts by kinds, and the results of `per_view` functions.
        tools: dated tables the checks need: calendar, standard.
        exhibits: the evidence files by digest; None for a register, which carries no files and no hours of entry.
    """

    case: Case
    subject: Subject
    on: date
    pass_no: int
    tools: "Tools"
    members: Sequence["View"] = ()
    exhibits: Mapping[str, Exhibit] | None = field(default=None, repr=False, compare=False)
    memo: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def at(self, on: date) -> "View":
        """Return the case as seen on another day."""
        return replace(self, on=on, memo={})

    @property
    def undated(self) -> "View":
        """The case with all that is recorded of this pass, whatever its day."""
        return self.at(date.max)

    def facts(self, *kinds: str) -> tuple[Fact, ...]:
        """Return the facts of these kinds in this pass, up to the as-of date, in journal order."""
        known: tuple[Fact, ...] | None = self.memo.get(kinds)
        if known is None:
            pass_no, on = self.pass_no, self.on
            known = tuple(
                [fact for fact in self.case.facts if fact.kind in kinds and fact.pass_no == pass_no and fact.on <= on]
            )
            self.memo[kinds] = known
        return known

    def facts_of_all_passes(self, *kinds: str) -> tuple[Fact, ...]:
        """Return the facts of these kinds up to this pass and the as-of date."""
        known: tuple[Fact, ...] | None = self.memo.get((None, *kinds))
        if known is None:
            pass_no, on = self.pass_no, self.on
            known = tuple(
                [fact for fact in self.case.facts if fact.kind in kinds and fact.pass_no <= pass_no and fact.on <= on]
            )
            self.memo[(None, *kinds)] = known
        return known

    def last(self, kind: str) -> Fact | None:
        """Return the last fact of a kind in this pass."""
        found = self.facts(kind)
        return found[-1] if found else None

    def taken(self, trigger: str) -> Taken | None:
        """Return the transition of this pass, if it was taken."""
        return next(
            (item for item in self.case.taken if item.trigger == trigger and item.pass_no == self.pass_no),
            None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The tables of a round.

    Attributes:
        calendar: working days.
        standard: the national standard, which classifies.
        procedure: the procedure in the round's variant.
        local: a province's higher standard beside it, where the round was opened with one.
        b1: the point table of score B1, where the round was opened with one.
    """

    calendar: Calendar = field(repr=False)
    standard: Standard = field(repr=False)
    procedure: Procedure = field(repr=False)
    local: Standard | None = field(default=None, repr=False)
    b1: BoundB1 | None = field(default=None, repr=False)

    @property
    def terms(self) -> Mapping[str, Term]:
        """The terms of the procedure by id."""
        return self.procedure.terms

    @property
    def income(self) -> IncomeMethod | None:
        """How income is determined, where the procedure recognises households by it."""
        rule = self.procedure.income
        return load_income(rule.method) if rule else None

    @property
    def window(self) -> Window | None:
        """The part of the year that the procedure sets aside, if any."""
        return self.procedure.window


def per_view(read: Callable[[View], T]) -> Callable[[View], T]:
    """Make a reading of a view happen once per view: several checks of one step ask for the same.

    What it returns is shared; nobody may change it.
    """

    @wraps(read)
    def once(view: View) -> T:
        if read not in view.memo:
            view.memo[read] = read(view)
        found: T = view.memo[read]
        return found

    return once
