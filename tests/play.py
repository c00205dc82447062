"""A round of the tests' small commune, which can be led to any stage.

The lawful way of the round is a list of acts with names (`lawful_way`); a test plays it, stops anywhere, or
changes one act and sees what follows.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from facts import (
    AGREED,
    APPROVED,
    CLOSED,
    DOWN,
    EVIDENCE,
    HOUSE,
    INDICATORS,
    LISTED,
    LOOKS,
    MET,
    OFFICE,
    OPENED,
    OPINED,
    OTHER_EVIDENCE,
    POSTED,
    RECOGNISED,
    REPORTED,
    ROUND,
    SETTLED,
    SURVEYED,
    TODAY,
    A,
    B,
    announced,
    application_rows,
    committee,
    commune_rows,
    managed_rows,
    meeting,
    official_report,
    opinion,
    point_table,
    put_up,
    report_sent,
    signed,
    surveys_of,
    taken_down,
)

from rasoat.models.database import Database
from rasoat.models.records import Entry
from rasoat.models.schema import metadata
from rasoat.models.store import Store
from rasoat.steps import intake
from rasoat.steps.communes import add_commune
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.workflow.auditing import Finding, audit
from rasoat.workflow.cases import Case, Deviation, View
from rasoat.workflow.correcting import Correction, correct
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author, NewFact, Outcome, Step, perform
from rasoat.workflow.round_tables import Chosen

TABLES = tuple(metadata.tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One step of the way: what one case does on one day; `entered` at an instant of its own, or in turn."""

    village: str | None = None
    on: date
    facts: tuple[NewFact, ...] = ()
    trigger: str | None = None
    deviation: Deviation | None = None
    entered: datetime | None = None
    send_back: tuple[str, ...] = ()

    def later(self, days: int) -> "Act":
        """Return the act so many days later."""
        shift = timedelta(days=days)
        facts = tuple(replace(fact, on=fact.on + shift) for fact in self.facts)
        return replace(self, on=self.on + shift, facts=facts)


Way = dict[str, Act]


def village_way(village: str) -> Way:
    """Return the lawful way of a village, its lists taken in already; keys are what is done."""
    places = (HOUSE, OFFICE)
    up = (*(put_up(place) for place in places), announced())
    down = tuple(taken_down(place) for place in places)
    return {
        "complete_list": Act(village=village, on=LISTED, trigger="complete_list"),
        "survey": Act(village=village, on=SURVEYED, facts=surveys_of(village)),
        "complete_survey": Act(village=village, on=SURVEYED, trigger="complete_survey"),
        "meeting": Act(village=village, on=MET, facts=(meeting(village),)),
        "agree_results": Act(village=village, on=AGREED, trigger="agree_results"),
        "post": Act(village=village, on=POSTED, facts=up),
        "take_down": Act(village=village, on=DOWN, facts=down, trigger="take_down"),
        "settle": Act(village=village, on=SETTLED, trigger="settle"),
    }


def round_way() -> Way:
    """Return the lawful way of the round, once its villages are settled; the province gives an opinion."""
    return {
        "approve": Act(on=APPROVED, facts=(committee(),), trigger="approve"),
        "submit_report": Act(on=REPORTED, facts=(report_sent(),), trigger="submit_report"),
        "opinion": Act(on=OPINED, facts=(opinion(),)),
        "recognise": Act(on=RECOGNISED, facts=(signed(),), trigger="recognise"),
        "close": Act(on=CLOSED, facts=(official_report(),), trigger="close"),
    }


def lawful_way() -> Way:
    """Return the whole lawful way: village A, village B (keys end in "/B"), then the round."""
    other = {f"{name}/B": act for name, act in village_way(B).items()}
    return {**village_way(A), **other, **round_way()}


