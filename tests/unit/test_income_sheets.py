"""The sheet of incomes: written for an office to fill in, taken back whole or not at all."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from exchange_files import TODAY, example_commune, faults, workbook

from rasoat.errors import BadFile
from rasoat.exchange.incomes import IncomeSheet, cost_header, gross_header, income_rows, read_incomes, read_money
from rasoat.exchange.records import CommuneDescription
from rasoat.reports.income_files import income_xlsx
from rasoat.workflow.incomes import load

METHOD = load("income-2022")
SOURCES = tuple(METHOD.sources.values())
CROPS, WAGES = METHOD.sources["crops"], METHOD.sources["wages"]
HOUSEHOLDS = [{"id_number": "099093084644", "name": "Vi A Lâm", "village": "Cây Thị", "size": 4}]
UNTIL = date(2026, 9, 30)
FILLED: dict[str, Any] = {
    "Số CCCD chủ hộ": "099093084644",
    "Họ và tên chủ hộ": "Vi A Lâm",
    "Thôn/TDP": "Cây Thị",
    "Số nhân khẩu": 4,
    "Tính đến hết ngày": "30/09/2026",
    gross_header(CROPS): "96.000.000",
    cost_header(CROPS): 31_500_000,
    "Bình quân đồng/người/tháng": 1_343_750,
    "Thuộc hộ nghèo, hộ cận nghèo": "không",
    "Ngày xác định": "16/10/2026",
}


@pytest.fixture
def commune(tmp_path: Path) -> CommuneDescription:
    """Return the commune of the shared files."""
    return example_commune(tmp_path)


def read(path: Path, commune: CommuneDescription) -> tuple[IncomeSheet, ...]:
    """Read incomes."""
    return read_incomes(path, commune, SOURCES, TODAY, months=METHOD.months).records


def sheet(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    """Write incomes."""
    return workbook(tmp_path / "thu-nhap.xlsx", ("Thu nhập", [list(FILLED), *(list(row.values()) for row in rows)]))


def refused(path: Path, commune: CommuneDescription) -> list[tuple[int, str, str]]:
    """Return the faults for which incomes are refused."""
    with pytest.raises(BadFile) as caught:
        read(path, commune)
    return faults(caught.value)


def test_a_filled_row_is_taken_as_written(tmp_path: Path, commune: CommuneDescription) -> None:
    """Amounts are read with their dots, empty months mean those of the method, the sources left blank are none."""
    (found,) = read(sheet(tmp_path, FILLED), commune)
    assert found.lines == (("crops", 96_000_000, 31_500_000),)
    assert (found.members, found.months, found.until, found.stated) == (4, 12, UNTIL, 1_343_750)
    assert (found.poor_list, found.determined_on) == ("off", date(2026, 10, 16))


def test_rows_are_what_a_round_takes(tmp_path: Path, commune: CommuneDescription) -> None:
    """The record becomes the row of intake: days as text, each source with gross and cost."""
    (row,) = income_rows(read(sheet(tmp_path, FILLED), commune))
    assert row["lines"] == [{"source": "crops", "gross": 96_000_000, "cost": 31_500_000}]
    assert (row["until"], row["on"], row["village"]) == ("2026-09-30", "2026-10-16", "Cây Thị")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Số nhân khẩu", ""),
        ("Số nhân khẩu", 0),
        (gross_header(CROPS), "chín mươi triệu"),
        (gross_header(CROPS), -5),
        (cost_header(CROPS), "1.5"),
        ("Tính đến hết ngày", ""),
        ("Ngày xác định", "31/12/2027"),
        ("Thôn/TDP", "Thôn Lạ"),
        ("Bình quân đồng/người/tháng", "nhiều"),
    ],
)
def test_a_wrong_cell_refuses_the_file_and_is_named(
    tmp_path: Path, commune: CommuneDescription, column: str, value: Any
) -> None:
    """One wrong cell is told with its row and column, and no row of the file is taken."""
    told = refused(
        sheet(
            tmp_path,
            {**FILLED, "Họ và tên chủ hộ": "Lò Văn Đúng", "Số CCCD chủ hộ": "099093084645"},
            {**FILLED, column: value},
        ),
        commune,
    )
    assert {(row, name) for row, name, _why in told} == {(3, column)}


def test_a_household_without_any_amount_waits(tmp_path: Path, commune: CommuneDescription) -> None:
    """A row that is not filled in yet is left out and remarked, not refused."""
    blank = {**FILLED, gross_header(CROPS): "", cost_header(CROPS): "", "Số CCCD chủ hộ": "099093084645"}
    found = read_incomes(sheet(tmp_path, FILLED, blank), commune, SOURCES, TODAY, months=12)
    assert len(found.records) == 1
    assert found.notices


def test_one_household_twice_is_refused(tmp_path: Path, commune: CommuneDescription) -> None:
    """The same ID number in two rows would count a household twice."""
    assert refused(sheet(tmp_path, FILLED, FILLED), commune)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("", None), ("0", 0), ("18.000.000", 18_000_000), ("18,000,000", 18_000_000), (1e6, 1_000_000), (7, 7)],
)
def test_money_is_read_as_offices_write_it(cell: Any, expected: int | None) -> None:
    """Dots and commas that group thousands are no fractions; an empty cell is no amount."""
    assert read_money(cell).value == expected


def test_the_sheet_has_the_households_and_every_source(tmp_path: Path) -> None:
    """The sheet to fill in names each household, and has a column of what each source gives and of what it costs."""
    path = tmp_path / "mau.xlsx"
    path.write_bytes(income_xlsx(HOUSEHOLDS, SOURCES, METHOD.months, UNTIL))
    book = openpyxl.load_workbook(path)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert {gross_header(source) for source in SOURCES} <= set(rows[0])
    assert {cost_header(source) for source in SOURCES if source.costs} <= set(rows[0])
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["Họ và tên chủ hộ"], first["Số nhân khẩu"]) == ("Vi A Lâm", 4)
    assert cost_header(WAGES) not in rows[0]
    book.close()


def test_the_same_households_give_the_same_bytes() -> None:
    """The sheet depends on what it says alone, not on when it is made."""
    one, other = (income_xlsx(HOUSEHOLDS, SOURCES, METHOD.months, UNTIL) for _ in range(2))
    assert one == other


def test_the_sheet_filled_in_is_taken_back(tmp_path: Path, commune: CommuneDescription) -> None:
    """What the program writes it reads: filled in and saved by Excel, each household comes back with its amounts."""
    path = tmp_path / "mau.xlsx"
    path.write_bytes(income_xlsx(HOUSEHOLDS, SOURCES, METHOD.months, UNTIL))
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    places = {cell.value: cell.column for cell in page[1]}
    page.cell(2, places[gross_header(CROPS)]).value = 87_500_000
    page.cell(2, places["Ngày xác định"]).value = "16/10/2026"
    book.save(path)
    book.close()
    (found,) = read(path, commune)
    assert (found.lines, found.months, found.until) == ((("crops", 87_500_000, 0),), 12, UNTIL)
