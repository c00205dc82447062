"""Auditing very many rounds fast says exactly what auditing each of them in full says."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from registers import AUDITED, OFFICE, event, own, past_round, posted, procedure, village

from rasoat.workflow.auditing import audit
from rasoat.workflow.memories import Memories
from rasoat.workflow.partial import Partial
from rasoat.workflow.past_rounds import PastRound, unclean
from rasoat.workflow.replaying import Event
from rasoat.workflow.sifting import Sieve

LAW = {variant: procedure(variant) for variant in (None, "province_opinion")}
TRACKS = ("village", "round")
NAMES = {
    track: [
        *sorted((kind, False) for stage in LAW[None].stages.values() if stage.track == track for kind in stage.records),
        *sorted((item.trigger, True) for item in LAW[None].transitions if item.track == track),
    ]
    for track in TRACKS
}
"""By track all that may happen on it, and whether it is a step; a register with anything else is not taken."""
VILLAGES = 3


def fully(past: PastRound) -> list[Any]:
    """Return what the plain audit finds that is not clean."""
    return [finding for finding in audit(past, AUDITED) if not finding.clean]


def assert_same(rounds: Sequence[PastRound]) -> None:
    """Check that one sieve finds of all rounds, twice over, what the plain audit finds."""
    sieve = Sieve(AUDITED)
    for past in (*rounds, *rounds):
        assert list(sieve.findings(past)) == fully(past)


def without(field: str) -> Callable[[Event], Event]:
    """Return the change that leaves something of a fact unknown."""
    return lambda item: replace(
        item, data=Partial({name: value for name, value in item.data.items() if name != field}, unknown=[field])
    )


def saying(**data: Any) -> Callable[[Event], Event]:
    """Return the change of what a fact says."""
    return lambda item: replace(item, data=Partial({**item.data, **data}))


def moved(days: int) -> Callable[[Event], Event]:
    """Return the change of the day."""
    return lambda item: replace(item, on=item.on + timedelta(days=days))


def reported(days: int) -> Callable[[Event], Event]:
    """Return the change that has it written down later than it happened."""
    return lambda item: replace(item, recorded_at=item.recorded_at + timedelta(days=days))


CHANGES = st.one_of(
    st.integers(-40, 40).map(moved),
    st.integers(0, 60).map(reported),
    st.sampled_from(
        [
            saying(evidence=[]),
            saying(agreed={"all": 9}),
            saying(agreed={"poor": 20, "near_poor": 3}),
            saying(attendees=0),
            saying(interrupted=True),
            saying(place=OFFICE),
            saying(no=2),
            saying(count=0),
            saying(groups={}),
            saying(front_invited=False),
            saying(signed=()),
            saying(copies=1),
            saying(presided="Ai đó"),
            *map(without, ("agreed", "attendees", "groups", "signed", "no", "count", "presided")),
        ]
    ),
)


@st.composite
def strays(draw: st.DrawFn) -> Event:
    """Draw something that happened on some day, with nothing known of it."""
    case = draw(st.integers(0, VILLAGES))
    name, step = draw(st.sampled_from(NAMES["village" if case else "round"]))
    item = event(case, name, draw(st.integers(0, 110)))
    return replace(item, step=True, data={}) if step else item


@st.composite
def registers(draw: st.DrawFn) -> PastRound:
    """Draw a round whose villages are lawful but for some changes, things left out, and things that are strange."""
    events = own()
    for case in range(1, VILLAGES + 1):
        attendees = draw(st.sampled_from([30, 41]))
        events += village(case, attendees=attendees, agreed=draw(st.integers(15, 30)), objection=draw(st.booleans()))
    for place in draw(st.lists(st.integers(0, len(events) - 1), max_size=4, unique=True)):
        events[place] = draw(CHANGES)(events[place])
    gone = draw(st.sets(st.integers(0, len(events) - 1), max_size=3))
    events = [item for place, item in enumerate(events) if place not in gone]
    events += draw(st.lists(strays(), max_size=2))
    return past_round(
        LAW[draw(st.sampled_from(list(LAW)))], events, VILLAGES, draw(st.sampled_from(["rural", "urban"]))
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(registers(), min_size=1, max_size=4))
def test_the_fast_audit_says_what_the_plain_audit_says(rounds: list[PastRound]) -> None:
    """Whatever a register tells, of many rounds in one go, the findings are those of the plain audit, in its order."""
    assert_same(rounds)


PLANTED: dict[str, tuple[str, Callable[[Event], list[Event]]]] = {
    "taken down early": ("posting_length", lambda it: [moved(-6)(it)] if it.name == "posting_stopped" else [it]),
    "no meeting": ("meeting_held", lambda it: [] if it.name == "meeting_held" else [it]),
    "no survey": ("survey_complete", lambda it: [] if it.name == "household_surveyed" else [it]),
    "too few agreed": (
        "meeting_agreement",
        lambda it: [saying(agreed={"all": 3})(it)] if it.name == "meeting_held" else [it],
    ),
    "one place": ("posting_places", lambda it: [] if it.data.get("place") == OFFICE else [it]),
    "no photograph": (
        "posting_evidence",
        lambda it: [saying(evidence=[])(it)] if it.name == "posting_stopped" else [it],
    ),
    "no answer": ("objections_answered", lambda it: [] if it.name == "objection_answered" else [it]),
}
"""Breaches: the requirement that each breaks, and what becomes of an event."""


@pytest.mark.parametrize("name", PLANTED)
def test_a_breach_among_very_many_like_villages_is_found(name: str) -> None:
    """After hundreds of clean villages one breach is found, under its own requirement, and nothing else is."""
    rule, change = PLANTED[name]
    lawful = [item for case in range(1, 11) for item in village(case, agreed=16 + case, objection=case == 5)]
    broken = [new for item in lawful for new in (change(item) if item.case == 5 else [item])]
    rounds = [past_round(LAW[None], [*lawful, *own()], 10) for _number in range(40)]
    found = unclean([*rounds, past_round(LAW[None], [*broken, *own()], 10)], AUDITED)
    assert [item for findings in found[:-1] for item in findings] == []
    assert {item.subject.name for item in found[-1] if item.village} == {"5"}
    assert rule in {item.rule.id for item in found[-1]}


def told(case: int, down: int) -> list[Event]:
    """Return the steps of a village whose posting is said to be over so many days after the round began."""
    days = {"complete_list": 6, "complete_survey": 16, "agree_results": 20, "take_down": down, "settle": down}
    return [replace(event(case, name, day), step=True, data={}) for name, day in days.items()]


def test_the_day_of_a_step_tells_villages_apart_that_agree_in_all_facts() -> None:
    """A village that goes on before the last day to object is never taken for one that goes on after it."""
    hanging = [item for item in village(1) if item.name != "posting_stopped"]
    days = (60, 22, 60, 23, 60, 26, 27, 22)
    rounds = [past_round(LAW[None], [*hanging, *told(1, down), *own()], 1) for down in days]
    assert_same(rounds)
    assert len({tuple((item.trigger, item.rule.id) for item in fully(past)) for past in rounds}) > 1


def test_clean_villages_are_remembered_and_not_judged_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many rounds that differ in nothing checks read, all but the first are answered from memory."""
    kept: list[object] = []
    keep = Memories.keep
    monkeypatch.setattr(Memories, "keep", lambda *given, **named: (kept.append(given), keep(*given, **named))[1])
    sieve = Sieve(AUDITED)
    lawful = [item for case in range(1, 11) for item in village(case)]
    for number in range(20):
        sieve.findings(past_round(LAW[None], [*lawful, *own()], 10))
        if number == 9:
            before = len(kept)
    assert before == len(kept)


