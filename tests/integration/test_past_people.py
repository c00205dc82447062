"""Past rounds: what a register does not carry of people and papers is not judged, and nobody is blamed for it."""

from datetime import UTC, datetime
from typing import Any

from facts import HEADS, LISTED, OPENED, SURVEYED, TODAY, A, B, declared
from play import lawful_way, village_way

from rasoat.wiring import wire
from rasoat.workflow.cases import Subject
from rasoat.workflow.partial import Partial
from rasoat.workflow.past_rounds import PastRound, audit_past, unclean
from rasoat.workflow.procedures import load
from rasoat.workflow.registry import vocabulary
from rasoat.workflow.replaying import Event

wire()
PROCEDURE = load("qd24-periodic-two-tier", vocabulary=vocabulary(), variant="province_opinion")
WAY = lawful_way()
CASES = {None: 0, A: 1, B: 2}
MINE = {
    "papers_agree",
    "movements_balance",
    "conflicts_second_look",
    "conflicts_kept_off",
    "spot_check_passed",
    "second_look_other_person",
    "meeting_secretary_other",
    "signer_not_maker",
}


def subject(name: str, head: str | None) -> Subject:
    """Return the commune, or a village of it."""
    return Subject(name=name, title=name, head=head, area="rural", year=2026, opened_on=OPENED)


SUBJECTS = [subject("Thử Mẫu", None), *(subject(name, head) for name, head in HEADS.items())]


def event(case: int, name: str, on: Any, data: Any = None, *, step: bool = False) -> Event:
    """Return a line of a register."""
    at = datetime(2026, 12, 1, tzinfo=UTC)
    return Event(case=case, name=name, step=step, on=on, recorded_at=at, actor="x", line=1, data=data or Partial({}))


def told(*more: Event, households: bool) -> list[Event]:
    """Return the lawful way as a register tells it: with counts only, or household by household."""
    events = [event(case, "managed_listed", LISTED, Partial({"count": 3})) for case in (1, 2)] + list(more)
    for act in WAY.values():
        case = CASES[act.village]
        for fact in act.facts:
            known = fact.data if households or fact.kind != "household_surveyed" else Partial({"count": 1})
            events.append(event(case, fact.kind, fact.on, known))
        if act.trigger:
            events.append(event(case, act.trigger, act.on, step=True))
    return events


def judged(events: list[Event]) -> list[tuple[str, str, str]]:
    """Return subject, requirement and status of what an audit says of people and papers."""
    findings = audit_past(PastRound(PROCEDURE, SUBJECTS, events, ordered=True), TODAY)
    return [(it.subject.name, it.rule.check, it.verdict.status.value) for it in findings if it.rule.check in MINE]


def test_a_register_of_counts_blames_nobody() -> None:
    """Where a register counts households, every requirement of people and papers is claimed or met."""
    found = judged(told(households=False))
    assert {check for _name, check, _status in found} == MINE
    assert {status for _name, _check, status in found} <= {"claimed", "proven"}


def test_a_relation_without_a_household_blames_nobody() -> None:
    """A register that says no more than that a relation was declared, a look taken, a sample drawn, is not judged."""
    more = [event(1, kind, SURVEYED) for kind in ("conflict_declared", "household_checked", "spot_check_drawn")]
    found = judged(told(*more, households=False))
    assert {status for _name, _check, status in found} <= {"claimed", "proven"}


def of_village_a(*, late: bool) -> PastRound:
    """Return village A's lawful way, by households; a relation is declared before the survey is complete, or after."""
    managed = {"H0001": "poor", "H0002": "poor", "H0003": "near_poor"}
    households = [{"ref": ref, "class": class_} for ref, class_ in managed.items()]
    events = [event(1, "managed_listed", LISTED, {"households": households, "former": ["H0004"]})]
    events += [event(1, "application_received", LISTED, {"ref": ref}) for ref in ("H0004", "H0007")]
    mine = event(1, "conflict_declared", SURVEYED, declared("H0001").data)
    for name, act in village_way(A).items():
        events += [event(1, fact.kind, fact.on, fact.data) for fact in act.facts]
        events += [mine] if name == "survey" and not late else []
        events += [event(1, act.trigger, act.on, step=True)] if act.trigger else []
        events += [mine] if name == "complete_survey" and late else []
    return PastRound(PROCEDURE, SUBJECTS[:2], events, ordered=True)


def test_fast_and_full_audit_agree_on_when_a_relation_was_declared() -> None:
    """The same facts in the same order, but the survey complete before or after one of them, are told apart."""
    order = (False, False, True, False, True)  # nothing is remembered before all that checks read was seen once
    rounds = [of_village_a(late=late) for late in order]
    fast = unclean(rounds, TODAY)
    for past, found in zip(rounds, fast, strict=True):
        village = [item for item in audit_past(past, TODAY) if item.village and not item.clean]
        assert [item for item in found if item.village] == village
    told = [[(item.trigger, item.rule.id) for item in found if item.village] for found in fast]
    assert told == [[("settle" if late else "complete_survey", "conflicts_second_look")] for late in order]
