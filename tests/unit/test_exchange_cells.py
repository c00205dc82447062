"""What single cells mean."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from exchange_files import TODAY
from hypothesis import given
from hypothesis import strategies as st

from rasoat.exchange import cells, days, words
from rasoat.exchange.findings import CellError
from rasoat.exchange.texts import fold

READERS: list[Callable[[Any], Any]] = [
    cells.read_text,
    cells.read_label,
    cells.read_name,
    cells.read_sex,
    cells.read_mark,
    days.read_day,
    days.read_optional_day,
    lambda cell: days.read_birth(cell, TODAY),
    lambda cell: cells.read_whole(cell, 120),
    lambda cell: cells.read_b2(cell, 10, 120),
    lambda cell: cells.read_id(cell, typed=True),
    lambda cell: cells.read_id(cell, typed=False),
    lambda cell: cells.read_village(cell, {"cây thị": "Cây Thị"}),
    words.read_managed_class,
    words.read_surveyed_class,
    words.read_quick_form,
    words.read_application_kind,
]
ANY_CELL = st.one_of(
    st.text(),
    st.from_regex(r"[0-9./ -]{1,12}"),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)
DAYS = st.dates(date(1900, 1, 1), TODAY)


def why(read: Callable[[Any], Any], cell: Any) -> str:
    """Return the reason for which a cell is refused."""
    with pytest.raises(CellError) as caught:
        read(cell)
    assert caught.value.why.render("vi") != caught.value.why.render("en")
    return caught.value.why.key.removeprefix("exchange.why.")


@given(ANY_CELL)
def test_no_cell_breaks_a_reader(cell: Any) -> None:
    """Whatever stands in a cell is understood or refused with a reason."""
    for read in READERS:
        with suppress(CellError):
            read(cell)


@given(DAYS, st.sampled_from(["{:%d/%m/%Y}", "{:%d-%m-%Y}", "{:%d.%m.%Y}", "{:%Y-%m-%d}", " {:%d / %m / %Y} "]))
def test_a_birth_is_read_in_every_usual_form(day: date, form: str) -> None:
    """A day of birth comes back as the day, printed the Vietnamese way."""
    birth, remark = days.read_birth(form.format(day), TODAY)
    assert (birth.date, birth.year, birth.text) == (day, day.year, f"{day:%d/%m/%Y}")
    assert remark is None


@given(DAYS)
def test_excel_dates_are_days(day: date) -> None:
    """A date cell of Excel needs no reading."""
    assert days.read_birth(day, TODAY).value.date == day
    assert days.read_day(datetime(day.year, day.month, day.day, 7, 30)).value == day  # noqa: DTZ001 - Excel knows no zones


@pytest.mark.parametrize(
    "cell", ["1961", 1961, 1961.0, "00/00/1961", "../../1961", "05/1961", "00/5/1961", " 1961 ", "/1961"]
)
def test_a_year_alone_is_accepted_and_remarked(cell: Any) -> None:
    """Old papers know the year of birth only; it is taken without inventing a day."""
    birth, remark = days.read_birth(cell, TODAY)
    assert (birth.text, birth.year, birth.date) == ("1961", 1961, None)
    assert remark is not None
    assert "1961" in remark.render("en")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "missing"),
        ("31/02/1975", "no_such_day"),
        ("29/02/2023", "no_such_day"),
        ("12/25/1990", "no_such_day"),
        ("13/1961", "no_date"),
        ("20/01/93", "no_date"),
        (34015, "no_date"),
        ("hôm qua", "no_date"),
        (time(3, 4), "no_date"),
        (timedelta(1), "no_date"),
        ("12/05/2031", "born_in_future"),
        ("24/11/2026", "born_in_future"),
        ("2027", "born_in_future"),
        ("1700", "born_too_early"),
        ("01/01/1800", "born_too_early"),
    ],
)
def test_births_that_cannot_be(cell: Any, reason: str) -> None:
    """A birth that is no day, or lies ahead, is refused with its reason."""
    assert why(lambda value: days.read_birth(value, TODAY), cell) == reason


def test_born_today_is_born() -> None:
    """The day of reading is not the future."""
    assert days.read_birth("23/11/2026", TODAY).value.date == TODAY


def test_a_receipt_after_today_is_refused() -> None:
    """Nothing has been received that is yet to come."""
    assert why(lambda value: days.read_day(value, TODAY), "24/11/2026") == "in_future"


@given(st.integers(0, 10**9 - 1))
def test_whole_numbers_come_back(number: int) -> None:
    """A whole number is itself as a number, a decimal cell or a text."""
    for cell in (number, float(number), str(number), f" {number} ", f"{number},0"):
        assert cells.read_whole(cell).value == number


@pytest.mark.parametrize(
    "cell", [139.5, "139,5", -1, "-1", "1.000", "mười", True, float("nan"), float("inf"), 99093084644, 1e300]
)
def test_other_numbers_are_refused(cell: Any) -> None:
    """Halves, negatives, thousands with a point and words are no scores."""
    assert why(cells.read_whole, cell) == "no_whole_number"


def test_b2_has_bounds_and_steps() -> None:
    """Score B2 goes in tens to 120."""
    assert [cells.read_b2(cell, 10, 120).value for cell in (0, "30", 120.0, "")] == [0, 30, 120, None]
    assert why(lambda cell: cells.read_b2(cell, 10, 120), 125) == "above_maximum"
    assert why(lambda cell: cells.read_b2(cell, 10, 120), 35) == "no_multiple"


@pytest.mark.parametrize(("cell", "sex"), [("Nam", "nam"), (" nữ ", "nu"), ("NỮ", "nu"), (1, "nam"), ("2", "nu")])
def test_sexes(cell: Any, sex: str) -> None:
    """Nam and Nữ, or the numbers of form 01."""
    assert cells.read_sex(cell).value == sex


def test_unknown_sex_is_refused() -> None:
    """A misspelt sex is not guessed."""
    assert why(cells.read_sex, "Nữu") == "unknown_sex"
    assert why(cells.read_sex, " ") == "missing"


def test_marks() -> None:
    """A box is ticked by x and its like, and not by nothing; other signs are refused."""
    assert [cells.read_mark(cell).value for cell in ("x", "X ", "có", 1, True)] == [True] * 5
    assert [cells.read_mark(cell).value for cell in ("", " ", 0, "không", False)] == [False] * 5
    assert why(cells.read_mark, "?") == "unknown_mark"


@given(st.from_regex(r"0[0-9]{11}", fullmatch=True))
def test_id_numbers_come_back(digits: str) -> None:
    """12 digits are an ID number, also with blanks between them or an apostrophe in front."""
    spaced = f"'{digits[:3]} {digits[3:6]} {digits[6:]}"
    assert cells.read_id(digits, typed=True) == cells.read_id(spaced, typed=True) == (digits, None)


@given(st.integers(10**9, 10**11 - 1))
def test_lost_zeros_come_back_with_a_remark(number: int) -> None:
    """A number cell that lost its zeros is restored; a CSV file cannot tell it from text."""
    for cell, typed in ((number, True), (float(number), True), (str(number), False)):
        value, remark = cells.read_id(cell, typed=typed)
        assert value == f"{number:012d}"
        assert remark is not None


def test_old_identity_cards_are_accepted() -> None:
    """9 digits of an old card are taken, and 8 of a number cell get their zero back."""
    assert cells.read_id("012345678", typed=True) == ("012345678", None)
    assert cells.read_id(123456789, typed=True) == ("123456789", None)
    assert cells.read_id(12345678, typed=True).value == "012345678"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("09914905119", "id_length"),
        ("9914905119", "id_length"),
        (1234567, "id_length"),
        (1e20, "id_length"),
        ("0990930846444", "id_length"),
        ("09909308464O", "id_not_digits"),
        ("9.90653E+10", "id_not_digits"),
        ("٠٩٩٠٩٣٠٨٤٦٤٤", "id_not_digits"),
        (True, "id_not_digits"),
    ],
)
def test_id_numbers_that_cannot_be(cell: Any, reason: str) -> None:
    """Other lengths and other signs are refused, not repaired."""
    assert why(lambda value: cells.read_id(value, typed=True), cell) == reason


@pytest.mark.parametrize(
    "name", ["Vi A Lâm", "H'Hen Niê", "K’Brôih", "Y Bhiăk (Ama Nhot)", "Nguyễn Thị Minh-Anh", "Ma Văn A."]
)
def test_names_of_every_people_are_accepted(name: str) -> None:
    """Apostrophes, hyphens and letters of other languages belong to names."""
    assert cells.read_name(name).value == name


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ('=HYPERLINK("http://x")', "formula"),
        ("+cmd|' /C calc'!A0", "formula"),
        ("@SUM(A1)", "formula"),
        ("-2+3", "formula"),
        ("\t=1+1", "formula"),
        ("<b>An</b>", "odd_sign"),
        ("＝1", "no_name"),
        ("Vi ¨ B", "odd_sign"),
        ("Vi_A", "odd_sign"),
        ("12", "no_name"),
        (12, "no_name"),
        ("", "missing"),
        ("A" * 201, "too_long"),
        ("Ph\ufffdm An", "lost_letters"),
    ],
)
def test_what_is_no_name(cell: Any, reason: str) -> None:
    """Formulas, markup, numbers and broken letters are refused as names."""
    assert why(cells.read_name, cell) == reason


@pytest.mark.parametrize("note", ["<script>alert(1)</script> {{ 7*7 }} #eval", "=A1", "- hộ mới tách"])
def test_a_note_stays_text(note: str) -> None:
    """Markup and formulas in a note are neither run nor refused: they are text."""
    assert cells.read_text(note).value == note


def test_a_cause_may_begin_with_a_dash() -> None:
    """A dash before a blank is a bullet, not a formula; alone it means nothing."""
    assert cells.read_label("- Thiếu vốn").value == "- Thiếu vốn"
    assert cells.read_optional("-").value is None


def test_cells_of_other_types_read_as_text() -> None:
    """Dates and numbers in a text column say what Excel shows."""
    assert cells.read_text(date(2025, 12, 12)).value == "12/12/2025"
    assert cells.read_text(3.0).value == "3"
    assert cells.read_text(3.5).value == "3.5"


def test_old_encoding_is_remarked() -> None:
    """A converted name says so, with what it was taken for."""
    name, remark = cells.read_name("D\u00ad\u00acng Thu H\u00ad\u00acng")
    assert name == "Dương Thu Hương"
    assert remark is not None
    assert "Dương Thu Hương" in remark.render("vi")


@pytest.mark.parametrize(
    ("cell", "class_"),
    [
        ("Hộ nghèo", "poor"),
        ("HN", "poor"),
        ("N", "poor"),
        ("nghèo", "poor"),
        ("HCN", "near_poor"),
        ("cận  nghèo", "near_poor"),
        ("CN", "near_poor"),
        ("Hộ thoát nghèo", "escaped_poor"),
    ],
)
def test_managed_classes(cell: str, class_: str) -> None:
    """Classes are known by name and by the abbreviations of the certificate."""
    value, remark = words.read_managed_class(cell)
    assert value == class_
    assert (remark is not None) == (len(cell) <= 3)


def test_classes_that_are_none() -> None:
    """A class nobody defined is refused; an escape does not tell the class of a surveyed household."""
    assert why(words.read_managed_class, "Hộ khá giả") == "unknown_managed_class"
    assert why(words.read_managed_class, "Hộ không nghèo") == "unknown_managed_class"
    assert why(words.read_managed_class, "") == "missing"
    assert why(words.read_surveyed_class, "Hộ thoát nghèo") == "unknown_surveyed_class"
    assert words.read_surveyed_class("").value is None
    assert words.read_surveyed_class("KN").value == "non_poor"


@pytest.mark.parametrize(
    ("cell", "result"),
    [("Cần rà soát", "pass"), ("Không cần rà soát", "exit"), ("Không áp dụng", None), ("", None)],
)
def test_results_of_form_a(cell: str, result: str | None) -> None:
    """Form A lets a household pass to form B, ends its review, or was not used."""
    assert words.read_quick_form(cell).value == result


def test_unknown_results_of_form_a_are_refused() -> None:
    """A word that tells no result of form A is not guessed."""
    assert why(words.read_quick_form, "Đạt") == "unknown_quick_form"


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Rà soát hộ nghèo, hộ cận nghèo", "review"),
        ("Công nhận hộ thoát nghèo, hộ thoát cận nghèo", "escape"),
        ("Xác định hộ có mức sống trung bình", "average_living"),
    ],
)
def test_kinds_of_application(cell: str, kind: str) -> None:
    """Forms 01 and 04 ask for three different things."""
    assert words.read_application_kind(cell).value == kind


def test_kinds_of_application_that_are_none() -> None:
    """What is applied for must be one clear thing."""
    assert why(words.read_application_kind, "Xin hỗ trợ") == "unknown_kind"
    assert why(words.read_application_kind, "Rà soát hộ nghèo và mức sống trung bình") == "several_kinds"
    assert why(words.read_application_kind, "") == "missing"


def test_vocabularies_are_written_as_they_are_looked_up() -> None:
    """Every word of a vocabulary is its own key, so it can be found."""
    for vocabulary in (words.MANAGED_CLASSES, words.SURVEYED_CLASSES):
        assert [fold(word) for word in vocabulary] == list(vocabulary)
