"""An office's own templates in a round: printed, recorded, and never in the way of a step."""

import json
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from office import Office, play

from rasoat.notices.own_forms import digest

At = Callable[[str], Office]

NOTICE = "posting-notice"


def own(office: Office, inside: str, form: str = NOTICE, block: str = "ending") -> Path:
    """Write a template into the folder beside the database, replacing one block; return the folder."""
    folder = office.folder / "rasoat.templates"
    folder.mkdir(exist_ok=True)
    text = f'{{% extends "rasoat/{form}.xhtml.j2" %}}\n{{% block {block} %}}\n{inside}\n{{% endblock %}}\n'
    (folder / f"{form}.xhtml.j2").write_text(text, encoding="utf-8")
    return folder


def last_print(office: Office) -> dict[str, object]:
    """Return what the journal has of the last print."""
    entries = office.does("journal", "show", "--json").json
    payload: dict[str, object] = [entry for entry in entries if entry["kind"] == "printed"][-1]["payload"]
    return payload


def words_of(path: Path) -> str:
    """Return the words of a PDF."""
    return " ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).replace("\n", " ")


def test_an_office_prints_with_its_own_form_and_the_journal_has_its_text(at: At) -> None:
    """A form beside the database is used without being named; its digest is recorded, and that of the shipped one."""
    office = at("agreed")
    folder = own(office, "<p>Giao trưởng thôn đọc loa./.</p>")
    said = office.does("print", "--form", NOTICE, "--form", "meeting-minutes", "--out", office.folder / "in")
    assert "12 văn bản lập theo mẫu của cơ quan" in said.out
    notices = sorted((office.folder / "in").rglob("*thong-bao-niem-yet*.pdf"))
    assert all("Giao trưởng thôn đọc loa./." in words_of(path) for path in notices)
    assert last_print(office)["templates"] == {
        NOTICE: digest(folder, NOTICE),
        "meeting-minutes": digest(None, "meeting-minutes"),
    }


def test_a_broken_template_stops_no_step_and_the_paper_waits(at: At) -> None:
    """Steps go on; todo and print name file, line and word; other papers come; --shipped is a way out."""
    office = at("surveyed")
    own(office, "<p>{{ body.nguoi_doc }}</p>")
    at_fault = "posting-notice.xhtml.j2, dòng 3: không có trường hoặc tên “nguoi_doc”"
    play(office, "agreed", after="surveyed")
    assert at_fault in office.does("todo").out
    waiting = [task["papers_waiting"] for task in office.does("todo", "--json").json if task["papers_waiting"]]
    assert len(waiting) == 12
    out = office.folder / "in"
    said = office.types("print", "--form", NOTICE, "--form", "meeting-minutes", "--out", out)
    assert said.code == 1
    assert "12 văn bản chưa in" in said.err
    assert at_fault in said.err
    names = {path.name for path in out.rglob("*.pdf")}
    assert len(names) == 12
    assert not any("niem-yet" in name for name in names)
    office.refused(2, "print", "--form", NOTICE, "--out", office.folder / "nua")
    office.does("print", "--form", NOTICE, "--shipped", "--out", out)
    assert last_print(office)["templates"] == {NOTICE: digest(None, NOTICE)}
    assert at_fault not in office.does("todo").out


def test_a_named_folder_that_is_not_there_is_refused(at: At) -> None:
    """Papers would silently be the shipped ones."""
    office = at("agreed")
    office.options = ("--templates", str(office.folder / "mau"))
    office.refused(2, "print", "--form", NOTICE)
    office.refused(2, "template", "check")


def test_the_commands_of_a_designer(at: At) -> None:
    """List, show, copy, check: as words and for scripts."""
    office = at("agreed")
    forms = office.does("template", "list", "--json").json
    assert not any(item["own"] for item in forms)
    shown = office.does("template", "show", NOTICE, "--json").json
    assert "signers" in shown["blocks"]
    assert {"path": "body.from", "kind": "date", "example": '"2026-10-09"'} in shown["fields"]
    office.does("template", "copy", NOTICE, "--block", "recipients")
    office.refused(2, "template", "copy", NOTICE)
    office.refused(2, "template", "copy", "thong-bao")
    assert [item["form"] for item in office.does("template", "list", "--json").json if item["own"]] == [NOTICE]
    assert office.does("template", "check", "--json").json == {"forms": [NOTICE], "sound": True, "faults": []}
    office.does("template", "check", NOTICE, "--out", office.folder / "thu")
    assert words_of(office.folder / "thu" / f"{NOTICE}.pdf")
    own(office, "<p>{{ ''.__class__ }}</p>")
    said = office.types("template", "check", "--json")
    assert said.code == 1
    (fault,) = json.loads(said.out)["faults"]
    assert (fault["file"], fault["line"]) == (f"{NOTICE}.xhtml.j2", 3)
    assert "✗ posting-notice.xhtml.j2, dòng 3" in office.types("template", "check").out
    office.refused(2, "template", "check", "meeting-minutes")


def test_templates_cannot_be_copied_where_nothing_can_be_written(at: At) -> None:
    """An unwritable folder is told, and nothing is left behind."""
    office = at("agreed")
    office.file("tep", "x")
    office.options = ("--templates", str(office.folder / "tep"))
    office.refused(1, "template", "copy", NOTICE)


@pytest.mark.parametrize("merged", [True, False])
def test_a_merged_print_leaves_waiting_papers_out(at: At, *, merged: bool) -> None:
    """Merged or not, what waits is left out and told, and the journal has only what was printed."""
    office = at("agreed")
    own(office, "<p>{{ 1 // 0 }}</p>")
    words = ("--merged", "--out", office.folder / "mot.pdf") if merged else ("--out", office.folder / "in")
    said = office.types("print", "--form", NOTICE, "--form", "meeting-minutes", *words)
    assert said.code == 1
    printed = last_print(office)
    assert printed["templates"] == {"meeting-minutes": digest(None, "meeting-minutes")}