@dataclass(slots=True)
class Play:
    """A round of the small commune in a database."""

    database: Database
    round: str = ROUND
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    clock: datetime = datetime(2026, 9, 7, 1, tzinfo=UTC)
    photographed: date | None = None

    def author(self, today: date = TODAY) -> Author:
        """Return who acts; each act is entered a minute after the one before."""
        self.clock += timedelta(minutes=1)
        return Author(actor="can-bo", at=self.clock, today=today)

    def open(
        self,
        *,
        procedure: str = "qd24-periodic-two-tier",
        variant: str | None = "province_opinion",
        on: date = OPENED,
        area: str = "rural",
        tables: Chosen | None = None,
    ) -> "Play":
        """Add the commune, unless it is there, and open the round; the lists are not taken yet."""
        with self.database.read() as connection:
            known = Store(connection).communes()
        if not known:
            add_commune(self.database, *commune_rows(area))
        with self.database.write() as connection:
            for digest in (*EVIDENCE, *OTHER_EVIDENCE):
                Store(connection).add_evidence(digest, 1, "ảnh.jpg")
            if self.photographed:
                photograph(Store(connection), self.photographed)
        order = OpenRound(
            commune=None,
            procedure=procedure,
            variant=variant,
            year=on.year,
            on=on,
            code=self.round,
            ordered_by="Kế hoạch số 180/KH-UBND",
            tables=tables or Chosen(),
            command_id=f"open-{self.round}",
        )
        open_round(self.database, order, self.author())
        return self

    def take_lists(self, on: date = LISTED) -> "Play":
        """Take the managed list and the applications."""
        intake.take_managed(self.database, self.round, managed_rows(), on, self.author())
        intake.take_applications(self.database, self.round, application_rows(on), self.author())
        return self

    def start(self) -> "Play":
        """Open the round and take its lists."""
        return self.open().take_lists()

    def step(self, village: str | None, on: date, *facts: NewFact, trigger: str | None = None, **more: Any) -> Outcome:
        """Take one step."""
        order = Step(round=self.round, village=village, on=on, facts=facts, trigger=trigger, **more)
        return perform(self.database, order, self.author())

    def act(self, act: Act, **more: Any) -> Outcome:
        """Do one act of a way."""
        if act.entered:
            self.clock = act.entered - timedelta(minutes=1)
        more = {"deviation": act.deviation, "send_back": act.send_back, **more}
        return self.step(act.village, act.on, *act.facts, trigger=act.trigger, **more)

    def go(self, way: Mapping[str, Act], *, until: str | None = None) -> "Play":
        """Do the acts of a way in their order, up to but not with `until`."""
        for name, act in way.items():
            if name == until:
                break
            self.outcomes[name] = self.act(act)
        return self

    def correct(self, target: int, **changes: Any) -> Entry:
        """Correct an entry: fields by name; `on` and `annul` as the order has them."""
        special = {name: changes.pop(name) for name in ("on", "annul", "command_id", "reason") if name in changes}
        order = Correction(
            round=self.round, target=target, **{"reason": "Nhập nhầm so với biên bản", **special}, changes=changes
        )
        return correct(self.database, order, self.author())

    @contextmanager
    def desk(self) -> Iterator[Round]:
        """Yield the round on the desk, for reading."""
        with self.database.read() as connection:
            store = Store(connection)
            yield Round(store, open_file(store, self.round))

    def case(self, village: str | None) -> Case:
        """Return a case as its journal tells it."""
        with self.desk() as desk:
            return desk.case(_row(desk, village))

    def view(self, village: str | None, on: date) -> View:
        """Return a case as of a day."""
        with self.desk() as desk:
            return desk.view(_row(desk, village), on)

    def stored(self, village: str | None) -> tuple[str, int]:
        """Return stage and version of a case as the row has them."""
        with self.desk() as desk:
            row = _row(desk, village)
            return row.stage, row.version

    def findings(self, on: date = TODAY) -> tuple[Finding, ...]:
        """Return the findings of the audit."""
        with self.desk() as desk:
            return audit(desk, on)

    def breaches(self, on: date = TODAY) -> list[tuple[str, str, str]]:
        """Return step, requirement and status of all that the audit does not find clean."""
        return [(item.trigger, item.rule.id, item.verdict.status.value) for item in self.findings(on) if not item.clean]

    def entries(self, village: str | None = None, kind: str | None = None) -> list[Entry]:
        """Return the journal of a case, or only the entries of a kind."""
        with self.desk() as desk:
            found = desk.store.entries(_row(desk, village).id)
        return [entry for entry in found if kind in {None, entry.kind}]

    def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table: two snapshots are equal when nothing was written between them."""
        with self.database.read() as connection:
            return {
                table: sorted(tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}"))  # noqa: S608 # our own table names
                for table in TABLES
            }


def keep_points(database: Database) -> None:
    """Load the made-up point table: rounds opened afterwards are bound to it."""
    table = point_table()
    with database.write() as connection:
        Store(connection).keep_procedure(table.digest, table.name, table.text)


def photograph(store: Store, on: date) -> None:
    """Enter the three photographs, taken on a day."""
    for digest, look in LOOKS.items():
        store.add_evidence(digest, 1, f"{digest[0]}.jpg")
        store.add_reading(digest, "picture", on.isoformat(), f"{look:032x}")


def in_words_of_its_standard(act: Act, play: Play) -> Act:
    """Return an act whose surveys name the indicators of the round's standard, number by number."""
    with play.desk() as desk:
        codes = [item.code for item in desk.file.tools.standard.indicators]
    names = dict(zip(INDICATORS, codes, strict=True))
    facts = tuple(
        replace(fact, data={**fact.data, "deprived": [names[code] for code in fact.data["deprived"]]})
        if "deprived" in fact.data
        else fact
        for fact in act.facts
    )
    return replace(act, facts=facts)


def _row(desk: Round, village: str | None) -> Any:
    return desk.row_of(desk.file.village_named(village) if village else None)


def changed(way: Way, name: str, /, **changes: Any) -> Way:
    """Return a way with one act changed."""
    return {**way, name: replace(way[name], **changes)}


def facts_changed(way: Way, name: str, kind: str, **changes: Any) -> Way:
    """Return a way where the facts of a kind in one act say something else."""
    facts = tuple(
        replace(fact, data={**fact.data, **changes}) if fact.kind == kind else fact for fact in way[name].facts
    )
    return changed(way, name, facts=facts)


def without(way: Way, *names: str) -> Way:
    """Return a way without some acts."""
    return {name: act for name, act in way.items() if name not in names}
