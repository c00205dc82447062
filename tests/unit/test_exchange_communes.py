"""The commune file and its example."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from rasoat.errors import BadFile
from rasoat.exchange.communes import commune_template, read_commune
from rasoat.exchange.plain import commune_rows
from rasoat.exchange.records import CommuneDescription, Officials, VillageDescription


def written(tmp_path: Path, text: str) -> Path:
    """Write a commune file."""
    path = tmp_path / "xa.toml"
    path.write_text(text, "utf-8")
    return path


def refused(path: Path) -> BadFile:
    """Return the error with which the file is refused; it reads in both languages and names the file."""
    with pytest.raises(BadFile) as caught:
        read_commune(path)
    assert path.name in caught.value.render("vi")
    assert path.name in caught.value.render("en")
    return caught.value


def test_the_example_is_a_valid_commune(tmp_path: Path) -> None:
    """The example describes the synthetic commune with its twelve villages."""
    commune = read_commune(written(tmp_path, commune_template()))
    assert (commune.title, commune.province, commune.area) == ("xã Tân Mẫu", "Mẫu Sơn", "rural")
    assert commune.district is None
    assert len(commune.villages) == 12
    assert commune.villages[0].title == "thôn Cây Thị"
    assert commune.villages[0].posting_place == "Nhà văn hóa thôn Cây Thị"
    assert commune.officials.chairman.title == "Chủ tịch Ủy ban nhân dân xã"


@pytest.mark.parametrize("record", [CommuneDescription, Officials, VillageDescription])
def test_the_example_shows_every_key(record: type) -> None:
    """A key that the example does not show would be found by nobody."""
    for field in fields(record):
        assert re.search(rf"^(# )?(\[+officials\.)?(\[\[)?\[?{field.name}\b", commune_template(), re.MULTILINE)


def test_notepad_writes_unicode_in_several_ways(tmp_path: Path) -> None:
    """UTF-8 with or without a mark and UTF-16 are the same commune, as are decomposed letters."""
    plain = read_commune(written(tmp_path, commune_template()))
    for encoding in ("utf-8-sig", "utf-16"):
        path = tmp_path / f"{encoding}.toml"
        path.write_text(commune_template(), encoding)
        assert read_commune(path) == plain
    decomposed = commune_template().replace("Mẫu Sơn", "Ma\u0302\u0303u So\u031bn")
    assert read_commune(written(tmp_path, decomposed)) == plain


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ('\nname = "Tân Mẫu"', '\nnam = "Tân Mẫu"', ["nam:", "name: thiếu khóa"]),
        ('\nkind = "xã"', '\nkind = "huyện"', ["kind:", "“huyện”", "xã, phường, thị trấn, đặc khu"]),
        ('\ncode = "99901"', "\ncode = 99901", ["code: phải là chữ"]),
        ('\ncode = "99901"', '\ncode = "99 901"', ["code: mã chỉ gồm"]),
        ('\nname = "Tân Mẫu"', '\nname = "Tân Mẫu', ["dòng 10"]),
        ('\nphone = "0200 000 0000"', '\nphone = " "', ["phone: không được để trống"]),
        ('\nphone = "0200 000 0000"', f'\nphone = "{"0" * 201}"', ["phone: dài quá 200"]),
        ('\nhead = "Lò Thị Thí"', '\nhaed = "x"', ["villages[2].haed", "villages[2].head: thiếu"]),
        ('\nname = "Nà Khoa"', '\nname = "CÂY  THỊ"', ["villages[1].name", "villages[3].name: “CÂY THỊ”"]),
        ('\ncode = "02"', '\ncode = "01"', ["villages[1].code", "villages[2].code"]),
        ("\n[superior]", "\n[[superior]]", ["superior: phải là một mục"]),
        ("\n[officials.chairman]", "\n[officials.chair]", ["officials.chair:", "officials.chairman: thiếu"]),
        ('\nsurveyors = ["', '\nsurveyors = "', ["dòng"]),
        ('\nsurveyors = ["Hồ Xuân Hùng", ', "\nsurveyors = [7, ", ["surveyors[1]: phải là chữ"]),
        ('\ncommittee = "', '\ncommittee = 2026-01-01 # "', ["superior.committee"]),
    ],
)
def test_a_fault_names_file_key_and_reason(tmp_path: Path, old: str, new: str, names: list[str]) -> None:
    """Whoever edited the file finds the line by the key."""
    assert old in commune_template()
    error = refused(written(tmp_path, commune_template().replace(old, new, 1)))
    assert error.key == "commune_file_wrong"
    for name in names:
        assert name in error.render("vi")


def test_a_commune_without_villages_is_refused(tmp_path: Path) -> None:
    """There must be somebody to review; a list is no single value."""
    head, _, _ = commune_template().partition("\n[[villages]]")
    assert "villages: thiếu khóa" in refused(written(tmp_path, head)).render()
    assert "villages: phải có ít nhất một" in refused(written(tmp_path, "villages = []\n" + head)).render()
    assert "villages: phải là một danh sách" in refused(written(tmp_path, "villages = 3\n" + head)).render()


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    """A bracket that never closes is told."""
    assert refused(written(tmp_path, 'surveyors = ["Hồ Xuân Hùng",')).key == "commune_file_wrong"


def test_files_that_are_no_text(tmp_path: Path) -> None:
    """Missing, empty, a folder, or saved in an old code page: each is told as what it is."""
    assert refused(tmp_path / "khong-co.toml").key == "file_missing"
    assert refused(tmp_path).key == "file_unreadable"
    assert refused(written(tmp_path, " \n")).key == "file_empty"
    path = tmp_path / "cu.toml"
    path.write_bytes('name = "Tân Mẫu"'.encode("latin-1", "replace"))
    assert refused(path).key == "text_file_encoding"


def test_a_commune_may_show_less_but_names_the_document(tmp_path: Path) -> None:
    """Columns that a document takes off the posted list reach the commune's rows; else they are refused."""
    lines = commune_template().replace("# [privacy]", "[privacy]").replace("# hide =", "hide =")
    path = written(tmp_path, lines.replace('# document = "Công văn', 'document = "Công văn'))
    description, _villages = commune_rows(read_commune(path))
    assert description["privacy"] == {"hide": ["members"], "document": "Công văn số 12/UBND"}
    assert "privacy.document" in refused(written(tmp_path, lines)).render("vi")
    named = lines.replace('# document = "Công văn', 'document = "Công văn').replace('"members"]', '"name"]')
    assert "birth_year, members" in refused(written(tmp_path, named)).render("vi")
    assert "privacy" not in commune_rows(read_commune(written(tmp_path, commune_template())))[0]
