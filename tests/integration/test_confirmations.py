"""Confirming a place of a procedure: who compared it with which text; what it lifts, and what it does not."""

import json
from pathlib import Path

import openpyxl
import pytest
from office import OLD_STANDARD, Office, Said, assert_paragraph, typed
from play import Play, lawful_way

from rasoat.errors import UsageError
from rasoat.models.database import Database
from rasoat.workflow.confirmed_rounds import ConfirmRule, confirm_rule
from rasoat.workflow.engine import Outcome

TWO_TIER = "qd24-periodic-two-tier"
BY, DOCUMENT = "Lê Thị Hoa, Sở Tư pháp", "Kế hoạch số 180/KH-UBND ngày 20/8/2026"
WAY = lawful_way()


def procedure(*words: str | Path) -> Said:
    """Type a procedure command."""
    return typed("--on", "2026-11-23", "procedure", *words)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a province's copy of a procedure with its marks kept."""
    path = tmp_path / "tinh-mau.toml"
    assert procedure("new", "tinh-mau", "--from", TWO_TIER, "--keep-marks", "--out", path).code == 0
    return path


def confirm(path: str | Path, place: str, *words: str) -> Said:
    """Type a confirmation."""
    return procedure("confirm", path, place, "--by", BY, "--document", DOCUMENT, *words)


def open_places(path: Path) -> list[str]:
    """Return the keys of what is unverified in a file."""
    return [item["key"] for item in procedure("check", path, "--json").json["unverified"]]


def test_a_copy_for_the_same_text_keeps_its_marks(copy: Path) -> None:
    """With --keep-marks a copy differs from its origin in id and version only."""
    changed = json.loads(procedure("diff", TWO_TIER, copy, "--json").out)
    assert {item["field"] for item in changed} <= {"id", "version"}


def test_a_confirmation_lifts_the_mark_and_says_who(copy: Path) -> None:
    """A confirmed citation is unverified no more; the file names person, day, document and value as data."""
    assert "citations.tt13-2025" in open_places(copy)
    said = confirm(copy, "tt13-2025")
    assert said.code == 0
    resting = copy.read_text("utf-8").count('citation = "tt13-2025"')
    assert f"căn cứ của {resting} chỗ" in said.out
    assert "citations.tt13-2025" not in open_places(copy)
    text = copy.read_text("utf-8")
    for words in ("[[confirmations]]", 'of = "citations.tt13-2025"', f'by = "{BY}"', "on = 2026-11-23", DOCUMENT):
        assert words in text


def test_a_term_is_confirmed_by_its_number(copy: Path) -> None:
    """The days read in the text must be given; with or without the unit they must be those of the file."""
    assert confirm(copy, "upper_opinion").code == 2
    refused = confirm(copy, "upper_opinion", "--value", "7")
    assert refused.code == 2
    assert "“7”" in refused.err
    assert_paragraph(refused.err)
    assert "[[confirmations]]" not in copy.read_text("utf-8")
    assert confirm(copy, "terms.upper_opinion", "--value", "5 working").code == 0
    assert not [key for key in open_places(copy) if key.startswith("terms")]


def test_a_requirement_is_confirmed_by_its_parameter(copy: Path) -> None:
    """The share of the meeting is confirmed by its number, with or without its name."""
    assert confirm(copy, "meeting_agreement", "--value", "60").code == 2
    assert confirm(copy, "meeting_agreement", "--value", "50").code == 0
    assert confirm(copy, "requirements.meeting_agreement", "--value", "min_percent=50").code == 0


def test_what_was_changed_after_its_confirmation_is_refused(copy: Path) -> None:
    """A number changed afterwards voids its confirmation: the file is refused with the line."""
    assert confirm(copy, "upper_opinion", "--value", "5").code == 0
    text = copy.read_text("utf-8").replace("days = 5", "days = 9")
    copy.write_text(text, "utf-8")
    said = procedure("check", copy)
    line = next(no for no, each in enumerate(text.splitlines(), 1) if each.startswith("value = "))
    assert said.code == 2
    assert f"dòng {line}: confirmations[0].value" in said.err


