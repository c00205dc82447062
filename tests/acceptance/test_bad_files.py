"""Files and disks that are wrong, missing, full or in use: a paragraph each, and nothing half-written."""

import contextlib
import errno
import hashlib
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from office import (
    APPLICATIONS,
    DATA,
    FAULTY,
    FIRST,
    MANAGED,
    OLD_STANDARD,
    ORDER,
    SURVEYS,
    TODAY,
    Office,
    assert_paragraph,
    post,
    rows,
    typed,
)

At = Callable[[str], Office]
USAGE, REFUSED = 2, 1
RASOAT = Path(sys.executable).with_name("rasoat")
UNREACHABLE = "/proc/khong-ghi-duoc"
"""A place where not even root may create anything."""


# files in


def test_a_faulty_list_is_refused_whole(at: At) -> None:
    """Every fault that the list was planted with is named with sheet, row, column and value; no row goes in."""
    office = at("opened")
    said = office.refused(USAGE, "list", "import", FAULTY)
    planted = json.loads((DATA / "danh-sach-loi-expected.json").read_text("utf-8"))
    _, *told = said.err.strip().split("\n")
    wrong = [item for item in planted if not item["accept"]]
    assert len(told) == len(wrong)
    for item, line in zip(wrong, told, strict=True):
        assert f"dòng {item['row']}, cột “{item['column']}”" in line
    assert f"có {len(wrong)} lỗi nên không nhập dòng nào" in said.err


@pytest.mark.parametrize(
    ("words", "file", "says"),
    [
        (("list", "import"), SURVEYS, "là kết quả rà soát (trang tính “Sheet”), không phải danh sách hộ nghèo"),
        (("list", "apply"), MANAGED, "không phải danh sách giấy đề nghị rà soát"),
        (("list", "import"), APPLICATIONS, "là danh sách giấy đề nghị rà soát"),
        (("survey", "import"), MANAGED, "không phải kết quả rà soát"),
        (("survey", "import"), APPLICATIONS, "không phải kết quả rà soát"),
    ],
)
def test_a_file_of_another_kind_is_told(at: At, words: tuple[str, ...], file: Path, says: str) -> None:
    """A file given to the wrong command is named for what it is."""
    assert says in at("listed").refused(USAGE, *words, file).err


def half(file: Path) -> bytes:
    """Return the first half of a file."""
    content = file.read_bytes()
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("ca-chua.xlsx", None, "Không tìm thấy tệp"),
        ("cut.xlsx", half(MANAGED), "bị hỏng, không đọc được"),
        ("rong.xlsx", b"", "rỗng"),
        ("chu.xlsx", b"Danh s\xc3\xa1ch h\xe1\xbb\x99 ngh\xc3\xa8o", "bị hỏng"),
        ("web.xls", b"<html><table><tr><td>1</td></tr></table></html>", "thực ra là một trang web"),
        ("anh.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "không phải là bảng tính"),
        ("la.csv", b"a,b\n1,2\n", "không có bảng nào nhận ra được"),
    ],
)
def test_a_broken_file_is_refused(at: At, name: str, content: bytes | None, says: str) -> None:
    """A file that is missing, cut, empty or no workbook is refused with what to do about it."""
    office = at("listed")
    file = office.folder / name
    if content is not None:
        file.write_bytes(content)
    for words in (("list", "import"), ("list", "apply"), ("survey", "import")):
        assert says in office.refused(USAGE, *words, file).err


def test_a_survey_of_strangers_is_refused_whole(at: At) -> None:
    """Survey rows of households that nobody knows are all named; none of the known ones goes in."""
    office = at("opened")
    said = office.refused(USAGE, "survey", "import", SURVEYS)
    assert "Có 240 dòng kết quả khảo sát của hộ không có trong danh sách" in said.err


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('province = "Mẫu Sơn"', "", "province: thiếu khóa bắt buộc"),
        ('area = "rural"', 'area = "núi"', "area: không nhận giá trị “núi”"),
        ('kind = "xã"', 'kind = "xã', "sai cú pháp TOML"),
        ('code = "02"', 'code = "01"', "bị ghi cho hai thôn"),
        ('head = "Lò Thị Thí"\n', "", "head: thiếu khóa bắt buộc"),
        ('phone = "0200 000 0000"', 'phon = "0200 000 0000"', "phon: không có khóa này"),
    ],
)
def test_a_wrong_commune_file_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    """A commune file with a missing, unknown or wrong key names that key; no database appears."""
    office = Office(tmp_path)
    office.does("commune", "template", tmp_path / "xa.toml")
    text = (tmp_path / "xa.toml").read_text("utf-8")
    assert text.count(old) == 1
    (tmp_path / "xa.toml").write_text(text.replace(old, new), "utf-8")
    said = office.refused(USAGE, "commune", "add", tmp_path / "xa.toml")
    assert says in said.err
    assert not office.database.exists()


