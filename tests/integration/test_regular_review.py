"""The monthly review: applicants only, an answer for each, 15 days - and no posting cut short to keep them."""

from dataclasses import replace

import pytest
from facts import REASON, A, B, day, meeting
from monthly import (
    ANSWERED,
    APPLICANTS,
    BREACHES,
    LAST,
    MET,
    WAY,
    Month,
    applications,
    delay,
    explained,
    fitting_way,
    monthly_way,
    moved,
    objecting_way,
    played,
    refusal,
    surveys,
)
from play import Play, changed

from rasoat.errors import Refused, UsageError
from rasoat.models.database import Database
from rasoat.steps.carrying import carry_lists
from rasoat.steps.outcomes import outcomes
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.steps.standings import plan_round
from rasoat.workflow.auditing import audit
from rasoat.workflow.engine import NewFact
from rasoat.workflow.todo import tasks
from rasoat.workflow.verifying import verify

LAWFUL = Month(way=WAY, found=frozenset())


def test_monthly_review_goes_to_its_end(file_database: Database) -> None:
    """A lawful monthly review ends with nothing to find, all checks judged, and nothing rewritten."""
    play = played(file_database, LAWFUL)
    assert play.case(None).stage == "closed"
    assert play.breaches() == []
    assert BREACHES.keys() - {"nobody_scored"} <= {item.rule.check for item in play.findings()}
    with play.desk() as desk:
        assert verify(desk.store).sound


@pytest.mark.parametrize("check", BREACHES)
def test_planted_breach_is_found_and_nothing_else(file_database: Database, check: str) -> None:
    """A monthly review with one thing done wrong is audited as exactly that."""
    month = BREACHES[check]
    found = {item for item in played(file_database, month).breaches() if item[2] != "not_due"}
    assert found == month.found
    assert check in {rule for _step, rule, _status in found}


@pytest.mark.parametrize(
    "check", [name for name, item in BREACHES.items() if "waived" in {s for _, _, s in item.found}]
)
def test_breach_that_blocks_needs_a_deviation(file_database: Database, check: str) -> None:
    """Where the law blocks, the same way without a deviation is refused."""
    way = {name: replace(act, deviation=None) for name, act in BREACHES[check].way.items()}
    with pytest.raises(Refused) as refused:
        played(file_database, replace(BREACHES[check], way=way))
    assert refused.value.key == "transition_refused"


def test_village_where_nobody_applied_waits_and_holds_nothing_up(file_database: Database) -> None:
    """A village without applicants is no task, no finding and no row of the plan, and the round ends without it."""
    play = played(file_database, replace(LAWFUL, way={}))
    with play.desk() as desk:
        task = next(item for item in tasks(desk, day(5, 15)) if item.subject.name == B)
        assert (task.transition, task.unmet) == (None, ())
        assert {row.standing.subject for row in plan_round(desk, day(5, 15)).villages} == {f"thôn {A}"}
        assert not [item for item in audit(desk, day(5, 15)) if item.subject.name == B]
    play.go(WAY)
    assert play.case(B).stage == "preliminary_list"
    assert play.case(None).stage == "closed"


def test_households_of_the_managed_list_are_not_reviewed(file_database: Database) -> None:
    """Only who applied is on the list to review; the list recognised last tells what they are so far."""
    play = played(file_database, replace(LAWFUL, way={}))
    found = outcomes(play.view(A, day(5, 15)))
    assert {ref: item.item.class_before for ref, item in found.items()} == {
        "H0004": "non_poor",
        "H0001": "poor",
        "H0007": "non_poor",
    }
    assert found["H0004"].item.former