@pytest.mark.parametrize(
    ("place", "words", "key"),
    [
        ("khong-co", (), "khong-co"),
        ("terms.khong-co", (), "terms.khong-co"),
        ("tt13-2025", ("--by", " "), "--by"),
        ("tt13-2025", ("--date", "2026-12-30"), "30/12/2026"),
        ("tt13-2025", ("--value", "Điều 9"), "Điều 9"),
    ],
)
def test_a_confirmation_of_nothing_by_nobody_is_refused(
    copy: Path, place: str, words: tuple[str, ...], key: str
) -> None:
    """An unknown place, no name, a day to come, another place in the law: refused, the file stays as it was."""
    before = copy.read_bytes()
    said = confirm(copy, place, *words)
    assert said.code == 2
    assert key in said.err
    assert copy.read_bytes() == before


def test_a_procedure_of_the_program_is_not_written_to() -> None:
    """Confirming a shipped procedure is refused; the way to a copy is told."""
    said = confirm(TWO_TIER, "tt13-2025")
    assert said.code == 2
    assert "--keep-marks" in said.err


def test_a_copy_for_another_text_takes_no_confirmation_along(copy: Path, tmp_path: Path) -> None:
    """A copy of a confirmed file starts unverified again."""
    assert confirm(copy, "tt13-2025").code == 0
    other = tmp_path / "tinh-moi.toml"
    assert procedure("new", "tinh-moi", "--from", copy, "--out", other).code == 0
    assert "[[confirmations]]" not in other.read_text("utf-8")
    assert "citations.tt13-2025" in open_places(other)


# --- rounds


def drafts(outcome: Outcome) -> dict[str, bool]:
    """Return by form whether the papers of a step are drafts."""
    return {paper.form: json.loads(paper.context)["draft"] for paper in outcome.papers}


def none_round(database: Database) -> Play:
    """Return a round without an upper level, led to where the committee has approved."""
    play = Play(database).open(variant="none").take_lists()
    return play.go(WAY, until="submit_report")


def rule(play: Play, name: str = "none", value: str | None = None, **more: str) -> ConfirmRule:
    """Return an order to confirm."""
    given = {"by": BY, "document": DOCUMENT, **more}
    return ConfirmRule(round=play.round, name=name, value=value, on=WAY["approve"].on, **given)


def test_recognition_without_upper_level_rests_on_the_variant(database: Database) -> None:
    """No text that was read leaves out the upper level: decision and certificates are drafts, the rest is not."""
    play = none_round(database)
    before = [drafts(outcome) for outcome in play.outcomes.values()]
    assert not any(any(each.values()) for each in before)
    outcome = play.act(WAY["recognise"])
    assert drafts(outcome) == {"recognition-decision": True, "household-certificate": True}
    assert [ground.target for ground in outcome.unverified] == ["citations.tt13-2025"]


@pytest.mark.parametrize("name", ["none", "tt13-2025"])
def test_a_confirmed_variant_makes_papers_final(database: Database, name: str) -> None:
    """Once the variant, or its citation, is confirmed for the round, papers made afterwards are no drafts."""
    play = none_round(database)
    confirm_rule(database, rule(play, name), play.author())
    outcome = play.act(WAY["recognise"])
    assert set(drafts(outcome).values()) == {False}
    assert outcome.unverified == ()


def test_a_withdrawn_confirmation_lifts_nothing(database: Database) -> None:
    """A confirmation that was annulled leaves the papers drafts; it cannot be rewritten otherwise."""
    play = none_round(database)
    entry = confirm_rule(database, rule(play), play.author())
    play.correct(entry.seq, annul=True)
    assert set(drafts(play.act(WAY["recognise"])).values()) == {True}


