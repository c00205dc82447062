"""A round as a register: what we write others can read, and our own audit of it finds what it finds in the database."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from facts import APPLICANTS, HEADS, MANAGED, MET, REASON, SURVEYED, A, checked, day
from lxml import etree
from msgspec import structs
from play import Play, lawful_way
from register_files import FORMATS, NAMED, audited, cells, found, journal

from rasoat.messages import LANGS
from rasoat.models.database import Database
from rasoat.reports.log_persons import Persons


def planted(play: Play) -> None:
    """Spoil a clean round by corrections: votes under half, a posting cut short, a photograph that never was."""
    play.correct(play.entries(A, "meeting_held")[0].seq, agree={"poor": 3, "near_poor": 3, "escaped_poor": 30})
    for entry in play.entries(A, "posting_stopped"):
        play.correct(entry.seq, on=day(9, 22), evidence=[])


@pytest.mark.parametrize("form", FORMATS)
def test_a_register_of_ours_has_the_findings_of_the_database(small: Play, tmp_path: Path, form: str) -> None:
    """What the audit finds in the database it finds in the exported events, in each format, breach for breach."""
    clean = audited(journal(tmp_path / f"sach.{form}"), "--json")
    assert found(clean) == []
    planted(small)
    wanted = {
        (it.subject.name, it.trigger, it.rule.id, it.verdict.status.value)
        for it in small.findings()
        if it.verdict.status.value in NAMED
    }
    assert {rule for _name, _step, rule, _status in wanted} >= {"meeting_agreement", "posting_length"}
    again = audited(journal(tmp_path / f"sai.{form}"), "--json")
    assert again.code == 1
    assert set(found(again)) == wanted


@pytest.mark.usefixtures("small")
def test_a_log_of_ours_accuses_nobody_of_being_somebody_else(tmp_path: Path) -> None:
    """Persons without names are still told from one another: nobody is taken for the checker of his own work."""
    said = audited(journal(tmp_path / "so.xes"), "--json", "--full")
    of_people = {"second_look_other_person", "meeting_secretary_other", "meetings_apart", "signer_not_maker"}
    judged = {item["requirement"]: item["status"] for item in said.json["findings"] if item["requirement"] in of_people}
    assert judged.keys() == of_people
    assert set(judged.values()) <= {"proven", "claimed"}


def test_one_person_in_two_parts_is_found_in_a_log_without_the_name(file_database: Database, tmp_path: Path) -> None:
    """Who surveyed a household and then looked at it a second time is found in the log by number, not by name."""
    play = Play(file_database).start().go(lawful_way(), until="complete_survey")
    surveyor = play.entries(A, "household_surveyed")[0].payload["surveyor"]
    play.step(A, SURVEYED, checked("H0001", by=surveyor))
    with_reason = {name: replace(act, deviation=REASON) for name, act in lawful_way().items()}
    play.act(with_reason["complete_survey"])
    rows = [(it.rule.id, it.verdict.status.value) for it in play.findings() if it.rule.id == "second_look_other_person"]
    assert ("second_look_other_person", "contradicted") in rows
    path = journal(tmp_path / "so.xes")
    said = [(it["requirement"], it["status"]) for it in audited(path, "--json", "--full").json["findings"]]
    assert [row for row in said if row[0] == "second_look_other_person"] == rows
    assert surveyor not in path.read_text("utf-8")


@pytest.mark.parametrize("form", [*FORMATS, "ocel"])
def test_no_private_person_leaves_the_house(small: Play, tmp_path: Path, form: str) -> None:
    """No household's head, no complainant, witness or surveyor is named in any export."""
    path = journal(tmp_path / f"so.{form}")
    text = "\n".join(cell for row in cells(path) for cell in row) if form == "xlsx" else path.read_text("utf-8")
    private = {name for _village, _class, name in MANAGED} | {name for _village, name in APPLICANTS}
    for kind in ("household_surveyed", "objection_filed", "objection_reverified", "posting_started"):
        for entry in (*small.entries(A, kind), *small.entries("Nà Hai", kind)):
            private |= set(names_in(entry.payload))
    private -= {*HEADS.values()}  # they act for an office, and stand on the papers
    assert len(private) > 8
    assert [name for name in private if name in text] == []


def names_in(payload: Any) -> Iterator[str]:
    """Yield the names of private persons in what was recorded."""
    for key in ("by", "witness", "received_by", "surveyor"):
        value = payload.get(key)
        if value:
            yield value["name"] if isinstance(value, dict) else value
    for member in payload.get("team", ()):
        yield member["name"]


