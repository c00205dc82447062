"""The plan of a round that is under way: where each village stands decides how much time it has left."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from breaches import (
    REPOST_DOWN,
    REPOSTED,
    REVERIFIED,
    WAY,
    after,
    deviating,
    rejected,
    with_objection,
)
from facts import DOWN, HOUSE, OFFICE, POSTED, REASON, A, day, taken_down
from lxml import etree
from office import assert_paragraph, typed
from play import Play, Way, changed, lawful_way, without

from rasoat.messages import LANGS, Lang
from rasoat.models.database import Database
from rasoat.steps.planning import Plan, Row
from rasoat.steps.standings import plan_round

SVG = "{http://www.w3.org/2000/svg}"


def planned(database: Database, way: Way, on: date, until: str | None = None, **more: Any) -> Plan:
    """Return the plan as of a day of a round played so far."""
    play = Play(database).start().go(way, until=until)
    with play.desk() as desk:
        return plan_round(desk, on, **more)


def row_of(plan: Plan, village: str = A) -> Row:
    """Return a village's row."""
    return next(row for row in plan.villages if row.standing.subject == f"thôn {village}")


def test_a_new_round_has_all_its_steps_before_it(file_database: Database) -> None:
    """On its first day every village comes to its list next, and nothing is done."""
    plan = planned(file_database, {}, day(9, 7))
    for row in plan.villages:
        assert row.standing.next == "complete_list"
        assert [leg.done for leg in row.legs] == [None] * 6
    assert plan.limit == day(12, 14)
    assert row_of(plan).spare == 34


def test_what_is_done_keeps_its_day(file_database: Database) -> None:
    """Steps that were taken stand with their own days, the posting with the day it went up."""
    plan = planned(file_database, lawful_way(), day(9, 24), until="complete_list/B")
    row = row_of(plan)
    assert {leg.milestone.id: leg.done for leg in row.legs} == {
        "complete_list": day(9, 9),
        "complete_survey": day(9, 14),
        "agree_results": day(9, 18),
        "posting": POSTED,
        "take_down": DOWN,
        "settle": None,
    }


def test_a_running_posting_binds_the_next_step(file_database: Database) -> None:
    """While the list hangs, the taking down comes on the working day after its term."""
    plan = planned(file_database, WAY, day(9, 22), until="take_down")
    assert row_of(plan).standing.ready_on == day(9, 25)


def test_a_posting_at_one_place_only_has_not_begun(file_database: Database) -> None:
    """The plan asks for the posting until it is up at every place the law names."""
    up = tuple(fact for fact in WAY["post"].facts if fact.data.get("place") != OFFICE)
    plan = planned(file_database, changed(WAY, "post", facts=up), day(9, 22), until="take_down")
    assert row_of(plan).standing.next == "posting"


def test_what_was_skipped_has_no_day(file_database: Database) -> None:
    """A village that took down as a deviation what had never hung has that behind it, without a day."""
    way = deviating(without(WAY, "post"), "take_down")
    plan = planned(file_database, changed(way, "take_down", facts=()), day(9, 25), until="settle")
    row = row_of(plan)
    assert row.standing.next == "settle"
    assert [leg.milestone.id for leg in row.legs if leg.done is None] == ["posting", "settle"]


def test_a_torn_posting_needs_its_days_again(file_database: Database) -> None:
    """A list that was torn and is not up again needs the days it lacks, counted from today."""
    torn = {**WAY, "torn": after("9-23", taken_down(HOUSE, interrupted=True))}
    way = {name: torn[name] for name in [*list(WAY)[: list(WAY).index("take_down")], "torn"]}
    plan = planned(file_database, way, day(9, 23))
    assert row_of(plan).standing.ready_on == day(9, 28)


def test_a_village_without_objection_need_not_wait(file_database: Database) -> None:
    """Once nobody can object in time any more, the village may settle on the next working day."""
    plan = planned(file_database, WAY, DOWN, until="settle")
    row = row_of(plan)
    assert row.standing.next == "settle"
    assert row.standing.ready_on == day(10, 9)  # as of the last day an objection may still come
    assert row_of(plan_of(file_database, day(9, 25))).standing.ready_on == day(9, 25)


