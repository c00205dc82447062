"""`rasoat term explain`: a term that can be recounted by whoever reads it."""

import re
from pathlib import Path

import pytest
from facts import day
from office import assert_paragraph, typed
from play import Play

from rasoat.messages import LANGS, Lang
from rasoat.models.database import Database

PROCEDURE = ("--procedure", "qd24-periodic-two-tier", "--term", "posting")


@pytest.mark.parametrize("lang", LANGS)
def test_a_term_of_a_procedure_explains_itself(lang: Lang) -> None:
    """Day zero, each day counted or skipped and why, the article, the last day and its hour."""
    said = typed("--lang", lang, "term", "explain", *PROCEDURE, "--from", "2026-04-24")
    assert said.code == 0
    for words in {
        "vi": (
            "khoản 4 Điều 4 Quyết định số 24/2021/QĐ-TTg",
            "Thứ Sáu, 24/04/2026: ngày xảy ra sự kiện, không tính",
            "Thứ Hai, 27/04/2026: không tính, là ngày nghỉ: Nghỉ bù Giỗ Tổ Hùng Vương",
            "HẾT HẠN: 24 giờ Thứ Hai, ngày 04/05/2026.",
            "khoản 3 Điều 147 Bộ luật Dân sự số 91/2015/QH13",
            "khoản 6 Điều 148 Bộ luật Dân sự",
        ),
        "en": (
            "Decision 24/2021/QĐ-TTg art. 4(4)",
            "Friday 2026-04-24: the day of the event, not counted",
            "Monday 2026-04-27: not counted, it is a day off",
            "ENDS: at 24:00 on Monday 2026-05-04.",
            "Civil Code 91/2015/QH13 art. 148(6)",
        ),
    }[lang]:
        assert words in re.sub(r"\s+", " ", said.out)
    assert "TẠM TÍNH" not in said.out


def test_a_term_over_an_open_day_is_provisional() -> None:
    """A day whose swap is not decided, and a year without notice, are named as what may still move the end."""
    said = typed("term", "explain", *PROCEDURE, "--from", "20/11/2026")
    assert "TẠM TÍNH: ngày 23/11/2026 có đề xuất nghỉ hoán đổi" in said.out
    said = typed("term", "explain", "--days", "3", "--unit", "working", "--from", "30/12/2026")
    assert "TẠM TÍNH: năm 2027 chưa có thông báo chính thức" in said.out


def test_a_number_of_days_explains_itself_as_json() -> None:
    """Any number of days can be counted; as JSON each day has its status and reason."""
    found = typed("term", "explain", "--days", "15", "--unit", "calendar", "--from", "15/08/2026", "--json").json
    assert found["last_day"] == "2026-09-03"
    assert found["ends_at"] == "24:00"
    assert found["term"] is None
    assert not found["provisional"]
    assert [line["status"] for line in found["lines"]].count("skipped") == 3
    assert found["lines"][0]["status"] == "event"
    assert len(found["rules"]) == 3


def test_open_days_inside_a_calendar_term_do_not_move_it() -> None:
    """A term in calendar days is provisional only for days on which it may end."""
    found = typed("term", "explain", "--days", "10", "--unit", "calendar", "--from", "18/11/2026", "--json").json
    assert found["open_matters"] == []
    found = typed("term", "explain", "--days", "1", "--unit", "calendar", "--from", "22/11/2026", "--json").json
    assert len(found["open_matters"]) == 1


def test_the_rounds_own_procedure_is_meant_unless_another_is_named(file_database: Database, tmp_path: Path) -> None:
    """Without a procedure, the term is that of the round, in its variant."""
    Play(file_database).open(on=day(9, 7))
    words = ("--db", tmp_path / "rasoat.db", "term", "explain", "--term", "upper_opinion", "--from", "29/09/2026")
    found = typed(*words, "--json").json
    assert found["last_day"] == "2026-10-06"
    assert found["evidence"] == "unverified"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Thiếu tùy chọn '--from'"),
        (("--from", "20/11/2026"), "--term"),
        (("--from", "20/11/2026", "--days", "3"), "--unit"),
        (("--from", "20/11/2026", *PROCEDURE, "--days", "3"), "--days"),
        (("--from", "20/11/2026", *PROCEDURE[:2], "--term", "niem-yet"), "posting, reverification, reposting"),
        (("--from", "20/11/1990", *PROCEDURE), "20/11/1990"),
        (("--from", "20/11/2026", "--term", "posting", "--procedure", "qd99"), "qd99"),
    ],
)
def test_what_cannot_be_counted_is_refused(words: tuple[str, ...], says: str) -> None:
    """A question without an answer is refused in one paragraph that names the way out."""
    said = typed("term", "explain", *words)
    assert said.code == 2
    assert_paragraph(said.err)
    assert says in said.err
