"""A province's higher standard beside the national one: both classes, never one in the other's place."""

from datetime import date
from typing import Any

import pytest
import yaml
from golden_cases import CLASSES, GOLDEN
from hypothesis import given
from hypothesis import strategies as st
from local_standard import LOCAL, NO_SCORES

from rasoat.errors import BadProcedure, UsageError
from rasoat.workflow.confirming import confirmation_block
from rasoat.workflow.local_standards import local_class, parse_local
from rasoat.workflow.own_standards import copied, local_template, parse_own, parse_unmarked, value_at
from rasoat.workflow.standards import for_year, load

NATIONAL = load("std-2022")
STANDARD = parse_local(LOCAL, name="chuan-thu.toml")
AREAS = {"nông thôn": "rural", "thành thị": "urban"}
RANK = {"poor": 0, "near_poor": 1, "non_poor": 2}
CASES: list[dict[str, Any]] = yaml.safe_load((GOLDEN / "local-standard.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(map(str, case.values())))
def test_both_classes_are_what_the_officer_expects(case: dict[str, Any]) -> None:
    """Every golden case has its national and its local class, at and beside each line."""
    area = AREAS[case["khu vực"]]
    national = NATIONAL.classify(area, case["B1"], case["B2"])
    assert national == CLASSES[case["quốc gia"]]
    assert local_class(STANDARD, national, area, case["B1"], case["B2"]) == CLASSES[case["của tỉnh"]]


@given(st.sampled_from(["rural", "urban"]), st.integers(0, 400), st.integers(0, 12))
def test_nobody_on_the_national_list_is_better_off_by_the_local_one(area: str, b1: int, count: int) -> None:
    """A higher line takes in more households: the local class is the national one, or a poorer one."""
    national = NATIONAL.classify(area, b1, 10 * count)
    local = local_class(STANDARD, national, area, b1, 10 * count)
    assert local is not None
    assert RANK[local] <= RANK[national]


def test_without_a_score_the_form_tells_the_class_above_the_national_line() -> None:
    """A line without a score leaves a household above the national line to what the form states."""
    standard = parse_local(NO_SCORES, name="chuan-thu.toml")
    assert local_class(standard, "non_poor", "rural", 145, 30) is None
    assert local_class(standard, "non_poor", "rural", 145, 30, "poor") == "poor"
    assert local_class(standard, "non_poor", "rural", 145, 30, "non_poor") == "non_poor"
    assert local_class(standard, "near_poor", "rural", 120, 10) == "near_poor"


@pytest.mark.parametrize(
    ("old", "new", "key", "place"),
    [
        ("1_750_000", "1_499_999", "standards.lower", "lines.rural.income"),
        ("2_250_000", "1_999_999", "standards.lower", "lines.urban.income"),
        ("b1 = 150", "b1 = 139", "standards.lower", "lines.rural.b1"),
        ('base = "std-2022"', 'base = "std-1999"', "standards.no_base", "base"),
        ('id = "chuan-thu"', 'id = "khac"', "procedure.id_is_not_file", "id"),
        ("from = 2025", "from = 2030", "standards.years", "years"),
        ('b1_citation = "resolution"', 'b1_citation = "x"', "procedure.unknown_citation", "lines.rural.b1_citation"),
        ("[lines.rural]", '[b2]\npoor = 40\ncitation = "resolution"\n[lines.rural]', "standards.stricter", "b2.poor"),
        (
            "[lines.rural]",
            '[b2]\npoor = 20\ncitation = "x"\n[lines.rural]',
            "procedure.unknown_citation",
            "b2.citation",
        ),
        ("[lines.rural]", "[lines.rural]\nrich = 1", "procedure.unknown_key", "lines.rural.rich"),
        ('evidence = "unverified"', 'evidence = "seen"', "standards.raised", "citations.resolution.evidence"),
    ],
)
def test_a_wrong_local_standard_is_refused(old: str, new: str, key: str, place: str) -> None:
    """A line below the national one, a mark nobody answers for, a slip: each is named with its key and reason."""
    with pytest.raises(BadProcedure) as error:
        parse_own(LOCAL.replace(old, new, 1), name="chuan-thu.toml")
    assert (key, place) in [(detail.key, detail.params["key"]) for detail in error.value.details]


def test_a_confirmation_lifts_the_mark_and_falls_with_what_it_confirmed() -> None:
    """A confirmed place is open no more; when the file says something else there, the file is refused."""
    assert [target for target, _cited in STANDARD.open_places()] == ["citations.resolution"]
    target, value = value_at(STANDARD, "resolution")
    added = confirmation_block(target, value, "Lê Thị Hoa", date(2026, 1, 5), "Công báo")
    assert not tuple(parse_own(LOCAL + added, name="chuan-thu.toml").open_places())
    with pytest.raises(BadProcedure) as error:
        parse_own((LOCAL + added).replace("NQ-HĐND", "NQ-UBND", 1), name="chuan-thu.toml")
    assert "procedure.confirmed_other" in {detail.key for detail in error.value.details}


def test_the_template_is_sound_and_begins_at_the_national_line() -> None:
    """The file to fill in loads as it is, with the national lines and one open place."""
    for base in ("std-2022", "std-2027"):
        found = parse_own(local_template("chuan-moi", load(base)), name="chuan-moi.toml")
        lines = {area: (line.income, line.b1) for area, line in load(base).lines.items()}
        assert {area: (line.income, line.b1) for area, line in found.lines.items()} == lines
        assert found.base == base


def test_a_copy_of_a_standard_keeps_its_marks() -> None:
    """A copied standard is sound as it is; a threshold marked `seen` in it without a confirmation is refused."""
    text = copied(load("std-2027"), "std-2027")
    assert len(tuple(parse_own(text, name="std-2027.toml").open_places())) == 2
    with pytest.raises(BadProcedure):
        parse_own(text.replace('evidence = "unverified"', 'evidence = "seen"'), name="std-2027.toml")
    assert parse_unmarked(text, name="std-2027.toml").id == "std-2027"


@pytest.mark.parametrize(("year", "expected"), [(2022, "std-2022"), (2026, "std-2022"), (2027, "std-2027")])
def test_the_status_year_chooses_the_standard(year: int, expected: str) -> None:
    """Status years 2022 to 2026 go by the standard of 2022, 2027 and on by that of 2027."""
    assert for_year(year) == expected


def test_a_year_without_a_standard_is_refused() -> None:
    """There is no standard to guess for a year that none covers."""
    with pytest.raises(UsageError) as error:
        for_year(2031)
    assert error.value.key == "no_standard_of_year"
