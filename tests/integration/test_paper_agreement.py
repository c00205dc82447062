"""A paper that no longer says what the record says is found, named with its number, household by household."""

from typing import Any

import pytest
from facts import DOWN, A, answered, day, objected, put_up, removed, reverified, taken_down
from play import Play, lawful_way

from rasoat.models.database import Database

WAY = lawful_way()


def said(play: Play) -> dict[str, str]:
    """Return what the audit finds of papers that differ, by requirement."""
    findings = [item for item in play.findings() if item.rule.check == "papers_agree" and not item.clean]
    return {item.rule.id: item.verdict.found.render() for item in findings}


def corrected(play: Play, ref: str, **changes: Any) -> Play:
    """Return a round after a correction of one household's survey."""
    entry = next(item for item in play.entries(A, "household_surveyed") if item.payload["ref"] == ref)
    play.correct(entry.seq, **changes)
    return play


def test_papers_are_named_with_number_household_and_figure(file_database: Database) -> None:
    """A correction after the close names the notice and the decision with their numbers, and the sums of the report."""
    play = corrected(Play(file_database).start().go(WAY), "H0001", **{"b1": 150, "class": "non_poor"})
    found = said(play)
    assert "Thông báo niêm yết số 01/TB-UBND" in found["village_papers_agree"]
    assert "hộ H0001 ghi là hộ nghèo, hồ sơ nay là hộ thoát nghèo" in found["village_papers_agree"]
    assert "Quyết định công nhận số" in found["decision_agrees"]
    assert "hộ nghèo ghi 3, hồ sơ nay là 2" in found["commune_papers_agree"]
    assert "thôn Bản Mới, hộ thoát nghèo ghi 1, hồ sơ nay là 2" in found["commune_papers_agree"]


def test_two_households_that_change_places_are_found_though_the_sums_agree(file_database: Database) -> None:
    """Equal totals hide nothing: a poor and a near-poor household that swap their results are both named."""
    play = Play(file_database).start().go(WAY)
    corrected(play, "H0001", **{"b2": 10, "deprived": ["employment"], "class": "near_poor"})
    corrected(play, "H0003", **{"b2": 30, "deprived": ["employment", "dependants", "nutrition"], "class": "poor"})
    found = said(play)
    assert "commune_papers_agree" not in found
    assert {"H0001", "H0003"} <= {
        ref for ref in ("H0001", "H0002", "H0003") if f"hộ {ref} " in found["decision_agrees"]
    }


def test_a_correction_of_scores_that_keeps_the_class_spoils_no_paper(file_database: Database) -> None:
    """Papers say classes: a corrected score that leads to the same class leaves them right."""
    assert said(corrected(Play(file_database).start().go(WAY), "H0001", b1=110)) == {}


def test_the_guard_warns_before_the_next_step(file_database: Database) -> None:
    """The officer learns at the meeting's step that the summary handed out is no longer right."""
    play = Play(file_database).start().go(WAY, until="agree_results")
    corrected(play, "H0001", **{"b1": 150, "class": "non_poor"})
    outcome = play.act(WAY["agree_results"])
    warned = {item.rule.id for item in outcome.judgements if item.verdict.cure}
    assert warned == {"summary_agrees"}


def test_a_result_changed_by_re_verification_spoils_no_earlier_paper(file_database: Database) -> None:
    """Minutes and notice told the survey, the second notice the re-verification; all three stay right."""
    play = Play(file_database).start().go(WAY, until="take_down")
    play.step(A, day(9, 22), objected(1, day(9, 22)))
    play.act(WAY["take_down"])
    play.step(A, DOWN, reverified(1, DOWN))
    up, down, on = day(9, 25), day(9, 30), day(10, 1)
    places = ("village_house", "commune_office")
    play.step(A, up, *(put_up(place, up, objection=1) for place in places))
    play.step(A, down, *(taken_down(place, down, objection=1) for place in places), answered(1, down))
    play.step(A, on, trigger="settle")
    assert said(play) == {}
    again = play.entries(A, "objection_reverified")[0]
    scores = {"b1": 200, "b2": 0, "deprived": []}
    play.correct(again.seq, after=scores)
    assert set(said(play)) == {"village_papers_agree"}
    assert "Thông báo kết quả phúc tra" in said(play)["village_papers_agree"]
    assert "Thông báo niêm yết" not in said(play)["village_papers_agree"]


@pytest.mark.parametrize("before", ["complete_list", "complete_survey"])
def test_leaving_the_list_for_a_reason_spoils_no_paper(file_database: Database, before: str) -> None:
    """A household that moved away before or after the list was printed is accounted for."""
    survey = WAY["survey"]
    play = Play(file_database).start()
    for name, act in WAY.items():
        if name == before:
            play.step(A, act.on, removed("H0001", act.on))
        if name == "take_down":
            break
        gone = name == "survey" and before == "complete_list"
        facts = tuple(fact for fact in survey.facts if fact.data["ref"] != "H0001")
        play.step(act.village, act.on, *(facts if gone else act.facts), trigger=act.trigger)
    assert said(play) == {}
