"""Survey results: forms A and B of each household."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from exchange_files import DATA, INDICATORS, TODAY, example_commune, faults, workbook

from rasoat.errors import BadFile
from rasoat.exchange.applications import read_applications
from rasoat.exchange.managed import read_managed
from rasoat.exchange.records import CommuneDescription
from rasoat.exchange.surveys import read_surveys
from rasoat.workflow.b1_tables import table_of

COLUMNS = [indicator.column for indicator in INDICATORS]
SURVEYED: dict[str, Any] = {
    "TT": 1,
    "Số CCCD chủ hộ": "099093084644",
    "Họ và tên chủ hộ": "Vi A Lâm",
    "Thôn": "Cây Thị",
    "Phiếu A": "Không áp dụng",
    "Điểm B1": 130,
    "Điểm B2": 30,
    **dict.fromkeys(COLUMNS, ""),
    **dict.fromkeys(COLUMNS[:3], "x"),
    "Kết quả phân loại": "Hộ nghèo",
    "Rà soát viên": "Hồ Xuân Hùng",
    "Ngày rà soát": "03/10/2026",
}
EXITED = {
    **SURVEYED,
    "Phiếu A": "Không cần rà soát",
    "Điểm B1": "",
    "Điểm B2": "",
    **dict.fromkeys(COLUMNS, ""),
    "Kết quả phân loại": "",
}


@pytest.fixture
def commune(tmp_path: Path) -> CommuneDescription:
    """Return the commune of the shared files."""
    return example_commune(tmp_path)


def survey(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    """Write survey results."""
    return workbook(tmp_path / "khao-sat.xlsx", ("Kết quả", [list(SURVEYED), *(list(r.values()) for r in rows)]))


def refused(path: Path, commune: CommuneDescription) -> list[tuple[int, str, str]]:
    """Return the faults for which survey results are refused."""
    with pytest.raises(BadFile) as caught:
        read_surveys(path, commune, INDICATORS, TODAY)
    return faults(caught.value)


def test_the_shared_results_are_imported_completely(commune: CommuneDescription) -> None:
    """240 households, 20 in each village: 120 poor, 31 near-poor, 89 non-poor."""
    taken = read_surveys(DATA / "ket-qua-khao-sat-2026.xlsx", commune, INDICATORS, TODAY)
    assert Counter(result.stated_class for result in taken.records) == {
        "poor": 120,
        "near_poor": 31,
        "non_poor": 89,
    }
    assert set(Counter(result.village for result in taken.records).values()) == {20}
    assert taken.notices == ()


def test_the_shared_files_speak_of_the_same_households(commune: CommuneDescription) -> None:
    """Whoever is on the list or applied was surveyed, and nobody else; form A was for applicants only."""
    listed = read_managed(DATA / "danh-sach-quan-ly-2025.xlsx", commune, TODAY).records
    managed = {h.head.id_number for h in listed if not h.class_.startswith("escaped")}
    applied = {a.applicant.id_number for a in read_applications(DATA / "giay-de-nghi-2026.csv", commune, TODAY).records}
    results = read_surveys(DATA / "ket-qua-khao-sat-2026.xlsx", commune, INDICATORS).records
    assert {result.id_number for result in results} == managed | applied
    assert {result.id_number for result in results if result.quick_form == "pass"} == applied
    assert {result.id_number for result in results if result.quick_form is None} == managed


def test_a_result_is_read_whole(tmp_path: Path, commune: CommuneDescription) -> None:
    """Scores, deprivations in the order of the standard, class as stated, surveyor and day."""
    (result,) = read_surveys(survey(tmp_path, SURVEYED), commune, INDICATORS, TODAY).records
    assert (result.b1, result.b2, result.quick_form) == (130, 30, None)
    assert result.deprived == tuple(indicator.code for indicator in INDICATORS[:3])
    assert (result.stated_class, result.surveyor) == ("poor", "Hồ Xuân Hùng")
    assert result.surveyed_on == date(2026, 10, 3)


def test_a_household_that_form_a_screened_out_has_no_scores(tmp_path: Path, commune: CommuneDescription) -> None:
    """After the exit by form A there is nothing to score, and what is scored nevertheless is a fault."""
    (result,) = read_surveys(survey(tmp_path, EXITED), commune, INDICATORS, TODAY).records
    assert (result.quick_form, result.b1, result.b2, result.stated_class) == ("exit", None, None, None)
    scored = {**EXITED, "Điểm B1": 130, COLUMNS[0]: "x"}
    assert refused(survey(tmp_path, scored), commune) == [
        (2, "Điểm B1", "scored_after_exit"),
        (2, COLUMNS[0], "scored_after_exit"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("Điểm B2", 40, "b2_differs"),
        ("Điểm B2", 130, "above_maximum"),
        ("Điểm B2", 25, "no_multiple"),
        ("Điểm B2", "", "missing"),
        ("Điểm B1", "", "missing"),
        ("Điểm B1", 139.5, "no_whole_number"),
        ("Điểm B1", -5, "no_whole_number"),
        ("Thôn", "Xa", "unknown_village"),
        ("Phiếu A", "Đạt", "unknown_quick_form"),
        ("Kết quả phân loại", "Hộ khá", "unknown_surveyed_class"),
        ("Ngày rà soát", "", "missing"),
        ("Ngày rà soát", "01/12/2026", "in_future"),
        (COLUMNS[5], "?", "unknown_mark"),
    ],
)
def test_a_fault_names_its_cell(
    tmp_path: Path, commune: CommuneDescription, column: str, value: Any, reason: str
) -> None:
    """Each fault is told once, with its row and column."""
    assert refused(survey(tmp_path, {**SURVEYED, column: value}), commune) == [(2, column, reason)]


def test_a_stated_class_is_kept_though_the_scores_say_otherwise(tmp_path: Path, commune: CommuneDescription) -> None:
    """Whether a class follows from the scores is judged by the round, not by the import."""
    (result,) = read_surveys(
        survey(tmp_path, {**SURVEYED, "Kết quả phân loại": "Hộ không nghèo"}), commune, INDICATORS
    ).records
    assert (result.stated_class, result.b1) == ("non_poor", 130)


def test_one_household_surveyed_twice_is_refused(tmp_path: Path, commune: CommuneDescription) -> None:
    """Two results of one head cannot both be true."""
    assert refused(survey(tmp_path, SURVEYED, SURVEYED), commune) == [(2, "Số CCCD chủ hộ", "double_id")]


def test_households_not_surveyed_yet_are_left_out_and_remarked(tmp_path: Path, commune: CommuneDescription) -> None:
    """A sheet that is filled in day by day can come in each evening."""
    coming = {**dict.fromkeys(SURVEYED, ""), "TT": 2, "Họ và tên chủ hộ": "Lò Thị Hà", "Thôn": "Nà Khoa"}
    coming |= {"Số CCCD chủ hộ": "099193084600", "Phiếu A": "Không áp dụng"}
    taken = read_surveys(survey(tmp_path, SURVEYED, coming), commune, INDICATORS)
    assert len(taken.records) == 1
    assert [notice.message().params["remark"].params for notice in taken.notices] == [{"count": 1}]


def test_a_missing_indicator_column_is_named(tmp_path: Path, commune: CommuneDescription) -> None:
    """Every indicator of the standard needs its column."""
    without = {name: value for name, value in SURVEYED.items() if name != COLUMNS[11]}
    path = workbook(tmp_path / "a.xlsx", ("Kết quả", [list(without), list(without.values())]))
    with pytest.raises(BadFile, match=COLUMNS[11]) as caught:
        read_surveys(path, commune, INDICATORS)
    assert caught.value.key == "file_columns_missing"


def test_score_b1_is_computed_from_the_columns_of_a_point_table(tmp_path: Path, commune: CommuneDescription) -> None:
    """With a point table each of its indicators has a column: an empty total is computed, a wrong option is named."""
    rows = [
        {"area": "Vùng thử", "indicator": "Xe máy", "option": option, "points": points}
        for option, points in (("có", 50), ("không", 5))
    ]
    table = table_of(rows, standard="std-2022", period=(2022, 2026), source="giả định", file="x", sha256="0" * 64)
    b1 = table.bound(None)

    def read(total: Any, option: str) -> Any:
        row = {**SURVEYED, "Điểm B1": total, "B1: Xe máy": option}
        path = workbook(tmp_path / "b1.xlsx", ("Kết quả", [list(row), list(row.values())]))
        return read_surveys(path, commune, INDICATORS, TODAY, b1=b1).records[0]

    computed, stated = read("", "Có"), read(130, "không")
    assert (computed.b1, computed.options) == (50, {"Xe máy": "có"})
    assert (stated.b1, stated.options) == (130, {"Xe máy": "không"})
    with pytest.raises(BadFile) as caught:
        read(130, "hỏng")
    assert [(number, name) for number, name, _why in faults(caught.value)] == [(2, "B1: Xe máy")]
