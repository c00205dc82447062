"""Relatives of officials, random checks, maker and checker: what the tables of breaches do not show."""

from dataclasses import replace

import pytest
from facts import (
    DOWN,
    EVIDENCE,
    HOUSEHOLDS,
    MET,
    SETTLED,
    SURVEYED,
    A,
    checked,
    day,
    declared,
    drawn,
    objected,
    reverified,
    surveyed,
    surveys_of,
)
from play import Play, lawful_way

from rasoat.errors import RasoatError, Refused
from rasoat.models.database import Database
from rasoat.steps.second_looks import Order, draw, look_again
from rasoat.workflow.engine import NewFact
from rasoat.workflow.judging import judge
from rasoat.workflow.procedures import Requirement

WAY = lawful_way()


def surveying(database: Database) -> Play:
    """Return a round whose village A is surveyed, the survey not complete."""
    return Play(database).start().go(WAY, until="complete_survey")


def found(play: Play, trigger: str) -> dict[str, str]:
    """Return the requirements of a step of village A that are not clean, with their status."""
    findings = [item for item in play.findings() if item.subject.name == A and item.trigger == trigger]
    return {item.rule.id: item.verdict.status.value for item in findings if not item.clean}


def test_a_relative_who_was_checked_by_others_is_no_finding(file_database: Database) -> None:
    """A declared household that somebody else surveyed and looked at again is lawful, and proven by its evidence."""
    play = surveying(file_database)
    play.step(A, SURVEYED, declared("H0001"), checked("H0001"))
    play.act(WAY["complete_survey"])
    assert found(play, "complete_survey") == {}
    judged = {item.rule.id: item.verdict.status.value for item in play.findings() if item.trigger == "complete_survey"}
    assert judged["conflicts_second_look"] == judged["conflicts_kept_off"] == "proven"


def test_what_is_declared_late_is_judged_when_the_village_is_settled(file_database: Database) -> None:
    """A relation that came to light after the survey spoils no step before, and is found at the last one."""
    play = Play(file_database).start().go(WAY, until="take_down")
    play.step(A, MET, declared("H0001", on=MET, official="Vàng Thị Khảo"))
    play.go({"take_down": WAY["take_down"], "settle": WAY["settle"]})
    assert found(play, "complete_survey") == {}
    assert found(play, "settle") == {"conflicts_second_look": "missing", "conflicts_kept_off": "contradicted"}


def test_a_second_look_that_finds_otherwise_asks_for_a_new_survey(file_database: Database) -> None:
    """What the second look found must stand: the difference is named, and gone once the household is surveyed again."""
    play = surveying(file_database)
    play.step(A, SURVEYED, declared("H0001"), checked("H0001", **{"class": "non_poor"}))
    with play.desk() as desk:
        row = desk.row_of(desk.file.village_named(A))
        rules = [rule for rule in desk.file.procedure.requirements.values() if rule.id == "conflicts_second_look"]
        (item,) = judge(desk.view(row, SURVEYED), rules)
    assert "hộ H0001 kiểm tra lại là hộ không nghèo, kết quả đang ghi là hộ nghèo" in item.sentence().render()
    play.step(A, SURVEYED, surveyed("H0001", scores=(150, 10), surveyor="Người khác", **{"class": "non_poor"}))
    play.act(WAY["complete_survey"])
    assert found(play, "complete_survey") == {}


def test_nobody_re_verifies_his_own_survey(file_database: Database) -> None:
    """A surveyor, or a relative, in the team that re-verifies is found at the end of the village's way."""
    play = Play(file_database).start().go(WAY, until="take_down")
    play.step(A, day(9, 22), objected(1, day(9, 22)), declared("H0002", day(9, 22), "Cán Bộ Hai"))
    play.step(A, day(9, 22), checked("H0002", day(9, 22)))
    play.act(WAY["take_down"])
    again = reverified(1, DOWN)
    team = [{"name": "Vàng Thị Khảo", "title": None}, {"name": "Cán Bộ Hai", "title": None}]
    play.step(A, DOWN, replace(again, data={**again.data, "team": team}))
    with play.desk() as desk:
        row = desk.row_of(desk.file.village_named(A))
        rules = [
            item
            for item in desk.file.procedure.requirements.values()
            if item.id in {"second_look_other_person", "conflicts_kept_off"}
        ]
        judged = {item.rule.id: item.verdict.found.render() for item in judge(desk.view(row, SETTLED), rules)}
    assert "do Vàng Thị Khảo rà soát và cũng do Vàng Thị Khảo kiểm tra lại" in judged["second_look_other_person"]
    assert judged["conflicts_kept_off"] == "cán bộ tự làm hộ của người thân: Cán Bộ Hai phúc tra hộ H0002"


def test_a_sample_is_drawn_once(file_database: Database) -> None:
    """A second draw is refused until every household of the village was surveyed again; the new one counts then."""
    play = surveying(file_database)
    wrong = checked("H0001", **{"class": "near_poor"})
    play.step(A, SURVEYED, drawn(), wrong, *(checked(ref) for ref in HOUSEHOLDS[A][1:]))
    with pytest.raises(Refused) as refused:
        play.step(A, SURVEYED, drawn(seed="khác"))
    assert refused.value.key == "drawn_already"
    with pytest.raises(Refused):
        play.act(WAY["complete_survey"])
    play.step(A, SURVEYED, *surveys_of(A), drawn(seed="khác"), *(checked(ref) for ref in HOUSEHOLDS[A]))
    play.act(WAY["complete_survey"])
    assert found(play, "complete_survey") == {}


