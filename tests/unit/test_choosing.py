"""Which procedure a round runs under: by kind, day of opening and status year, and never by today's date."""

from datetime import date

import pytest
from procedure_words import WORDS

from rasoat.errors import BadProcedure, UsageError
from rasoat.workflow.choosing import check_choice, choices, choose, read_choices
from rasoat.workflow.procedures import load, shipped

ORDER = "Kế hoạch số 180/KH-UBND"
TWO_TIER = load("qd24-periodic-two-tier", vocabulary=WORDS)


@pytest.mark.parametrize(
    ("kind", "on", "status", "ordered", "procedure"),
    [
        ("periodic", date(2024, 9, 5), None, None, "qd24-periodic"),
        ("periodic", date(2025, 6, 30), None, None, "qd24-periodic"),
        ("periodic", date(2025, 7, 1), None, None, "qd24-periodic-two-tier"),
        ("periodic", date(2026, 8, 31), None, None, "qd24-periodic-two-tier"),
        ("periodic", date(2026, 9, 1), None, None, "tt25-2026"),
        ("periodic", date(2026, 9, 1), 2027, ORDER, "tt25-2026"),
        ("periodic", date(2026, 9, 1), None, ORDER, "tt25-2026"),
        ("periodic", date(2026, 9, 1), 2026, ORDER, "qd24-periodic-two-tier"),
        ("periodic", date(2028, 9, 1), None, None, "tt25-2026"),
        ("regular", date(2026, 11, 15), None, None, "qd24-regular"),
        ("average_living", date(2026, 10, 1), None, None, "qd24-average-living"),
        ("low_income_worker", date(2026, 10, 1), None, None, "nd30-low-income-worker"),
    ],
)
def test_version_follows_from_kind_day_and_status_year(
    kind: str, on: date, status: int | None, ordered: str | None, procedure: str
) -> None:
    """The same autumn of 2026 opens reviews for 2026 by the old standard and for 2027 by the new one."""
    assert choose(kind, on, status_year=status, ordered_by=ordered).procedure == procedure


@pytest.mark.parametrize(
    ("kind", "on", "status", "key"),
    [
        ("periodic", date(2026, 10, 1), 2026, "choice_needs_order"),
        ("periodic", date(2025, 10, 1), 2027, "choice_none"),
        ("regular", date(2026, 11, 15), 2027, "choice_none"),
        ("regular", date(2027, 1, 15), None, "choice_none"),
        ("low_income_worker", date(2027, 1, 1), None, "choice_none"),
    ],
)
def test_what_no_text_covers_is_refused(kind: str, on: date, status: int | None, key: str) -> None:
    """Where no procedure is known, or the old standard was not ordered, nothing is chosen in silence."""
    with pytest.raises(UsageError) as refused:
        choose(kind, on, status_year=status, ordered_by=None)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("on", "status", "ordered", "key"),
    [
        (date(2026, 10, 1), None, None, "choice_needs_order"),
        (date(2026, 10, 1), None, " ", "choice_needs_order"),
        (date(2026, 10, 1), 2027, ORDER, "choice_contradicts"),
        (date(2027, 10, 1), None, ORDER, "choice_contradicts"),
        (date(2025, 10, 1), 2027, None, "choice_contradicts"),
    ],
)
def test_a_procedure_that_contradicts_the_table_is_refused(
    on: date, status: int | None, ordered: str | None, key: str
) -> None:
    """The old standard gives no status of 2027, and in the autumn of 2026 needs the document that orders it."""
    with pytest.raises(UsageError) as refused:
        check_choice(TWO_TIER, on, status_year=status, ordered_by=ordered)
    assert refused.value.key == key


def test_a_procedure_that_the_table_names_is_taken() -> None:
    """What the table names passes: without an order in 2025, with one in the autumn of 2026."""
    check_choice(TWO_TIER, date(2025, 10, 1), status_year=None, ordered_by=None)
    check_choice(TWO_TIER, date(2026, 10, 1), status_year=2026, ordered_by=ORDER)


def test_the_table_agrees_with_the_procedures_it_names() -> None:
    """Kind, standard and days of each line are those of the procedure, as far as the program has it."""
    for line in choices():
        if line.procedure in shipped():
            law = load(line.procedure, vocabulary=WORDS)
            assert law.kind == line.law_kind
            assert line.standard in {None, law.standard}
            assert law.valid_from <= line.first
            assert law.valid_to is None or (line.last is not None and line.last <= law.valid_to)


def test_a_wrong_table_is_refused() -> None:
    """A citation that does not exist and days that end before they begin are named with their keys."""
    text = """citations = {}
[[choices]]
kind = "periodic"
opened = { from = "2026-09-01", to = "2026-08-01" }
status = { from = 2027, to = 2030 }
procedure = "x"
citation = "y"
"""
    with pytest.raises(BadProcedure) as refused:
        read_choices(text, name="x.toml")
    assert {fault.params["key"] for fault in refused.value.details} == {
        "choices[0].citation",
        "choices[0].opened.to",
    }
