"""Whatever people do, in whatever order: the stage that is stored is what the journal, folded, gives."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from facts import (
    OPENED,
    OTHER_EVIDENCE,
    REASON,
    A,
    B,
    meeting,
    objected,
    opinion,
    put_up,
    removed,
    reverified,
    taken_down,
)
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from play import Play, lawful_way
from procedure_words import WORDS

from rasoat.errors import RasoatError
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.workflow.engine import NewFact, Outcome
from rasoat.workflow.procedures import load
from rasoat.workflow.verifying import verify

PROCEDURE = load("qd24-periodic-two-tier", vocabulary=WORDS, variant="province_opinion")
TABLE = {(move.track, source, move.trigger): move.dest for move in PROCEDURE.transitions for source in move.sources}
TRIGGERS = sorted({trigger for _track, _stage, trigger in TABLE}) + ["to_settled", "to_stage_settled"]
WAY = lawful_way()
FACTS = [fact for act in WAY.values() for fact in act.facts]
FACTS += [objected(1, OPENED), reverified(1, OPENED), opinion(villages=[A]), put_up(objection=1)]
FACTS += [taken_down(objection=1), taken_down(interrupted=True), meeting(agree=10), removed("H0001", OPENED)]
CASES = (A, B, None)


def by_the_book() -> dict[tuple[str | None, str], tuple[NewFact, ...]]:
    """Return for each case and trigger the facts that the lawful way records before it."""
    found: dict[tuple[str | None, str], tuple[NewFact, ...]] = {}
    gathered: tuple[NewFact, ...] = ()
    for act in WAY.values():
        gathered += act.facts
        if act.trigger:
            found[act.village, act.trigger] = gathered
            gathered = ()
    return found


BOOK = by_the_book()


class Walk(RuleBasedStateMachine):
    """A round in which anything may be tried; the model knows only the procedure's table."""

    database: Database
    rounds = count(1)

    @initialize(until=st.sampled_from([*WAY, None]))
    def start(self, until: str | None) -> None:
        """Open a round of its own, and lead it some way by the book."""
        self.play = Play(self.database, f"W-{next(self.rounds)}").start()
        self.stages: dict[str | None, str] = {A: "preliminary_list", B: "preliminary_list", None: "village_reviews"}
        self.moves: dict[str | None, int] = dict.fromkeys(CASES, 0)
        self.day = date(2026, 9, 10)
        for name, act in WAY.items():
            if name == until:
                break
            self.play.act(act)
            self.day = max(self.day, act.on)
            if act.trigger:
                self.moved(act.village, act.trigger)
        self.last: tuple[dict[str, Any], Outcome] | None = None

    def attempt(self, village: str | None, *facts: NewFact, **more: Any) -> bool:
        """Try a step; when it is refused, nothing may have been written."""
        facts = tuple(replace(fact, on=self.day) for fact in facts)
        order = {"command_id": f"{self.play.round}-{self.play.clock}", **more}
        before = self.written()
        try:
            outcome = self.play.step(village, self.day, *facts, **order)
        except RasoatError:
            assert self.written() == before
            return False
        self.last = ({"village": village, "on": self.day, "facts": facts, **order}, outcome)
        return True

    def written(self) -> tuple[int, int]:
        """Return how many entries and papers there are."""
        with self.play.desk() as desk:
            file = desk.file.row
            return len(desk.store.entries_of_chain(file.chain_id)), len(desk.store.documents(file.id))

    def moved(self, village: str | None, trigger: str) -> None:
        """Move the model; the table must have the move."""
        track = "village" if village else "round"
        self.stages[village] = TABLE[track, self.stages[village], trigger]
        self.moves[village] += 1

    @rule(days=st.integers(1, 4))
    def wait(self, days: int) -> None:
        """Let days go by."""
        self.day += timedelta(days=days)

    @rule(village=st.sampled_from(CASES), fact=st.sampled_from(FACTS))
    def record(self, village: str | None, fact: NewFact) -> None:
        """Record any fact anywhere."""
        self.attempt(village, fact)

    @rule(village=st.sampled_from(CASES), trigger=st.sampled_from(TRIGGERS), deviate=st.booleans())
    def push(self, village: str | None, trigger: str, deviate: bool) -> None:  # noqa: FBT001 # drawn by hypothesis
        """Push any case anywhere, with or without a deviation."""
        back = (A,) if trigger == "return_for_review" and village is None else ()
        if self.attempt(village, trigger=trigger, deviation=REASON if deviate else None, send_back=back):
            self.moved(village, trigger)
            for name in back:
                self.moved(name, trigger)

    @rule(village=st.sampled_from(CASES))
    def follow(self, village: str | None) -> None:
        """Do what comes next by the book, as a deviation where days are missing."""
        stage, track = self.stages[village], "village" if village else "round"
        triggers = [trigger for who, trigger in BOOK if who == village and (track, stage, trigger) in TABLE]
        for trigger in triggers[:1]:
            if self.attempt(village, *BOOK[village, trigger], trigger=trigger, deviation=REASON):
                self.moved(village, trigger)

    @rule(village=st.sampled_from((A, B)))
    def loop(self, village: str) -> None:
        """Reject a village's results."""
        if self.attempt(village, meeting(village, agree=10), trigger="reject_results"):
            self.moved(village, "reject_results")

    @rule()
    def send_back(self) -> None:
        """Return the round, both villages named."""
        disagrees = opinion(villages=[A, B])
        if self.attempt(None, disagrees, trigger="return_for_review", send_back=(A, B)):
            for village in CASES:
                self.moved(village, "return_for_review")

    @rule(place=st.integers(1, 60), annul=st.booleans())
    def correct(self, place: int, annul: bool) -> None:  # noqa: FBT001 # drawn by hypothesis
        """Correct or annul any entry."""
        before = self.written()
        try:
            self.play.correct(place, **({"annul": True} if annul else {"evidence": OTHER_EVIDENCE}))
        except RasoatError:
            assert self.written() == before

    @rule()
    def repeat(self) -> None:
        """Send the last step again."""
        if self.last:
            order, outcome = self.last
            before = self.written()
            facts = order["facts"]
            rest = {name: value for name, value in order.items() if name not in {"village", "on", "facts"}}
            again = self.play.step(order["village"], order["on"], *facts, **rest)
            assert again.entries == outcome.entries
            assert self.written() == before

    @invariant()
    def fold_is_row_is_model(self) -> None:
        """The folded journal, the stored row and the procedure's table agree on every case."""
        for village in CASES:
            case = self.play.case(village)
            assert (case.stage, len(case.taken)) == (self.stages[village], self.moves[village])
            assert self.play.stored(village) == (self.stages[village], self.moves[village])

    def teardown(self) -> None:
        """In the end the whole record is sound, and the audit can read it."""
        with self.database.read() as connection:
            assert verify(Store(connection)).sound
        self.play.findings()


def test_state_is_the_fold_of_the_journal_on_any_walk(database: Database) -> None:
    """On walks of lawful and unlawful steps, facts, corrections and repetitions: model = row = fold, all sound."""

    class Here(Walk):
        """The walk in this database."""

    Here.database = database
    walk = settings(
        max_examples=15,
        stateful_step_count=20,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(Here, settings=walk)
