"""Notices in the calendar: what they change, what is refused, and what a term keeps of what it was."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasoat.workflow.calendar_notices import Change, Notice, NoticeDay, amended, faults, notice_of, years_to_ask
from rasoat.workflow.calendars import vietnam
from rasoat.workflow.citations import Citation
from rasoat.workflow.rules import Term
from rasoat.workflow.terms import changes, compute, prove

TODAY = date(2026, 12, 1)
WEEKDAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31)).filter(lambda day: day.weekday() < 5)
EVENTS = st.dates(date(2025, 1, 1), date(2028, 10, 31))
UNITS = st.sampled_from(["working", "calendar"])
TET_2027 = ("2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11")
REST_2027 = ("2027-01-01", "2027-04-16", "2027-04-30", "2027-05-01", "2027-09-02", "2027-09-03", "2027-11-24")


def notice(*days: tuple[str, Change], **more: object) -> Notice:
    """Return a notice of these days."""
    values: dict[str, object] = {
        "number": "Công văn số 5678/VPCP-KGVX",
        "issued_on": date(2026, 11, 12),
        "issuer": "Văn phòng Chính phủ",
        "days": tuple(NoticeDay(day=date.fromisoformat(day), change=change, name="thử") for day, change in days),
    }
    return Notice(**{**values, **more})  # type: ignore[arg-type] # the notice's own fields


def off(days: Iterable[str]) -> list[tuple[str, Change]]:
    """Return days off."""
    return [(day, "off") for day in days]


def term(days: int, unit: Literal["working", "calendar"] = "working") -> Term:
    """Return a term of so many days."""
    place = Citation(id="t", doc="d", article=None, clause=None, point=None, evidence="seen", source="s", note=None)
    return Term(id="t", days=days, unit=unit, counts_from="posting_started", citation=place, evidence="seen")


def told(item: Notice, today: date = TODAY) -> str:
    """Return what is wrong with a notice."""
    return "\n".join(fault.render("vi") for fault in faults(item, vietnam(), today))


def test_swap_proposed_for_november_2026_gives_the_days_of_the_facts() -> None:
    """Facts 5.3: 3 days from 20/11/2026 end on 27/11 when the 23rd is off; 7 on 02/12 when the 28th is worked too."""
    swap = notice(("2026-11-23", "off"), ("2026-11-28", "worked"))
    assert faults(swap, vietnam(), TODAY) == ()
    after, event = amended(vietnam(), swap), date(2026, 11, 20)
    assert compute(term(3), event, after).last_day == date(2026, 11, 27)
    assert compute(term(7), event, after).last_day == date(2026, 12, 2)
    alone = amended(vietnam(), notice(("2026-11-23", "off")))
    assert compute(term(7), event, alone).last_day == date(2026, 12, 3)
    assert compute(term(5), date(2026, 11, 16), alone).last_day == date(2026, 11, 25)
    assert not compute(term(3), event, after).provisional


def test_open_day_that_stays_a_working_day_is_settled() -> None:
    """A document that decides against a proposal ends the term's being provisional and moves nothing."""
    after = amended(vietnam(), notice(("2026-11-23", "plain")))
    was, now = (compute(term(3), date(2026, 11, 20), calendar) for calendar in (vietnam(), after))
    assert (was.last_day, was.provisional) == (now.last_day, not now.provisional)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (notice(("2026-11-23", "off"), ("2026-11-23", "worked")), "vừa ghi nghỉ vừa ghi đi làm"),
        (notice(("2026-12-04", "off"), ("2026-12-04", "off")), "được ghi nhiều lần"),
        (notice(("2026-04-30", "plain")), "một ngày không thể vừa làm vừa nghỉ"),
        (notice(("2026-08-22", "off")), "thêm --replace"),
        (notice(("2026-12-04", "worked")), "là ngày trong tuần"),
        (notice(("2026-12-04", "plain")), "vốn là ngày thường"),
        (notice(("2026-11-24", "off")), "không thay đổi ngày nào"),
        (notice(("1999-11-24", "off")), "ngoài khoảng"),
        (notice(("2026-12-04", "off"), number=" "), "thiếu số, ký hiệu"),
        (notice(("2026-12-04", "off"), number="Thông báo số .../TB-BNV"), "thiếu số, ký hiệu"),
        (notice(("2026-12-04", "off"), issuer=""), "thiếu cơ quan"),
        (notice(("2026-12-04", "off"), issued_on=date(2026, 12, 2)), "sau ngày nhập"),
        (notice(("2026-12-04", "off"), days=(NoticeDay(day=date(2026, 12, 4), change="off", name=" "),)), "lý do"),
        (notice(*off(REST_2027), year=2026), "đã có thông báo chính thức"),
        (notice(*off(REST_2027), year=1990), "năm 1990 nằm ngoài"),
        (notice(*off(TET_2027 + REST_2027[1:]), year=2027), "01/01/2027 (Tết Dương lịch)"),
        (notice(*off(REST_2027), year=2027), "ít nhất 11 ngày"),
        (notice(*off((*TET_2027, *REST_2027, "2028-01-03")), year=2027), "không thuộc năm 2027"),
    ],
)
def test_a_notice_that_cannot_be_is_refused_with_why(item: Notice, words: str) -> None:
    """A day that works and rests, a holiday left out, a document of tomorrow: each is told."""
    assert words in told(item)


