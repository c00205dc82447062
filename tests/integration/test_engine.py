"""The one way to change a round: all of a step or nothing of it, once, by one writer."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from play import (
    AGREED,
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
    Play,
    announced,
    application_rows,
    day,
    lawful_way,
    managed_rows,
    meeting,
    objected,
    opinion,
    put_up,
    surveyed,
    surveys_of,
    taken_down,
)

from rasoat.errors import RasoatError, Refused, UsageError
from rasoat.models.canonical import digest, loads
from rasoat.models.database import Database, open_database
from rasoat.notices.papers import Paper
from rasoat.notices.xhtml import to_xhtml
from rasoat.steps import intake
from rasoat.steps.filing import file_objection
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.workflow.engine import Step, perform_all
from rasoat.workflow.verifying import verify

WAY = lawful_way()


def at(database: Database, act: str) -> Play:
    """Return a round led the lawful way up to, but not with, an act."""
    return Play(database).start().go(WAY, until=act)


# refused steps


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


# deviations


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


# repeated commands


def test_repeated_command_changes_nothing(database: Database) -> None:
    """The same step under the same command id is done once; the second time returns the same entries."""
    play = at(database, "take_down")
    act = WAY["take_down"]
    first = play.act(act, command_id="lệnh-1")
    before = play.snapshot()
    second = play.act(act, command_id="lệnh-1")
    assert second.entries == first.entries
    assert (first.repeated, second.repeated) == (False, True)
    assert second.stage == "complaints"
    assert play.snapshot() == before


@pytest.mark.parametrize("fact", [announced(), put_up()], ids=["announcement", "posting"])
def test_repeated_fact_changes_nothing(database: Database, fact: object) -> None:
    """A fact sent twice under one command id is recorded once, also where two of its kind would be allowed."""
    play = at(database, "post")
    first = play.step(A, POSTED, fact, command_id="lệnh-2")
    before = play.snapshot()
    assert play.step(A, POSTED, fact, command_id="lệnh-2").entries == first.entries
    assert play.snapshot() == before


def test_repeated_import_and_objection_change_nothing(database: Database) -> None:
    """A list, and an objection whose number the program gives, are taken once under one command id."""
    play = Play(database).open()
    taken = [
        intake.take_managed(database, ROUND, managed_rows(), LISTED, play.author(), command_id="ds") for _ in range(2)
    ]
    assert [o.entries for o in taken[0]] == [o.entries for o in taken[1]]
    applied = [
        intake.take_applications(database, ROUND, application_rows(LISTED), play.author(), command_id="gdn")
        for _ in range(2)
    ]
    assert [o.entries for o in applied[0]] == [o.entries for o in applied[1]]
    play.go(WAY, until="take_down")
    data = {name: value for name, value in objected(1, POSTED).data.items() if name != "no"}
    filed = [file_objection(database, ROUND, A, day(9, 22), data, play.author(), "pa") for _ in range(2)]
    assert filed[0].entries == filed[1].entries
    assert len(play.entries(A, "objection_filed")) == 1


def test_repeated_return_for_review_changes_nothing(database: Database) -> None:
    """A return that records the opinion and sends villages back in one step is repeatable like any other."""
    play = at(database, "opinion")
    disagrees = opinion(villages=[A])
    first = play.step(None, day(10, 1), disagrees, trigger="return_for_review", send_back=(A,), command_id="tr")
    before = play.snapshot()
    again = play.step(None, day(10, 1), disagrees, trigger="return_for_review", send_back=(A,), command_id="tr")
    assert again.entries == first.entries
    assert play.snapshot() == before


def test_repeated_opening_of_a_round_changes_nothing(database: Database) -> None:
    """A round opened twice under one command id is one round."""
    play = Play(database).open()
    before = play.snapshot()
    order = OpenRound(
        commune=None,
        procedure="qd24-periodic-two-tier",
        variant="province_opinion",
        year=2026,
        on=day(9, 7),
        code=ROUND,
        command_id=f"open-{ROUND}",
    )
    assert open_round(database, order, play.author()) == ROUND
    assert play.snapshot() == before


@pytest.mark.parametrize(
    "other",
    [
        {"village": A, "on": MET, "trigger": "reject_results"},
        {"village": A, "on": MET, "trigger": "agree_results", "facts": (meeting(),)},
        {"village": A, "on": AGREED, "facts": (meeting(agree=31),)},
        {"village": A, "on": AGREED, "facts": (meeting(on=AGREED),)},
        {"village": B, "on": MET, "facts": (meeting(B),)},
        {"village": A, "on": MET, "facts": (meeting(), meeting(agree=31))},
    ],
    ids=["other trigger", "more", "other data", "other day", "other village", "one more fact"],
)
def test_command_id_of_another_step_is_refused(database: Database, other: dict[str, object]) -> None:
    """A command id that was used for another step is a usage error, and nothing of the new step is done."""
    play = at(database, "meeting")
    play.go({name: act for name, act in WAY.items() if name in {"complete_list/B", "survey/B", "complete_survey/B"}})
    play.step(A, MET, meeting(), command_id="lệnh-3")
    before = play.snapshot()
    with pytest.raises(UsageError) as refused:
        perform_all(database, [Step(round=ROUND, command_id="lệnh-3", **other)], play.author())
    assert refused.value.key == "command_id_reused"
    assert play.snapshot() == before


def test_command_id_of_more_than_this_step_is_refused(database: Database) -> None:
    """A step that repeats only a part of what its command id did is another step."""
    play = at(database, "meeting")
    play.step(A, MET, meeting(), trigger="agree_results", command_id="lệnh-4")
    with pytest.raises(UsageError) as refused:
        play.step(A, MET, meeting(), command_id="lệnh-4")
    assert refused.value.key == "command_id_reused"


def test_command_id_used_twice_at_once_is_refused(database: Database) -> None:
    """Two steps of one transaction under one command id are refused, and neither is done."""
    play = at(database, "complete_list")
    before = play.snapshot()
    steps = [Step(round=ROUND, village=name, on=LISTED, trigger="complete_list", command_id="x") for name in (A, B)]
    with pytest.raises(UsageError) as refused:
        perform_all(database, steps, play.author())
    assert refused.value.key == "command_id_reused"
    assert play.snapshot() == before


def test_command_id_of_a_step_does_not_open_or_correct(database: Database) -> None:
    """A command id that a step used is refused for opening a round and for a correction."""
    play = at(database, "meeting")
    outcome = play.step(A, MET, meeting(), command_id="lệnh-5")
    before = play.snapshot()
    order = OpenRound(
        commune=None, procedure="qd24-periodic-two-tier", variant=None, year=2026, on=day(9, 7), command_id="lệnh-5"
    )
    with pytest.raises(UsageError) as opening:
        open_round(database, order, play.author())
    with pytest.raises(UsageError) as correcting:
        play.correct(outcome.entries[0].seq, attendees=41, command_id="lệnh-5")
    assert (opening.value.key, correcting.value.key) == ("command_id_reused", "command_id_reused")
    assert play.snapshot() == before


# writers at once


@pytest.mark.parametrize("trigger", ["settle", "take_down"])
def test_two_writers_on_one_case_exactly_one_wins(url: str, trigger: str) -> None:
    """When several people take the same step at the same moment, one does it and the others are told; once written."""
    first = open_database(url)
    play = at(first, trigger)
    act = WAY[trigger]
    databases = [first, *(open_database(url) for _ in range(3))]
    before = play.stored(A)[1]

    def take(database: Database) -> str:
        try:
            return Play(database).act(act).stage
        except RasoatError as error:
            return error.key

    with ThreadPoolExecutor(len(databases)) as threads:
        results = list(threads.map(take, databases))
    won = [result for result in results if result in {"settled", "complaints"}]
    assert len(won) == 1
    assert set(results) - set(won) <= {"transition_not_lawful", "stale_case", "fact_not_here", "not_posted"}
    assert play.stored(A)[1] == before + 1
    with play.desk() as desk:
        assert verify(desk.store).sound
    for item in databases:
        item.close()


def test_many_writers_leave_one_chain(url: str) -> None:
    """People who record at the same moment in different villages leave one chain without gap."""
    first = open_database(url)
    play = Play(first).start().go(WAY, until="survey").go({"complete_list/B": WAY["complete_list/B"]})
    databases = [open_database(url) for _ in range(4)]

    def record(number: int) -> None:
        village, ref = ((A, "H0001"), (B, "H0005"))[number % 2]
        for _ in range(5):
            Play(databases[number]).step(village, SURVEYED, surveyed(ref))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(record, range(4)))
    with play.desk() as desk:
        found = verify(desk.store)
    assert found.sound
    assert len(play.entries(A, "household_surveyed")) == len(play.entries(B, "household_surveyed")) == 10
    for item in [first, *databases]:
        item.close()


def test_kill_inside_the_transaction_leaves_nothing(tmp_path: Path) -> None:
    """A process killed after the rows are written and before the commit leaves no trace; the next one goes on."""
    path = tmp_path / "rasoat.db"
    database = open_database(str(path))
    play = at(database, "settle")
    before = play.snapshot()
    script = tmp_path / "killed.py"
    script.write_text(
        "import os, signal, sys\n"
        "from datetime import UTC, date, datetime\n"
        "from rasoat.models.database import open_database\n"
        "from rasoat.models.journal import Ledger\n"
        "from rasoat.models.store import Store\n"
        "from rasoat.wiring import wire\n"
        "from rasoat.workflow.desk import Round, open_file\n"
        "from rasoat.workflow.engine import Author, Step\n"
        "from rasoat.workflow.performance import Performance\n"
        "wire()\n"
        "database = open_database(sys.argv[1])\n"
        "author = Author(actor='x', at=datetime(2026, 9, 25, 8, tzinfo=UTC), today=date(2026, 9, 25))\n"
        "step = Step(village='Bản Mới', trigger='settle', on=date(2026, 9, 25))\n"
        "with database.write() as connection:\n"
        "    store, ledger = Store(connection), Ledger(connection)\n"
        "    desk = Round(store, open_file(store, None), ledger)\n"
        "    row = desk.row_of(desk.file.village_named('Bản Mới'))\n"
        "    Performance(desk, row, step, author).run()\n"
        "    ledger.flush()\n"
        "    assert store.case_of(desk.file.row.id, row.village_id).stage == 'settled'\n"
        "    print('written', flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script), str(path)], capture_output=True, text=True, check=False, env={**os.environ}
    )
    assert (done.stdout, done.returncode) == ("written\n", -signal.SIGKILL), done.stderr
    assert play.snapshot() == before
    play.go({"settle": WAY["settle"]})
    assert play.stored(A)[0] == "settled"
    database.close()


# papers


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