def test_decision_names_those_whose_class_changes_only(file_database: Database) -> None:
    """The decision has the household that fell back and the one that escaped; the third gets a refusal."""
    play = played(file_database, LAWFUL)
    papers = [paper.form for paper in (*play.outcomes["refuse"].papers, *play.outcomes["recognise"].papers)]
    assert papers == ["refusal-notice", "recognition-decision", "household-certificate"]
    decision = play.outcomes["recognise"].papers[0].context
    assert "Cà Thị Dung" in decision
    assert "Lò Văn An" in decision
    assert "Tòng Văn Giang" not in decision


def test_who_asks_to_leave_and_stays_poor_is_refused(file_database: Database) -> None:
    """An applicant by Mẫu 04 whose class stays what it was is on no decision and needs a written answer."""
    way = changed(monthly_way(), "survey", facts=surveys(H0001=(100, 40)))
    way = changed(way, "meeting", facts=(meeting(A, MET, agree_to=("poor",)),))
    answered = changed(way, "refuse", facts=(refusal("H0001"), refusal()))
    play = played(file_database, replace(LAWFUL, way=answered))
    assert play.breaches() == []
    assert "Lò Văn An" not in play.outcomes["recognise"].papers[0].context


def test_who_is_scored_and_on_no_list_is_voted_on_all_the_same(file_database: Database) -> None:
    """Where everybody scored is on no list the meeting agrees upon that; no decision is drawn up."""
    way = changed(monthly_way(), "survey", facts=surveys(H0004=(150, 10))[::2])
    way = changed(way, "meeting", facts=(meeting(A, MET, agree_to=()),))
    way = changed(way, "refuse", facts=(refusal("H0004"), refusal()))
    month = replace(LAWFUL, way=changed(way, "recognise", facts=()), rows=applications(APPLICANTS[::2]))
    with pytest.raises(UsageError) as refused:
        played(file_database, month)
    assert refused.value.key == "vote_missing"
    rest = {name: way[name] for name in list(way)[3:]} | {"recognise": replace(way["recognise"], facts=())}
    play = Play(file_database).go(changed(rest, "meeting", facts=(meeting(A, MET, agree_to=("non_poor",)),)))
    assert play.breaches() == []
    assert "Cà Thị Dung" in play.outcomes["agree_results"].papers[0].context
    assert play.outcomes["recognise"].papers == ()


def test_clash_of_terms_is_shown_with_its_days_and_explained_on_paper(file_database: Database) -> None:
    """Where an objection leaves no time, the reason on record is named by all papers, with all terms counted."""
    play = played(file_database, explained(BREACHES["term_conflict_explained"]))
    assert play.breaches() == [("recognise", "answered_in_time", "waived")]
    for name in ("refuse", "recognise", "report"):
        context = play.outcomes[name].papers[0].context
        assert "Phúc tra theo phản ánh số 01" in context
        for title, last in (("giải quyết", LAST), ("phúc tra", day(6, 3)), ("niêm yết lại", day(6, 8))):
            assert f"Thời hạn {title}" in context
            assert last.isoformat() in context


def test_clash_is_told_as_soon_as_the_objection_comes(file_database: Database) -> None:
    """On the day of the objection the officer reads all three terms, and to shorten no posting."""
    month = BREACHES["term_conflict_explained"]
    way = {name: act for name, act in month.way.items() if name not in {"reverify", "post_again", "end", "settle"}}
    way = {name: act for name, act in way.items() if act.village}
    play = played(file_database, replace(month, way=way))
    with play.desk() as desk:
        own = tasks(desk, day(5, 25))[-1]
    told = next(item for item in own.unmet if item.rule.id == "term_conflict_explained")
    assert not told.blocks
    text = told.sentence().render("vi")
    for shown in ("01/06/2026", "03/06/2026", "08/06/2026", "không rút ngắn niêm yết"):
        assert shown in text


def test_quick_re_verification_keeps_both_terms(file_database: Database) -> None:
    """A commune that re-verifies at once posts the result for its whole term and answers in time."""
    assert played(file_database, replace(LAWFUL, way=fitting_way())).breaches() == []


