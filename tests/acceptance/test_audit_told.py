"""`rasoat audit` told to people and scripts: one cause once, corrections first, what was asked, what was looked at."""

import json
from collections.abc import Callable

import pytest
from office import FIRST, Office, take_down

At = Callable[[str], Office]

MEETING = "chưa ghi nhận cuộc họp dân nào"


def test_a_missing_meeting_is_one_paragraph(at: At) -> None:
    """A step refused for want of a meeting says so once and lists the requirements it leaves open, with articles."""
    said = at("classified").refused(1, "advance", FIRST, "--date", "08/10/2026")
    assert said.err.count(MEETING) == 1
    assert "Do đó còn 8 điều kiện chưa đạt" in said.err
    for title in ("Đủ tỷ lệ người dự họp đồng ý", "Biên bản họp dân", "khoản 3 Điều 4 Quyết định số 24/2021/QĐ-TTg"):
        assert title in said.err


def test_the_to_do_list_tells_a_missing_meeting_once(at: At) -> None:
    """The to-do list names the missing meeting once, as what stops the step."""
    said = at("classified").does("todo", FIRST)
    assert [line.split()[0] for line in said.out.splitlines() if MEETING in line] == ["✗"]


def test_the_audit_tells_a_waived_meeting_once(at: At) -> None:
    """A meeting that a deviation skipped is one paragraph of the audit with each requirement and its article."""
    office = at("classified")
    skip(office)
    said = office.types("audit")
    assert said.code == 1
    assert said.out.count(MEETING) == 2  # once for what was waived, once for what is only warned of
    assert "Yêu cầu: từng danh sách kết quả được ít nhất 50% tổng số người dự họp đồng ý" in said.out
    assert said.out.count("Lý do làm trái: Lũ quét") == 1


def skip(office: Office) -> None:
    """Let a village go on without a meeting, as a deviation."""
    who = ("--deviate-by", "Triệu Văn Thử, Trưởng thôn", "--deviate-order", "Công điện số 12/CĐ-UBND")
    office.does("advance", FIRST, "--date", "08/10/2026", "--deviate", "Lũ quét", *who)


def test_a_finding_carries_what_was_asked_and_what_was_looked_at(at: At) -> None:
    """A finding on a term has demand, finding, each day of the term, entries and files with their digests."""
    office = at("posted")
    take_down(office, FIRST, on="13/10/2026")
    who = ("--deviate-by", "Triệu Văn Thử, Trưởng thôn", "--deviate-order", "Công điện số 12/CĐ-UBND")
    office.does("advance", FIRST, "--date", "13/10/2026", "--deviate", "Sạt lở đất", *who)
    (finding,) = office.does("audit", "--json").json["findings"]
    assert "đủ 03 ngày làm việc" in finding["expected"]
    assert finding["term"]["proof"][0]["status"] == "event"
    assert finding["term"]["proof"][-1]["day"] == finding["term"]["last_day"]
    assert [line["count"] for line in finding["term"]["proof"] if line["count"]] == [1, 2, 3]
    assert len(finding["files"]) >= 1
    entries = {entry["seq"]: entry for entry in office.does("journal", "show", FIRST, "--json").json}
    named = {sha256 for seq in finding["facts"] for sha256 in entries[seq]["payload"]["evidence"]}
    assert {item["sha256"] for item in finding["files"]} == named
    said = office.does("audit").out
    assert "Từng ngày: " in said
    assert f"{finding['files'][0]['name']} ({finding['files'][0]['sha256'][:8]})" in said


def test_corrections_come_first(at: At) -> None:
    """The audit tells what was corrected, from what to what and why, before any finding."""
    office = at("agreed")
    meeting = next(e for e in office.does("journal", "show", FIRST, "--json").json if e["kind"] == "meeting_held")
    lists = json.dumps(dict.fromkeys(meeting["payload"]["agree"], 19))
    office.does("correct", str(meeting["seq"]), "--set", f"agree={lists}", "--reason", "Kiểm phiếu lại")
    said = office.types("audit").out
    assert said.startswith("Đính chính (1):")
    assert "Lý do: Kiểm phiếu lại" in said
    (correction,) = office.types("audit", "--json").json["corrections"]
    assert (correction["target"], correction["changes"][0]["was"]) == (meeting["seq"], meeting["payload"]["agree"])


@pytest.mark.parametrize(
    ("demand", "skipped", "code"),
    [
        ("never", False, 0),
        ("contradicted", False, 0),
        ("missing", False, 1),
        ("claimed", False, 1),
        ("contradicted", True, 0),
        ("missing", True, 1),
    ],
)
def test_scripts_choose_what_an_audit_fails_on(at: At, demand: str, skipped: bool, code: int) -> None:  # noqa: FBT001 # a case
    """`--fail-on` ends with 1 from the status it names on: what is missing below `contradicted` does not count."""
    office = at("classified")
    if skipped:
        skip(office)
    else:
        photo = office.file("bien-ban.jpg")
        words = ("--attendees", "40", "--listed", "8", "--agree", "34", "--evidence", photo)
        office.does("meeting", "record", FIRST, *words)
        office.does("advance", FIRST)
    assert office.types("audit", "--fail-on", demand).code == code
