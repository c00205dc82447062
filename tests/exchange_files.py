"""Small files for the tests of `rasoat.exchange`: the synthetic commune, workbooks and rows to spoil."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from rasoat.errors import BadFile
from rasoat.exchange.communes import commune_template, read_commune
from rasoat.exchange.records import CommuneDescription
from rasoat.workflow import standards

DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 23)

HEAD: dict[str, Any] = {
    "STT hộ": 1,
    "STT thành viên": 1,
    "Họ và tên chủ hộ": "Vi A Lâm",
    "Họ và tên thành viên": "Vi A Lâm",
    "Quan hệ với chủ hộ": "Chủ hộ",
    "Ngày, tháng, năm sinh": "20/01/1993",
    "Giới tính": "Nam",
    "Số CCCD/ĐDCN": "099093084644",
    "Thôn/TDP": "Cây Thị",
    "Dân tộc": "Thái",
    "Phân loại hộ": "Hộ nghèo",
    "Điểm B1": 140,
    "Điểm B2": 30,
    "Hộ không có khả năng lao động": "",
    "Hộ có người có công": "",
    "Ghi chú": "",
    "Số nhân khẩu": 2,
}
MEMBER: dict[str, Any] = HEAD | {
    "STT hộ": "",
    "STT thành viên": 2,
    "Họ và tên chủ hộ": "",
    "Họ và tên thành viên": "Vi Thị Mai",
    "Quan hệ với chủ hộ": "Con",
    "Ngày, tháng, năm sinh": "11/11/2018",
    "Giới tính": "Nữ",
    "Số CCCD/ĐDCN": "099318220436",
    "Số nhân khẩu": "",
}
MANAGED_HEADER = list(HEAD)

INDICATORS = standards.load("std-2022").indicators


def example_commune(folder: Path) -> CommuneDescription:
    """Return the commune of the template."""
    path = folder / "xa.toml"
    path.write_text(commune_template(), "utf-8")
    return read_commune(path)


def workbook(path: Path, *sheets: tuple[str, Sequence[Sequence[Any]]]) -> Path:
    """Write sheets (name and rows) to an Excel file."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for position, value in enumerate(row, 1):
                cell = sheet.cell(number, position)
                cell.value = value
                if isinstance(value, str) and value.startswith("="):
                    cell.data_type = "s"
    book.save(path)
    book.close()
    return path


def managed_workbook(path: Path, *rows: dict[str, Any], header: Sequence[str] = MANAGED_HEADER) -> Path:
    """Write a managed list with `rows`; columns stand in the order of `header`."""
    return workbook(path, ("Hộ nghèo", [header, *([row.get(name, "") for name in header] for row in rows)]))


def faults(error: BadFile) -> list[tuple[int, str, str]]:
    """Return row, column and reason of each fault; each must read well in both languages."""
    assert error.render("vi") != error.render("en")
    return [
        (fault.params["row"], fault.params["column"], fault.params["why"].key.rpartition(".")[2])
        for fault in error.details
    ]
