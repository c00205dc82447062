"""Complaints and denunciations as an officer types them; what is confidential leaves no trace in what others read."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
from office import Office

At = Callable[[str], Office]
CONTENT = "Giàng Thị Kín tố cáo việc nhận tiền"
BY = ("--by", "Lý A Ví, thôn Nà Khoa", "--content", "Không công nhận hộ nghèo")


def test_a_complaint_from_receipt_to_court(at: At) -> None:
    """File, accept, settle, go to court: each told with its day, all of it in the register, in Excel too."""
    office = at("closed")
    filed = office.does("complaint", "file", *BY, "--household", "H0012", "--date", "23/11/2026", "--command-id", "k-1")
    assert "chậm nhất ngày 03/12/2026 (Điều 10 Nghị định số 155/2026/NĐ-CP" in filed.out
    office.repeated("complaint", "file", *BY, "--household", "H0012", "--date", "23/11/2026", "--command-id", "k-1")
    assert "khiếu nại số 1" in office.does("todo", on="2026-11-25").out
    office.refused(1, "complaint", "settle", "1", "--outcome", "upheld", "--document", "25/QĐ-UBND")
    office.does("complaint", "accept", "1", "--document", "12/TB-UBND", "--date", "01/12/2026")
    office.does("complaint", "settle", "1", "--outcome", "upheld", "--document", "25/QĐ-UBND", "--date", "21/12/2026")
    office.does("complaint", "further", "1", "--to", "court")
    (row,) = office.does("complaint", "list", "--json").json
    assert (row["against"], row["state"], row["outcome"]) == ("152/QĐ-UBND", "settled", "upheld")
    book = office.folder / "so.xlsx"
    office.does("complaint", "list", "--xlsx", book)
    cells = [cell for line in openpyxl.load_workbook(book).active.iter_rows(values_only=True) for cell in line]
    assert {"Lý A Ví, thôn Nà Khoa", "152/QĐ-UBND", "khiếu nại đúng"} <= set(cells)
    assert [item for item in office.breaches() if "complaint" in item[1]] == []
    office.does("journal", "verify")


def test_a_complaint_that_waits_too_long_fails_the_audit(at: At) -> None:
    """On the last day it is no breach; a day later the audit names it, with every day counted."""
    office = at("recognised")
    office.does("complaint", "file", *BY, "--date", "23/11/2026")
    assert "khiếu nại số 1" not in office.types("audit", on="2026-12-03").out
    late = office.types("audit", on="2026-12-04")
    assert late.code == 1
    assert "24/11/2026: không tính" in late.out


def test_what_is_wrong_with_a_complaint_is_said(at: At) -> None:
    """Unknown numbers, objections that are none and empty words are refused, and nothing is written."""
    office = at("closed")
    office.refused(2, "complaint", "file", "--by", " ", "--content", "x")
    office.refused(2, "complaint", "file", *BY, "--after", "Nà Khoa")
    office.refused(2, "complaint", "file", *BY, "--after", "Nà Khoa:7")
    office.refused(2, "complaint", "file", *BY, "--rules", "cmp-1999")
    office.refused(2, "complaint", "accept", "9")
    office.refused(1, "objection", "file", "Nà Khoa", *BY, "--date", "25/11/2026")


def test_a_denunciation_leaves_its_content_in_the_vault_alone(at: At, tmp_path: Path) -> None:
    """Database, evidence folder, dossiers, audit, journal exports: neither name nor content is in any of them."""
    office, vault = at("closed"), tmp_path / "giu-rieng"
    letter = tmp_path / "don-kin.txt"
    letter.write_text(CONTENT, encoding="utf-8")
    said = office.does("denunciation", "receive", letter, "--vault", vault, "--date", "02/12/2026")
    told = [said.out, said.err]
    for words in (
        ("denunciation", "list"),
        ("journal", "show"),
        ("audit", "--json", "--full"),
        ("status", "--json"),
        ("complaint", "list", "--json"),
    ):
        answer = office.types(*words)
        told += [answer.out, answer.err]
    office.does("dossier", "export", "--out", office.folder / "ho-so")
    office.does("dossier", "export", "--out", office.folder / "ho-so-che", "--masked")
    office.does("journal", "export", "--format", "csv", "--out", office.folder / "nhat-ky.csv")
    assert (vault / "TAN-MAU-2026-0001" / "01.txt").read_text("utf-8") == CONTENT
    content = "\n".join(told).encode() + b"".join(p.read_bytes() for p in office.folder.rglob("*") if p.is_file())
    for word in ("Giàng Thị Kín", "nhận tiền", "don-kin"):
        assert word.encode() not in content
    assert office.does("denunciation", "list", "--json").json[0]["content"] == "unseen"


def test_a_changed_denunciation_is_found(at: At, tmp_path: Path) -> None:
    """The seal in the journal tells whether letter and record are as they were; another folder has nothing."""
    office, vault = at("recognised"), tmp_path / "giu-rieng"
    office.does("denunciation", "receive", office.file("don.txt", CONTENT), "--vault", vault)

    def content() -> str:
        return str(office.does("denunciation", "list", "--vault", vault, "--json").json[0]["content"])

    assert content() == "intact"
    (vault / "TAN-MAU-2026-0001" / "01.txt").write_text("khác", encoding="utf-8")
    assert content() == "altered"
    office.refused(2, "denunciation", "show", "1", "--vault", tmp_path / "khac")
    office.refused(2, "denunciation", "receive", office.folder / "don.txt")
    office.refused(2, "denunciation", "receive", office.folder / "don.txt", "--vault", vault, "--date", "2027-01-02")
    assert [path.name for path in vault.iterdir()] == ["TAN-MAU-2026-0001"]