def plan_of(database: Database, on: date) -> Plan:
    """Return the plan as of another day of the round already played."""
    with Play(database).desk() as desk:
        return plan_round(desk, on)


@pytest.mark.parametrize(
    ("following", "on", "ready"),
    [
        # filed on 22/9: seven working days end on 01/10, three of posting on 06/10
        ((), day(9, 28), day(10, 7)),
        # re-verified on 29/9, not yet posted: three working days from today
        ((REVERIFIED,), day(9, 29), day(10, 5)),
        # posted again on 30/9: until 05/10
        ((REVERIFIED, REPOSTED), day(10, 1), day(10, 6)),
        # down again: nothing to wait for
        ((REVERIFIED, REPOSTED, REPOST_DOWN), day(10, 6), day(10, 6)),
        # overdue: the re-verification can only be done today
        ((), day(10, 5), day(10, 9)),
    ],
)
def test_an_objection_binds_the_village(file_database: Database, following: Any, on: date, ready: date) -> None:
    """Terms that an objection started are counted from what was done, the rest from today."""
    plan = planned(file_database, with_objection(*following), on, until="settle")
    assert row_of(plan).standing.ready_on == ready


def test_a_rejected_village_starts_anew(file_database: Database) -> None:
    """A village sent back by its meeting stands before its survey, the list behind it."""
    plan = planned(file_database, rejected(deviation=REASON), day(9, 17), until="survey again")
    row = row_of(plan)
    assert row.standing.next == "complete_survey"
    assert [leg.milestone.id for leg in row.legs if leg.done] == ["complete_list"]


def test_the_plan_of_a_past_day_knows_nothing_of_later_days(file_database: Database) -> None:
    """As of a day in the past, the plan is the one that was true then."""
    plan = planned(file_database, lawful_way(), day(9, 16))
    assert row_of(plan).standing.next == "agree_results"
    assert plan.own.standing.next == "approve"


def test_recognition_waits_for_the_opinion_or_its_term(file_database: Database) -> None:
    """After the report the round waits five working days, unless the opinion comes before."""
    plan = planned(file_database, lawful_way(), day(9, 30))
    assert plan.own.standing.next == "recognise"
    assert plan.own.standing.ready_on == day(10, 7)
    assert plan_of(file_database, day(10, 1)).own.standing.ready_on == day(10, 1)
    finished = plan_of(file_database, day(10, 6))
    assert finished.own.spare is None
    assert all(leg.done for leg in finished.own.legs)


def test_an_earlier_last_day_moves_everything(file_database: Database) -> None:
    """A province's earlier date makes the same villages late."""
    plan = planned(file_database, WAY, day(9, 15), until="meeting", by=day(9, 30), leave={"approve": 2})
    assert plan.limit == day(9, 30)
    assert row_of(plan).late
    assert plan.own.late


@pytest.fixture
def url(tmp_path: Path, file_database: Database) -> Path:
    """Return the address of a round under way: village A hangs its list, village B has only opened."""
    Play(file_database).start().go(lawful_way(), until="take_down")
    return tmp_path / "rasoat.db"


def told(url: Path, lang: Lang, *words: str | Path, on: str = "2026-09-22") -> Any:
    """Type a plan command about the round."""
    return typed("--lang", lang, "--db", url, "--on", on, "plan", *words)


@pytest.mark.parametrize("lang", LANGS)
def test_plan_tells_latest_dates_and_urgency(url: Path, lang: Lang) -> None:
    """The command shows each step with its latest date and article, and the villages, most urgent first."""
    said = told(url, lang)
    assert said.code == 0, said
    assert {"vi": "14/12/2026", "en": "2026-12-14"}[lang] in said.out
    assert {"vi": "khoản 4 Điều 4 Quyết định số 24/2021/QĐ-TTg", "en": "24/2021/QĐ-TTg art. 4(4)"}[lang] in said.out
    assert {"vi": "CHƯA ĐỐI CHIẾU", "en": "UNVERIFIED"}[lang] in said.out
    assert {"vi": "TẠM TÍNH: ngày 23/11/2026", "en": "PROVISIONAL: 2026-11-23"}[lang] in said.out
    assert said.out.index("Nà Hai") < said.out.index("Bản Mới")