def test_a_document_may_take_the_place_of_another() -> None:
    """With `replaces` a later document takes a day off back; without it that is a contradiction."""
    back = notice(("2026-08-31", "plain"), ("2026-08-22", "plain"), replaces=True)
    assert faults(back, vietnam(), TODAY) == ()
    after = amended(vietnam(), back)
    assert after.is_working(date(2026, 8, 31))
    assert not after.is_working(date(2026, 8, 22))


def test_announced_year_is_final_and_keeps_local_days() -> None:
    """The notice of a year ends its being provisional; days recorded before it by other documents stay."""
    local = amended(vietnam(), notice(("2027-03-10", "off")))
    whole = notice(*off(TET_2027 + REST_2027), year=2027)
    assert faults(whole, local, TODAY) == ()
    after = amended(local, whole)
    assert after.year_is_official(2027)
    assert not after.is_working(date(2027, 3, 10))
    # the day that the law alone would give in lieu of Saturday 1 May is not in the notice, so it is worked
    assert after.is_working(date(2027, 5, 3))
    assert not vietnam().is_working(date(2027, 5, 3))


def test_a_notice_comes_back_from_the_journal_as_it_was() -> None:
    """What the journal keeps of a notice is the whole of it."""
    item = notice(("2026-11-23", "off"), evidence=("ab" * 32,))
    back = notice_of(item.payload(), entry=3, recorded_at="2026-11-13T01:00:00+00:00", actor="Lò Văn An")
    assert back.payload() == item.payload()
    assert (back.entry, back.recorded_on, back.recorded_by) == (3, date(2026, 11, 13), "Lò Văn An")
    assert back.citation.evidence == "seen"
    assert notice(("2026-11-23", "off")).citation.evidence == "secondary"


def test_a_term_tells_how_it_was_counted_before() -> None:
    """The first result stands beside each later one with its document; events after the entry never had another."""
    first = notice(("2026-10-12", "off"), number="15/TB-UBND", recorded_on=date(2026, 10, 10), entry=1)
    second = notice(("2026-10-14", "off"), recorded_on=date(2026, 10, 13), entry=2)
    calendar = amended(amended(vietnam(), first), second)
    due = compute(term(3), date(2026, 10, 9), calendar)
    found = changes(due, calendar)
    assert [(item.was.day, item.now.day) for item in found] == [(14, 15), (15, 16)]
    sentence = found[0].sentence().render("vi")
    assert sentence.startswith(
        "Trước đây tính đến hết ngày 14/10/2026, nay tính đến hết ngày 15/10/2026, do Văn bản số"
    )
    later = compute(term(3), date(2026, 10, 12), calendar)
    assert [(item.was.day, item.now.day) for item in changes(later, calendar)] == [(15, 16)]