@pytest.mark.usefixtures("small")
def test_xes_holds_to_its_standard(tmp_path: Path) -> None:
    """The log has its parts in the order of IEEE 1849; each event has a name and an instant with zone."""
    log = etree.parse(journal(tmp_path / "so.xes")).getroot()
    order = ["extension", "global", "classifier", "string", "int", "date", "trace"]
    parts = [order.index(etree.QName(item).localname) for item in log]
    kinds = [2 < place < 6 for place in parts]
    assert kinds == sorted(kinds, key=lambda is_plain: not is_plain) or parts == sorted(parts, key=lambda p: min(p, 3))
    declared = {item.get("prefix") for item in log.iterchildren("{*}extension")}
    for event in log.iter("{*}event"):
        said = {item.get("key"): item.get("value") for item in event}
        assert len(said) == len(event)
        assert {key.partition(":")[0] for key in said} <= declared | {"rasoat"}
        assert said["lifecycle:transition"] == "complete"
        assert said["concept:name"]
        assert datetime.fromisoformat(said["time:timestamp"]).tzinfo is not None
    names = [trace.find("{*}string[@key='concept:name']").get("value") for trace in log.iterchildren("{*}trace")]
    assert len(names) == len(set(names)) == 3
    for item in log.iter("{*}int"):
        assert int(item.get("value")) >= 0


@pytest.mark.usefixtures("small")
def test_ocel_holds_to_its_schema(tmp_path: Path) -> None:
    """Every type and attribute is declared with its kind, every relation leads to an object, every time is one."""
    log = json.loads(journal(tmp_path / "so.ocel").read_bytes())
    assert log.keys() == {"objectTypes", "eventTypes", "objects", "events"}
    kinds = {"string": str, "integer": int, "time": str}
    for things, types in (("objects", "objectTypes"), ("events", "eventTypes")):
        declared = {item["name"]: {it["name"]: kinds[it["type"]] for it in item["attributes"]} for item in log[types]}
        ids = [item["id"] for item in log[things]]
        assert len(ids) == len(set(ids)) == len(log[things]) > 0
        for item in log[things]:
            for attribute in item["attributes"]:
                assert isinstance(attribute["value"], declared[item["type"]][attribute["name"]])
    known = {item["id"] for item in log["objects"]}
    times = [item["time"] for item in log["events"]]
    for item in (*log["objects"], *log["events"]):
        assert {relation["objectId"] for relation in item["relationships"]} <= known
        assert all(relation["qualifier"] for relation in item["relationships"])
        times += [attribute["time"] for attribute in item["attributes"] if "time" in attribute]
    assert [time for time in times if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", time)] == []
    assert all(item["relationships"] for item in log["events"])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.usefixtures("small")
def test_a_register_is_read_in_the_language_it_was_written_in(tmp_path: Path, form: str, lang: str) -> None:
    """Headers and words of both languages are read alike."""
    assert found(audited(journal(tmp_path / f"so.{form}", lang=lang), "--json")) == []


@pytest.mark.parametrize("form", [*FORMATS, "ocel"])
@pytest.mark.usefixtures("small")
def test_the_same_round_gives_the_same_bytes(tmp_path: Path, form: str) -> None:
    """Two exports of one round are equal byte for byte."""
    first, second = (journal(tmp_path / f"{name}.{form}") for name in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_the_lines_of_a_finding_are_named(small: Play, tmp_path: Path) -> None:
    """A finding on a register says on which sheet and line it rests, and that line tells of it."""
    planted(small)
    path = journal(tmp_path / "so.csv")
    lines = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    findings = audited(path, "--json").json["findings"]
    places = next(item["facts"] for item in findings if item["requirement"] == "meeting_agreement")
    assert [(place["sheet"], lines[place["row"] - 1][1], lines[place["row"] - 1][3]) for place in places] == [
        ("so.csv", A, f"{MET:%d/%m/%Y}")
    ]


def test_the_day_by_which_a_plan_ends_is_no_person(small: Play) -> None:
    """What a word means is told by its fact: the last day of a plan stands in the log as it was recorded."""
    wanted = day(12, 1).isoformat()
    with small.desk() as desk:
        fact = desk.case(desk.row_of(None)).facts[-1]
    plan = structs.replace(fact, kind="plan_issued", data={"by": wanted, "funding": "-"})
    assert Persons.of([plan], []).shown(plan)["by"] == wanted
    checked_by = structs.replace(fact, kind="household_checked", data={"by": "Lò Thị Kiểm"})
    assert Persons.of([checked_by], []).shown(checked_by)["by"] == "P1"
