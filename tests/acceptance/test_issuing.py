"""Numbers, replacing papers and print runs, as an officer types them."""

from collections.abc import Callable

import openpyxl
import pypdf
from office import FIRST, Office

At = Callable[[str], Office]
REFUSED, USAGE = 1, 2
BY = ("--by", "Lò Văn Thành, Chủ tịch")


def corrected(office: Office) -> Office:
    """Correct a household of the first village after its notice was issued: it is poor no more."""
    entries = office.does("journal", "show", FIRST, "--json").json
    surveys = (item for item in entries if item["kind"] == "household_surveyed")
    entry = next(item for item in surveys if item["payload"]["class"] == "poor")
    scores = ("--set", "b1=150", "--set", "class=non_poor")
    office.does("correct", str(entry["seq"]), *scores, "--reason", "Nhập nhầm điểm B1")
    return office


def prints(office: Office) -> list[dict[str, object]]:
    """Return what the journal says of each print."""
    entries = office.does("journal", "show", "--json").json
    return [entry["payload"] for entry in entries if entry["kind"] == "printed"]


def test_a_wrong_notice_is_replaced_and_both_are_printed(at: At) -> None:
    """The officer issues the notice again, prints both, and the journal says which replaces which."""
    office = corrected(at("agreed"))
    said = office.does("paper", "reissue", "01/TB-UBND", "--reason", "Sai kết quả một hộ", *BY)
    assert "Đã lập Thông báo niêm yết công khai kết quả rà soát số 13/TB-UBND" in said.out
    listed = office.does("paper", "list", "--village", FIRST, "--form", "posting-notice")
    assert "đã được thay thế bởi" in listed.out
    old, new = office.does("paper", "list", "--village", FIRST, "--form", "posting-notice", "--json").json
    assert (old["state"], old["replaced_by"], new["state"]) == ("replaced", new["paper"], "issued")
    office.does("print", "--paper", old["paper"], "--format", "html", "--out", office.folder / "cu")
    office.does("print", "--paper", "13/TB-UBND", "--format", "html", "--out", office.folder / "moi")
    (page,) = (office.folder / "cu").rglob("*.html")
    assert "VĂN BẢN ĐÃ ĐƯỢC THAY THẾ bởi Thông báo niêm yết công khai kết quả rà soát số 13/TB-UBND" in page.read_text(
        "utf-8"
    )
    (page,) = (office.folder / "moi").rglob("*.html")
    assert "(Thay thế Thông báo niêm yết công khai kết quả rà soát số 01/TB-UBND" in page.read_text("utf-8")
    assert [len(item["replacing"]) for item in prints(office) if "replacing" in item] == [1]
    office.does("journal", "verify")


def test_a_cancelled_paper_is_marked_and_stays_in_the_register(at: At) -> None:
    """Cancelled, a number shows its reason in list and book, and its paper is marked when printed again."""
    office = at("agreed")
    words = ("register", "cancel", "1", "--body", "ubnd", "--year", "2026", "--reason", "Ghi nhầm tên thôn", *BY)
    assert "Đã hủy số 01/TB-UBND" in office.does(*words).out
    assert "đã hủy ngày" in office.refused(REFUSED, *words).err
    shown = office.does("register", "show", "--body", "ubnd").out
    assert "ĐÃ HỦY ngày 31/12/2026, Lò Văn Thành, Chủ tịch: Ghi nhầm tên thôn" in shown
    for kind in ("html", "docx", "pdf"):
        office.does("print", "--paper", "01/TB-UBND", "--format", kind, "--out", office.folder / "in")
    (page,) = (office.folder / "in").rglob("*.html")
    assert "VĂN BẢN ĐÃ HỦY SỐ" in page.read_text("utf-8")
    (sheet,) = (office.folder / "in").rglob("*.pdf")
    assert "VĂN BẢN ĐÃ HỦY SỐ" in pypdf.PdfReader(sheet).pages[0].extract_text()


def test_the_register_prints_as_a_book(at: At) -> None:
    """The book has a row for each number, as PDF and as Excel."""
    office = at("agreed")
    formats = ("--format", "pdf", "--format", "xlsx", "--format", "docx")
    office.does("register", "print", "--body", "ubnd", "--year", "2026", *formats, "--out", office.folder / "so")
    sheet = openpyxl.load_workbook(office.folder / "so" / "so-van-ban-ubnd-2026.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "Số, ký hiệu văn bản"
    assert [row[0] for row in rows[1:3]] == ["01/TB-UBND", "02/TB-UBND"]
    assert len(rows) == 13
    text = pypdf.PdfReader(office.folder / "so" / "so-van-ban-ubnd-2026.pdf").pages[0].extract_text()
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐI" in text
    assert "chưa có số nào" in office.refused(USAGE, "register", "print", "--body", "gcn", "--year", "2026").err


def test_a_number_with_a_gap_asks_for_a_reason_once(at: At) -> None:
    """The number from the records office is refused until a reason is given, or the series is said to be shared."""
    office = at("met")
    given = ("advance", FIRST, "--number", "posting-notice=566", "--date", "08/10/2026")
    assert "bỏ trống các số từ 1 đến 565" in office.refused(REFUSED, *given).err
    where = ("--reason", "Sổ chung ở Văn phòng", *BY)
    office.does("register", "shared", "--body", "ubnd", "--year", "2026", *where)
    assert "566/TB-UBND" in office.does(*given).out
    assert "1-565: không có văn bản trong chương trình; Sổ chung ở Văn phòng" in office.does("register", "show").out


def test_a_print_run_has_lists_chapters_and_originals(at: At) -> None:
    """Merged, each village has a chapter that begins with its list; each paper is there in its originals."""
    office = at("agreed")
    file = office.folder / "thon.pdf"
    said = office.does("print", "--village", FIRST, "--merged", "--out", file)
    reader = pypdf.PdfReader(file)
    chapter, papers = reader.outline
    assert chapter["/Title"] == f"thôn {FIRST}"
    assert papers[0]["/Title"] == f"Mục lục văn bản - thôn {FIRST}"
    cover = reader.pages[0].extract_text()
    assert "MỤC LỤC VĂN BẢN" in cover
    assert "01/TB-UBND" in cover
    single = office.folder / "mot.pdf"
    office.does("print", "--village", FIRST, "--merged", "--copies", "1", "--no-cover", "--out", single)
    minutes, notice = (item for item in papers if "Biên bản" in item["/Title"] or "Thông báo" in item["/Title"])
    once = len(pypdf.PdfReader(single).pages)
    pages = reader.get_destination_page_number(notice) - reader.get_destination_page_number(minutes)
    assert pages % 2 == 0
    assert len(reader.pages) > once + 2
    assert "Đã gộp 5 văn bản (7 bản)" in said.out
    first, second = prints(office)
    assert first["copies"] == [1, 1, 1, 2, 2]
    assert second["copies"] == [1] * 5
    assert second["again"] == first["printed"]


def test_copies_of_single_files_are_refused(at: At) -> None:
    """--copies without --merged is a slip, and is said to be one."""
    assert "--merged" in at("agreed").refused(USAGE, "print", "--copies", "2").err


def test_a_reprint_says_so(at: At) -> None:
    """The second print of a paper is told and recorded as a reprint."""
    office = at("agreed")
    words = ("print", "--village", FIRST, "--form", "posting-notice", "--out", office.folder / "in")
    assert "in lại" not in office.does(*words).out
    assert "Trong đó 1 văn bản đã in trước đây" in office.does(*words).out
