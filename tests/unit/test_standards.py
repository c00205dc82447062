"""Poverty standards: classes at their boundaries, movements, and the shipped tables."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rasoat.errors import BadProcedure, UsageError
from rasoat.workflow.standards import Standard, load, parse, shipped
from rasoat.workflow.tables import shipped_file

GOLDEN = Path(__file__).parents[1] / "golden"
AREAS = {"nông thôn": "rural", "thành thị": "urban"}
CLASSES = {"hộ nghèo": "poor", "hộ cận nghèo": "near_poor", "hộ không nghèo": "non_poor"}
COLUMNS = (
    "Việc làm",
    "Người phụ thuộc",
    "Dinh dưỡng",
    "Bảo hiểm y tế",
    "Trình độ giáo dục của người lớn",
    "Tình trạng đi học của trẻ em",
    "Chất lượng nhà ở",
    "Diện tích nhà ở",
    "Nguồn nước",
    "Nhà tiêu",
    "Viễn thông",
    "Phương tiện thông tin",
)


def golden(name: str) -> list[Any]:
    """Return the cases of a golden file."""
    cases: list[Any] = yaml.safe_load((GOLDEN / name).read_text("utf-8"))
    return cases


@pytest.fixture
def standard() -> Standard:
    """The standard of 2022-2026."""
    return load("std-2022")


@pytest.mark.parametrize("case", golden("classification.yaml"), ids=lambda case: " ".join(map(str, case.values())))
def test_scores_give_the_class_the_officer_expects(standard: Standard, case: dict[str, Any]) -> None:
    """Every case of the golden file gets its class, at and beside each boundary."""
    found = standard.classify(AREAS[case["khu vực"]], case["B1"], case["B2"])
    assert found == CLASSES[case["kết quả"]]


@pytest.mark.parametrize("case", golden("movement.yaml"), ids=lambda case: " ".join(map(str, case.values())))
def test_classes_give_the_movement_the_officer_expects(standard: Standard, case: dict[str, Any]) -> None:
    """Every pair of classes of the golden file is counted as that movement."""
    before, after = CLASSES[case["đầu kỳ"]], CLASSES[case["cuối kỳ"]]
    assert standard.movement(before, after, formerly_listed=case["từng có tên"] == "có") == case["diễn biến"]


def test_every_pair_of_classes_has_a_movement() -> None:
    """The golden file leaves out no pair of classes."""
    pairs = {(case["đầu kỳ"], case["cuối kỳ"]) for case in golden("movement.yaml")}
    assert pairs == {(before, after) for before in CLASSES for after in CLASSES}


RANK = {"poor": 0, "near_poor": 1, "non_poor": 2}
SCORE, COUNT = st.integers(0, 400), st.integers(0, 12)
STATED = st.sampled_from(["poor", "near_poor", "non_poor"])


@given(st.sampled_from(shipped()), st.sampled_from(["rural", "urban"]), SCORE, SCORE, COUNT, STATED)
def test_more_points_of_income_never_make_a_household_poorer(
    name: str, area: str, b1: int, more: int, count: int, stated: str
) -> None:
    """Whatever the deprivations, a household with more points of B1 is in the same class or in a better one."""
    table = load(name)
    b2 = count * table.b2_per_indicator
    richer = table.classify(area, b1 + more, b2, stated)
    assert RANK[richer] >= RANK[table.classify(area, b1, b2, stated)]


@given(st.sampled_from(shipped()), st.sampled_from(["rural", "urban"]), SCORE, COUNT, COUNT, STATED)
def test_more_deprivations_never_make_a_household_richer(
    name: str, area: str, b1: int, count: int, more: int, stated: str
) -> None:
    """Whatever the income, a household with more deprivations is in the same class or in a worse one."""
    table = load(name)
    worse = table.classify(area, b1, (count + more) * table.b2_per_indicator, stated)
    assert RANK[worse] <= RANK[table.classify(area, b1, count * table.b2_per_indicator, stated)]


@given(SCORE, COUNT)
def test_a_line_of_towns_never_takes_fewer_households(b1: int, count: int) -> None:
    """The line of towns is higher: who is poor or near-poor in the country by these scores is so in town."""
    table = load("std-2022")
    assert RANK[table.classify("urban", b1, count * 10)] <= RANK[table.classify("rural", b1, count * 10)]


def test_lines_are_those_of_the_decree(standard: Standard) -> None:
    """Rural 1,500,000 VND is 140 points, urban 2,000,000 VND is 175 points."""
    lines = {area: (line.income, line.b1) for area, line in standard.lines.items()}
    assert lines == {"rural": (1_500_000, 140), "urban": (2_000_000, 175)}


def test_each_deprivation_counts_ten_points(standard: Standard) -> None:
    """B2 is ten points for each indicator, and an indicator named twice counts once."""
    assert standard.b2([]) == 0
    assert standard.b2(["water", "toilet", "water"]) == 20
    assert standard.b2([indicator.code for indicator in standard.indicators]) == 120


def test_three_deprivations_make_a_household_poor(standard: Standard) -> None:
    """The poor minimum of B2 is what three deprivations give."""
    assert standard.b2_poor == standard.b2(["water", "toilet", "telecom"])


def test_indicators_are_numbered_as_the_reports_print_them(standard: Standard) -> None:
    """The twelve indicators stand in order 1 to 12 under the column names of the survey sheets."""
    assert [indicator.number for indicator in standard.indicators] == list(range(1, 13))
    assert tuple(indicator.column for indicator in standard.indicators) == COLUMNS


@pytest.mark.parametrize("name", shipped())
def test_every_value_has_its_source(name: str) -> None:
    """Each line, the score and each indicator rest on a citation that names its document, source and mark."""
    standard = load(name)
    citations = [line.income_citation for line in standard.lines.values()]
    citations += [line.b1_citation for line in standard.lines.values() if line.b1_citation]
    citations += [indicator.citation for indicator in standard.indicators]
    for citation in [standard.b2_citation, *citations]:
        assert citation.doc
        assert citation.source
        assert citation.evidence in {"seen", "secondary", "assumed"} or citation.note
    for indicator in standard.indicators:
        assert indicator.title.render("vi") != indicator.title.render("en")
        assert indicator.dimension.vi
        assert indicator.deprived_when.vi


@pytest.mark.parametrize(
    ("stated", "b2", "expected"),
    [("non_poor", 60, "non_poor"), ("poor", 30, "poor"), ("poor", 20, "near_poor"), ("near_poor", 30, "poor")],
)
def test_without_a_score_for_the_line_the_form_says_on_which_side(stated: str, b2: int, expected: str) -> None:
    """The standard of 2027 knows no B1 score: the form tells income, the deprivations part poor from near-poor."""
    assert load("std-2027").lines["rural"].b1 is None
    assert load("std-2027").classify("rural", 0, b2, stated) == expected


def test_score_of_a_line_comes_with_its_place_in_the_law() -> None:
    """A B1 score without its citation, or a citation without its score, is refused."""
    text = shipped_file("standards", "std-2022")
    for lost in ('b1_citation = "tt07-class"\n', "b1 = 140\n"):
        with pytest.raises(BadProcedure):
            parse(text.replace(lost, "", 1), name="std-2022.toml")


def test_standards_share_no_indicator_code() -> None:
    """An indicator code belongs to one standard."""
    codes = [{item.code for item in load(name).indicators} for name in shipped()]
    assert sum(map(len, codes)) == len(set().union(*codes))


def test_unknown_area_is_an_error(standard: Standard) -> None:
    """There is no third area to fall into."""
    with pytest.raises(KeyError):
        standard.classify("đô thị", 100, 30)


def test_unknown_standard_is_refused_with_those_that_exist() -> None:
    """Asking for a standard that is not shipped names those that are."""
    with pytest.raises(UsageError) as error:
        load("std-1999")
    assert "std-2022" in error.value.render("vi")


@pytest.mark.parametrize(
    ("old", "new", "key", "place"),
    [
        ('id = "std-2022"', 'id = "std-2023"', "id_is_not_file", "id"),
        ("[citations.tt07-class]", "[citations.other]", "unknown_citation", "b2.citation"),
        ('code = "toilet"', 'code = "water"', "double_id", "indicators[9].code"),
        ("number = 12", "number = 11", "double_id", "indicators[11].number"),
        ("per_indicator = 10", "per_indicator = 0", "out_of_range", "b2.per_indicator"),
        ("b1 = 140", 'b1 = "140"', "wrong_type", "lines.rural.b1"),
        ("b1 = 140", "", "missing_key", "lines.rural.b1"),
        ("poor = 30", "poor = 30\nrich = 1", "unknown_key", "b2.rich"),
        ('evidence = "secondary"', 'evidence = "rumour"', "not_allowed", "indicators[1].evidence"),
    ],
)
def test_wrong_standard_file_is_refused(old: str, new: str, key: str, place: str) -> None:
    """A fault in a standard file is named with its key and reason."""
    source = shipped_file("standards", "std-2022").replace(old, new, 1)
    with pytest.raises(BadProcedure) as error:
        parse(source, name="std-2022.toml")
    assert (f"procedure.{key}", place) in [(detail.key, detail.params["key"]) for detail in error.value.details]
    assert "std-2022.toml" in error.value.render("vi")
