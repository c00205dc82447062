"""Point tables of score B1 from a file: taken whole or not at all. All tables here are made up."""

from pathlib import Path
from typing import Any

import pytest
from exchange_files import faults, workbook

from rasoat.errors import BadFile, UsageError
from rasoat.exchange.b1_tables import read_b1
from rasoat.workflow.b1_tables import B1Table, parse_b1

HEADER = ["Giai đoạn", "Khu vực", "Chỉ tiêu", "Phương án", "Điểm"]
ROWS: list[list[Any]] = [
    ["2022-2026", "Vùng thử A", "Số nhân khẩu", "1-3 người", 60],
    ["2022-2026", "Vùng thử A", "Số nhân khẩu", "từ 4 người", 20],
    ["2022-2026", "Vùng thử A", "Xe máy", "có", 50],
    ["2022-2026", "Vùng thử A", "Xe máy", "không", 0],
    ["2022-2026", "Vùng thử B", "Số nhân khẩu", "1-3 người", 70],
    ["2022-2026", "Vùng thử B", "Số nhân khẩu", "từ 4 người", 30],
    ["2022-2026", "Vùng thử B", "Xe máy", "có", 40],
    ["2022-2026", "Vùng thử B", "Xe máy", "không", 5],
]


def read(tmp_path: Path, rows: list[list[Any]]) -> B1Table:
    """Read a table."""
    path = workbook(tmp_path / "bang.xlsx", ("Bảng điểm", [HEADER, *rows]))
    return read_b1(path, standard="std-2022", source="Bảng giả định")


def with_cell(row: int, column: int, value: Any) -> list[list[Any]]:
    """Return the rows with one cell changed; rows as Excel numbers them."""
    rows = [list(item) for item in ROWS]
    rows[row - 2][column] = value
    return rows


def test_a_sound_table_is_taken_and_kept_by_its_digest(tmp_path: Path) -> None:
    """What is kept is read back as it was, under the digest of all it says."""
    found = read(tmp_path, ROWS)
    assert found.areas == ("Vùng thử A", "Vùng thử B")
    assert parse_b1(found.text) == found
    assert found.content.period == (2022, 2026)
    changed = read(tmp_path, with_cell(2, 4, 61))
    assert changed.digest != found.digest


def test_points_of_the_area_add_up(tmp_path: Path) -> None:
    """A household is scored by the points of its area; names may differ in case and blanks."""
    bound = read(tmp_path, ROWS).bound("vùng thử  b")
    chosen = bound.chosen({"số nhân khẩu": "Từ 4 người", "Xe máy": "có"}, "H0001")
    assert chosen == {"Số nhân khẩu": "từ 4 người", "Xe máy": "có"}
    assert bound.score(chosen) == 70


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"Số nhân khẩu": "1-3 người"}, "b1_incomplete"),
        ({"Số nhân khẩu": "9 người", "Xe máy": "có"}, "b1_option"),
        ({"Tủ lạnh": "có", "Số nhân khẩu": "1-3 người", "Xe máy": "có"}, "b1_indicator"),
    ],
)
def test_options_that_the_table_does_not_have_are_refused(tmp_path: Path, options: dict[str, str], key: str) -> None:
    """An unknown indicator, an unknown option, an indicator left out: no score is computed from them."""
    with pytest.raises(UsageError) as error:
        read(tmp_path, ROWS).bound("Vùng thử A").chosen(options, "H0001")
    assert error.value.key == key


def test_an_area_must_be_named_where_there_are_several(tmp_path: Path) -> None:
    """A table of two areas guesses none; a table of one needs no name."""
    table = read(tmp_path, ROWS)
    for area in (None, "Vùng thử C"):
        with pytest.raises(UsageError):
            table.bound(area)
    assert read(tmp_path, ROWS[:4]).bound(None).area == "Vùng thử A"


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        (3, 4, "hai mươi"),
        (3, 4, ""),
        (3, 4, -1),
        (3, 0, "2022"),
        (3, 0, "2027-2030"),
        (3, 0, "2026-2022"),
        (3, 2, ""),
        (3, 3, "1-3 người"),
    ],
)
def test_a_wrong_cell_refuses_the_table_and_is_named(tmp_path: Path, row: int, column: int, value: Any) -> None:
    """Points that are no number, a second period, an option twice: named by row and column, nothing is taken."""
    with pytest.raises(BadFile) as caught:
        read(tmp_path, with_cell(row, column, value))
    assert (row, HEADER[column]) in {(number, name) for number, name, _why in faults(caught.value)}


def test_a_hole_in_the_table_is_refused(tmp_path: Path) -> None:
    """An option that one area lacks would score a household there too low."""
    with pytest.raises(BadFile) as caught:
        read(tmp_path, ROWS[:-1])
    assert "Vùng thử B" in caught.value.render("vi")


def test_a_table_covers_its_standard_and_years(tmp_path: Path) -> None:
    """A table is for the status years it names, and for one standard."""
    table = read(tmp_path, ROWS)
    assert table.covers("std-2022", 2026)
    assert not table.covers("std-2022", 2027)
    assert not table.covers("std-2027", 2026)
