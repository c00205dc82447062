"""Opening files of every kind, and refusing what is none with one clear paragraph."""

import struct
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from exchange_files import (
    DATA,
    HEAD,
    INDICATORS,
    MANAGED_HEADER,
    MEMBER,
    TODAY,
    example_commune,
    faults,
    managed_workbook,
    workbook,
)

from rasoat.errors import BadFile
from rasoat.exchange import sources, tcvn3
from rasoat.exchange.applications import read_applications
from rasoat.exchange.managed import read_managed
from rasoat.exchange.records import CommuneDescription
from rasoat.exchange.surveys import read_surveys

ENCODE = str.maketrans(dict(zip(tcvn3.LETTERS, tcvn3.CODES, strict=True)))
CSV = "Ngày nhận,Họ và tên,Giới tính,Ngày sinh,Dân tộc,Số CCCD,Thôn,Số nhân khẩu,Nội dung đề nghị,Lý do\n"
ROW = '08/09/2026,Quàng Thị Hương,Nữ,09/08/1965,Tày,099165517379,Cây Thị,4,"Rà soát hộ nghèo, hộ cận nghèo",Thiếu vốn\n'


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> CommuneDescription:
    """Return the commune of the shared files."""
    return example_commune(tmp_path_factory.mktemp("xa"))


def refused(path: Path, commune: CommuneDescription) -> str:
    """Return the key of the error with which a managed list is refused; it is one paragraph."""
    with pytest.raises(BadFile) as caught:
        read_managed(path, commune, TODAY)
    assert path.name in caught.value.render("vi")
    assert caught.value.render("vi").count("\n") == caught.value.render("en").count("\n") == 0
    assert caught.value.exit_code == 2
    return caught.value.key


def written(path: Path, data: bytes) -> Path:
    """Write a file."""
    path.write_bytes(data)
    return path


def locked_file() -> bytes:
    """Return the smallest compound file that Excel's encryption makes: it holds an encrypted package."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = struct.pack("<8s16xHHHHH6xIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6, 0, 1, 1)
    header += struct.pack("<IIIIII109I", 0, 4096, end, 0, end, 0, 0, *[free] * 108)
    allocation = struct.pack("<128I", table, end, *[free] * 126)

    def entry(name: str, kind: int, child: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        return text.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(text), kind, 1, free, free, child, end, 0)

    directory = entry("Root Entry", 5, 1) + entry("EncryptedPackage", 2, free)
    return header + allocation + directory.ljust(512, b"\0")


def test_a_missing_file(tmp_path: Path, commune: CommuneDescription) -> None:
    """A path that leads nowhere is named whole."""
    assert refused(tmp_path / "khong-co.xlsx", commune) == "file_missing"


def test_a_folder_is_no_file(tmp_path: Path, commune: CommuneDescription) -> None:
    """A folder is told from a file."""
    assert refused(tmp_path, commune) == "file_unreadable"


@pytest.mark.parametrize("data", [b"", b"\n\n  ", b"\xef\xbb\xbf"])
def test_an_empty_file(tmp_path: Path, commune: CommuneDescription, data: bytes) -> None:
    """A file without content is called empty, whatever its kind."""
    for name in ("rong.xlsx", "rong.csv"):
        assert refused(written(tmp_path / name, data), commune) == "file_empty"


@pytest.mark.parametrize("length", [10, 1_000, 5_000])
def test_a_truncated_workbook(tmp_path: Path, commune: CommuneDescription, length: int) -> None:
    """A workbook that was cut off in copying is called damaged."""
    data = (DATA / "danh-sach-loi.xlsx").read_bytes()[:length]
    assert refused(written(tmp_path / "cut.xlsx", data), commune) == "file_damaged"


def test_a_workbook_with_a_broken_sheet(tmp_path: Path, commune: CommuneDescription) -> None:
    """A sound archive with a broken sheet is called damaged."""
    path = tmp_path / "hong.xlsx"
    with zipfile.ZipFile(DATA / "danh-sach-loi.xlsx") as sound, zipfile.ZipFile(path, "w") as broken:
        for name in sound.namelist():
            data = sound.read(name)
            broken.writestr(name, data[: len(data) // 2] if "worksheets" in name else data)
    assert refused(path, commune) == "file_damaged"


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("danh-sach.pdf", b"%PDF-1.7 ...", "file_wrong_format"),
        ("danh-sach.csv", b"%PDF-1.7 ...", "file_wrong_format"),
        ("danh-sach.doc", b"{\\rtf1 Danh", "file_wrong_format"),
        ("anh.png", b"\x89PNG....", "file_wrong_format"),
        ("bao-cao.xls", b"\r\n<html><table><tr><td>1</td></tr></table></html>", "file_web_page"),
        ("danh-sach.xlsx", b"STT;Ten\n1;A\n", "file_damaged"),
        ("danh-sach.csv", b"mot dong chu", "file_damaged"),
        ("danh-sach.csv", b"mot,hai\nba,bon\n", "file_without_table"),
        ("danh-sach.csv", b'mot,"' + b"x" * 200_000, "file_damaged"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, commune: CommuneDescription, name: str, data: bytes, key: str) -> None:
    """What a file is counts, not what its name ends in."""
    assert refused(written(tmp_path / name, data), commune) == key


def test_a_word_document(tmp_path: Path, commune: CommuneDescription) -> None:
    """A Word file is a sound archive and yet no workbook."""
    path = tmp_path / "bien-ban.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    assert refused(path, commune) == "file_wrong_format"


def test_a_workbook_with_a_password(tmp_path: Path, commune: CommuneDescription) -> None:
    """An encrypted workbook is told from a damaged one."""
    assert refused(written(tmp_path / "khoa.xlsx", locked_file()), commune) == "file_locked"


def test_a_stray_cell_does_not_exhaust_the_memory(tmp_path: Path, commune: CommuneDescription) -> None:
    """One character in the last cell of a sheet would make 17 thousand million cells: it is refused."""
    path = managed_workbook(tmp_path / "xa.xlsx", HEAD, MEMBER)
    book = openpyxl.load_workbook(path)
    book.active["XFD1048576"] = "x"
    book.save(path)
    assert refused(path, commune) == "file_stray_cell"


def test_giants_are_not_opened(tmp_path: Path, commune: CommuneDescription, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file, or what it unpacks to, beyond any commune's list is refused unread."""
    path = managed_workbook(tmp_path / "to.xlsx", HEAD, MEMBER)
    monkeypatch.setattr(sources, "UNPACKED_BYTES", 1_000)
    assert refused(path, commune) == "file_too_large"
    monkeypatch.setattr(sources, "FILE_BYTES", 1_000)
    assert refused(path, commune) == "file_too_large"


