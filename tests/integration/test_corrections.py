"""Corrections append and never erase: the fact reads as corrected, the first entry stays, the audit sees both."""

from datetime import date
from typing import Any

import pytest
from facts import AGREED, DOWN, HOUSE, MET, POSTED, A, day
from play import Play, lawful_way

from rasoat.errors import RasoatError, Refused, UsageError
from rasoat.models.database import Database
from rasoat.workflow.verifying import verify

WAY = lawful_way()


def entry_of(play: Play, kind: str, place: int = 0) -> int:
    """Return the journal place of an entry of village A."""
    return play.entries(A, kind)[place].seq


def test_correction_changes_the_fact_and_keeps_the_entry(database: Database) -> None:
    """After a correction the fact reads as corrected, the first entry is as it was, and the journal is one longer."""
    play = Play(database).start().go(WAY, until="agree_results")
    seq = entry_of(play, "meeting_held")
    first = play.entries(A, "meeting_held")
    entry = play.correct(seq, listed_attending=3)
    assert (entry.kind, entry.payload["target"], entry.payload["set"]) == ("correction", seq, {"listed_attending": 3})
    assert play.entries(A, "meeting_held") == first
    fact = next(fact for fact in play.case(A).facts if fact.seq == seq)
    assert fact.data["listed_attending"] == 3
    assert fact.data["attendees"] == first[0].payload["attendees"]
    assert fact.corrected_by == (entry.seq,)
    with play.desk() as desk:
        assert verify(desk.store).sound


def test_later_correction_wins(database: Database) -> None:
    """A fact corrected twice reads as the second says, and names both."""
    play = Play(database).start().go(WAY, until="agree_results")
    seq = entry_of(play, "meeting_held")
    entries = [play.correct(seq, copies=copies) for copies in (1, 3)]
    fact = next(fact for fact in play.case(A).facts if fact.seq == seq)
    assert fact.data["copies"] == 3
    assert fact.corrected_by == tuple(entry.seq for entry in entries)


def test_correction_reaches_the_audit_of_a_step_long_taken(database: Database) -> None:
    """A day corrected after the step was taken makes the audit judge the step by the right day."""
    play = Play(database).start().go(WAY, until="settle")
    assert play.breaches() == []
    for place in range(2):
        play.correct(entry_of(play, "posting_stopped", place), on=day(9, 23))
    assert play.breaches() == [("take_down", "posting_length", "contradicted")]
    assert play.stored(A)[0] == "complaints"


def test_annulled_fact_never_happened(database: Database) -> None:
    """An annulled fact is gone from the case and from the audit, and its entry stays in the journal."""
    play = Play(database).start().go(WAY, until="agree_results")
    play.correct(entry_of(play, "meeting_held"), annul=True)
    assert "meeting_held" not in {fact.kind for fact in play.case(A).facts}
    assert len(play.entries(A, "meeting_held")) == 1
    with pytest.raises(Refused):
        play.act(WAY["agree_results"])


