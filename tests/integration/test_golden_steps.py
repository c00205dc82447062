"""The steps of a village in golden cases that an officer can read (tests/golden)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from facts import (
    CLASSES,
    HOUSE,
    MANAGED,
    OFFICE,
    REASON,
    A,
    announced,
    answered,
    meeting,
    objected,
    put_up,
    reverified,
    surveyed,
    surveys_of,
    taken_down,
)
from facts import day as on_day
from golden_cases import CLASSES as CLASS_NAMES
from golden_cases import LISTS, PLACES, VERDICTS, day, golden
from play import Play, lawful_way

from rasoat.errors import Refused
from rasoat.models.canonical import loads
from rasoat.models.database import Database
from rasoat.steps.complaints import objections
from rasoat.steps.outcomes import outcomes
from rasoat.workflow.engine import NewFact, Outcome
from rasoat.workflow.judging import judge

WAY = lawful_way()
REQUIREMENTS = {
    "phúc tra": "objections_reverified",
    "niêm yết lại": "objections_reposted",
    "trả lời": "objections_answered",
}


def paper(outcome: Outcome, form: str) -> dict[str, Any]:
    """Return the frozen context of the paper of a form."""
    context: dict[str, Any] = loads(next(item.context for item in outcome.papers if item.form == form))
    return context


def verdicts(play: Play, on: date, trigger: str) -> dict[str, str]:
    """Return what the requirements of a step of village A say on a day."""
    with play.desk() as desk:
        row = desk.row_of(desk.file.village_named(A))
        view = desk.view(row, on)
        transition = desk.file.machine.transition("village", view.case.stage, trigger)
        return {item.rule.check: item.verdict.status.value for item in judge(view, transition.requires)}


def posted_at(database: Database, start: date) -> Play:
    """Return a round whose village A agreed on a day, everything before on the same day."""
    play = Play(database).open(on=on_day(8, 3)).take_lists(on_day(8, 3))
    play.step(A, start, trigger="complete_list")
    play.step(A, start, *surveys_of(A, start), trigger="complete_survey")
    play.step(A, start, meeting(on=start), trigger="agree_results")
    return play


def segments(places: dict[str, list[dict[str, str]]], objection: int | None = None) -> list[NewFact]:
    """Return the facts of postings at places, in the order of their days."""
    facts: list[NewFact] = []
    for place, pieces in places.items():
        for piece in pieces:
            facts.append(put_up(place, day(piece["treo"]), objection))
            if "gỡ" in piece:
                torn = piece.get("bị gián đoạn") == "có"
                reason = "mưa" if torn else None
                facts.append(taken_down(place, day(piece["gỡ"]), objection, interrupted=torn, reason=reason))
    return sorted(facts, key=lambda fact: (fact.on, fact.kind == "posting_started" and fact.data["objection"] is None))


@pytest.mark.parametrize("case", golden("meeting.yaml"))
def test_meeting(file_database: Database, case: dict[str, Any]) -> None:
    """Agreement is counted over all who attend, list by list; attendance over the households under review."""
    play = Play(file_database).start().go(WAY, until="meeting")
    agree = {LISTS[name]: count for name, count in case["đồng ý"].items()}
    fact = meeting(attendees=case["người dự"], listed_attending=case["hộ được rà soát dự"])
    play.step(A, fact.on, replace(fact, data={**fact.data, "agree": agree}))
    lawful, unlawful = "agree_results", "reject_results"
    if case["kết luận"] == "không thống nhất":
        lawful, unlawful = unlawful, lawful
    with pytest.raises(Refused):
        play.step(A, fact.on, trigger=unlawful)
    body = paper(play.step(A, fact.on, trigger=lawful), "meeting-minutes")["body"]
    assert {item["list"]: item["percent"] for item in body["lists"]} == {
        LISTS[name]: share for name, share in case["tỷ lệ đồng ý"].items()
    }
    assert body["listed"]["percent"] == case["tỷ lệ hộ dự"]
    assert body["conclusion"] == ("agreed" if lawful == "agree_results" else "rejected")


@pytest.mark.parametrize("case", golden("posting-step.yaml"))
def test_posting(file_database: Database, case: dict[str, Any]) -> None:
    """A posting ends lawfully when it hung three working days at each place; its certificate shows how it counted."""
    places = {PLACES[name]: case.get(name, case["nhà văn hóa"]) for name in PLACES}
    end = day(case["kết thúc ngày"])
    play = posted_at(file_database, day(case["nhà văn hóa"][0]["treo"]))
    for fact in (*segments(places), announced(end)):
        play.step(A, fact.on, fact)
    status = VERDICTS[case["kết luận"]]
    assert verdicts(play, end, "take_down")["posting_length"] == status
    if status != "proven":
        with pytest.raises(Refused):
            play.step(A, end, trigger="take_down")
        return
    certificate = paper(play.step(A, end, trigger="take_down"), "posting-certificate")
    counted = {place["place"]: place["days_counted"] for place in certificate["body"]["places"]}
    assert list(counted.values()) == [case["số ngày được tính"][name] for name in PLACES]
    skipped = [line["date"] for line in certificate["proofs"][0]["days"] if line["status"] == "skipped"]
    assert skipped == [day(text).isoformat() for text in case.get("ngày không tính", [])]
    assert certificate["body"]["complete"]


@pytest.mark.parametrize("case", golden("objections.yaml"))
def test_objection(file_database: Database, case: dict[str, Any]) -> None:
    """An objection in time starts a clock of seven working days and a second posting; every one gets an answer."""
    play = posted_at(file_database, day(case["niêm yết"][0]["treo"]))
    received = day(case["nhận ngày"])
    facts = segments({HOUSE: case["niêm yết"], OFFICE: case["niêm yết"]})
    for fact in (item for item in facts if item.on <= received):
        play.step(A, fact.on, fact)
    receipt = paper(play.step(A, received, objected(1, received)), "objection-receipt")["body"]
    timely = case["trong hạn"] == "có"
    due = case.get("phúc tra chậm nhất")
    assert receipt["timely"] == timely
    if due:
        assert receipt["reverify_by"] == day(due).isoformat()
    for fact in (item for item in facts if item.on > received):
        play.step(A, fact.on, fact)
    assert [item.timely for item in objections(play.view(A, on_day(12, 1)))] == [timely]
    if "kết luận" in case:
        _follow(play, case)


def _follow(play: Play, case: dict[str, Any]) -> None:
    end = day(case["kết thúc ngày"])
    taken = day(case["niêm yết"][0]["gỡ"])
    play.step(A, taken, announced(taken), trigger="take_down")
    again = case.get("niêm yết lại", [])
    facts = segments({HOUSE: again, OFFICE: again}, objection=1)
    if "trả lời ngày" in case:
        facts.append(answered(1, day(case["trả lời ngày"])))
    if "phúc tra ngày" in case:
        facts.insert(0, reverified(1, day(case["phúc tra ngày"])))
    for fact in sorted(facts, key=lambda item: item.on):
        play.step(A, fact.on, fact)
    expected = {REQUIREMENTS[name]: VERDICTS[word] for name, word in case["kết luận"].items()}
    found = verdicts(play, end, "settle")
    assert {name: found[name] for name in expected} == expected
    if set(expected.values()) == {"proven"}:
        assert play.step(A, end, trigger="settle").stage == "settled"
    else:
        with pytest.raises(Refused):
            play.step(A, end, trigger="settle")


@pytest.mark.parametrize("case", golden("survey.yaml"))
def test_class_follows_the_scores(file_database: Database, case: dict[str, Any]) -> None:
    """The class, and the result list, come from the scores; a form that says otherwise stops the survey."""
    area = {"nông thôn": "rural", "thành thị": "urban"}[case["khu vực"]]
    before = CLASS_NAMES[case["trước"]]
    ref = f"H{[class_ for _village, class_, _name in MANAGED].index(before) + 1:04d}"
    play = Play(file_database).open(area=area).take_lists().go(WAY, until="survey")
    stated = CLASS_NAMES.get(case["phiếu ghi"])
    others = [fact for fact in surveys_of(A) if fact.data["ref"] != ref]
    others = [replace(fact, data={**fact.data, "class": None}) for fact in others]
    fact = surveyed(ref, scores=(case["B1"], case["B2"]), **{"class": stated})
    play.step(A, fact.on, *others, fact)
    assert (
        verdicts(play, fact.on, "complete_survey")["survey_class_follows"]
        == {
            "đạt": "proven",
            "trái quy định": "contradicted",
        }[case["kết luận"]]
    )
    result = outcomes(play.view(A, fact.on))[ref]
    assert result.on_list == LISTS[case["danh sách"]]
    outcome = play.step(A, fact.on, trigger="complete_survey", deviation=REASON)
    rows = paper(outcome, "classification-summary")["body"]["households"]
    assert next(row["class_after"] for row in rows if row["ref"] == ref) == result.after


@pytest.mark.parametrize("case", golden("loops.yaml"))
def test_loop(file_database: Database, case: dict[str, Any]) -> None:
    """A meeting under one half sends the village back to the survey, as often as it takes, each time anew."""
    play = Play(file_database).start().go(WAY, until="meeting")
    minutes: list[dict[str, Any]] = []
    triggers = {"thống nhất": "agree_results", "trả về rà soát": "reject_results", "chốt khảo sát": "complete_survey"}
    for event in case["diễn biến"]:
        on, trigger = day(event["ngày"]), triggers.get(event["việc"])
        facts: tuple[NewFact, ...] = ()
        if event["việc"] == "họp dân":
            facts = (meeting(on=on, agree=event["đồng ý"]),)
        elif event["việc"] == "khảo sát":
            facts = surveys_of(A, on)
        if event.get("không được") == "có":
            with pytest.raises(Refused):
                play.step(A, on, *facts, trigger=trigger)
        else:
            outcome = play.step(A, on, *facts, trigger=trigger)
            minutes += [loads(item.context)["body"] for item in outcome.papers if item.form == "meeting-minutes"]
        found = play.case(A)
        assert (found.stage, found.pass_no) == (event["nay ở"], event["lần"])
    assert [item["conclusion"] for item in minutes] == case["biên bản họp"]
    assert [item["attempt"] for item in minutes] == case["lần họp ghi trên biên bản"]


def test_classes_of_the_small_commune_are_those_of_its_scores(file_database: Database) -> None:
    """The scores that the other tests use give the classes they expect."""
    play = Play(file_database).start().go(WAY, until="complete_survey")
    results = outcomes(play.view(A, on_day(9, 14)))
    assert {ref: result.after for ref, result in results.items()} == {ref: CLASSES[ref] for ref in results}
