"""A command sent twice under one id is done once; an id used for something else is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from office import APPLICATIONS, FIRST, MANAGED, OLD_STANDARD, SECOND, SURVEYS, Office, post

At = Callable[[str], Office]
USAGE = 2
ID = ("--command-id", "thu-1")

Case = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Where the round stands, what is sent twice, and something else under the same id."""

CASES: tuple[Case, ...] = (
    (
        "described",
        ("round", "open", *OLD_STANDARD, "--date", "01/09/2026", "--code", "A"),
        ("round", "open", *OLD_STANDARD, "--date", "01/09/2026", "--code", "B"),
    ),
    ("opened", ("list", "import", str(MANAGED), "--date", "03/09/2026"), ("list", "apply", str(APPLICATIONS))),
    ("opened", ("list", "apply", str(APPLICATIONS)), ("list", "import", str(MANAGED))),
    (
        "opened",
        ("list", "apply", "--village", FIRST, "--name", "Lý Văn Thử", "--birth", "1960", "--date", "09/09/2026"),
        ("list", "apply", "--village", FIRST, "--name", "Lý Thị Thử", "--birth", "1961", "--date", "09/09/2026"),
    ),
    (
        "entered",
        ("list", "remove", "H0001", "--because", "moved", "--date", "10/09/2026"),
        ("list", "remove", "H0001", "--because", "died", "--date", "10/09/2026"),
    ),
    ("listed", ("survey", "import", str(SURVEYS)), ("advance", FIRST)),
    (
        "listed",
        ("survey", "record", "H0001", "--b1", "100", "--date", "01/10/2026"),
        ("survey", "record", "H0001", "--b1", "110", "--date", "01/10/2026"),
    ),
    ("surveyed", ("advance", FIRST, "--date", "06/10/2026"), ("advance", SECOND, "--date", "06/10/2026")),
    (
        "classified",
        ("meeting", "record", FIRST, "--attendees", "40", "--listed", "8", "--agree", "30", "--date", "08/10/2026"),
        ("meeting", "record", FIRST, "--attendees", "40", "--listed", "8", "--agree", "31", "--date", "08/10/2026"),
    ),
    ("met", ("advance", FIRST, "--date", "08/10/2026"), ("advance", FIRST, "--date", "09/10/2026")),
    (
        "agreed",
        ("posting", "start", FIRST, "--date", "09/10/2026"),
        ("posting", "start", SECOND, "--date", "09/10/2026"),
    ),
    (
        "posted",
        ("posting", "announce", FIRST, "--date", "12/10/2026"),
        ("posting", "stop", FIRST, "--date", "12/10/2026"),
    ),
    ("posted", ("posting", "stop", FIRST, "--date", "15/10/2026"), ("posting", "stop", FIRST, "--date", "16/10/2026")),
    (
        "posted",
        (
            "objection",
            "file",
            FIRST,
            "--by",
            "A",
            "--content",
            "Sai điểm",
            "--household",
            "H0001",
            "--date",
            "13/10/2026",
        ),
        (
            "objection",
            "file",
            FIRST,
            "--by",
            "B",
            "--content",
            "Sai điểm",
            "--household",
            "H0001",
            "--date",
            "13/10/2026",
        ),
    ),
    (
        "settled",
        ("round", "approve", "--members", "19", "--attendees", "17", "--agree", "17", "--date", "20/10/2026"),
        ("round", "approve", "--members", "19", "--attendees", "17", "--agree", "16", "--date", "20/10/2026"),
    ),
    (
        "approved",
        ("round", "report", "--document", "45/BC", "--gap-reason", "Sổ chung của Văn phòng", "--date", "21/10/2026"),
        ("round", "close", "--document", "1"),
    ),
    (
        "reported",
        ("round", "opinion", "--disagree", "--village", FIRST, "--date", "22/10/2026"),
        ("round", "opinion", "--disagree", "--village", SECOND, "--date", "22/10/2026"),
    ),
    ("opined", ("round", "recognise", "--date", "28/10/2026"), ("round", "close", "--document", "1")),
    ("recognised", ("round", "close", "--document", "1", "--date", "20/11/2026"), ("round", "recognise")),
    (
        "met",
        ("correct", "2", "--date", "04/09/2026", "--reason", "Nhầm ngày"),
        ("correct", "2", "--date", "05/09/2026", "--reason", "Nhầm ngày"),
    ),
)