def test_posting_cut_short_to_keep_the_15_days_is_refused_and_found(file_database: Database) -> None:
    """Two days instead of three, so that the answers come in time: refused; as a deviation it is found for ever."""
    way = objecting_way(reverify=day(5, 28), hung=day(5, 28), down=LAST, settled=LAST)
    way |= {name: moved(way[name], LAST) for name in ("approve", "refuse", "recognise")}
    with pytest.raises(Refused) as refused:
        played(file_database, replace(LAWFUL, way=way))
    assert {detail.params["title"].key for detail in refused.value.details} == {"checks.objections_reposted"}
    play = Play(file_database)
    names = list(way)
    rest = {name: way[name] for name in names[names.index("settle") :]}
    play.go(changed(rest, "settle", deviation=REASON))
    found = play.breaches()
    assert ("settle", "objections_reposted", "waived") in found
    assert {rule for _step, rule, _status in found} == {"objections_reposted", "term_conflict_explained"}


@pytest.mark.parametrize(
    ("fact", "key"),
    [
        (refusal("H0001"), "refused_though_due"),
        (refusal("H0002"), "not_an_applicant"),
        (refusal(signer=""), "signer_missing"),
        (delay(by=" "), "delay_incomplete"),
    ],
)
def test_answer_that_cannot_be_is_refused(file_database: Database, fact: NewFact, key: str) -> None:
    """Who is to be recognised is not refused; who did not apply is not answered; somebody signs, and explains."""
    play = played(file_database, replace(LAWFUL, way={name: act for name, act in WAY.items() if name not in _LATER}))
    with pytest.raises((Refused, UsageError)) as refused:
        play.step(None, ANSWERED, fact)
    assert refused.value.key == key


_LATER = {"refuse", "recognise", "report"}


def test_next_month_takes_over_what_was_recognised(file_database: Database) -> None:
    """The next round knows from the record who is poor now, and who left a list; nothing is imported again."""
    played(file_database, LAWFUL)
    play = Play(file_database, round="TM-2026-06").open(procedure="qd24-regular", variant=None, on=day(6, 15))
    carry_lists(file_database, play.round, day(6, 15), play.author())
    fact = play.case(A).facts[0]
    assert {item["ref"]: item["class"] for item in fact.data["households"]} == {
        "H0002": "poor",
        "H0003": "near_poor",
        "H0004": "poor",
    }
    assert fact.data["former"] == ["H0001"]  # H0007 applied, and never stood on a list
    assert [item["ref"] for item in play.case(B).facts[0].data["households"]] == ["H0005", "H0006"]


def test_nothing_is_taken_over_where_nothing_was_recognised(file_database: Database) -> None:
    """Without an earlier round there is nothing to carry, and the way out is the file."""
    play = Play(file_database).open(procedure="qd24-regular", variant=None, on=day(6, 15))
    with pytest.raises(UsageError) as refused:
        carry_lists(file_database, play.round, day(6, 15), play.author())
    assert refused.value.key == "nothing_to_carry"


def test_two_months_have_codes_of_their_own(file_database: Database) -> None:
    """Rounds that come each month say which month in their code."""
    play = Play(file_database).open(procedure="qd24-regular", variant=None, on=day(5, 15))
    order = OpenRound(commune=None, procedure="qd24-regular", variant=None, year=2026, on=day(6, 15))
    assert open_round(file_database, order, play.author()) == "99001-2026-06-REGULAR"


def test_plan_says_when_a_month_has_no_room_for_an_objection(file_database: Database) -> None:
    """With an objection kept in mind the latest dates lie before the opening; without, the month is wide enough."""
    play = played(file_database, replace(LAWFUL, way={}))
    with play.desk() as desk:
        careful, bare = (plan_round(desk, day(5, 15), reserve=reserve) for reserve in (True, False))
    assert careful.limit == bare.limit == LAST
    assert min(careful.latest.values()) < day(5, 15) <= min(bare.latest.values())
