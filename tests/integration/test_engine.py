"""The one way to change a round: all of a step or nothing of it, by the law or as a recorded deviation."""

from dataclasses import replace
from datetime import date

import pytest
from facts import (
    DOWN,
    HOUSE,
    LISTED,
    MET,
    POSTED,
    REASON,
    ROUND,
    SURVEYED,
    A,
    B,
    day,
    meeting,
    put_up,
    surveys_of,
    taken_down,
)
from play import Play, lawful_way

from rasoat.errors import RasoatError, Refused, UsageError
from rasoat.models.canonical import digest, loads
from rasoat.models.database import Database
from rasoat.notices.papers import Paper
from rasoat.notices.xhtml import to_xhtml
from rasoat.workflow.engine import Step, perform_all
from rasoat.workflow.verifying import verify

WAY = lawful_way()


def at(database: Database, act: str) -> Play:
    """Return a round led the lawful way up to, but not with, an act."""
    return Play(database).start().go(WAY, until=act)


def test_refusal_lists_every_unmet_requirement_with_article_and_cure(database: Database) -> None:
    """A refused transition names all requirements that are unmet, each with what was found, article and cure."""
    play = at(database, "meeting")
    bad = meeting(agree=19, copies=1, chair={"name": "Người khác", "title": None})
    with pytest.raises(Refused) as refused:
        play.step(A, MET, bad, trigger="agree_results")
    error = refused.value
    assert error.key == "transition_refused"
    assert error.params["count"] == len(error.details) == 3
    text = error.render("vi")
    for title in ("người dự họp", "Trưởng thôn", "Biên bản"):
        assert title.casefold() in text.casefold()
    for detail in error.details:
        line = detail.render("vi")
        assert "khoản 3 Điều 4 Quyết định số 24/2021/QĐ-TTg" in line
        assert "Cần làm:" in line
        assert detail.render("en") != line


@pytest.mark.parametrize(
    ("act", "step"),
    [
        ("survey", {"village": A, "on": SURVEYED, "trigger": "complete_survey"}),
        ("survey", {"village": A, "on": SURVEYED, "facts": surveys_of(A)[:2], "trigger": "complete_survey"}),
        ("survey", {"village": A, "on": SURVEYED, "trigger": "recognise"}),
        ("meeting", {"village": A, "on": MET, "facts": (meeting(agree=10),), "trigger": "agree_results"}),
        ("take_down", {"village": A, "on": POSTED, "facts": (taken_down(on=POSTED),), "trigger": "take_down"}),
        ("approve", {"village": None, "on": DOWN, "trigger": "approve"}),
    ],
    ids=["facts missing", "some facts", "unlawful trigger", "breach", "too early", "round"],
)
def test_refused_step_writes_nothing(database: Database, act: str, step: dict[str, object]) -> None:
    """After a refusal every row of every table is as it was, whatever facts the step brought along."""
    play = at(database, act)
    before = play.snapshot()
    with pytest.raises(Refused):
        perform_all(database, [Step(round=ROUND, **step)], play.author())
    assert play.snapshot() == before


def test_fact_and_refused_transition_leave_neither(database: Database) -> None:
    """A fact that stands beside a refused transition in one step is not recorded either; alone it is."""
    play = at(database, "post")
    fact = put_up()
    with pytest.raises(Refused):
        play.step(A, POSTED, fact, trigger="take_down")
    assert play.entries(A, "posting_started") == []
    play.step(A, POSTED, fact)
    assert [entry.kind for entry in play.entries(A)][-1] == "posting_started"


def test_several_steps_are_all_done_or_none(database: Database) -> None:
    """When the second of two steps is refused, the first is not done either."""
    play = at(database, "complete_list")
    before = play.snapshot()
    good = Step(round=ROUND, village=A, on=LISTED, trigger="complete_list")
    with pytest.raises(Refused):
        perform_all(database, [good, replace(good, village=B, trigger="settle")], play.author())
    assert play.snapshot() == before
    done = perform_all(database, [good, replace(good, village=B)], play.author())
    assert [outcome.stage for outcome in done] == ["survey", "survey"]


