"""`rasoat calendar`: the year on one page, each exception with its document."""

import re
from datetime import date, timedelta

import pytest
from office import typed

from rasoat.messages import LANGS, Lang
from rasoat.workflow.calendar_pages import month_grid, year_page
from rasoat.workflow.calendars import vietnam


@pytest.mark.parametrize("lang", LANGS)
def test_an_announced_year_names_each_day_and_its_document(lang: Lang) -> None:
    """Days off, Saturdays worked and days still open stand with reason, document, mark and note."""
    said = typed("--lang", lang, "calendar", "show", "2026")
    assert said.code == 0
    for words in {
        "vi": (
            "theo thông báo chính thức: 249 ngày làm việc",
            "22/08/2026",
            "làm bù",
            "chưa chốt",
            "Điều 2 Nghị quyết số 28/2026/QH16",
            "CHƯA ĐỐI CHIẾU",
            "Thấy qua thông báo của thành phố Cần Thơ dẫn lại.",
        ),
        "en": ("as announced: 249 working days", "2026-08-22", "worked instead", "UNVERIFIED"),
    }[lang]:
        assert words in said.out


@pytest.mark.parametrize("lang", LANGS)
def test_a_year_without_notice_is_provisional(lang: Lang) -> None:
    """A year that nobody announced says so, and what is missing in it."""
    said = typed("--lang", lang, "calendar", "show", "2027")
    assert {"vi": "TẠM TÍNH", "en": "PROVISIONAL"}[lang] in said.out
    assert {"vi": "Tết Nguyên đán", "en": "Lunar New Year"}[lang] in said.out


def test_this_year_is_shown_unless_another_is_named() -> None:
    """Without a year, that of the day is meant."""
    assert typed("--on", "2025-03-01", "calendar", "show", "--json").json["year"] == 2025


def test_the_year_is_json_for_scripts() -> None:
    """Counts and days with status, reason, basis, mark, source."""
    found = typed("calendar", "show", "2026", "--json").json
    assert found["official"]
    assert found["working_days"] == sum(found["working_days_by_month"]) == 249
    days = {item["date"]: item for item in found["days"]}
    assert days["2026-11-24"]["status"] == "off"
    assert days["2026-11-23"]["evidence"] == "unverified"
    assert days["2026-08-22"]["status"] == "worked"
    assert all(item["basis"] and item["source"] and item["reason"] for item in found["days"])


def test_a_year_the_calendar_does_not_know_is_refused() -> None:
    """A year far away is a slip of the pen."""
    said = typed("calendar", "show", "1999")
    assert said.code == 2
    assert "1999" in said.err


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2060])
def test_the_grid_has_every_day_once_with_its_sign(year: int) -> None:
    """Each day of the year stands once under its weekday; brackets, plus and question mark tell its status."""
    page = year_page(vietnam(), year)
    status = {day.day: day.status for day in page.days}
    signs = {"(": "off", "+": "worked", "?": "open", " ": None}
    found = []
    for month in range(1, 13):
        for week in month_grid(page, month):
            assert len(week) == 7
            for weekday, cell in enumerate(week):
                assert len(cell) == 4
                if number := re.search(r"\d+", cell):
                    day = date(year, month, int(number[0]))
                    assert day.weekday() == weekday
                    assert status.get(day) == signs[cell[0]]
                    found.append(day)
    assert found == [date(year, 1, 1) + timedelta(days=step) for step in range(len(found))]
    assert found[-1] == date(year, 12, 31)