def test_a_commune_is_added_once(at: At) -> None:
    """The same commune a second time, or a template over a file that exists, is refused."""
    office = at("described")
    office.refused(USAGE, "commune", "add", office.folder / "xa.toml")
    office.refused(USAGE, "commune", "template", office.folder / "xa.toml")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--procedure", "qd-99"), "qd24-periodic-two-tier, qd24-periodic"),
        (("--procedure", "khong-co.toml"), "Không tìm thấy tệp khong-co.toml"),
        (("--variant", "huyen"), "Các biến thể có thể chọn: none, province_opinion, province_report_only"),
        (("--procedure", "qd24-periodic", "--variant", "none"), "không có biến thể “none”"),
        (("--procedure", "qd24-periodic"), "không áp dụng cho ngày 01/09/2026"),
        (("--commune", "Xã Khác"), "ghi đúng mã hoặc tên của một trong các xã sau đây"),
    ],
)
def test_a_round_under_a_wrong_procedure_is_refused(at: At, words: tuple[str, ...], says: str) -> None:
    """A procedure, variant or commune that does not exist, or is not in force, is refused with those that are."""
    said = at("described").refused(USAGE, "round", "open", *OLD_STANDARD, "--date", "01/09/2026", *words)
    assert says in said.err


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('check = "list_not_empty"', 'check = "co_ho"', "requirements[0].check: chương trình không có phép kiểm tra"),
        ('unit = "working"', 'unit = "tuan"', "terms[0].unit: không nhận giá trị “tuan”"),
        ('unit = "working"\n', "", "terms[0].unit: thiếu khóa bắt buộc này"),
        ('citation = "qd24-4-1"', 'citation = "khong"', "stages[0].citation: viện dẫn “khong” không có"),
        (
            'produces = ["list-to-review"]',
            'produces = ["giay-la"]',
            "transitions[0].produces: không có mẫu văn bản nào mang mã “giay-la”",
        ),
        ('papers = ["list-to-review"]', 'papers = ["giay-la"]', "params.papers: không có mẫu văn bản nào"),
        ('to = "survey"', 'to = "buoc_la"', "transitions[0].to"),
        ("[[terms]]", "[[terms]", "không đọc được theo cú pháp TOML"),
    ],
)
def test_a_wrong_procedure_file_is_refused(at: At, old: str, new: str, says: str) -> None:
    """A round opens under no file that is wrong; the refusal names file, key and reason."""
    office = at("described")
    shipped = (files("rasoat.workflow") / "data" / "procedures" / "qd24-periodic-two-tier.toml").read_text("utf-8")
    wrong = office.file("qd24-periodic-two-tier.toml", shipped.replace(old, new, 1))
    said = office.refused(USAGE, "round", "open", "--procedure", wrong, *ORDER, "--date", "01/09/2026")
    assert "Không dùng được tệp qd24-periodic-two-tier.toml: có 1 chỗ sai" in said.err
    assert says in said.err


# evidence


@pytest.mark.parametrize("content", [None, b""])
def test_missing_evidence_is_refused(at: At, content: bytes | None) -> None:
    """A photo that is not there, or empty, stops the step that names it."""
    office = at("agreed")
    photo = office.folder / "anh.jpg"
    if content is not None:
        photo.write_bytes(content)
    said = office.refused(USAGE, "posting", "start", FIRST, "--evidence", photo, "--date", "09/10/2026")
    assert "không có hoặc rỗng" in said.err


