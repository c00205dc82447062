"""The working calendar of the civil service."""

from datetime import date, timedelta

import pytest

from rasoat.errors import BadProcedure, UsageError
from rasoat.workflow.calendar_file import read_fixed, read_year
from rasoat.workflow.calendars import LAST_YEAR, Calendar, assemble, vietnam
from rasoat.workflow.tables import shipped_file, shipped_files

YEAR = """
year = 2030
[citations.notice]
doc = "Thông báo số 1/TB-BNV"
evidence = "seen"
source = "thử"
[[days_off]]
date = "2030-01-01"
name = { vi = "Tết Dương lịch", en = "New Year's Day" }
citation = "notice"
[[worked]]
date = "2030-01-05"
name = { vi = "làm bù", en = "in lieu" }
citation = "notice"
"""


@pytest.fixture
def calendar() -> Calendar:
    """The calendar that comes with the program."""
    return vietnam()


def faults(error: pytest.ExceptionInfo[BadProcedure]) -> list[tuple[str, str]]:
    """Return key of the message and place of each fault."""
    return [(detail.key, detail.params["key"]) for detail in error.value.details]


@pytest.mark.parametrize(("year", "expected"), [(2025, 250), (2026, 249)])
def test_year_has_the_working_days_of_the_notices(calendar: Calendar, year: int, expected: int) -> None:
    """The civil service works 250 days in 2025, and 249 in 2026 with 23 November counted as worked."""
    found = calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
    assert expected == found


@pytest.mark.parametrize("day", ["2025-04-26", "2026-01-10", "2026-08-22"])
def test_swapped_saturday_is_worked(calendar: Calendar, day: str) -> None:
    """A Saturday that the notice swaps in is a working day and says for which day off."""
    worked = date.fromisoformat(day)
    remark = calendar.remark(worked)
    assert calendar.is_working(worked)
    assert calendar.why_off(worked) is None
    assert remark is not None
    assert "làm bù cho ngày nghỉ hoán đổi" in remark.render()


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-02-17", "Tết Nguyên đán Bính Ngọ"),
        ("2026-04-27", "Nghỉ bù Giỗ Tổ Hùng Vương"),
        ("2026-11-24", "Ngày Văn hóa Việt Nam"),
        ("2025-05-02", "Nghỉ hoán đổi"),
        ("2026-11-21", "thứ Bảy"),
        ("2026-11-22", "Chủ nhật"),
        ("2026-04-26", "Giỗ Tổ Hùng Vương"),
    ],
)
def test_day_off_says_why(calendar: Calendar, day: str, reason: str) -> None:
    """Every day off has its reason in words; a holiday on a Sunday is named as the holiday."""
    why = calendar.why_off(date.fromisoformat(day))
    assert why is not None
    assert reason in why.render("vi")
    assert why.render("en") != why.render("vi")


def test_day_next_to_culture_day_is_worked_but_open(calendar: Calendar) -> None:
    """Monday 23/11/2026 counts as worked while its swap is undecided, and a term over it is not settled."""
    monday = date(2026, 11, 23)
    remark = calendar.remark(monday)
    assert calendar.is_working(monday)
    assert remark is not None
    assert "chưa thấy quyết định" in remark.render()
    assert not calendar.is_settled(date(2026, 11, 20), date(2026, 11, 23))
    assert calendar.is_settled(date(2026, 11, 23), date(2026, 11, 30))


def test_year_without_notice_has_fixed_holidays_only(calendar: Calendar) -> None:
    """A year without notice is not official: the solar holidays of the law are off, Tết is not guessed."""
    assert calendar.year_is_official(2026)
    assert not calendar.year_is_official(2027)
    assert not calendar.is_working(date(2027, 9, 2))
    assert not calendar.is_working(date(2027, 11, 24))
    assert calendar.is_working(date(2027, 2, 8))


def test_holiday_on_a_weekend_is_made_up(calendar: Calendar) -> None:
    """30/4/2028 is a Sunday and 1/5 a Monday: the day in lieu is Tuesday 2/5 (Labour Code 111(3))."""
    why = calendar.why_off(date(2028, 5, 2))
    assert why is not None
    assert why.render() == "là ngày nghỉ: Nghỉ bù Ngày Chiến thắng"
    assert calendar.is_working(date(2028, 5, 3))


