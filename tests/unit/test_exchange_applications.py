"""Applications for review, as the commune office logs them."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from exchange_files import DATA, TODAY, example_commune, faults, workbook

from rasoat.errors import BadFile
from rasoat.exchange.applications import read_applications
from rasoat.exchange.records import CommuneDescription

HEADER = ["Ngày nhận", "Họ và tên", "Giới tính", "Ngày sinh", "Dân tộc", "Số CCCD", "Thôn", "Số nhân khẩu"]
HEADER += ["Nội dung đề nghị", "Lý do"]
ROW = ["08/09/2026", "Quàng Xuân Sơn", "Nam", "09/08/1965", "Tày", "099065517379", "Cây Thị", 4]
ROW += ["Rà soát hộ nghèo, hộ cận nghèo", "- Ốm đau"]


@pytest.fixture
def commune(tmp_path: Path) -> CommuneDescription:
    """Return the commune of the shared files."""
    return example_commune(tmp_path)


def test_the_shared_applications_are_imported_completely(commune: CommuneDescription) -> None:
    """48 households apply for review, four in each village, without a remark."""
    taken = read_applications(DATA / "giay-de-nghi-2026.csv", commune, TODAY)
    assert Counter(application.village for application in taken.records) == dict.fromkeys(
        (village.name for village in commune.villages), 4
    )
    assert {application.kind for application in taken.records} == {"review"}
    assert taken.notices == ()


def test_an_application_is_read_whole(commune: CommuneDescription) -> None:
    """The first application comes with its applicant, size, day and reason."""
    first = read_applications(DATA / "giay-de-nghi-2026.csv", commune, TODAY).records[0]
    assert (first.sheet, first.row, first.received_on) == ("giay-de-nghi-2026.csv", 2, date(2026, 9, 8))
    assert (first.applicant.name, first.applicant.id_number) == ("Quàng Xuân Sơn", "099065517379")
    assert (first.members_count, first.reason) == (4, "Ốm đau, tai nạn")


def test_faults_of_applications(tmp_path: Path, commune: CommuneDescription) -> None:
    """A receipt to come, an unknown request and an ID number logged twice are refused together."""
    rows = [HEADER, ["01/12/2026", *ROW[1:]], [*ROW[:8], "Xin hỗ trợ", ""]]
    with pytest.raises(BadFile) as caught:
        read_applications(workbook(tmp_path / "don.xlsx", ("Đơn", rows)), commune, TODAY)
    assert faults(caught.value) == [
        (2, "Ngày nhận", "in_future"),
        (2, "Số CCCD", "double_id"),
        (3, "Nội dung đề nghị", "unknown_kind"),
    ]


def test_size_and_reason_may_be_unknown(tmp_path: Path, commune: CommuneDescription) -> None:
    """The office may not know yet how many they are; a reason that begins with a dash is text."""
    rows = [HEADER, [*ROW[:7], "", *ROW[8:]]]
    (application,) = read_applications(workbook(tmp_path / "don.xlsx", ("Đơn", rows)), commune, TODAY).records
    assert (application.members_count, application.reason) == (None, "- Ốm đau")
