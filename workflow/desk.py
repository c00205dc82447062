"""A round on the desk: what a command, a paper or an audit reads of it, inside one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from rasoat.errors import Refused, UsageError
from rasoat.messages import message
from rasoat.models.journal import Head, Ledger
from rasoat.models.records import CaseRow, CommuneRow, Entry, RoundRow, VillageRow
from rasoat.models.store import Store
from rasoat.workflow.b1_tables import BoundB1, parse_b1
from rasoat.workflow.calendars import Calendar
from rasoat.workflow.cases import Case, Deviation, Fact, Subject, Tools, View, fold
from rasoat.workflow.confirming import confirmations_in
from rasoat.workflow.exhibits import Exhibits
from rasoat.workflow.grounds import Ground, grounds, standard_places
from rasoat.workflow.local_standards import parse_local
from rasoat.workflow.machine import Machine, machine_of
from rasoat.workflow.procedures import Confirmation, Procedure, Requirement, Transition, parse
from rasoat.workflow.recorded_calendar import calendar_of
from rasoat.workflow.registry import vocabulary
from rasoat.workflow.standards import load as load_standard
from rasoat.workflow.standards import parse as parse_standard
from rasoat.workflow.tombstones import erasures


@dataclass(frozen=True, kw_only=True)
class RoundFile:
    """What of a round never changes: its row, procedure, commune, villages; and the calendar as it is now."""

    row: RoundRow
    procedure: Procedure
    machine: Machine
    commune: CommuneRow
    villages: Mapping[int, VillageRow]
    tools: Tools

    def under(self, calendar: Calendar) -> "RoundFile":
        """Return the round as another calendar counts it."""
        return replace(self, tools=replace(self.tools, calendar=calendar))

    @cached_property
    def by_name(self) -> Mapping[str, VillageRow]:
        """The villages by name and by code, letters in lower case."""
        names = {village.description["code"].casefold(): village for village in self.villages.values()}
        return names | {village.name.casefold(): village for village in self.villages.values()}

    def village_named(self, name: str) -> VillageRow:
        """Return the village of that name, whatever its case.

        Raises:
            UsageError: the commune has no such village.
        """
        wanted = name.strip().casefold()
        if wanted in self.by_name:
            return self.by_name[wanted]
        raise UsageError(
            "unknown_village",
            village=name,
            commune=self.commune.name,
            details=[message("errors.one_of", item=village.name) for village in self.villages.values()],
        )


_procedures: dict[tuple[str, str | None], Procedure] = {}


_files: WeakKeyDictionary[Engine, dict[str, RoundFile]] = WeakKeyDictionary()
"""Round files by database and code: but for the calendar nothing in them ever changes, so one reading is enough."""


def open_file(store: Store, code: str | None, *, erased_too: bool = False) -> RoundFile:
    """Return the round with this code, or the newest one.

    Args:
        store: the database.
        code: the round's code, in any case of letters.
        erased_too: for those who read the journal only.

    Raises:
        UsageError: there is no such round, or no round at all.
        Refused: its personal data was erased; nothing can be judged, printed or entered any more.
    """
    known = _files.setdefault(store.connection.engine, {})
    key = (code or store.newest_round() or "").casefold()
    if key not in known:
        found = read_file(store, code or key)
        erased = None if erased_too else erasures(store).told.get(found.row.chain_name)
        if erased is not None:
            raise Refused("round_erased", **erased.params)
        known[key] = found
    elif known[key].tools.calendar is not (calendar := calendar_of(store)):
        known[key] = known[key].under(calendar)
    return known[key]


def forget_files(store: Store) -> None:
    """Forget what was read of the rounds of a database, because their personal data is about to go."""
    _files.pop(store.connection.engine, None)


def read_file(store: Store, code: str) -> RoundFile:
    """Return the round with this code as the database has it now, whatever was read before.

    Raises:
        UsageError: there is no such round, or no round at all.
    """
    rounds = store.rounds()
    row = next((row for row in rounds if row.code.casefold() == code.casefold()), None)
    if row is None:
        others = [message("errors.one_of", item=item.code) for item in rounds]
        raise UsageError("unknown_round" if rounds else "no_round", code=code, details=others)
    procedure = _procedure(store, row)
    commune = next(item for item in store.communes() if item.id == row.commune_id)
    return RoundFile(
        row=row,
        procedure=procedure,
        machine=machine_of(procedure),
        commune=commune,
        villages={village.id: village for village in store.villages(row.commune_id)},
        tools=_tools(store, row, procedure),
    )


def _tools(store: Store, row: RoundRow, procedure: Procedure) -> Tools:
    """Return the tables of a round: those it was opened with, else those that come with the program."""
    bound = store.opening(row.chain_id).get("tables") or {}
    texts = {role: store.procedure_source(item["sha256"]) for role, item in bound.items()}
    point_table = BoundB1(table=parse_b1(texts["b1"][1]), area=bound["b1"]["area"]) if "b1" in bound else None
    own, local = texts.get("standard"), texts.get("local")
    return Tools(
        calendar=calendar_of(store),
        standard=parse_standard(own[1], name=own[0]) if own else load_standard(procedure.standard),
        procedure=procedure,
        local=parse_local(local[1], name=local[0]) if local else None,
        b1=point_table,
    )


def _procedure(store: Store, row: RoundRow) -> Procedure:
    key = (row.procedure_digest, row.variant)
    if key not in _procedures:
        name, source = store.procedure_source(row.procedure_digest)
        _procedures[key] = parse(source, name=name, vocabulary=vocabulary(), variant=row.variant)
    return _procedures[key]


class Round:
    """An open round: its cases, folded from the journal when asked for."""

    def __init__(self, store: Store, file: RoundFile, ledger: Ledger | None = None) -> None:
        self.store = store
        self.file = file
        self.ledger = ledger or Ledger(store.connection)
        self.exhibits = Exhibits(store.exhibits)
        self._rows: list[CaseRow] | None = None
        self._by_village: dict[int | None, CaseRow] = {}
        self._written: set[int | None] = set()
        self._people: dict[int, Mapping[str, Mapping[str, Any]]] = {}
        self._cases: dict[int, Case] = {}

    @property
    def rows(self) -> list[CaseRow]:
        """The stored cases, the round's own first."""
        if self._rows is None:
            self._flush()
            self._rows = self.store.cases(self.file.row.id)
            self._by_village = {row.village_id: row for row in self._rows}
        return self._rows

    @property
    def head(self) -> Head:
        """The head of the round's chain."""
        return self.ledger.head(self.file.row.chain_id)

    @property
    def confirmed(self) -> frozenset[str]:
        """The places of the procedure that were confirmed for this round."""
        return frozenset(item.of for item in self.confirmations)

    @property
    def confirmations(self) -> tuple[Confirmation, ...]:
        """What was confirmed for this round after it was opened, in the order of its journal."""
        return confirmations_in(self.case(self.row_of(None)).facts)

    def unverified(self, rules: Iterable[Requirement], moves: Iterable[Transition]) -> tuple[Ground, ...]:
        """Return what requirements and steps rest on that is neither verified nor confirmed for this round."""
        rules, moves, procedure = tuple(rules), tuple(moves), self.file.procedure
        tables = standard_places(self.file.tools.standard, self.file.tools.local) if procedure.income is None else ()
        # most rounds rest on verified places alone, and need not read the round's own case for that
        if not grounds(procedure, rules, moves, tables=tables):
            return ()
        return grounds(procedure, rules, moves, self.confirmed, tables)

    def all_unverified(self) -> tuple[Ground, ...]:
        """Return all of the procedure that is neither verified nor confirmed for this round."""
        return self.unverified(self.file.procedure.requirements.values(), self.file.procedure.transitions)

    def expect(self, names: Collection[str]) -> None:
        """Read the cases and households of villages at once, for many steps in one transaction."""
        villages = sorted({self.file.village_named(name).id for name in names})
        rows = self.store.cases_of(self.file.row.id, villages)
        self._people = {key: _People(known, self) for key, known in self.store.people_of(villages).items()}
        entries = self.store.entries_of_cases([row.id for row in rows])
        self._by_village.update({row.village_id: row for row in rows})
        self._cases.update({row.id: self.fold(row, entries[row.id]) for row in rows})

    def forget(self, row: CaseRow) -> None:
        """Forget a case that is about to be written anew; the next look at it reads what was written."""
        self._written.add(row.village_id)
        self._rows = None
        self._by_village.pop(row.village_id, None)
        self._cases.pop(row.id, None)

    def _flush(self) -> None:
        self.ledger.flush()
        self._written.clear()

    def row_of(self, village: VillageRow | None) -> CaseRow:
        """Return the case of a village, or the round's own."""
        wanted = village.id if village else None
        if wanted not in self._by_village:
            if wanted in self._written:  # what is gathered of other cases may wait, and be written together
                self._flush()
            self._by_village[wanted] = self.store.case_of(self.file.row.id, wanted)
        return self._by_village[wanted]

    def village_rows(self) -> list[CaseRow]:
        """Return the villages' cases, in the order of the commune file."""
        rows = [row for row in self.rows if row.village_id is not None]
        return sorted(rows, key=lambda row: self.file.villages[row.village_id or 0].position)

    def case(self, row: CaseRow) -> Case:
        """Return the case folded from its journal."""
        if row.id not in self._cases:
            self._cases[row.id] = self.fold(row, self.store.entries(row.id))
        return self._cases[row.id]

    def fold(self, row: CaseRow, entries: Sequence[Entry]) -> Case:
        """Return the case that these entries tell."""
        machine = self.file.machine
        return fold(
            row.id,
            row.track,
            self.file.procedure.initial(row.track),
            entries,
            lambda trigger: machine.loops(row.track, trigger),
        )

    def remember(self, case: Case) -> None:
        """Take a case with facts that are about to be written."""
        self._cases[case.id] = case

    def view(self, row: CaseRow, on: date, before: int | None = None) -> View:
        """Return a case as of a day; with `before`, as it (and the villages) stood before that journal entry."""
        case = self.case(row) if before is None else self.case(row).before(before)
        members = tuple(self.view(item, on, before) for item in self.village_rows()) if row.track == "round" else ()
        return View(
            case=case,
            subject=self.subject(row),
            on=on,
            pass_no=case.pass_no,
            tools=self.file.tools,
            members=members,
            exhibits=self.exhibits,
        )

    def subject(self, row: CaseRow) -> Subject:
        """Return what a case is about."""
        file = self.file
        common: dict[str, Any] = {
            "area": file.commune.description["area"],
            "year": file.row.year,
            "opened_on": date.fromisoformat(file.row.opened_on),
        }
        if row.village_id is None:
            kind = file.commune.description["kind"]
            return Subject(name=file.commune.name, title=f"{kind} {file.commune.name}", head=None, **common)
        village = file.villages[row.village_id]
        title = f"{village.description['kind']} {village.name}"
        return Subject(name=village.name, title=title, head=village.description["head"], **common)

    def people(self, village_id: int | None = None) -> Mapping[str, Mapping[str, Any]]:
        """Return the personal data of households by ref, with `village` (its id) and `id_number`."""
        if village_id is None:
            return self.everybody
        if village_id not in self._people:
            known = self.store.people(self.file.row.commune_id, village_id)
            self._people[village_id] = _People(known, self)  # the papers of a step ask for the same village
        return self._people[village_id]

    @cached_property
    def everybody(self) -> Mapping[str, Mapping[str, Any]]:
        """The personal data of all households of the commune by ref."""
        return self.store.people(self.file.row.commune_id)

    def members(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return the members of all households by ref."""
        return self.store.members(self.file.row.commune_id)


class _People(dict[str, Mapping[str, Any]]):
    """The households of a village by ref; one that lives elsewhere by now is found in the whole commune."""

    def __init__(self, known: Mapping[str, Mapping[str, Any]], desk_round: Round) -> None:
        super().__init__(known)
        self._round = desk_round

    def __missing__(self, ref: str) -> Mapping[str, Any]:
        return self._round.everybody[ref]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a paper is written from.

    Attributes:
        round: the open round.
        view: the case with the new facts, as of the day of the step.
        facts: the facts recorded by this step.
        deviation: set when the step is taken as a deviation.
        on: the day of the step, which dates the paper.
        unverified: what the papers rest on that is not verified; such papers are drafts.
        numbers: numbers of the papers this step has already written, by form.
    """

    round: Round
    view: View
    row: CaseRow
    on: date
    facts: tuple[Fact, ...] = ()
    deviation: Deviation | None = None
    unverified: tuple[Ground, ...] = ()
    numbers: dict[str, str] = field(default_factory=dict)

    @property
    def procedure(self) -> Procedure:
        """The round's procedure."""
        return self.round.file.procedure

    @property
    def commune(self) -> Mapping[str, Any]:
        """The commune file."""
        return self.round.file.commune.description

    @property
    def village(self) -> Mapping[str, Any] | None:
        """The village's part of the commune file."""
        return self.village_of(self.row)

    def village_of(self, row: CaseRow) -> Mapping[str, Any] | None:
        """Return a village's part of the commune file."""
        return self.round.file.villages[row.village_id].description if row.village_id else None

    def people(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the personal data of the case's households by ref."""
        return self.round.people(self.row.village_id)

    def member_views(self) -> list[tuple[CaseRow, View]]:
        """Return the villages' cases with their views, for the round's papers."""
        return [(row, self.round.view(row, self.view.on)) for row in self.round.village_rows()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The content of one paper before it is numbered.

    Attributes:
        body: what the form asks for; see the samples of the form.
        proofs: the terms the paper explains, each day counted and skipped.
        on: the paper's date when it is not the day of the step.
        says: which households (refs) it puts on which list, under `lists`, or its numbers, under `figures`. The
            journal keeps it, so that a paper that no longer agrees with the record can be found.
    """

    body: Mapping[str, Any]
    proofs: tuple[Mapping[str, Any], ...] = ()
    on: date | None = None
    village: Mapping[str, Any] | None = field(default=None)
    says: Mapping[str, Any] | None = None


def with_facts(case: Case, facts: Sequence[Fact]) -> Case:
    """Return the case with facts added."""
    return replace(case, facts=(*case.facts, *facts))