def test_steps_of_one_transaction_see_each_other(database: Database) -> None:
    """Several steps of one village in one transaction follow on each other as if they came one by one."""
    play = at(database, "complete_list")
    steps = [
        Step(round=ROUND, village=act.village, on=act.on, facts=act.facts, trigger=act.trigger)
        for name, act in WAY.items()
        if name in {"complete_list", "survey", "complete_survey", "meeting", "agree_results"}
    ]
    done = perform_all(database, steps, play.author())
    assert [outcome.stage for outcome in done][-1] == "public_posting"
    assert play.stored(A) == ("public_posting", 3)
    with play.desk() as desk:
        assert verify(desk.store).sound


def test_fact_is_refused_where_it_does_not_belong(database: Database) -> None:
    """A meeting cannot be recorded while the village is still being surveyed; the refusal names the stage."""
    play = at(database, "survey")
    with pytest.raises(Refused) as refused:
        play.step(A, MET, meeting())
    assert refused.value.key == "fact_not_here"
    assert "Rà soát, phân loại" in refused.value.render("vi")


@pytest.mark.parametrize(
    ("on", "key"),
    [(day(9, 13), "date_before_previous"), (date(2027, 1, 1), "date_in_future")],
)
def test_dates_follow_the_calendar(database: Database, on: date, key: str) -> None:
    """Neither a fact nor a transition is dated before the last transition, or after today."""
    play = at(database, "meeting")
    with pytest.raises(RasoatError) as fact:
        play.step(A, MET, meeting(on=on))
    with pytest.raises(RasoatError) as step:
        play.step(A, on, trigger="reject_results")
    assert (fact.value.key, step.value.key) == (key, key)


def test_unknown_village_is_named_with_those_there_are(database: Database) -> None:
    """A village that the commune does not have is refused with the list of those it has."""
    play = at(database, "complete_list")
    with pytest.raises(UsageError) as refused:
        play.step("Không Có", LISTED, trigger="complete_list")
    assert refused.value.key == "unknown_village"
    assert A in refused.value.render()
    assert B in refused.value.render()


def test_village_is_found_whatever_the_letters(database: Database) -> None:
    """A village is found by its name in small letters and by its code."""
    play = at(database, "complete_list")
    play.step(" bản mới ", LISTED, trigger="complete_list")
    play.step("t2", LISTED, trigger="complete_list")
    assert [play.stored(name)[0] for name in (A, B)] == ["survey", "survey"]


def test_village_does_not_go_back_on_its_own(database: Database) -> None:
    """A settled village returns to the survey only when the round is returned; its own step is refused."""
    play = at(database, "approve")
    before = play.snapshot()
    with pytest.raises(Refused):
        play.step(A, day(9, 28), trigger="return_for_review")
    assert play.snapshot() == before


def test_deviation_is_recorded_and_seen_for_ever(database: Database) -> None:
    """A step taken against a requirement keeps reason, who and order, and the audit shows it after any time."""
    play = at(database, "take_down")
    early = day(9, 23)
    facts = (taken_down(on=early), taken_down("commune_office", on=early))
    with pytest.raises(Refused):
        play.step(A, early, *facts, trigger="take_down")
    outcome = play.step(A, early, *facts, trigger="take_down", deviation=REASON)
    assert outcome.deviation == replace(REASON, waived=("posting_length",))
    stored = play.entries(A, "transition")[-1].payload
    assert stored["deviation"] == {
        "reason": REASON.reason,
        "by": REASON.by,
        "order": REASON.order,
        "waived": ["posting_length"],
    }
    assert stored["verdicts"]["posting_length"] == "contradicted"
    play.go({name: act for name, act in WAY.items() if name == "settle" or "/B" in name})
    for on in (day(9, 26), date(2036, 1, 1)):
        unclean = [item for item in play.findings(on) if item.rule.id == "posting_length" and not item.clean]
        assert [(item.verdict.status.value, item.deviation) for item in unclean] == [("waived", outcome.deviation)]