def test_a_file_of_another_kind_says_so(commune: CommuneDescription) -> None:
    """Survey results handed over as a managed list are called by their name, and so the other way round."""
    with pytest.raises(BadFile) as caught:
        read_managed(DATA / "ket-qua-khao-sat-2026.xlsx", commune, TODAY)
    assert caught.value.key == "file_other_kind"
    assert "là kết quả rà soát" in caught.value.render()
    with pytest.raises(BadFile, match="là danh sách giấy đề nghị"):
        read_surveys(DATA / "giay-de-nghi-2026.csv", commune, INDICATORS)
    with pytest.raises(BadFile, match="là danh sách hộ nghèo, hộ cận nghèo"):
        read_applications(DATA / "danh-sach-quan-ly-2025.xlsx", commune, TODAY)


def test_missing_columns_are_named(tmp_path: Path, commune: CommuneDescription) -> None:
    """All required columns that are not there are named at once, with sheet and header row."""
    header = [name for name in MANAGED_HEADER if name not in {"Giới tính", "Thôn/TDP"}]
    with pytest.raises(BadFile) as caught:
        read_managed(managed_workbook(tmp_path / "a.xlsx", HEAD, header=header), commune, TODAY)
    assert caught.value.key == "file_columns_missing"
    assert caught.value.params["columns"] == ("Giới tính", "Thôn/TDP")
    assert "“Hộ nghèo”, dòng tiêu đề 1" in caught.value.render()