def test_a_folder_is_no_evidence(at: At) -> None:
    """A folder in place of a photo is refused."""
    office = at("agreed")
    office.refused(USAGE, "posting", "start", FIRST, "--evidence", office.folder)


def test_evidence_that_cannot_be_kept_stops_the_step(at: At) -> None:
    """When the folder of evidence cannot be written, nothing is recorded."""
    office = at("agreed")
    office.options = ("--files", UNREACHABLE)
    said = office.refused(REFUSED, "posting", "start", FIRST, "--evidence", office.file("anh.jpg"))
    assert "Không chép được tệp minh chứng" in said.err


def test_a_disk_full_of_evidence_stops_the_step(at: At) -> None:
    """When the disk fills while a photo is copied, nothing is recorded and no half copy stays."""
    office = at("agreed")
    photo = office.file("anh.jpg", b"mot tam anh lon")
    digest = hashlib.sha256(photo.read_bytes()).hexdigest()
    place = office.folder / "rasoat.files" / digest[:2] / f"{digest}.part"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to("/dev/full")
    said = office.refused(REFUSED, "posting", "start", FIRST, "--evidence", photo, "--date", "09/10/2026")
    assert "đĩa đã đầy" in said.err
    assert list(place.parent.iterdir()) == []


def test_lost_evidence_is_found_by_the_verification(at: At) -> None:
    """A photo that disappears or changes after it was recorded makes the verification fail."""
    office = at("agreed")
    post(office, FIRST)
    (kept,) = [
        path for path in (office.folder / "rasoat.files").rglob("*") if path.is_file() and path.stat().st_size == 3
    ]
    kept.write_bytes(b"khac")
    said = office.types("journal", "verify")
    assert (said.code, "Tệp minh chứng len.jpg" in said.out) == (REFUSED, True)
    kept.unlink()
    assert office.types("journal", "verify").code == REFUSED


# the database


