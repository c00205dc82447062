"""Signed papers that come back: read with a certificate made for the test, on a PDF the program made."""

import io
import sys
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import NameObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from signing import Desk

from rasoat.errors import BadFile, UsageError
from rasoat.notices.papers import sample
from rasoat.notices.pdf import to_pdf
from rasoat.steps.signed_files import Signed, is_signed, roots, signatures


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return a desk with a fresh key."""
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def paper(desk: Desk) -> bytes:
    """Return a posting notice, signed once."""
    return desk.signed(to_pdf(sample("posting-notice")))


def words(item: Signed) -> str:
    """Return what is told of a signature."""
    return " ".join(line.render("vi") for line in item.told())


def test_a_paper_of_ours_can_be_signed_and_says_who_signed(desk: Desk, paper: bytes) -> None:
    """Our PDF/A takes a signature; signer, time and coverage are told, and that no root was asked."""
    (item,) = desk.read(paper)
    assert (item.signer, item.organisation) == ("Hoàng Văn Bình", "UBND xã Tân Mẫu")
    assert item.at is not None
    assert (item.sound, item.whole, item.changed, item.trusted, item.holds) == (True, True, False, None, True)
    assert "Chữ ký hợp lệ về toán học; chưa kiểm tra chứng thư gốc" in words(item)


def test_a_signed_paper_is_still_pdf_a(paper: bytes) -> None:
    """Signing appends: what makes the file PDF/A, tagged and titled stays."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert pdf.open_metadata().pdfa_status == "2B"
        assert pdf.Root.MarkInfo.Marked
        assert len(pdf.Root.AcroForm.Fields) == 1


def test_a_root_that_is_trusted_is_asked(desk: Desk, paper: bytes, tmp_path: Path) -> None:
    """With the right root the signer is vouched for; with another one he is not, and that counts."""
    (item,) = desk.read(paper, trust=True)
    assert item.trusted
    assert item.holds
    other = Desk(tmp_path)
    (item,) = signatures(desk.file(paper), roots([other.certificate]))
    assert item.trusted is False
    assert not item.holds


def test_a_letter_changed_within_the_signed_part_breaks_the_signature(desk: Desk, paper: bytes) -> None:
    """One bit of the signed file, and the signature is none of this file."""
    broken = bytearray(paper)
    broken[2000] ^= 1
    (item,) = desk.read(bytes(broken))
    assert not item.sound
    assert not item.holds
    assert "KHÔNG hợp lệ" in words(item)


def test_a_page_turned_after_signing_is_told(desk: Desk, paper: bytes) -> None:
    """What was appended after the signature and is no signature is a change."""
    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    page = writer.root["/Pages"]["/Kids"].raw_get(0)
    page.get_object()[NameObject("/Rotate")] = NumberObject(90)
    writer.mark_update(page)
    changed = io.BytesIO()
    writer.write(changed)
    (item,) = desk.read(changed.getvalue())
    assert item.sound
    assert item.changed
    assert not item.holds
    assert "bị thay đổi sau khi ký" in words(item)


def test_a_second_signature_changes_nothing(desk: Desk, paper: bytes) -> None:
    """The chairman signs, then the office: the first signature still holds, though the file grew."""
    first, second = desk.read(desk.signed(paper, "ChuKy2"))
    assert first.holds
    assert second.holds
    assert (first.whole, second.whole) == (False, True)


def test_a_file_without_a_signature_has_none(desk: Desk) -> None:
    """A scan, and a PDF that nobody signed."""
    assert desk.read(to_pdf(sample("posting-notice"))) == []
    assert not is_signed(desk.file(b"anh chup", "anh.jpg"))


@pytest.mark.parametrize("content", [b"%PDF-1.7\n/ByteRange", b"khong phai pdf"])
def test_a_file_that_cannot_be_read_is_told(desk: Desk, content: bytes) -> None:
    """A torn file is named, not guessed at."""
    with pytest.raises(BadFile, match=r"ky\.pdf"):
        desk.read(content)


def test_a_file_that_is_no_certificate_is_told(desk: Desk) -> None:
    """Somebody gave a scan as the root to trust."""
    with pytest.raises(BadFile, match=r"goc\.pem"):
        roots([desk.file(b"anh chup", "goc.pem")])


def test_without_the_extra_one_is_told_how_to_get_it(desk: Desk, paper: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office that signs on paper needs no library of signatures; who meets a signed file is told what to install."""
    monkeypatch.setitem(sys.modules, "pyhanko", None)
    assert is_signed(desk.file(paper))
    with pytest.raises(UsageError, match=r"pip install"):
        desk.read(paper)