@pytest.mark.parametrize("blank", ["reason", "by", "order"])
def test_deviation_says_why_and_who(database: Database, blank: str) -> None:
    """A deviation without reason, person or order is refused, and the step is not taken."""
    play = at(database, "meeting")
    with pytest.raises(UsageError) as refused:
        play.step(A, MET, trigger="agree_results", deviation=replace(REASON, **{blank: " "}))
    assert refused.value.key == "deviation_incomplete"
    assert play.stored(A)[0] == "village_meeting"


def test_needless_deviation_is_not_recorded(database: Database) -> None:
    """A step that meets all requirements is recorded clean although a deviation was declared."""
    play = at(database, "settle")
    outcome = play.step(A, day(9, 25), trigger="settle", deviation=REASON)
    assert outcome.deviation is None
    assert "deviation" not in play.entries(A, "transition")[-1].payload


def test_deviation_does_not_make_an_unlawful_transition_lawful(database: Database) -> None:
    """Declaring a deviation waives requirements, never the order of the stages."""
    play = at(database, "survey")
    with pytest.raises(Refused) as refused:
        play.step(A, SURVEYED, trigger="settle", deviation=REASON)
    assert refused.value.key == "transition_not_lawful"


@pytest.mark.parametrize(
    ("act", "unneeded"),
    [
        ("complete_list", ()),
        ("complete_survey", ("survey",)),
        ("agree_results", ("meeting",)),
        ("take_down", ("post",)),
        ("settle", ()),
        ("approve", ()),
        ("submit_report", ()),
        ("recognise", ("opinion",)),
        ("close", ()),
    ],
)
def test_every_transition_can_be_taken_with_nothing_done(
    database: Database, act: str, unneeded: tuple[str, ...]
) -> None:
    """Reality is let in: each transition can be taken as a deviation with none of its facts, and its papers print."""
    play = Play(database).start() if act != "complete_list" else Play(database).open()
    way = {name: item for name, item in WAY.items() if name not in unneeded}
    play.go(way, until=act)
    last = WAY[act]
    outcome = play.step(last.village, last.on, trigger=last.trigger, deviation=REASON)
    assert outcome.stage == play.stored(last.village)[0]
    with play.desk() as desk:
        assert verify(desk.store).sound
    for paper in outcome.papers:
        assert to_xhtml(Paper(paper.form, loads(paper.context)))
    unmet = {item.rule.id for item in outcome.judgements if item.blocks}
    assert set(outcome.deviation.waived if outcome.deviation else ()) == unmet


def test_papers_are_what_the_journal_says(database: Database) -> None:
    """Each paper's frozen context has the digest that the journal entry which produced it names, in its order."""
    play = Play(database).start().go(WAY)
    with play.desk() as desk:
        documents = desk.store.documents(desk.file.row.id)
        entries = {entry.gseq: entry for entry in desk.store.entries_of_chain(desk.file.row.chain_id)}
    assert len(documents) > 15
    for gseq in {document.gseq for document in documents}:
        papers = [document for document in documents if document.gseq == gseq]
        named = entries[gseq].payload["papers"]
        assert [(paper.form, digest(paper.context)) for paper in papers] == [
            (item["form"], item["sha256"]) for item in named
        ]
        assert [paper.context_sha256 for paper in papers] == [item["sha256"] for item in named]


def test_journal_names_no_person(database: Database) -> None:
    """No household's name or ID number stands in the journal: people can be erased and the chain still checks."""
    play = Play(database).start().go(WAY)
    with play.desk() as desk:
        text = "".join(str(entry.payload) for entry in desk.store.entries_of_chain(desk.file.row.chain_id))
        people = desk.people()
    for person in people.values():
        assert person["name"] not in text
        assert person["id_number"] not in text


def test_place_of_a_fact_is_that_of_its_entry(database: Database) -> None:
    """Findings refer to facts by the place of their entries in the journal, also for facts of the same step."""
    play = at(database, "take_down")
    outcome = play.act(WAY["take_down"])
    length = next(item for item in outcome.judgements if item.rule.id == "posting_length")
    entries = {entry.seq: entry for entry in play.entries(A)}
    assert {entries[seq].kind for seq in length.verdict.facts} == {"posting_started", "posting_stopped"}
    assert len(length.verdict.facts) == 4
    assert HOUSE in {entries[seq].payload["place"] for seq in length.verdict.facts}
