"""`rasoat plan --pdf`: the plan as a sheet to hang out, for every shipped procedure."""

from pathlib import Path

import pytest
from office import Office
from play import Play, lawful_way
from pypdf import PdfReader

from rasoat.messages import LANGS, Lang
from rasoat.models.database import Database
from rasoat.workflow.procedures import shipped

OPENED = {
    "qd24-periodic": ("01/10/2024", "--year", "2024"),
    "qd24-periodic-two-tier": ("01/10/2025", "--year", "2025"),
    "tt25-2026": ("01/10/2026", "--year", "2026"),
}
"""When a round of a yearly procedure is opened; the others at any time."""


@pytest.fixture
def office(file_database: Database, tmp_path: Path) -> Office:
    """Return the office of a small round that is under way."""
    Play(file_database).start().go(lawful_way(), until="take_down/B")
    return Office(tmp_path)


def words_of(path: Path) -> str:
    """Return the text of a PDF, blanks made one."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_says_what_the_screen_says(office: Office, lang: Lang) -> None:
    """Villages, each latest day and its law, the last day with the document that sets it: all are on paper."""
    office.options = ("--lang", lang)
    path = office.folder / f"{lang}.pdf"
    order = "Kế hoạch số 210/KH-UBND"
    found = office.does("plan", "--by", "30/11/2026", "--ordered-by", order, "--pdf", path, "--json", on="2026-09-25")
    text = words_of(path)
    assert order in text
    assert found.json["limit_basis"] == order
    for row in found.json["villages"]:
        assert row["subject"] in text
    for step in found.json["steps"]:
        assert step["title"] in text
        assert step["basis"] in text
    assert {"vi": "Độc lập - Tự do - Hạnh phúc", "en": "Independence"}[lang] in text


def test_the_sheet_is_the_same_bytes_again(office: Office) -> None:
    """The same plan printed twice gives the same file; a file that is there is not overwritten."""
    one, two = office.folder / "1.pdf", office.folder / "2.pdf"
    for path in (one, two):
        office.does("plan", "--pdf", path, on="2026-09-25")
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes().startswith(b"%PDF")
    assert office.types("plan", "--pdf", one, on="2026-09-25").code == 2


def test_a_document_without_its_day_is_refused(office: Office) -> None:
    """Who names the document that sets the last day names the day."""
    assert "--by" in office.refused(2, "plan", "--ordered-by", "210/KH-UBND").err


@pytest.mark.parametrize("procedure", sorted(shipped()))
def test_every_procedure_can_be_planned_and_printed(tmp_path: Path, procedure: str) -> None:
    """A new round of each shipped procedure has its plan on the screen, as a picture and on paper."""
    office = Office(tmp_path)
    office.does("commune", "template", tmp_path / "xa.toml")
    office.does("commune", "add", tmp_path / "xa.toml")
    day, *year = OPENED.get(procedure, ("15/10/2026",))
    office.does("round", "open", "--procedure", procedure, *year, "--date", day)
    office.does("plan", "--pdf", tmp_path / "k.pdf", "--svg", tmp_path / "k.svg", on=day)
    assert "xã Tân Mẫu" in words_of(tmp_path / "k.pdf")