@given(days=st.sets(WEEKDAYS, min_size=1, max_size=8), event=EVENTS, count=st.integers(1, 30), unit=UNITS)
def test_a_day_off_never_makes_a_term_end_earlier(
    days: set[date], event: date, count: int, unit: Literal["working", "calendar"]
) -> None:
    """Adding days off moves no term forward, in working days or in calendar days; and what changed is told."""
    free = [day for day in days if vietnam().is_working(day)]
    item = notice(*off(day.isoformat() for day in free), recorded_on=date(2029, 1, 1))
    after = amended(vietnam(), item)
    was, now = (compute(term(count, unit), event, calendar).last_day for calendar in (vietnam(), after))
    assert now >= was
    told_changes = changes(compute(term(count, unit), event, after), after)
    assert [(change.was, change.now) for change in told_changes] == ([(was, now)] if was != now else [])


@given(weeks=st.sets(st.integers(0, 200), min_size=1, max_size=8), event=EVENTS, count=st.integers(1, 30))
def test_a_worked_saturday_never_makes_a_term_end_later(weeks: set[int], event: date, count: int) -> None:
    """Adding Saturdays worked moves no term in working days back."""
    saturdays = [date(2025, 1, 4) + timedelta(weeks=week) for week in weeks]
    free: list[tuple[str, Change]] = [(day.isoformat(), "worked") for day in saturdays if day not in vietnam().specials]
    after = amended(vietnam(), notice(*free))
    assert compute(term(count), event, after).last_day <= compute(term(count), event, vietnam()).last_day


@given(days=st.sets(WEEKDAYS, min_size=1, max_size=8), event=EVENTS, count=st.integers(1, 30), unit=UNITS)
def test_an_amended_calendar_counts_like_walking(
    days: set[date], event: date, count: int, unit: Literal["working", "calendar"]
) -> None:
    """Under recorded days too, the last day is what walking day by day finds, and the proof ends there."""
    after = amended(vietnam(), notice(*off(day.isoformat() for day in days), replaces=True))
    current, left = event, count
    while left or not after.is_working(current):
        current += timedelta(days=1)
        left -= bool(left) and (unit == "calendar" or after.is_working(current))
    due = compute(term(count, unit), event, after)
    assert due.last_day == current
    assert prove(due, after)[-1].day == current


@settings(max_examples=25)
@given(days=st.sets(WEEKDAYS, min_size=1, max_size=4), data=st.data())
def test_the_order_of_separate_notices_does_not_matter(days: set[date], data: st.DataObject) -> None:
    """Days off from several documents give the same working days in whatever order they are recorded."""
    order = data.draw(st.permutations(sorted(days)))
    one = two = vietnam()
    for first, second in zip(sorted(days), order, strict=True):
        one = amended(one, notice((first.isoformat(), "off")))
        two = amended(two, notice((second.isoformat(), "off")))
    assert dict(one.specials).keys() == dict(two.specials).keys()
    assert one.working_days_between(date(2025, 1, 1), date(2028, 12, 31)) == two.working_days_between(
        date(2025, 1, 1), date(2028, 12, 31)
    )


def test_the_notice_of_next_year_is_asked_for_from_december() -> None:
    """Next year's notice is wanted from 1 December, or once a term reaches into that year, until it is there."""
    assert years_to_ask(vietnam(), date(2026, 11, 30), ()) == ()
    assert years_to_ask(vietnam(), date(2026, 12, 1), ()) == (2027,)
    assert years_to_ask(vietnam(), date(2026, 11, 2), [date(2027, 1, 4)]) == (2027,)
    after = amended(vietnam(), notice(*off(TET_2027 + REST_2027), year=2027))
    assert years_to_ask(after, date(2026, 12, 1), ()) == ()


DIFFERENT = {
    date(2025, 2, 1): "thứ Bảy mùng 4 Tết: Thông báo 6150 tính Tết từ 27/01 đến 31/01, thư viện thêm mùng 4",
    date(2026, 1, 2): "nghỉ hoán đổi theo Công văn 12729/VPCP-KGVX; thư viện chưa có",
}
"""Days on which the library and the shipped notices differ, and why the notices are right."""


@pytest.mark.parametrize("year", [2025, 2026])
def test_days_off_agree_with_the_library_but_for_known_reasons(year: int) -> None:
    """The days off of a shipped year are those of the `holidays` library, except where a reason is written down."""
    library = set(holidays.country_holidays("VN", years=year))
    ours = {day for day, item in vietnam().specials.items() if day.year == year and item.status == "off"}
    assert library ^ ours == {day for day in DIFFERENT if day.year == year}
