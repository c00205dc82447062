"""Forms to fill in by hand, made from a round as it stands, and entered again by the code at their foot."""

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from notices_reading import docx_words, html_words, pdf_reader, pdf_says
from office import FIRST, ROUND, Office

At = Callable[[str], Office]
MINUTES = f"{ROUND}/01/meeting-minutes"
TWICE = {"held_on": "08/10/2026", "attendees": "40", "listed": "8"}
LISTS = ("poor", "near_poor", "escaped_poor", "escaped_near_poor")


def pairs(option: str, values: dict[str, str]) -> tuple[str, ...]:
    """Return options as they are typed."""
    return tuple(word for name, value in values.items() for word in (option, f"{name}={value}"))


def entered_twice(values: dict[str, str], **more: str) -> tuple[str, ...]:
    """Return values typed twice, and more typed once."""
    return (*pairs("--value", {**values, **more}), *pairs("--again", values))


def made(office: Office, form: str, *words: str) -> list[Path]:
    """Return the files of a form in the three formats: Word, page, PDF."""
    for kind in ("docx", "html", "pdf"):
        office.does("form", "blank", form, *words, "--format", kind, "--out", office.folder / "tay")
    return [next((office.folder / "tay").glob(f"*{form}*.{kind}")) for kind in ("docx", "html", "pdf")]


FORMS = (
    "application-form",
    "escape-form",
    "broadcast-opening",
    "quick-form",
    "broadcast-meeting",
    "attendance-list",
    "meeting-minutes",
    "broadcast-posting",
    "posting-record",
    "objection-receipt",
)


@pytest.mark.parametrize("form", FORMS)
def test_a_blank_form_says_the_same_in_every_format(at: At, form: str) -> None:
    """What is not known is a dotted line, never "None", and page, PDF and Word file say the same words."""
    office = at("classified")
    word, page, sheet = made(office, form, FIRST)
    text = page.read_text("utf-8")
    said = " ".join(html_words(text))
    assert "……" in said
    assert not re.search(r"None|null|undefined", said)
    code = re.search(rf"Mã nhập lại: ({ROUND}/(?:01|-)/{form})<", text)
    assert code
    assert docx_words(word.read_bytes()) == html_words(text)
    assert pdf_says(sheet.read_bytes(), text, code[1]) == ""


def test_survey_forms_are_made_for_a_whole_village_or_one_household(at: At) -> None:
    """One file holds the forms of all households of a village; each has the code of its own household."""
    office = at("listed")
    office.does("form", "blank", "survey-form", FIRST, "--format", "html", "--out", office.folder / "b")
    files = sorted((office.folder / "b").glob("*.html"))
    codes = [re.findall(rf"{ROUND}/01/survey-form/H\d+", path.read_text("utf-8"))[0] for path in files]
    assert len(set(codes)) == len(files) > 1
    whole = office.does("form", "blank", "survey-form", FIRST, "--out", office.folder / "c")
    assert f"Đã lập {len(files)} mẫu" in whole.out
    (bundle,) = (office.folder / "c").iterdir()
    assert len(pdf_reader(bundle.read_bytes()).outline) == len(files)
    ref = codes[0].rpartition("/")[2]
    assert codes[0] in office.does("form", "blank", "survey-form", "--household", ref, "--out", office.folder / "d").out


def test_minutes_list_the_households_already(at: At) -> None:
    """The minutes to take to a meeting name each household on a result list, with lines for the vote."""
    office = at("classified")
    _, page, _ = made(office, "meeting-minutes", FIRST, "--date", "08/10/2026", "--time", "19:30")
    said = " ".join(html_words(page.read_text("utf-8")))
    assert "ngày 08 tháng 10 năm 2026, hồi 19 giờ 30 phút" in said
    assert "Vi A Lâm" in said
    assert "……/……" in said
    assert "thống nhất […]; không thống nhất […]" in said


def agree(office: Office, count: str) -> dict[str, str]:
    """Return the votes on each result list of the first village."""
    page = office.folder / "phieu"
    office.does("form", "blank", "meeting-minutes", FIRST, "--format", "html", "--out", page)
    said = " ".join(html_words(next(page.glob("*.html")).read_text("utf-8")))
    names = ("Hộ nghèo", "Hộ cận nghèo", "Hộ thoát nghèo", "Hộ thoát cận nghèo")
    return {
        f"agree.{code}": count
        for code, name in zip(LISTS, names, strict=True)
        if re.search(rf"\d {name} \d+ ……/……", said)
    }


def test_minutes_are_entered_by_their_code(at: At) -> None:
    """What the code gives is the very fact that `meeting record` would have recorded."""
    office = at("classified")
    values = {**TWICE, **agree(office, "34")}
    office.does("enter", MINUTES, *entered_twice(values, secretary="Lò Thị Mai", front_invited="c", time="19:30"))
    (entry,) = [item for item in office.does("journal", "show", FIRST, "--json").json if item["kind"] == "meeting_held"]
    told = entry["payload"]
    assert entry["occurred_on"] == "2026-10-08"
    assert (told["attendees"], told["listed_attending"], set(told["agree"].values())) == (40, 8, {34})
    assert (told["secretary"]["name"], told["front_invited"], told["time"]) == ("Lò Thị Mai", True, "19:30")