@pytest.mark.parametrize(("rung", "words", "other"), CASES, ids=[" ".join(case[1])[:50] for case in CASES])
def test_sent_twice_is_done_once(at: At, rung: str, words: tuple[str, ...], other: tuple[str, ...]) -> None:
    """The second sending succeeds and changes nothing; something else under the same id is refused as such."""
    office = at(rung)
    office.does(*words, *ID)
    office.repeated(*words, *ID)
    said = office.refused(USAGE, *other, *ID)
    assert "Mã lệnh “thu-1" in said.err
    assert office.does("journal", "verify", "--json").json["sound"]


def test_a_repetition_says_so(at: At) -> None:
    """What was done before is not told as done again."""
    office = at("surveyed")
    office.does("advance", FIRST, *ID)
    assert "lệnh này đã được thực hiện trước đó" in office.repeated("advance", FIRST, *ID).out
    office = at("agreed")
    words = ("posting", "start", FIRST, "--date", "09/10/2026", *ID)
    assert "Đã ghi nhận bắt đầu niêm yết" in office.does(*words).out
    assert "lệnh này đã được thực hiện trước đó" in office.repeated(*words).out
    words = ("list", "import", str(MANAGED), "--date", "03/09/2026", *ID)
    office = at("opened")
    office.does(*words)
    assert "Lệnh này đã được thực hiện trước đó" in office.repeated(*words).out


def test_bug_a_repeated_advance_chose_the_next_step(at: At) -> None:
    """`advance` without --to, sent twice, is the step it was the first time, also at the end of the way."""
    office = at("down")
    words = ("advance", FIRST, "--date", "16/10/2026", *ID)
    office.does(*words)
    assert office.stage(FIRST) == "settled"
    office.repeated(*words)


def test_a_reverification_and_an_answer_sent_twice_are_done_once(at: At) -> None:
    """The numbers and scores that the program fills in do not make a repetition look like something else."""
    office = at("posted")
    file = ("objection", "file", FIRST, "--by", "A", "--content", "Sai", "--household", "H0001", "--date", "13/10/2026")
    reverify = ("objection", "reverify", FIRST, "1", "--b1", "120", "--deprived", "1,4,9", "--date", "14/10/2026")
    answer = ("objection", "answer", FIRST, "1", "--reason", "Đã phúc tra", "--date", "15/10/2026")
    for number, words in enumerate((file, reverify, answer)):
        office.does(*words, "--command-id", f"pa-{number}")
        office.repeated(*words, "--command-id", f"pa-{number}")
    assert office.case(f"thôn {FIRST}")["objections"] == 1


def test_evidence_may_be_sent_twice(at: At) -> None:
    """A step with a photo can be repeated; the photo is kept once."""
    office = at("agreed")
    post(office, FIRST, *ID)
    photo = str(office.folder / "len.jpg")
    office.repeated("posting", "start", FIRST, "--evidence", photo, "--announced", "--date", "09/10/2026", *ID)
    kept = [path for path in (office.folder / "rasoat.files").rglob("*") if path.is_file()]
    assert sorted(path.stat().st_size for path in kept) == [3, 8]


def test_printing_twice_is_recorded_once(at: At) -> None:
    """Printing under one id is entered once; under the id of something else nothing is printed."""
    office = at("agreed")
    out = office.folder / "in"
    words = ("print", "--village", FIRST, "--form", "posting-notice", "--out", out)
    office.does(*words, *ID)
    before = office.traces()
    office.does(*words, *ID)
    assert office.traces() == before
    office.does("posting", "start", FIRST, "--date", "09/10/2026", "--command-id", "treo-1")
    elsewhere = office.folder / "in-2"
    office.refused(USAGE, "print", "--village", FIRST, "--out", elsewhere, "--command-id", "treo-1")
    assert not Path(elsewhere).exists()


@pytest.mark.parametrize("command_id", ["", "x" * 65])
def test_bug_a_command_id_of_any_length_was_taken(at: At, command_id: str) -> None:
    """A command id is short enough for every database's column, and not empty."""
    at("met").refused(USAGE, "advance", FIRST, "--command-id", command_id)
