"""The upper level disagrees: the villages it names go back and do all again, the others stay, nothing is forgotten."""

import pytest
from facts import APPROVED, OPINED, REASON, A, B, committee, day, opinion, surveys_of
from play import Act, Play, Way, changed, lawful_way, without

from rasoat.errors import Refused, UsageError
from rasoat.models.database import Database
from rasoat.workflow.verifying import verify

WAY = lawful_way()
HONEST = (
    "pictures_differ",
    "meetings_apart",
    "dates_in_order",
    "entered_in_time",
    "entered_one_by_one",
    "on_office_days",
)
RETURN = Act(on=OPINED, facts=(opinion(villages=[A]),), trigger="return_for_review", send_back=(A,))


def second_pass() -> Way:
    """Return what village A and then the round do after the return, four weeks after the first time."""
    again = without({name: act for name, act in WAY.items() if "/B" not in name}, "complete_list")
    return {f"{name} again": act.later(28) for name, act in again.items()}


@pytest.fixture
def returned(file_database: Database) -> Play:
    """Return a round that the province sent back, village A named."""
    return Play(file_database).start().go({**WAY, "opinion": RETURN}, until="recognise")


def test_named_villages_go_back_and_others_stay(returned: Play) -> None:
    """The named village is at its survey in its second pass, the other one stays settled, the round waits for both."""
    assert (returned.case(A).stage, returned.case(A).pass_no) == ("survey", 2)
    assert (returned.case(B).stage, returned.case(B).pass_no) == ("settled", 1)
    assert (returned.case(None).stage, returned.case(None).pass_no) == ("village_reviews", 2)
    assert returned.stored(A) == ("survey", 6)


def test_return_is_one_transaction_of_one_command(returned: Play) -> None:
    """The opinion, the round's return and the villages' stand together in the journal, under one command id."""
    last = returned.entries(None)[-2:]
    (back,) = (entry for entry in returned.entries(A, "transition") if entry.payload["trigger"] == "return_for_review")
    assert [entry.kind for entry in last] == ["opinion_received", "transition"]
    assert {entry.command_id for entry in last} == {back.command_id}


def test_nobody_is_sent_back_without_a_name(file_database: Database) -> None:
    """A return that names no village is refused, also as a deviation."""
    play = Play(file_database).start().go(WAY, until="opinion")
    before = play.snapshot()
    for deviation in (None, REASON):
        with pytest.raises(UsageError) as refused:
            play.step(None, OPINED, *WAY["opinion"].facts, trigger="return_for_review", deviation=deviation or REASON)
        assert refused.value.key == "opinion_names_no_village"
    assert play.snapshot() == before


def test_agreeing_opinion_sends_nobody_back(file_database: Database) -> None:
    """An upper level that agrees does not make a village go back."""
    play = Play(file_database).start().go(WAY, until="recognise")
    with pytest.raises(Refused) as refused:
        play.step(None, OPINED, trigger="return_for_review", send_back=(A,))
    assert refused.value.key == "transition_refused"


def test_old_facts_do_not_serve_the_second_pass(returned: Play) -> None:
    """In the second pass the surveys, the meeting and the committee of the first do not count."""
    with pytest.raises(Refused):
        returned.step(A, OPINED, trigger="complete_survey")
    with pytest.raises(Refused) as refused:
        returned.step(None, OPINED, trigger="approve")
    named = {detail.params["title"].key for detail in refused.value.details}
    assert {"checks.villages_settled", "checks.committee_agreed"} <= named


def test_round_ends_after_a_second_pass(returned: Play) -> None:
    """The village goes its whole way again, the committee meets again, and the round is closed with nothing to find."""
    returned.go(second_pass())
    assert returned.case(None).stage == "closed"
    assert returned.breaches() == []
    with returned.desk() as desk:
        assert verify(desk.store).sound


def test_audit_of_an_approval_is_not_spoilt_by_a_later_return(returned: Play) -> None:
    """The first approval was lawful when it was taken, and is found so although a village went back afterwards."""
    approvals = [item for item in returned.findings() if item.trigger == "approve" and item.step_on == APPROVED]
    assert {item.rule.id: item.verdict.status.value for item in approvals} == {
        "villages_settled": "proven",
        "committee_agreed": "proven",
        "round_in_window": "proven",
        "no_household_lost": "proven",
        "movements_balance": "proven",
        **dict.fromkeys(HONEST, "proven"),
    }


def test_results_are_those_of_the_last_pass(returned: Play) -> None:
    """What is recognised in the end is what the second survey found."""
    way = second_pass()
    again = tuple(fact for fact in surveys_of(A, way["survey again"].on) if fact.data["ref"] != "H0001")
    richer = surveys_of(A, way["survey again"].on)[0]
    data = {**richer.data, "b1": 200, "class": "non_poor"}
    way = changed(way, "survey again", facts=(*again, type(richer)(kind=richer.kind, on=richer.on, data=data)))
    returned.go(way)
    certificates = [
        paper for paper in returned.outcomes["recognise again"].papers if paper.form == "household-certificate"
    ]
    assert len(certificates) == 3
    assert all("Lò Văn An" not in paper.context for paper in certificates)


def test_approval_is_not_dated_before_a_village_was_settled(file_database: Database) -> None:
    """The committee cannot approve on a day when a village had not yet settled, even if it has by now."""
    play = Play(file_database).start().go(changed(WAY, "settle/B", on=day(9, 30)), until="approve")
    with pytest.raises(Refused) as refused:
        play.step(None, APPROVED, committee(), trigger="approve")
    assert [detail.params["title"].key for detail in refused.value.details] == ["checks.villages_settled"]


def test_recognition_is_not_dated_before_the_opinion(file_database: Database) -> None:
    """A decision dated before its opinion is refused as such, and found when the opinion's day is corrected later."""
    play = Play(file_database).start().go(WAY, until="recognise")
    with pytest.raises(Refused) as refused:
        play.step(None, day(9, 30), trigger="recognise")
    keys = {detail.params["found"].key for detail in refused.value.details}
    assert "checks.recognition_after_opinion_early" in keys
    play.go({"recognise": WAY["recognise"]})
    play.correct(play.entries(None, "opinion_received")[0].seq, on=day(10, 5))
    assert ("recognise", "recognition_after_opinion", "contradicted") in play.breaches()


def test_village_named_twice_goes_back_once(file_database: Database) -> None:
    """A village named twice, by name and by code, goes back once; the same command again changes nothing."""
    play = Play(file_database).start().go(WAY, until="opinion")
    facts = RETURN.facts
    first = play.step(None, OPINED, *facts, trigger="return_for_review", send_back=(A, "T1", A), command_id="tr")
    assert play.stored(A) == ("survey", 6)
    again = play.step(None, OPINED, *facts, trigger="return_for_review", send_back=(A, "T1", A), command_id="tr")
    assert again.entries == first.entries