def test_a_confirmation_repeated_is_one(database: Database) -> None:
    """One command id confirms once; for something else it is refused."""
    play = none_round(database)
    first = confirm_rule(database, rule(play, command_id="x"), play.author())
    assert confirm_rule(database, rule(play, command_id="x"), play.author()) == first
    with pytest.raises(UsageError):
        confirm_rule(database, rule(play, name="tt13-2025", command_id="x"), play.author())


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [("posting", "5", "confirm_differs"), ("posting", None, "confirm_needs_value"), ("x", None, "confirm_unknown")],
)
def test_a_round_confirms_only_what_its_text_says(database: Database, name: str, value: str | None, key: str) -> None:
    """Another value than that of the round's own text is refused, and nothing is written."""
    play = Play(database).open(variant="none")
    before = play.snapshot()
    with pytest.raises(UsageError) as refused:
        confirm_rule(database, rule(play, name, value), play.author())
    assert refused.value.key == key
    assert play.snapshot() == before


def test_audit_and_status_say_who_confirmed(tmp_path: Path) -> None:
    """What was confirmed for the round is told with name and text, and is counted open no more."""
    office = Office(tmp_path)
    office.does("commune", "template", tmp_path / "xa.toml")
    office.does("commune", "add", tmp_path / "xa.toml")
    office.does("round", "open", *OLD_STANDARD, "--variant", "province_opinion", "--date", "2026-09-01")
    before = office.types("status", "--json").json
    assert (before["unverified"][0], before["confirmed"]) == ("citations.province-plan", [])
    report = tmp_path / "kiem-tra.json"
    office.types("audit", "--report", report)
    unseen = [item["basis"] for item in json.loads(report.read_text("utf-8"))["unseen"]]
    who = ("--by", BY, "--document", DOCUMENT, "--date", "2026-09-02")
    office.does("round", "confirm", "province-plan", *who)
    office.does("round", "confirm", "upper_opinion", "--value", "5", *who)
    sentence = f"đã đối chiếu bởi {BY}, theo {DOCUMENT}, ngày 02/09/2026"
    for said in (office.types("status"), office.types("audit")):
        assert "citations.province-plan" in said.out
        assert sentence in " ".join(said.out.split())
    after = office.types("status", "--json").json
    assert after["confirmed"] == ["citations.province-plan", "terms.upper_opinion"]
    assert not set(after["unverified"]) & set(after["confirmed"])
    office.types("audit", "--report", report, "--report", tmp_path / "kiem-tra.html", "--report", tmp_path / "k.xlsx")
    sheets = openpyxl.load_workbook(tmp_path / "k.xlsx").worksheets
    cells = {str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row}
    assert f"5 working ({BY}, {DOCUMENT}, 2026-09-02)" in cells
    told = json.loads(report.read_text("utf-8"))
    assert len(told["unseen"]) < len(unseen)
    assert [item["by"] for item in told["confirmed"]] == [BY, BY]
    assert sentence in (tmp_path / "kiem-tra.html").read_text("utf-8")
    office.does("round", "confirm", "villages_settled", *who)
    found = office.types("audit", "--json", "--full").json["findings"]
    marked = {item["requirement"]: item["confirmed"] for item in found}
    assert marked["villages_settled"]["by"] == BY
    assert marked["list_not_empty"] is None


def test_several_places_are_confirmed_at_once_or_none(copy: Path) -> None:
    """Places with their values after “=” are all written; one wrong value, and the file stays as it was."""
    before = copy.read_bytes()
    assert confirm(copy, "tt13-2025", "upper_opinion=7").code == 2
    assert copy.read_bytes() == before
    refused = confirm(copy, "tt13-2025", "upper_opinion", "--value", "5")
    assert refused.code == 2
    assert "--value" in refused.err
    assert confirm(copy, "tt13-2025", "upper_opinion=5", "meeting_agreement=min_percent=50").code == 0
    text = copy.read_text("utf-8")
    assert text.count("[[confirmations]]") == 3
    assert not {"citations.tt13-2025", "terms[3]"} & set(open_places(copy))


def test_check_names_the_line_of_each_open_place(copy: Path) -> None:
    """Whoever goes through a file finds each place that is not verified by its line."""
    lines = copy.read_text("utf-8").splitlines()
    found = {item["key"]: item["line"] for item in procedure("check", copy, "--json").json["unverified"]}
    assert found["citations.tt13-2025"] == lines.index("[citations.tt13-2025]") + 1
    assert all(found.values())
    assert f"dòng {found['citations.tt13-2025']}:" in procedure("check", copy).out
