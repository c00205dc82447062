"""What cannot be recorded: facts that contradict what is known, or say nothing, are refused by name."""

from dataclasses import replace
from typing import Any

import pytest
from facts import (
    DOWN,
    LISTED,
    MET,
    POSTED,
    SURVEYED,
    A,
    announced,
    answered,
    application_rows,
    committee,
    day,
    id_of,
    managed_rows,
    meeting,
    objected,
    official_report,
    opinion,
    person,
    put_up,
    removed,
    reverified,
    signed,
    surveyed,
    taken_down,
)
from play import Play, lawful_way

from rasoat.errors import BadFile, RasoatError, UsageError
from rasoat.models.database import Database
from rasoat.steps import intake
from rasoat.steps.filing import file_objection, reverify
from rasoat.workflow.engine import NewFact

WAY = lawful_way()
OBJECTED = objected(1, day(9, 22))


def said(fact: NewFact, **changes: Any) -> NewFact:
    """Return a fact that says something else."""
    return replace(fact, data={**fact.data, **changes})


OF_THE_ROUND = {"committee_met", "opinion_received", "decision_signed", "official_report_sent"}
REFUSED: dict[str, tuple[str, tuple[NewFact, ...], NewFact, str]] = {
    "empty managed list": (
        "complete_list",
        (),
        NewFact(kind="managed_listed", on=LISTED, data={"households": [], "former": [], "list_sha256": "0"}),
        "managed_list_empty",
    ),
    "second application": (
        "complete_list",
        (),
        NewFact(kind="application_received", on=day(9, 8), data={"ref": "H0007", "kind": "review", "reason": ""}),
        "applied_already",
    ),
    "removal of a stranger": ("complete_list", (), removed("H0005", LISTED), "not_on_list"),
    "survey of a stranger": ("survey", (), said(surveyed("H0001"), ref="H0005"), "not_on_list"),
    "unknown indicator": ("survey", (), said(surveyed("H0001"), deprived=["xe máy"], b2=10), "unknown_indicator"),
    "score missing": ("survey", (), said(surveyed("H0001"), b1=None), "scores_missing"),
    "score below zero": ("survey", (), said(surveyed("H0001"), b1=-1), "scores_missing"),
    "score against its marks": ("survey", (), said(surveyed("H0001"), b2=30), "b2_differs"),
    "meeting of nobody": ("meeting", (), meeting(attendees=0, listed_attending=0, agree=0), "no_attendees"),
    "more households than listed": ("meeting", (), meeting(listed_attending=6), "listed_attending_too_many"),
    "more households than persons": (
        "meeting",
        (),
        meeting(attendees=3, listed_attending=4, agree=3),
        "listed_attending_too_many",
    ),
    "more agree than attend": ("meeting", (), meeting(agree=41), "agree_exceeds_attendees"),
    "list without a vote": ("meeting", (), meeting(agree_to=("poor", "near_poor")), "vote_missing"),
    "list that does not exist": (
        "meeting",
        (),
        meeting(agree_to=("poor", "near_poor", "escaped_poor", "giàu")),
        "unknown_result_list",
    ),
    "posting at a tree": ("post", (), put_up("gốc đa"), "unknown_place"),
    "posting twice": ("post", (put_up(),), put_up(on=day(9, 22)), "posted_already"),
    "posting twice, the earlier day entered later": (
        "post",
        (put_up(on=day(9, 22)),),
        put_up(on=POSTED),
        "posted_already",
    ),
    "posting after its end": ("post", (put_up(), taken_down()), put_up(on=day(9, 25)), "posting_over_already"),
    "posting again before it was torn": (
        "post",
        (put_up(), taken_down(on=day(9, 24), interrupted=True)),
        put_up(on=day(9, 23)),
        "started_before_stopped",
    ),
    "taking down what does not hang": ("post", (), taken_down(), "not_posted"),
    "taking down twice": ("post", (put_up(), taken_down()), taken_down(), "not_posted"),
    "taking down before it was put up": (
        "post",
        (put_up(on=day(9, 22)),),
        taken_down(on=POSTED),
        "stopped_before_started",
    ),
    "announcement without medium": ("post", (), said(announced(), medium=""), "medium_missing"),
    "objection before the posting": ("post", (), OBJECTED, "objection_before_posting"),
    "objection about a stranger": ("take_down", (), objected(1, DOWN, "H0005"), "not_on_list"),
    "objection without words": ("take_down", (), said(OBJECTED, content=" "), "objection_empty"),
    "re-verification of nothing": ("take_down", (), reverified(1, DOWN), "unknown_objection"),
    "re-verification twice": ("take_down", (OBJECTED, reverified(1, DOWN)), reverified(1, DOWN), "reverified_already"),
    "re-verification before the objection": (
        "take_down",
        (objected(1, DOWN),),
        reverified(1, day(9, 23)),
        "reverified_before_filed",
    ),
    "re-verification of a stranger": ("take_down", (OBJECTED,), said(reverified(1, DOWN), ref="H0005"), "not_on_list"),
    "re-verification against its marks": (
        "take_down",
        (OBJECTED,),
        said(reverified(1, DOWN), after={"b1": 100, "b2": 20, "deprived": []}),
        "b2_differs",
    ),
    "answer to nothing": ("take_down", (), answered(7, DOWN), "unknown_objection"),
    "answer twice": ("take_down", (OBJECTED, answered(1, DOWN)), answered(1, DOWN), "answered_already"),
    "answer before the objection": (
        "take_down",
        (objected(1, DOWN),),
        answered(1, day(9, 23)),
        "answered_before_filed",
    ),
    "evidence of nothing": (
        "meeting",
        (),
        NewFact(kind="evidence_added", on=MET, data={"evidence": []}),
        "no_evidence_given",
    ),
    "committee larger than itself": ("approve", (), committee(attendees=13), "attendees_exceed_members"),
    "committee more than agreed": ("approve", (), committee(agree=11), "agree_exceeds_attendees"),
    "opinion before the report": ("opinion", (), opinion(day(9, 29)), "opinion_before_report"),
    "disagreement about nobody": ("opinion", (), said(opinion(), agrees=False), "opinion_names_no_village"),
    "decision of nobody": ("recognise", (), said(signed(), signer=""), "signer_missing"),
    "official report without number": ("close", (), said(official_report(), document=None), "document_missing"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_fact_that_cannot_be_is_refused(file_database: Database, what: str) -> None:
    """A fact that cannot be is refused by name, with a way out, and leaves nothing."""
    until, before, fact, key = REFUSED[what]
    play = Play(file_database).start().go(WAY, until=until)
    village = None if fact.kind in OF_THE_ROUND else A
    if key == "opinion_before_report":
        play.correct(play.entries(None, "report_sent")[0].seq, on=day(9, 30))
    for item in before:
        play.step(A, item.on, item)
    snapshot = play.snapshot()
    with pytest.raises(RasoatError) as refused:
        play.step(village, fact.on, fact)
    assert refused.value.key == key
    assert refused.value.render("vi") != refused.value.render("en")
    assert play.snapshot() == snapshot


def test_late_objection_is_not_reverified(file_database: Database) -> None:
    """An objection after the posting opens no re-verification, and the refusal says when it came."""
    play = Play(file_database).start().go(WAY, until="settle")
    play.step(A, day(9, 25), objected(1, day(9, 25)))
    with pytest.raises(RasoatError) as refused:
        play.step(A, day(9, 28), reverified(1, day(9, 28)))
    assert (refused.value.key, refused.value.params["on"]) == ("objection_late", day(9, 25))


def filed(play: Play) -> int:
    """File an objection; return the number it got."""
    data = {name: value for name, value in OBJECTED.data.items() if name != "no"}
    outcome = file_objection(play.database, play.round, A, OBJECTED.on, data, play.author())
    number: int = outcome.entries[0].payload["no"]
    return number


def test_objections_are_numbered_for_the_whole_round(file_database: Database) -> None:
    """Objections of a village are numbered 1, 2, 3; an annulled one keeps its number, and the next is higher."""
    play = Play(file_database).start().go(WAY, until="take_down")
    assert [filed(play), filed(play)] == [1, 2]
    play.correct(play.entries(A, "objection_filed")[0].seq, annul=True)
    assert filed(play) == 3
    play.correct(play.entries(A, "objection_filed")[2].seq, annul=True)
    assert filed(play) == 4


def test_scores_before_are_those_of_the_record(file_database: Database) -> None:
    """A re-verification compares with the scores the record has; nobody types them."""
    play = Play(file_database).start().go(WAY, until="take_down")
    filed(play)
    data = {name: value for name, value in reverified(1, DOWN).data.items() if name not in {"before", "ref"}}
    outcome = reverify(file_database, play.round, A, DOWN, data, play.author())
    payload = outcome.entries[0].payload
    assert payload["ref"] == "H0002"
    assert payload["before"] == {"class": "non_poor", "b1": 150, "b2": 10, "deprived": ["employment"]}
    assert [paper.form for paper in outcome.papers] == ["reverification-minutes", "reverification-notice"]


def test_objection_about_nobody_needs_a_household_to_reverify(file_database: Database) -> None:
    """When the objection names no household, the re-verification must."""
    play = Play(file_database).start().go(WAY, until="take_down")
    play.step(A, day(9, 22), objected(1, day(9, 22), None))
    data = {name: value for name, value in reverified(1, DOWN).data.items() if name not in {"before", "ref"}}
    with pytest.raises(UsageError) as refused:
        reverify(file_database, play.round, A, DOWN, data, play.author())
    assert refused.value.key == "reverified_whom"
    outcome = reverify(file_database, play.round, A, DOWN, {**data, "ref": "H0003"}, play.author())
    assert outcome.entries[0].payload["ref"] == "H0003"


# lists


def test_strangers_in_a_survey_file_are_all_named(file_database: Database) -> None:
    """A survey file with households that no list has is refused whole, every such row named."""
    play = Play(file_database).start().go(WAY, until="survey")
    common = {"village": A, "on": SURVEYED.isoformat(), "quick_form": None, "b1": 100, "b2": 0, "deprived": []}
    common |= {"class": None, "surveyor": "Vàng Thị Khảo"}
    rows = [
        {**common, "row": 5, "id_number": id_of("Lò Văn An"), "name": "Lò Văn An"},
        {**common, "row": 6, "id_number": "099999999999", "name": "Người Lạ"},
        {**common, "row": 7, "id_number": None, "name": "Người Lạ Nữa"},
    ]
    with pytest.raises(BadFile) as refused:
        intake.take_surveys(file_database, play.round, rows, play.author())
    assert (refused.value.key, len(refused.value.details)) == ("strangers_in_survey", 2)
    assert play.entries(A, "household_surveyed") == []
    intake.take_surveys(file_database, play.round, rows[:1], play.author())
    assert play.entries(A, "household_surveyed")[0].payload["ref"] == "H0001"


def test_household_is_found_again_by_its_head(file_database: Database) -> None:
    """A list taken a second time makes no household twice, and brings names up to date."""
    play = Play(file_database).start()
    rows = managed_rows()
    rows[0] = {**rows[0], "person": {**rows[0]["person"], "name": "Lò Văn An (Chiến)"}}
    intake.take_managed(file_database, play.round, rows, LISTED, play.author())
    with play.desk() as desk:
        people = desk.people()
    assert len(people) == 7
    assert people["H0001"]["name"] == "Lò Văn An (Chiến)"


def test_new_household_that_applies_twice_in_one_file_is_told(file_database: Database) -> None:
    """Two applications of one new household in one file are refused as such, not by the database."""
    play = Play(file_database).open()
    intake.take_managed(file_database, play.round, managed_rows(), LISTED, play.author())
    rows = application_rows(LISTED)
    with pytest.raises(UsageError) as refused:
        intake.take_applications(file_database, play.round, [*rows, rows[-1]], play.author())
    assert refused.value.key == "applied_already"


def test_households_without_number_are_told_apart_by_name_and_birth(file_database: Database) -> None:
    """A head without ID number is the same household when village, name and birth agree, another one when not."""
    play = Play(file_database).open()
    one = {
        "village": A,
        "class": "poor",
        "id_number": None,
        "person": {**person("Lò Thị Không Số", ""), "id_number": None},
    }
    other = {**one, "person": {**one["person"], "birth": "02/02/1980"}}
    intake.take_managed(file_database, play.round, [one, other], LISTED, play.author())
    intake.take_managed(file_database, play.round, [one], LISTED, play.author())
    with play.desk() as desk:
        assert len(desk.people()) == 2
