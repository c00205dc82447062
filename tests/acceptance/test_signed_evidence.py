"""Signed papers handed in by command: what is told of their signatures, and that a file is kept all the same."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from office import FIRST, SECOND, Office
from signing import Desk

from rasoat.notices.papers import sample
from rasoat.notices.pdf import to_pdf

At = Callable[[str], Office]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk with a fresh key."""
    return Desk(tmp_path)


def test_a_signed_paper_is_handed_in_and_its_signer_told(at: At, desk: Desk) -> None:
    """Who signed and when is told at once; the signature is looked at again by a command of its own."""
    office = at("agreed")
    path = desk.file(desk.signed(to_pdf(sample("posting-notice"))), "thong-bao-ky.pdf")
    said = office.does("evidence", "add", FIRST, path)
    assert "✓ thong-bao-ky.pdf: chữ ký 1/1" in said.out
    assert "Hoàng Văn Bình" in said.out
    assert "chưa kiểm tra chứng thư gốc" in said.out
    shown = office.does("evidence", "signatures", path, "--trust", desk.certificate, "--json").json
    assert shown[0]["signatures"][0]["trusted"] is True
    assert (
        "không có chữ ký số"
        in office.does("evidence", "signatures", office.file("anh.pdf", to_pdf(sample("posting-notice")))).out
    )


def test_a_paper_changed_after_signing_is_kept_and_told(at: At, desk: Desk) -> None:
    """It is evidence of what came back; the exit code of the look is 1."""
    office = at("agreed")
    broken = bytearray(desk.signed(to_pdf(sample("posting-notice"))))
    broken[2000] ^= 1
    path = desk.file(bytes(broken), "sua.pdf")
    assert "✗ sua.pdf" in office.does("evidence", "add", FIRST, path).out
    said = office.types("evidence", "signatures", path, "--json")
    assert said.code == 1
    assert json.loads(said.out)[0]["signatures"][0]["sound"] is False
    office.refused(2, "evidence", "signatures", office.file("anh.jpg"))


def test_without_the_extra_the_file_is_kept_and_the_way_told(
    at: At, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An office without the library hands in the file all the same, and is told what to install."""
    office = at("agreed")
    path = desk.file(desk.signed(to_pdf(sample("posting-notice"))))
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    assert "pip install" in office.does("evidence", "add", FIRST, path).out


def test_a_scan_is_put_to_its_paper_by_number_or_by_the_code_at_its_foot(at: At) -> None:
    """What one reads off the paper finds it; a paper of another village, and no paper, are refused."""
    office = at("agreed")
    office.does(
        "print", "--village", FIRST, "--form", "posting-notice", "--out", office.folder / "in", "--format", "html"
    )
    (page,) = (office.folder / "in").rglob("*.html")
    text = page.read_text("utf-8")
    (code,) = set(re.findall(r"Mã kiểm chứng: ([A-Z0-9.-]+)", text))
    number = re.findall(r"Số: (\d+/TB-UBND)", text)[0]
    for name, *typed in (("so.pdf", number), ("ma.pdf", code.lower(), "--form", "posting-notice")):
        scan = office.file(name, f"ban quet {name}")
        assert typed[0] in office.does("evidence", "add", FIRST, scan, "--paper", *typed).out
    office.refused(2, "evidence", "add", FIRST, office.file("so.pdf"), "--paper", code)
    uses = [
        item["uses"][0]["text"]
        for item in office.does("evidence", "list", "--json").json
        if item["name"] in {"so.pdf", "ma.pdf"}
    ]
    assert len(uses) == 2
    assert all(f"bản ký của Thông báo niêm yết công khai kết quả rà soát (số {number})" in use for use in uses)
    office.refused(2, "evidence", "add", SECOND, office.file("so.pdf"), "--paper", number)
    office.refused(2, "evidence", "add", FIRST, office.file("so.pdf"), "--paper", "99/TB-UBND")
    office.refused(2, "evidence", "add", FIRST, office.file("so.pdf"), "--paper", number, "--step", "meeting")