def test_a_database_in_use_is_told(at: At) -> None:
    """While another program writes, a writing command gives up after its patience; a reading one does not wait."""
    office = at("met")
    office.options = ("--busy-seconds", "0.05")
    with contextlib.closing(sqlite3.connect(office.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = office.types("advance", FIRST, "--date", "08/10/2026")
        assert office.does("status", "--json")
        other.execute("ROLLBACK")
    assert said.code == REFUSED
    assert "đang bận vì có người khác đang ghi; chưa có gì được ghi" in said.err
    assert_paragraph(said.err)
    office.does("advance", FIRST, "--date", "08/10/2026")


def test_a_print_that_cannot_be_recorded_is_not_left_behind(at: At) -> None:
    """When the journal cannot take a print, its sheets are removed again; sheets of an earlier print stay."""
    office = at("met")
    office.does("print", "--village", FIRST, "--form", "list-to-review", "--out", office.folder / "in")
    earlier = set((office.folder / "in").rglob("*.pdf"))
    office.options = ("--busy-seconds", "0.05")
    with contextlib.closing(sqlite3.connect(office.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for words in ((), ("--merged",)):
            said = office.types("print", "--village", FIRST, *words, "--out", office.folder / "in")
            assert (said.code, "Đã in" in said.out) == (REFUSED, False)
        other.execute("ROLLBACK")
    assert earlier
    assert set((office.folder / "in").rglob("*.pdf")) == earlier


def test_the_patience_can_be_set_in_the_environment(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """RASOAT_BUSY_SECONDS says how long to wait, and must be a number."""
    office = at("met")
    monkeypatch.setenv("RASOAT_BUSY_SECONDS", "lâu")
    assert "lâu" in office.types("status").err
    monkeypatch.setenv("RASOAT_BUSY_SECONDS", "0")
    with contextlib.closing(sqlite3.connect(office.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert office.types("advance", FIRST, "--date", "08/10/2026").code == REFUSED


def test_a_read_only_database_can_be_read(at: At) -> None:
    """A database opened read-only answers questions and refuses to be written."""
    office = at("met")
    before = rows(office.database)
    office.url = f"sqlite:///file:{office.database}?mode=ro&uri=true"
    assert office.does("status", "--json").json["round"]
    said = office.types("advance", FIRST, "--date", "08/10/2026")
    assert said.code == REFUSED
    assert "chỉ cho đọc; chưa có gì được ghi" in said.err
    assert_paragraph(said.err)
    assert rows(office.database) == before


def refused_database(url: str | Path, *words: str) -> str:
    """Return what is told about a database that cannot be used; nothing may come of it."""
    said = typed("--db", url, "--on", TODAY, *(words or ("status",)))
    assert said.code in {USAGE, REFUSED}, said
    assert_paragraph(said.err)
    return said.err


def test_another_programs_database_is_left_alone(at: At, tmp_path: Path) -> None:
    """A database with other tables is refused by every command, and stays byte for byte what it was."""
    xa = at("described").folder / "xa.toml"
    foreign = tmp_path / "khac.db"
    with contextlib.closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE hoa_don (id INTEGER)")
        connection.commit()
    before = foreign.read_bytes()
    for words in (("status",), ("commune", "add", str(xa)), ("db", "upgrade"), ("journal", "verify")):
        assert "của chương trình khác (có các bảng: hoa_don)" in refused_database(foreign, *words)
    assert foreign.read_bytes() == before


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    """Text, a folder, a missing folder, and addresses that nobody understands are refused, each for what it is."""
    text = tmp_path / "thu.db"
    text.write_text("không phải cơ sở dữ liệu\n" * 100, "utf-8")
    assert "không phải là cơ sở dữ liệu" in refused_database(text)
    assert "Không mở được cơ sở dữ liệu" in refused_database(tmp_path)
    assert "Chưa có cơ sở dữ liệu" in refused_database(tmp_path / "khong" / "co.db")
    assert "Không có thư mục" in refused_database(f"sqlite:///{tmp_path}/khong/co.db")
    assert "Không có thư mục" in refused_database(f"sqlite:///file:{tmp_path}/khong/co.db?mode=ro&uri=true")
    assert "Không hiểu địa chỉ" in refused_database("mysql://ai@dau/gi")
    assert "Không hiểu địa chỉ" in refused_database("://")
    assert list(tmp_path.iterdir()) == [text]


def test_a_missing_folder_of_the_database_is_told_when_a_commune_is_added(at: At) -> None:
    """Adding a commune creates the database, but not the folder around it."""
    office = at("described")
    said = refused_database(office.folder / "khong" / "co.db", "commune", "add", str(office.folder / "xa.toml"))
    assert "Hãy tạo thư mục này hoặc chọn nơi khác" in said


def test_a_server_that_does_not_answer_is_told_in_one_paragraph() -> None:
    """A PostgreSQL server that is not there is told, without its password."""
    said = refused_database("postgresql://ai:matkhau@127.0.0.1:1/rasoat")
    assert "Không kết nối được" in said
    assert "matkhau" not in said


def test_a_damaged_database_is_told(at: At) -> None:
    """A database whose pages were overwritten is told as damaged, with the way to the backup."""
    office = at("met")
    content = bytearray(office.database.read_bytes())
    content[8192 : len(content) // 2] = b"\xaa" * (len(content) // 2 - 8192)
    office.database.write_bytes(bytes(content))
    assert "bản sao lưu" in refused_database(office.database)


# what is printed


@pytest.fixture
def printed(at: At) -> tuple[Office, Path]:
    """Return an office and the one paper it printed."""
    office = at("agreed")
    out = office.folder / "in"
    office.does("print", "--village", FIRST, "--form", "posting-notice", "--out", out)
    (paper,) = out.rglob("*.pdf")
    return office, paper


def test_a_full_disk_leaves_the_older_print_whole(printed: tuple[Office, Path]) -> None:
    """When the disk fills while printing, the older print stays, no half file does, and nothing is recorded."""
    office, paper = printed
    whole = paper.read_bytes()
    paper.with_name(paper.name + ".part").symlink_to("/dev/full")
    before = rows(office.database)
    said = office.types("print", "--village", FIRST, "--form", "posting-notice", "--out", office.folder / "in")
    assert said.code == REFUSED
    assert_paragraph(said.err)
    assert "đĩa đã đầy" in said.err
    assert [path for path in paper.parent.iterdir() if path.name != paper.name] == []
    assert paper.read_bytes() == whole
    assert rows(office.database) == before


def limited(office: Office, size: int, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command that may write no file beyond `size` bytes, as on a disk that is nearly full."""
    return subprocess.run(
        [RASOAT, "--db", office.database, "--on", TODAY, *words],
        env={**os.environ, "RASOAT_LANG": "vi"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )


def test_a_database_that_cannot_grow_records_nothing(at: At) -> None:
    """When the database's disk is full, the step is refused and the database is what it was."""
    office = at("entered")
    before = rows(office.database)
    said = limited(office, 4096, "advance", FIRST, "--date", "23/09/2026")
    assert said.returncode == REFUSED, said
    assert_paragraph(said.stderr)
    assert "chưa có gì được ghi" in said.stderr
    assert rows(office.database) == before
    office.does("advance", FIRST, "--date", "23/09/2026")


@pytest.mark.parametrize("out", [UNREACHABLE, "tep/trong"])
def test_a_folder_that_cannot_be_written_is_told(at: At, out: str) -> None:
    """An output folder that cannot be made is refused by name, in every way of printing."""
    office = at("agreed")
    office.file("tep", "một tệp, không phải thư mục")
    folder = office.folder / out  # an absolute one stays what it is
    for words in ((), ("--format", "docx"), ("--format", "html"), ("--merged",)):
        said = office.refused(REFUSED, "print", "--village", FIRST, "--form", "posting-notice", *words, "--out", folder)
        assert "Không ghi được tệp" in said.err


def test_other_commands_tell_a_place_they_cannot_write(at: At) -> None:
    """Template and demonstration refuse a place they cannot write."""
    office = at("described")
    assert "Không ghi được tệp" in office.refused(REFUSED, "commune", "template", f"{UNREACHABLE}.toml").err
    for place in (UNREACHABLE, office.folder / "xa.toml"):
        assert "Máy tính không cho đọc hoặc ghi" in office.refused(REFUSED, "demo", "--out", place).err


def test_the_demonstration_replaces_nothing_but_itself(at: At) -> None:
    """A folder that holds something else is not touched by the demonstration."""
    office = at("described")
    assert "đang chứa dữ liệu khác" in office.refused(USAGE, "demo", "--out", office.folder).err


def test_nothing_to_print_is_told(at: At) -> None:
    """A choice that names no paper, or no form there is, is refused with the forms there are."""
    office = at("agreed")
    assert "posting-certificate" in office.refused(USAGE, "print", "--form", "giay-khen").err
    for words in (("--form", "posting-certificate"), ("--entry", "1"), ("--village", FIRST, "--form", "upper-report")):
        said = office.refused(USAGE, "print", *words, "--out", office.folder / "in")
        assert "Không có văn bản nào đúng với lựa chọn này" in said.err


# what nobody foresaw


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Yield the folder for temporary files."""
    folder = tmp_path / "tam"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    shutil.rmtree(folder)


def test_an_unforeseen_fault_is_a_paragraph_too(at: At, logs: Path) -> None:
    """Even a broken row ends in a paragraph; the file for the maintainer holds places in the code, nothing else."""
    office = at("entered")
    with contextlib.closing(sqlite3.connect(office.database)) as connection:
        connection.execute('UPDATE household SET person = \'{"name": "Vi A Lâm"}\'')
        connection.commit()
    said = office.types("list", "show", FIRST)
    assert said.code == REFUSED
    assert said.err.startswith("[RS900] Chương trình gặp lỗi không lường trước (KeyError)")
    assert "Traceback" not in said.err
    (log,) = logs.iterdir()
    assert str(log) in said.err
    assert "commands/lists.py" in log.read_text("utf-8")
    assert "Lâm" not in log.read_text("utf-8")


def test_the_computers_reasons_are_told_in_words() -> None:
    """What the system refuses is told in the catalogue's words where it knows them."""
    from rasoat.errors import os_reason

    reason = os_reason(OSError(errno.ENOSPC, "No space left on device"))
    assert str(reason.render("vi") if not isinstance(reason, str) else reason) == "đĩa đã đầy"
    assert os_reason(OSError(errno.ELOOP, "Too many levels")) == "Too many levels"
