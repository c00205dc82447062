"""Terms: the last day, the proof, and how long something was posted."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rasoat.workflow.calendars import Calendar, vietnam
from rasoat.workflow.citations import Citation
from rasoat.workflow.rules import Term
from rasoat.workflow.terms import compute, days_posted, prove

GOLDEN = Path(__file__).parents[1] / "golden"
OPEN_MONDAY = (
    "Thứ Hai, 23/11/2026: tính là ngày thứ 1 "
    "(tạm tính là ngày làm việc: có đề xuất nghỉ hoán đổi, chưa thấy quyết định)"
)
ROLLING_SUNDAY = (
    "Sunday 2026-08-30: counted as day 15 "
    "(the last day of the term: it is a Sunday, so the term ends with the next working day)"
)
DAYS = st.dates(date(2021, 1, 1), date(2030, 12, 31))


def golden(name: str) -> list[Any]:
    """Return the cases of a golden file, each under its title."""
    cases = yaml.safe_load((GOLDEN / name).read_text("utf-8"))
    return [pytest.param(case, id=case["trường hợp"]) for case in cases]


def day(text: str) -> date:
    """Return 05/10/2026 as a date."""
    return datetime.strptime(f"{text} +0700", "%d/%m/%Y %z").date()


def term(days: int, unit: Literal["working", "calendar"] = "working") -> Term:
    """Return a term of so many days."""
    citation = Citation(
        id="thử",
        doc="Quyết định số 24/2021/QĐ-TTg",
        article="4",
        clause="4",
        point=None,
        evidence="seen",
        source="thử",
        note=None,
    )
    return Term(
        id="posting",
        days=days,
        unit=unit,
        counts_from="posting_started",
        citation=citation,
        evidence="seen",
    )


def read_term(text: str) -> Term:
    """Return the term that "3 ngày làm việc" or "15 ngày" means."""
    return term(int(text.split(maxsplit=1)[0]), "working" if text.endswith("làm việc") else "calendar")


def oracle(event: date, days: int, unit: str, calendar: Calendar) -> date:
    """Return the last day, found by walking one day at a time."""
    current = event
    left = days
    while left:
        current += timedelta(days=1)
        if unit == "calendar" or calendar.is_working(current):
            left -= 1
    while not calendar.is_working(current):
        current += timedelta(days=1)
    return current


@pytest.mark.parametrize("case", golden("terms.yaml"))
def test_term_ends_on_the_day_the_officer_expects(case: dict[str, Any]) -> None:
    """Every case of the golden file ends on its day and is provisional when the file says so."""
    due = compute(read_term(case["thời hạn"]), day(case["sự kiện"]), vietnam())
    assert due.last_day == day(case["ngày cuối"])
    assert due.provisional == (case["tạm tính"] == "có")


@pytest.mark.parametrize("case", golden("posting.yaml"))
def test_posting_counts_the_days_the_officer_expects(case: dict[str, Any]) -> None:
    """Every posting of the golden file counts its days and is complete on its day."""
    segments = [
        (day(part["từ"]), day(part["đến"]) if "đến" in part else None, part.get("bị gián đoạn") == "có")
        for part in case["niêm yết"]
    ]
    posted = days_posted(segments, case["cần"], vietnam())
    complete = None if case["đủ vào ngày"] == "chưa đủ" else day(case["đủ vào ngày"])
    assert posted.counted == tuple(day(text) for text in case["được tính"])
    assert posted.last_day == complete


@given(event=DAYS, days=st.integers(1, 60), unit=st.sampled_from(["working", "calendar"]))
def test_last_day_is_what_walking_finds(event: date, days: int, unit: Literal["working", "calendar"]) -> None:
    """The computed last day is the one a naive walk, day by day, arrives at."""
    calendar = vietnam()
    assert compute(term(days, unit), event, calendar).last_day == oracle(event, days, unit, calendar)


@given(event=DAYS, days=st.integers(1, 40), unit=st.sampled_from(["working", "calendar"]))
def test_proof_accounts_for_every_day(event: date, days: int, unit: Literal["working", "calendar"]) -> None:
    """A proof has each day from event to last exactly once, counts 1 to n, and gives each skip a reason."""
    calendar = vietnam()
    due = compute(term(days, unit), event, calendar)
    lines = prove(due, calendar)
    assert [line.day for line in lines] == [
        event + timedelta(days=step) for step in range((due.last_day - event).days + 1)
    ]
    assert [line.count for line in lines if line.count] == list(range(1, days + 1))
    assert all(line.reason for line in lines if line.status == "skipped")
    assert [line.day for line in lines if line.status == "last"] == [due.last_day]
    assert all(line.sentence().render("vi") and line.sentence().render("en") for line in lines)


@given(event=DAYS, days=st.integers(1, 30))
def test_term_is_provisional_when_a_day_may_still_move(event: date, days: int) -> None:
    """A term in working days is provisional exactly when one of its days is unannounced or open."""
    calendar = vietnam()
    due = compute(term(days), event, calendar)
    inside = [event + timedelta(days=step) for step in range(1, (due.last_day - event).days + 1)]
    shaky = any(one.year not in {2025, 2026} or one == date(2026, 11, 23) for one in inside)
    assert due.provisional == shaky


@given(start=DAYS, length=st.integers(0, 20), needed=st.integers(1, 8), interrupted=st.booleans())
def test_posting_counts_what_walking_counts(start: date, length: int, needed: int, *, interrupted: bool) -> None:
    """A posting counts the working days after it went up, its last day only when taken down in order."""
    calendar = vietnam()
    end = start + timedelta(days=length)
    last = end - timedelta(days=1) if interrupted else end
    walked = [start + timedelta(days=step) for step in range(1, (last - start).days + 1)]
    expected = tuple(one for one in walked if calendar.is_working(one))
    posted = days_posted([(start, end, interrupted)], needed, calendar)
    assert posted.counted == expected
    assert (posted.last_day is not None) == (len(expected) >= needed)


@given(start=DAYS, needed=st.integers(1, 8))
def test_open_posting_ends_when_the_term_does(start: date, needed: int) -> None:
    """A posting that is still up is complete on the last day of a term of the same length."""
    calendar = vietnam()
    posted = days_posted([(start, None, False)], needed, calendar)
    assert posted.last_day == compute(term(needed), start, calendar).last_day


def test_nothing_posted_counts_nothing() -> None:
    """Without any posting there is no day and no last day."""
    posted = days_posted([], 3, vietnam())
    assert posted.lines == ()
    assert posted.last_day is None


def test_skipped_days_of_a_posting_say_why() -> None:
    """Interruption, absence, re-posting and weekend are told apart, and each has its words."""
    segments = [(date(2026, 10, 5), date(2026, 10, 6), True), (date(2026, 10, 8), None, False)]
    skipped = days_posted(segments, 2, vietnam()).skipped
    assert [line.sentence().render("vi") for line in skipped] == [
        "Thứ Ba, 06/10/2026: không tính, việc niêm yết bị gián đoạn trong ngày này",
        "Thứ Tư, 07/10/2026: không tính, không niêm yết",
        "Thứ Năm, 08/10/2026: không tính, là ngày niêm yết lại",
        "Thứ Bảy, 10/10/2026: không tính, là thứ Bảy",
        "Chủ nhật, 11/10/2026: không tính, là Chủ nhật",
    ]


def test_proof_reads_like_an_officer_counts() -> None:
    """The proof of a posting over a holiday tells each day in Vietnamese."""
    calendar = vietnam()
    due = compute(term(3), date(2026, 11, 20), calendar)
    assert due.sentence().render("vi") == (
        "3 ngày làm việc, tính từ ngày tiếp theo của ngày 20/11/2026; tạm tính hết hạn lúc 24 giờ ngày 26/11/2026"
    )
    assert [line.sentence().render("vi") for line in prove(due, calendar)] == [
        "Thứ Sáu, 20/11/2026: ngày xảy ra sự kiện, không tính",
        "Thứ Bảy, 21/11/2026: không tính, là thứ Bảy",
        "Chủ nhật, 22/11/2026: không tính, là Chủ nhật",
        OPEN_MONDAY,
        "Thứ Ba, 24/11/2026: không tính, là ngày nghỉ: Ngày Văn hóa Việt Nam",
        "Thứ Tư, 25/11/2026: tính là ngày thứ 2",
        "Thứ Năm, 26/11/2026: tính là ngày thứ 3; hết hạn lúc 24 giờ",
    ]


def test_calendar_term_rolls_over_in_plain_sight() -> None:
    """A calendar term that would end on a day off shows that day, the days skipped and the new end."""
    calendar = vietnam()
    lines = prove(compute(term(15, "calendar"), date(2026, 8, 15), calendar), calendar)
    assert [line.sentence().render("en") for line in lines[-5:]] == [
        ROLLING_SUNDAY,
        "Monday 2026-08-31: not counted, it is a day off: Swapped with Saturday 22 August 2026",
        "Tuesday 2026-09-01: not counted, it is a day off: Day next to National Day",
        "Wednesday 2026-09-02: not counted, it is a day off: National Day",
        "Thursday 2026-09-03: the next working day; the term ends at 24:00",
    ]