def test_a_sample_is_asked_for_where_the_plan_does(file_database: Database) -> None:
    """A procedure that orders a share misses a sample that was not drawn, or that is smaller than it says."""
    play = surveying(file_database)
    with play.desk() as desk:
        rule = desk.file.procedure.requirements["spot_check_passed"]
    asked = replace(rule, params={**rule.params, "sample_percent": 40})

    def status(by: Requirement) -> tuple[str, str]:
        (item,) = judge(play.view(A, SURVEYED), [by])
        return item.verdict.status.value, item.verdict.found.key

    assert status(rule) == ("proven", "checks.spot_check_none")
    assert status(asked) == ("missing", "checks.spot_check_undrawn")
    small = drawn(percent=20)
    play.step(A, SURVEYED, small)
    assert status(rule) == ("missing", "checks.spot_check_open")
    play.step(A, SURVEYED, *(checked(ref) for ref in small.data["refs"]))
    assert status(rule) == ("proven", "checks.spot_check_passed_met")
    assert status(asked) == ("missing", "checks.spot_check_small")


def test_a_household_that_left_the_list_is_no_longer_of_the_sample(file_database: Database) -> None:
    """Who moved away after the draw need not be looked at, and does not thin the rate of errors."""
    play = surveying(file_database)
    play.step(A, SURVEYED, drawn(), *(checked(ref) for ref in HOUSEHOLDS[A][1:]))
    play.step(A, SURVEYED, NewFact(kind="household_removed", on=SURVEYED, data={"ref": "H0001", "reason": "moved"}))
    play.act(WAY["complete_survey"])
    assert found(play, "complete_survey") == {}


def test_a_better_second_answer_does_not_mend_the_rate(file_database: Database) -> None:
    """Of two looks at one household of the sample the first counts."""
    play = surveying(file_database)
    play.step(A, SURVEYED, drawn(), checked("H0001", **{"class": "near_poor"}), checked("H0001"))
    play.step(A, SURVEYED, *(checked(ref) for ref in HOUSEHOLDS[A][1:]))
    with pytest.raises(Refused) as refused:
        play.act(WAY["complete_survey"])
    assert "sai 1 hộ (H0001), 20,00%, vượt mức 10%" in refused.value.render("vi")


def test_handlers_draw_and_read(file_database: Database) -> None:
    """Sample and class before are worked out, a repeated command says the same, others than the sample are refused."""
    play = surveying(file_database)
    order = Order(round=play.round, village=A, on=SURVEYED, author=play.author(), command_id="draw-1")
    first, again = draw(file_database, order, 20), draw(file_database, order, 20)
    assert first.entries[0].payload == again.entries[0].payload
    (ref,) = first.entries[0].payload["refs"]
    looked = {"by": "Lò Thị Kiểm", "class": "poor", "note": None, "evidence": EVIDENCE}
    order = replace(order, command_id=None)
    entry = look_again(file_database, order, {**looked, "ref": ref}, of_sample=True).entries[0]
    assert entry.payload["surveyed"] in {"poor", "near_poor", "non_poor"}
    other = next(item for item in HOUSEHOLDS[A] if item != ref)
    with pytest.raises(RasoatError) as refused:
        look_again(file_database, order, {**looked, "ref": other}, of_sample=True)
    assert refused.value.key == "not_in_sample"


REFUSED = {
    "relative of nobody": (declared("H0001", official=" "), "conflict_incomplete"),
    "relation unsaid": (declared("H0001", relation=" "), "conflict_incomplete"),
    "relative elsewhere": (declared("H0005"), "not_on_list"),
    "look at a stranger": (replace(checked("H0001"), data={**checked("H0001").data, "ref": "H0005"}), "not_surveyed"),
    "look by nobody": (checked("H0001", by=" "), "checker_missing"),
    "unknown class": (checked("H0001", **{"class": "rich"}), "unknown_class"),
    "sample picked by hand": (drawn(percent=20, refs=["H0001", "H0002"]), "draw_not_of_seed"),
    "sample of nothing": (drawn(percent=0), "draw_incomplete"),
    "sample without seed": (drawn(seed=" "), "draw_incomplete"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_says_nothing_or_cannot_be_is_refused(file_database: Database, case: str) -> None:
    """Nothing is recorded of a relation, a look or a sample that is incomplete, of somebody else, or made up."""
    fact, key = REFUSED[case]
    play = surveying(file_database)
    before = play.snapshot()
    with pytest.raises(RasoatError) as refused:
        play.step(A, SURVEYED, fact)
    assert refused.value.key == key
    assert play.snapshot() == before


def test_no_sample_before_all_are_surveyed(file_database: Database) -> None:
    """A sample of a half-done survey would look only at those who were quick."""
    play = Play(file_database).start().go(WAY, until="survey")
    play.step(A, SURVEYED, *surveys_of(A)[1:])
    with pytest.raises(Refused) as refused:
        play.step(A, SURVEYED, drawn())
    assert refused.value.key == "drawn_before_survey"


def test_who_types_may_not_sign(file_database: Database) -> None:
    """The signer who entered the results under his or her own name is found, village by village."""
    play = Play(file_database).start().go(WAY)
    (item,) = [item for item in play.findings() if item.rule.id == "signer_not_maker"]
    assert item.clean
    signed = next(entry for entry in play.entries(None, "decision_signed"))
    play.correct(signed.seq, signer="can-bo, Chủ tịch")
    (item,) = [item for item in play.findings() if item.rule.id == "signer_not_maker"]
    assert item.verdict.status.value == "contradicted"
    assert "rà soát 0 hộ, nhập 5 hộ" in item.verdict.found.render()