def test_two_entries_that_differ_record_nothing(at: At) -> None:
    """A number typed wrongly the second time stops the entry, with both numbers in the refusal."""
    office = at("classified")
    values = {**TWICE, **agree(office, "34")}
    words = (*pairs("--value", values), *pairs("--again", {**values, "attendees": "14"}))
    said = office.refused(2, "enter", MINUTES, *words)
    assert "“40” và “14”" in said.err


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (f"{ROUND}/01/posting-notice", ()),
        (f"{ROUND}/99/meeting-minutes", ("--value", "attendees=40")),
        ("KHONG-CO/01/meeting-minutes", ("--value", "attendees=40")),
        (f"{ROUND}/01/survey-form", ()),
        (MINUTES, ("--value", "attendees=40")),
        (MINUTES, ("--value", "king=40")),
        (MINUTES, ("--value", "attendees")),
    ],
)
def test_what_cannot_be_entered_is_refused_in_a_sentence(at: At, code: str, words: tuple[str, ...]) -> None:
    """A wrong code, an unknown or a lacking part, is told; nothing is written."""
    at("classified").refused(2, "enter", code, *words)


def test_the_parts_are_asked_for_one_by_one(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without options each part is asked for, and what decides something once more at the end."""
    office = at("agreed")
    answers = ["09/10/2026", "", "Lò Văn An", "", "", "09/10/2026"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(answers) + "\n"))
    said = office.does("enter", f"{ROUND}/01/posting-record")
    assert "Ngày bắt đầu niêm yết" in said.out
    facts = [item for item in office.does("journal", "show", FIRST, "--json").json if item["kind"] == "posting_started"]
    assert {(item["occurred_on"], item["payload"]["by"]) for item in facts} == {("2026-10-09", "Lò Văn An")}


def test_nobody_answering_is_no_entry(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody is there to answer, the entry is refused as incomplete."""
    office = at("agreed")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    office.refused(2, "enter", f"{ROUND}/01/posting-record")


def test_a_posting_record_gives_both_ends(at: At) -> None:
    """A record with both days puts up and takes down; its scan is the evidence of both."""
    office = at("agreed")
    days = {"from": "09/10/2026", "to": "15/10/2026"}
    scan = office.file("bb-niem-yet.pdf", b"quet")
    office.does("enter", f"{ROUND}/01/posting-record", *entered_twice(days), "--evidence", scan)
    kinds = [item["kind"] for item in office.does("journal", "show", FIRST, "--json").json]
    assert kinds.count("posting_started") == kinds.count("posting_stopped") == 2


def test_an_objection_receipt_is_entered(at: At) -> None:
    """A receipt written at the counter becomes the objection it tells of."""
    office = at("posted")
    words = entered_twice({"received_on": "12/10/2026"}, by="Lò Văn Sơn, thôn Cây Thị", content="Sai điểm")
    office.does("enter", f"{ROUND}/01/objection-receipt", *words)
    (entry,) = [i for i in office.does("journal", "show", FIRST, "--json").json if i["kind"] == "objection_filed"]
    assert entry["payload"]["by"] == {"name": "Lò Văn Sơn", "address": "thôn Cây Thị"}


def test_a_survey_form_is_entered(at: At) -> None:
    """The form of one household becomes its survey, B2 counted from the marks."""
    office = at("listed")
    office.does("form", "blank", "survey-form", FIRST, "--format", "html", "--out", office.folder / "b")
    page = min((office.folder / "b").glob("*.html")).read_text("utf-8")
    code = re.findall(rf"{ROUND}/01/survey-form/H\d+", page)[0]
    values = {"surveyed_on": "30/09/2026", "b1": "110", "deprived": "1,5,9"}
    office.does("enter", code, *entered_twice(values, surveyor="Hồ Xuân Hùng"))
    (entry,) = [i for i in office.does("journal", "show", FIRST, "--json").json if i["kind"] == "household_surveyed"]
    assert (entry["payload"]["b1"], entry["payload"]["b2"]) == (110, 30)


@pytest.mark.parametrize(
    "words",
    [
        ("recognition-decision",),
        ("meeting-minutes",),
        ("meeting-minutes", "Không Có"),
        ("survey-form", "--household", "H9999"),
    ],
)
def test_a_form_that_cannot_be_had_is_refused(at: At, words: tuple[str, ...]) -> None:
    """A form that is no blank, a village left out or unknown, a household nobody knows."""
    at("classified").refused(2, "form", "blank", *words)


def test_the_list_names_every_form_and_what_can_be_entered(at: At) -> None:
    """The list tells which forms are a village's, and which come back by their code."""
    office = at("opened")
    known = {item["form"]: item for item in office.does("form", "list", "--json").json}
    assert set(known) == {*FORMS, "survey-form"}
    entered = {"survey-form", "meeting-minutes", "posting-record", "objection-receipt"}
    assert {code for code, item in known.items() if item["entered"]} == entered
    assert "meeting-minutes" in office.does("form", "list").out


def test_a_folder_nobody_may_write_is_told(at: At) -> None:
    """A form whose folder is a file is refused in a sentence."""
    office = at("opened")
    office.refused(1, "form", "blank", "application-form", "--out", office.file("tep.txt", b"x"))