def test_corrected_stage_does_not_move(database: Database) -> None:
    """A correction changes what is known, never where the case stands."""
    play = Play(database).start().go(WAY, until="settle")
    before = play.stored(A)
    play.correct(entry_of(play, "meeting_held"), agree=dict.fromkeys(("poor", "near_poor", "escaped_poor"), 1))
    assert play.stored(A) == before
    assert ("agree_results", "meeting_agreement", "contradicted") in play.breaches()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"người_dự": 41}, "unknown_field"),
        ({"papers": []}, "unknown_field"),
        ({"attendees": "bốn mươi"}, "wrong_field_type"),
        ({"attendees": True}, "wrong_field_type"),
        ({"agree": {"poor": "ba mươi", "near_poor": 30, "escaped_poor": 30}}, "wrong_field_type"),
        ({"agree": {}}, "wrong_field_type"),
        ({"chair": {"tên": "Lò Văn Một"}}, "wrong_field_type"),
        ({"signed": [1, 2]}, "wrong_field_type"),
        ({}, "correction_changes_nothing"),
        ({"attendees": 41, "reason": "  "}, "correction_without_reason"),
        ({"on": date(2027, 1, 1)}, "date_in_future"),
        ({"attendees": 0}, "no_attendees"),
        ({"agree": dict.fromkeys(("poor", "near_poor", "escaped_poor"), 41)}, "agree_exceeds_attendees"),
        ({"listed_attending": 6}, "listed_attending_too_many"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_correction_that_cannot_be_is_refused(database: Database, changes: dict[str, Any], key: str) -> None:
    """Unknown names, other kinds of value, no reason, nothing, and values that could never have been are refused."""
    play = Play(database).start().go(WAY, until="agree_results")
    before = play.snapshot()
    with pytest.raises(UsageError) as refused:
        play.correct(entry_of(play, "meeting_held"), **changes)
    assert refused.value.key == key
    assert play.snapshot() == before


@pytest.mark.parametrize("kind", ["transition", "correction", "round_opened"])
def test_only_facts_are_corrected(database: Database, kind: str) -> None:
    """Transitions, corrections and the opening of the round stand as they are."""
    play = Play(database).start().go(WAY, until="agree_results")
    play.correct(entry_of(play, "meeting_held"), copies=3)
    seq = play.entries(None if kind == "round_opened" else A, kind)[0].seq
    with pytest.raises(Refused) as refused:
        play.correct(seq, annul=True)
    assert refused.value.key == "not_correctable"


def test_unknown_entry_is_refused(database: Database) -> None:
    """An entry that the journal does not have is refused, the last one named."""
    play = Play(database).start()
    last = max(entry.seq for village in (A, "Nà Hai") for entry in play.entries(village))
    with pytest.raises(UsageError) as refused:
        play.correct(999, annul=True)
    assert refused.value.params == {"seq": 999, "last": last}


def test_repeated_correction_is_one(database: Database) -> None:
    """A correction sent twice under one command id is one; another under the same id is refused."""
    play = Play(database).start().go(WAY, until="agree_results")
    seq = entry_of(play, "meeting_held")
    first = play.correct(seq, copies=3, command_id="đc-1")
    before = play.snapshot()
    assert play.correct(seq, copies=3, command_id="đc-1") == first
    with pytest.raises(UsageError) as refused:
        play.correct(seq, copies=4, command_id="đc-1")
    assert refused.value.key == "command_id_reused"
    assert play.snapshot() == before


def test_corrected_interruption_goes_on(database: Database) -> None:
    """A taking down that was an interruption is corrected so, and the posting goes on at that place."""
    play = Play(database).start().go(WAY, until="take_down")
    early = [fact for fact in WAY["take_down"].facts if fact.data["place"] == HOUSE]
    stop = play.step(A, DOWN, *early).entries[0].seq
    with pytest.raises(RasoatError):
        play.step(A, DOWN, WAY["post"].facts[0])
    play.correct(stop, interrupted=True, on=day(9, 22))
    again = WAY["post"].facts[0]
    play.step(A, day(9, 23), type(again)(kind=again.kind, on=day(9, 23), data=again.data))
    (posting,) = (fact for fact in play.case(A).facts if fact.seq == stop)
    assert (posting.on, posting.data["interrupted"]) == (day(9, 22), True)


@pytest.mark.parametrize(("on", "lawful"), [(AGREED, False), (POSTED, True)])
def test_correction_obeys_the_order_of_what_was_recorded(database: Database, on: date, lawful: bool) -> None:  # noqa: FBT001 # a case of the table
    """A taking down cannot be corrected to a day before the posting went up."""
    play = Play(database).start().go(WAY, until="settle")
    seq = entry_of(play, "posting_stopped")
    if lawful:
        play.correct(seq, on=on)
        return
    with pytest.raises(RasoatError) as refused:
        play.correct(seq, on=on)
    assert refused.value.key == "stopped_before_started"


def test_correction_names_who_and_when(database: Database) -> None:
    """A correction has its own author, day and reason, and is of the case it corrects."""
    play = Play(database).start().go(WAY, until="agree_results")
    entry = play.correct(entry_of(play, "meeting_held"), on=MET, reason="Nhầm ngày")
    assert (entry.actor, entry.payload["reason"], entry.payload["on"]) == ("can-bo", "Nhầm ngày", MET.isoformat())
    assert play.entries(A)[-1] == entry
