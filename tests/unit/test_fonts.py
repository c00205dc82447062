"""Vietnamese letters on paper: all of them, in all four cuts, in every font a paper may be set in."""

import io
import unicodedata
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pikepdf
import pypdf
import pytest
import typst
from archival import zero_glyphs

from rasoat.notices.papers import sample
from rasoat.notices.pdf import sets_vietnamese, to_pdf

VOWELS, TONES, OTHERS = "aăâeêioôơuưy", ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"), "bcdđghklmnpqrstvxfjwz"
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES] + list(OTHERS)
ALPHABET = " ".join(letter + letter.upper() for letter in LETTERS)
OURS = str(files("rasoat.notices") / "fonts")
MACHINE = typst.Fonts(include_system_fonts=True, font_paths=[OURS])
BROUGHT = typst.Fonts(include_system_fonts=False, font_paths=[OURS])
FAMILIES = {"Liberation Serif": BROUGHT}
if sets_vietnamese(MACHINE, "Times New Roman"):
    FAMILIES = {"Times New Roman": MACHINE, **FAMILIES}
CUTS = {
    "regular": ("normal", "regular"),
    "bold": ("normal", "bold"),
    "italic": ("italic", "regular"),
    "bold italic": ("italic", "bold"),
}
FRAME = """{% extends "rasoat/posting-notice.xhtml.j2" %}
{% block body %}
<p>ABC</p><p><b>ABC</b></p><p class="basis">ABC</p><p class="basis"><b>ABC</b></p>
{% endblock %}
"""


def words_of(file: bytes) -> str:
    """Return the words of a PDF, line breaks forgotten."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages).split())


def fonts_of(file: bytes) -> set[str]:
    """Return the names of the fonts in a PDF, without the mark of a subset."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/BaseFont" in item]
        return {str(font.BaseFont).lstrip("/").partition("+")[2].removesuffix("-Identity-H") for font in fonts}


def blanks_of(file: bytes) -> int:
    """Return how many letters of a PDF are .notdef."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        return sum(zero_glyphs(page) for page in pdf.pages)


def test_the_alphabet_is_whole() -> None:
    """Twelve vowels in six tones and the consonants; all precomposed."""
    assert len(LETTERS) == 72 + 21
    assert all(len(letter) == 1 for letter in LETTERS)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("cut", CUTS)
def test_a_font_of_papers_has_every_letter(tmp_path: Path, family: str, cut: str) -> None:
    """With no other font to fall back on, each cut sets every letter, and it is read back as it was typed."""
    style, weight = CUTS[cut]
    source = tmp_path / "letters.typ"
    setting = f'font: "{family}", fallback: false, style: "{style}", weight: "{weight}", lang: "vi"'
    source.write_text(f"#set text({setting})\n{ALPHABET}\n", encoding="utf-8")
    file = typst.Compiler(str(source), font_paths=FAMILIES[family]).compile(format="pdf", pdf_standards="a-2b")
    assert isinstance(file, bytes)
    assert words_of(file) == ALPHABET
    assert blanks_of(file) == 0
    assert len(fonts_of(file)) == 1


def test_a_paper_sets_every_letter_in_its_own_four_cuts(tmp_path: Path) -> None:
    """A paper with every letter upright, bold, italic and bold italic is set in one family, and reads back whole."""
    template = FRAME.replace("ABC", ALPHABET)
    (tmp_path / "posting-notice.xhtml.j2").write_text(template, encoding="utf-8")
    file = to_pdf(replace(sample("posting-notice"), templates=tmp_path))
    assert words_of(file).count(ALPHABET) == 4
    assert blanks_of(file) == 0
    family = next(iter(FAMILIES)).replace(" ", "")
    assert {name.partition("-")[0].removesuffix("PSMT").removesuffix("PS") for name in fonts_of(file)} == {family}


def test_times_comes_first_where_it_is_and_ours_is_always_there() -> None:
    """The style names Times New Roman, then Liberation Serif, which comes with the program in four cuts."""
    style = (files("rasoat.notices") / "styles" / "paper.typ").read_text("utf-8")
    assert 'font: ("Times New Roman", "Liberation Serif"' in style
    assert "Liberation Serif" in BROUGHT.families()
    assert len(list(Path(OURS).glob("LiberationSerif-*.ttf"))) == 4


def test_a_family_that_cannot_set_vietnamese_is_known() -> None:
    """The family that comes with the program has everything; one that is not there has nothing, and is not taken."""
    assert sets_vietnamese(BROUGHT, "Liberation Serif")
    assert not sets_vietnamese(BROUGHT, "Phông không có")


def test_what_is_asked_of_a_family_is_every_letter() -> None:
    """The page that tries a family holds each letter of the alphabet that carries an accent, small and capital."""
    tried = (files("rasoat.notices") / "styles" / "letters.typ").read_text("utf-8")
    accented = [letter for letter in LETTERS if not letter.isascii()]
    assert [letter for letter in accented if letter not in tried or letter.upper() not in tried] == []