@pytest.mark.parametrize("lang", LANGS)
def test_a_late_village_is_told_in_words(url: Path, lang: Lang) -> None:
    """Who is late is told by how many days, and when the end would be reached; a strange last day is told too."""
    said = told(url, lang, "--by", "30/09/2026")
    assert {"vi": "thôn Nà Hai: TRỄ", "en": "thôn Nà Hai: LATE by"}[lang] in said.out
    assert {"vi": "hạn ghi ở --by", "en": "the day given with --by"}[lang] in said.out
    outside = told(url, lang, "--by", "2026-12-20")
    assert {"vi": "sau thời gian rà soát trong năm", "en": "after the time of the yearly review"}[lang] in outside.out


def test_plan_is_json_for_scripts(url: Path) -> None:
    """Steps, villages and what may still move the dates, as JSON."""
    plan = told(url, "vi", "--json").json
    assert plan["limit"] == "2026-12-14"
    assert [step["id"] for step in plan["steps"]][-1] == "recognise"
    assert plan["steps"][5]["terms"] == ["reverification", "reposting"]
    assert [row["subject"] for row in plan["villages"]] == ["thôn Nà Hai", "thôn Bản Mới"]
    assert plan["villages"][1]["steps"]["posting"]["done"] == "2026-09-21"
    assert plan["own"]["next"] == "approve"
    assert len(plan["open_matters"]) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_plan_is_drawn(url: Path, tmp_path: Path, lang: Lang) -> None:
    """The picture has a row a village and one of the round, the last day, today, and words of the language."""
    path = tmp_path / f"ke-hoach-{lang}.svg"
    assert told(url, lang, "--svg", path).code == 0
    root = etree.parse(str(path)).getroot()
    texts = [str(item.text) for item in root.iter(f"{SVG}text")]
    assert root.tag == f"{SVG}svg"
    assert {"thôn Nà Hai", "thôn Bản Mới", "xã Thử Mẫu"} <= set(texts)
    assert {"vi": "Hôm nay 22/09/2026", "en": "Today 2026-09-22"}[lang] in texts
    assert {"vi": "Hạn cuối 14/12/2026", "en": "Last day 2026-12-14"}[lang] in texts


def test_the_picture_shows_who_is_late_and_who_is_done(file_database: Database, tmp_path: Path) -> None:
    """A late village has its delay at the end of its row, one that is done says so."""
    Play(file_database).start().go(lawful_way(), until="take_down/B")
    path = tmp_path / "tre.svg"
    assert told(tmp_path / "rasoat.db", "vi", "--by", "30/09/2026", "--svg", path, on="2026-09-25").code == 0
    texts = [str(item.text) for item in etree.parse(str(path)).getroot().iter(f"{SVG}text")]
    assert "đã xong" in texts
    assert any(text.startswith("TRỄ") for text in texts)


def test_a_picture_is_not_drawn_over_a_file(url: Path, tmp_path: Path) -> None:
    """A file that is there is not overwritten."""
    path = tmp_path / "ke-hoach.svg"
    path.write_text("ký rồi", "utf-8")
    said = told(url, "vi", "--svg", path)
    assert said.code == 2
    assert_paragraph(said.err)
    assert path.read_text("utf-8") == "ký rồi"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--leave", "take_down=3"), "complete_survey"),
        (("--leave", "complete_survey"), "--leave"),
        (("--leave", "complete_survey=nhiều"), "nhiều"),
        (("--leave", "complete_survey=999999999"), "999999999"),
        (("--by", "01/01/2000"), "1999"),
        (("--by", "31/02/2026"), "không phải là ngày"),
    ],
)
def test_wrong_wishes_are_refused(url: Path, words: tuple[str, ...], says: str) -> None:
    """What cannot be planned is refused in one paragraph."""
    said = told(url, "vi", *words)
    assert said.code == 2
    assert_paragraph(said.err)
    assert says in said.err


def test_posting_again_counts_like_the_first(file_database: Database) -> None:
    """The result of a re-verification that was torn is taken as put up again today."""
    torn = after("10-1", taken_down(HOUSE, objection=1, interrupted=True))
    plan = planned(file_database, with_objection(REVERIFIED, REPOSTED, torn), day(10, 2), until="settle")
    assert row_of(plan).standing.ready_on == day(10, 8)