def test_culture_day_is_not_made_up(calendar: Calendar) -> None:
    """24/11 is not in article 112(1) of the Labour Code: on Saturday 24/11/2029 no day in lieu follows."""
    assert calendar.is_working(date(2029, 11, 26))


def test_culture_day_did_not_exist_before_2026(calendar: Calendar) -> None:
    """24/11 is a holiday from the resolution on, not in the years before."""
    assert calendar.is_working(date(2023, 11, 24))


def test_day_outside_the_calendar_is_refused(calendar: Calendar) -> None:
    """A date in a far year is a slip of the pen and is refused by name."""
    for ask in (
        lambda: calendar.is_working(date(1926, 10, 5)),
        lambda: calendar.is_working(date(2206, 10, 5)),
        lambda: calendar.add_working_days(date(LAST_YEAR, 12, 30), 5),
    ):
        with pytest.raises(UsageError) as error:
            ask()
        assert error.value.key == "date_outside_calendar"
        assert "2060" in error.value.render("vi")
        assert "2060" in error.value.render("en")


def test_every_shipped_day_has_name_source_and_mark() -> None:
    """Each special day of a shipped year has a name in both languages and a citation with a mark."""
    for name in shipped_files("calendars").keys() - {"vn-fixed"}:
        year = read_year(shipped_file("calendars", name), name=f"{name}.toml")
        assert name == f"vn-{year.year}"
        for day in year.days:
            assert day.name.vi
            assert day.name.en
            assert day.citation.source
            assert day.citation.evidence in {"seen", "secondary", "assumed", "unverified"}


def test_assembled_calendar_knows_only_its_years() -> None:
    """A calendar of one announced year is official in that year alone."""
    one = assemble([read_year(YEAR, name="vn-2030.toml")], ())
    assert one.official == {2030}
    assert one.is_working(date(2030, 1, 5))
    assert not one.is_working(date(2030, 1, 1))


def test_weekends_are_found_without_any_file() -> None:
    """Without files every Monday to Friday is worked and every weekend is off."""
    plain = assemble([], ())
    start = date(2024, 2, 26)
    week = [plain.is_working(start + timedelta(days=step)) for step in range(7)]
    assert week == [True, True, True, True, True, False, False]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('date = "2030-01-01"', 'date = "2031-01-01"', ("procedure.other_year", "days_off[0].date")),
        ('date = "2030-01-05"', 'date = "2030-01-04"', ("procedure.not_a_weekend", "worked[0].date")),
        ('date = "2030-01-05"', 'date = "05/01/2030"', ("procedure.bad_date", "worked[0].date")),
        ('date = "2030-01-01"', 'date = "2030-01-05"', ("procedure.double_day", "date")),
        ("[citations.notice]", "[citations.other]", ("procedure.unknown_citation", "days_off[0].citation")),
        (
            'source = "thử"',
            'source = "thử"\nclause = "2"',
            ("procedure.missing_key", "citations.notice.article"),
        ),
        ("year = 2030", "", ("procedure.missing_key", "year")),
        ("[[worked]]", "[[worked_days]]", ("procedure.unknown_key", "worked_days")),
    ],
)
def test_wrong_year_file_is_refused(old: str, new: str, expected: tuple[str, str]) -> None:
    """A fault in a calendar file is named with its key and reason."""
    with pytest.raises(BadProcedure) as error:
        read_year(YEAR.replace(old, new), name="vn-2030.toml")
    assert expected in faults(error)
    assert "vn-2030.toml" in error.value.render("vi")


def test_fixed_holiday_needs_its_citation() -> None:
    """A fixed holiday without its law is refused."""
    source = shipped_file("calendars", "vn-fixed").replace("[citations.nq28-2]", "[citations.other]")
    with pytest.raises(BadProcedure) as error:
        read_fixed(source, name="vn-fixed.toml")
    assert faults(error) == [("procedure.unknown_citation", "days[4].citation")]