def test_two_columns_of_one_meaning_are_refused(tmp_path: Path, commune: CommuneDescription) -> None:
    """Which of two villages columns counts is not guessed."""
    header = [*MANAGED_HEADER, "Tổ dân phố"]
    with pytest.raises(BadFile) as caught:
        read_managed(managed_workbook(tmp_path / "a.xlsx", HEAD, header=header), commune, TODAY)
    assert (caught.value.key, caught.value.params["columns"]) == ("file_columns_twice", ("Tổ dân phố",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_in_every_encoding_and_with_every_delimiter(
    tmp_path: Path, commune: CommuneDescription, encoding: str, delimiter: str
) -> None:
    """What Excel writes on a Vietnamese PC is read, whatever it was set to."""
    text = CSV.replace(",", delimiter) + ROW.replace('"', "").replace("hộ nghèo, ", "hộ nghèo; ").replace(
        ",", delimiter
    ).replace("nghèo; hộ", "nghèo và hộ")
    # the code page writes the tone as a letter of its own
    data = _to_cp1258(text) if encoding == "cp1258" else text.encode(encoding)
    taken = read_applications(written(tmp_path / "don.csv", data), commune, TODAY)
    assert [application.applicant.name for application in taken.records] == ["Quàng Thị Hương"]
    assert [application.village for application in taken.records] == ["Cây Thị"]


def _to_cp1258(text: str) -> bytes:
    """Return `text` in the Vietnamese code page of Windows."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = []
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        letters.append(base + "".join(part for part in parts if part in tones))
    return "".join(letters).encode("cp1258")


def test_csv_in_the_old_encoding(tmp_path: Path, commune: CommuneDescription) -> None:
    """A file wholly in TCVN3, header included, is converted and remarked once."""
    data = (CSV + ROW).translate(ENCODE).encode("latin-1")
    taken = read_applications(written(tmp_path / "don.csv", data), commune, TODAY)
    (application,) = taken.records
    assert (application.applicant.name, application.reason) == ("Quàng Thị Hương", "Thiếu vốn")
    assert [notice.remark.key for notice in taken.notices] == ["exchange.remark.tcvn3_sheet"]


def test_a_broken_byte_is_a_fault_of_its_cell(tmp_path: Path, commune: CommuneDescription) -> None:
    """A letter lost in a name is asked for; the rest of the file is read as what it is."""
    data = (CSV + ROW).encode().replace("Hương".encode(), b"H\xff\xfeng")
    with pytest.raises(BadFile) as caught:
        read_applications(written(tmp_path / "don.csv", data), commune, TODAY)
    assert faults(caught.value) == [(2, "Họ và tên", "lost_letters")]


def test_a_managed_list_with_lost_letters(tmp_path: Path, commune: CommuneDescription) -> None:
    """Lost letters are told at the cell they were lost from, also where rows are grouped by it."""
    spoilt = {**MEMBER, "Quan hệ với chủ hộ": "Ch\ufffdu"}
    rows = [MANAGED_HEADER, *([str(line[name]) for name in MANAGED_HEADER] for line in (HEAD, spoilt))]
    text = "\n".join(";".join(row) for row in rows)
    path = written(tmp_path / "danh-sach.csv", text.encode())
    with pytest.raises(BadFile) as caught:
        read_managed(path, commune, TODAY)
    assert faults(caught.value) == [(3, "Quan hệ với chủ hộ", "lost_letters")]


def test_rows_of_a_csv_are_counted_like_excel_does(tmp_path: Path, commune: CommuneDescription) -> None:
    """A line break inside quotes, an empty line and Excel's `sep=` line do not shift the row numbers."""
    bad = ROW.replace("Nữ", "?").replace("Thiếu vốn", '"Thiếu\nvốn"')
    text = "sep=,\n" + CSV + bad + "\n" + bad.replace("099165517379", "099165517370")
    with pytest.raises(BadFile) as caught:
        read_applications(written(tmp_path / "don.csv", text.encode("utf-8-sig")), commune, TODAY)
    assert [row for row, _, _ in faults(caught.value)] == [3, 5]


def test_opendocument_is_read(tmp_path: Path, commune: CommuneDescription) -> None:
    """A list saved by LibreOffice is read like one saved by Excel."""
    lines = [MANAGED_HEADER, HEAD.values(), MEMBER.values()]
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in line
        )
        + "</table:table-row>"
        for line in lines
    )
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0"'
        f' xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Hộ nghèo">'
        f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "danh-sach.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    (household,) = read_managed(path, commune, TODAY).records
    assert (household.head.name, household.b1, len(household.members)) == ("Vi A Lâm", 140, 2)


def test_a_workbook_under_another_name(tmp_path: Path, commune: CommuneDescription) -> None:
    """A workbook renamed to .csv is still a workbook."""
    path = managed_workbook(tmp_path / "a.xlsx", HEAD, MEMBER).rename(tmp_path / "a.csv")
    assert len(read_managed(path, commune, TODAY).records) == 1


def test_dates_of_excel_are_read_as_dates(tmp_path: Path, commune: CommuneDescription) -> None:
    """A cell that Excel made a date is the same birth as its text."""
    row = {**HEAD, "Ngày, tháng, năm sinh": date(1993, 1, 20)}
    (household,) = read_managed(managed_workbook(tmp_path / "a.xlsx", row, MEMBER), commune, TODAY).records
    assert household.head.birth.text == "20/01/1993"


def test_a_workbook_without_any_list(tmp_path: Path, commune: CommuneDescription) -> None:
    """Without a header row the columns are named that one must have."""
    assert refused(workbook(tmp_path / "a.xlsx", ("Sheet1", [["Chào"]])), commune) == "file_without_table"