@pytest.mark.parametrize("field", ["agreed", "attendees", "groups", "presided", "signed", "copies", "front_invited"])
def test_what_a_register_leaves_open_is_claimed(field: str) -> None:
    """A cell of the meeting left empty breaks nothing and is no breach: what rests on it is claimed."""
    events = [without(field)(item) if item.name == "meeting_held" else item for item in village(1)]
    past = past_round(LAW[None], [*events, *own()], 1)
    assert fully(past) == []
    assert "claimed" in {
        item.verdict.status.value for item in audit(past, AUDITED) if item.rule.check.startswith("meeting")
    }
    assert_same([past])


def test_a_step_that_requires_nothing_is_clean() -> None:
    """However often a village is sent back, a step without requirements stops no audit."""
    free = next(item for item in LAW["province_opinion"].transitions if item.track == "village" and not item.requires)
    again = [replace(event(1, free.trigger, day), step=True, data={}) for day in range(45, 49)]
    rounds = [past_round(LAW["province_opinion"], [*village(1), *again, *own()], 1) for _number in range(3)]
    assert_same(rounds)


def test_findings_are_the_same_on_one_core_and_on_two() -> None:
    """Rounds shared between two processes come back complete and in order."""
    rounds = []
    for number in range(5):
        events = [*village(1), *village(2, agreed=number), *own()]
        rounds.append(past_round(LAW[None], events, 2))
    assert unclean(rounds, AUDITED, 2) == unclean(rounds, AUDITED, 1)


def test_a_round_nobody_did_anything_in_is_audited() -> None:
    """A village that only posted something, and one of which nothing is told, are judged like others."""
    assert_same([past_round(LAW[None], [posted(1, "posting_started", 3, OFFICE)], 2), past_round(LAW[None], [], 2)])
