"""An officer at the keyboard: commands typed as people type them, and a whole round played so, rung by rung.

Commands run in this process through `rasoat.cli.main`, the very function that the installed command calls; only
what must be another process (a full disk, another language of click) is started as one.
"""

import contextlib
import io
import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office_clock import clock_of

from rasoat.cli import main

DATA = Path(__file__).parent / "data"
MANAGED, APPLICATIONS, SURVEYS = (
    DATA / name for name in ("danh-sach-quan-ly-2025.xlsx", "giay-de-nghi-2026.csv", "ket-qua-khao-sat-2026.xlsx")
)
FAULTY = DATA / "danh-sach-loi.xlsx"
TODAY = "2026-12-31"
"""The as-of date of every command, so that no test depends on the day it runs on."""
ROUND = "TAN-MAU-2026"
VILLAGES = (
    "Cây Thị",
    "Phiêng Lằng",
    "Nà Khoa",
    "Minh Khai",
    "Yên Sơn",
    "Bó Củng",
    "Cốc Phường",
    "Hợp Nhất",
    "Lũng Vài",
    "Suối Bốc",
    "Làng Mới",
    "Tà Phời",
)
FIRST, SECOND = VILLAGES[:2]
ORDER = ("--ordered-by", "Kế hoạch số 180/KH-UBND")
OLD_STANDARD = ("--procedure", "qd24-periodic-two-tier", *ORDER)
"""What opens a yearly round by the old standard in the autumn of 2026."""
_GROUPS = ("committee=Nông Văn Ví, Phó Trưởng Ban", "party=Bí thư", "organisations=Đoàn", "surveyors=Hồ Xuân Hùng")
PRESENT = tuple(word for group in _GROUPS for word in ("--present", group))

# where in the way of the law a round stands, in order
RUNGS = (
    "described",
    "opened",
    "entered",
    "listed",
    "surveyed",
    "classified",
    "met",
    "agreed",
    "posted",
    "down",
    "settled",
    "approved",
    "reported",
    "opined",
    "recognised",
    "closed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command answered."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer as a script reads it."""
        return json.loads(self.out)


def typed(*words: str | Path) -> Said:
    """Type `rasoat` and these words."""
    out, err = io.StringIO(), io.StringIO()
    code: Any = 0
    with (
        pytest.MonkeyPatch.context() as patch,
        clock_of(list(map(str, words))),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setattr(sys, "argv", ["rasoat", *map(str, words)])
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    return Said(words=tuple(map(str, words)), code=code, out=out.getvalue(), err=err.getvalue())


@dataclass(slots=True)
class Office:
    """A commune office with its folder: the database, photos, what is printed."""

    folder: Path
    url: str = ""
    options: tuple[str, ...] = ()

    @property
    def database(self) -> Path:
        """The database file, where it is one."""
        return self.folder / "rasoat.db"

    def file(self, name: str, content: bytes | str = b"anh chup") -> Path:
        """Return a file in the office's folder, written if it is not there yet."""
        path = self.folder / name
        if not path.exists():
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def types(self, *words: str | Path, on: str = TODAY) -> Said:
        """Type a command about the office's database."""
        return typed("--db", self.url or self.database, "--on", on, *self.options, *words)

    def does(self, *words: str | Path, **more: Any) -> Said:
        """Type a command that must succeed."""
        said = self.types(*words, **more)
        assert said.code == 0, said
        return said

    def refused(self, code: int, *words: str | Path, **more: Any) -> Said:
        """Type a command that must be refused in one paragraph with a way out, and leave no trace."""
        before = self.traces()
        said = self.types(*words, **more)
        assert said.code == code, said
        assert_paragraph(said.err)
        assert self.traces() == before
        return said

    def repeated(self, *words: str | Path) -> Said:
        """Type a command that was carried out before: it must succeed and change nothing."""
        before = self.traces()
        said = self.does(*words)
        assert self.traces() == before
        return said

    def traces(self) -> Mapping[str, Any]:
        """Return every row of the database and every file beside it: equal when nothing was written."""
        return {"rows": rows(self.database), "files": self.files()}

    def files(self) -> set[str]:
        """Return the files of the folder; copies of photos and SQLite's own files aside."""
        return {
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if not path.name.startswith("rasoat.db") and "rasoat.files" not in path.parts
        }

    def stage(self, village: str) -> str:
        """Return where a village stands."""
        return str(self.case(f"thôn {village}")["stage"])

    def case(self, title: str = "xã Tân Mẫu") -> dict[str, Any]:
        """Return a line of the status board, the round's own unless a village is named."""
        cases = self.does("status", "--json").json["cases"]
        return next(case for case in cases if case["subject"] == title)

    def breaches(self) -> list[tuple[str, str, str]]:
        """Return whom, which requirement and how the audit finds fault, deviations included."""
        found = self.types("audit", "--json").json["findings"]
        return [(item["subject"], item["requirement"], item["status"]) for item in found if item["status"] != "claimed"]


def rows(database: Path) -> Mapping[str, list[tuple[Any, ...]]]:
    """Return every row of every table of a SQLite database."""
    if not database.exists():
        return {}
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}")) for name in names}  # noqa: S608 # our own tables


_DETAIL = re.compile(r"  - \S")


def assert_paragraph(err: str) -> None:
    """Assert that an error is one paragraph that says what is wrong and what to do, then one line a detail."""
    assert "Traceback" not in err
    usage = err.partition("Lỗi: ")
    if usage[1]:  # click's own: how the command is typed, then the fault
        assert usage[0].startswith("Cách dùng: rasoat"), err
        assert usage[2].strip(), err
        return
    paragraph, *details = err.strip().split("\n")
    assert re.match(r"\[RS[123]\d\d\] ", paragraph), err
    assert not paragraph[len("[RS000] ")].islower(), err
    assert paragraph.endswith((".", "”.")), err
    assert len(re.findall(r"[.:](?= |$)", paragraph)) >= 2, err
    assert not re.search(r"\{\w*\}|None|errors\.\w+", paragraph), err
    assert [line for line in details if not _DETAIL.match(line)] == [], err


def describe(office: Office) -> None:
    """Describe the commune."""
    office.does("commune", "template", office.folder / "xa.toml")
    office.does("commune", "add", office.folder / "xa.toml")


def open_round(office: Office) -> None:
    """Open the round in which the province gives its opinion."""
    words = ("--variant", "province_opinion", "--code", ROUND)
    office.does("round", "open", *OLD_STANDARD, "--date", "01/09/2026", *words)


def enter(office: Office) -> None:
    """Take the managed list and the applications."""
    office.does("list", "import", MANAGED, "--date", "03/09/2026")
    office.does("list", "apply", APPLICATIONS)


def complete_lists(office: Office) -> None:
    """Close the lists."""
    office.does("advance", "--all", "--date", "2026-09-23")


def survey(office: Office) -> None:
    """Take the survey results."""
    office.does("survey", "import", SURVEYS)


def classify(office: Office) -> None:
    """Close the surveys."""
    office.does("advance", "--all", "--date", "06/10/2026")


def meet(office: Office, village: str, *, agree: int = 34, on: str = "08/10/2026") -> Said:
    """Record a meeting as the law wants it; forty people come."""
    photo = office.file("bien-ban.jpg")
    words = ("--attendees", "40", "--listed", "8", "--agree", str(agree), "--front-invited", *PRESENT)
    return office.does("meeting", "record", village, *words, "--evidence", photo, "--date", on)


def post(office: Office, village: str, *more: str, on: str = "09/10/2026") -> Said:
    """Put up the result at both places."""
    return office.does(
        "posting", "start", village, "--evidence", office.file("len.jpg", b"len"), "--announced", "--date", on, *more
    )


def take_down(office: Office, village: str, *more: str, on: str = "15/10/2026") -> Said:
    """Take it down at both places."""
    return office.does("posting", "stop", village, "--evidence", office.file("go.jpg", b"go"), "--date", on, *more)


def _each(act: Callable[[Office, str], Any]) -> Callable[[Office], None]:
    def everywhere(office: Office) -> None:
        for village in VILLAGES:
            act(office, village)

    return everywhere


def _advance(on: str) -> Callable[[Office], None]:
    def forward(office: Office) -> None:
        office.does("advance", "--all", "--date", on)

    return forward


def approve(office: Office) -> None:
    """Let the committee agree."""
    words = ("--members", "19", "--attendees", "17", "--agree", "17", "--evidence", office.file("bb.jpg"))
    office.does("round", "approve", *words, "--date", "20/10/2026")


def report(office: Office) -> None:
    """Report to the province."""
    words = ("--document", "45/BC-UBND", "--gap-reason", "Sổ chung của Văn phòng", "--evidence", office.file("bc.jpg"))
    office.does("round", "report", *words, "--date", "2026-10-21")


def opine(office: Office) -> None:
    """Take the province's consent."""
    words = ("--document", "915/UBND-NN", "--evidence", office.file("yk.jpg"))
    office.does("round", "opinion", "--agree", *words, "--date", "26/10/2026")


def recognise(office: Office) -> None:
    """Let the chairman sign."""
    words = (
        "--number",
        "recognition-decision=152",
        "--gap-reason",
        "Sổ chung của Văn phòng",
        "--evidence",
        office.file("qd.jpg"),
    )
    office.does("round", "recognise", *words, "--date", "28/10/2026")


def close(office: Office) -> None:
    """Report officially and close."""
    words = ("--document", "61/BC-UBND", "--evidence", office.file("ct.jpg"))
    office.does("round", "close", *words, "--date", "20/11/2026")


STEPS: Mapping[str, tuple[Callable[[Office], Any], ...]] = {
    "described": (describe,),
    "opened": (open_round,),
    "entered": (enter,),
    "listed": (complete_lists,),
    "surveyed": (survey,),
    "classified": (classify,),
    "met": (_each(meet),),
    "agreed": (_advance("08/10/2026"),),
    "posted": (_each(post),),
    "down": (_each(take_down), _advance("15/10/2026")),
    "settled": (_advance("16/10/2026"),),
    "approved": (approve,),
    "reported": (report,),
    "opined": (opine,),
    "recognised": (recognise,),
    "closed": (close,),
}


@dataclass(slots=True)
class Ladder:
    """One round, played once and copied at every rung."""

    folder: Path
    reached: int = -1

    def at(self, rung: str, folder: Path) -> Office:
        """Return an office whose round stands at a rung."""
        while self.reached < RUNGS.index(rung):
            self._climb(RUNGS[self.reached + 1])
        shutil.copytree(self.folder / rung, folder, dirs_exist_ok=True)
        return Office(folder)

    def _climb(self, rung: str) -> None:
        target = self.folder / rung
        if self.reached < 0:
            target.mkdir()
        else:
            shutil.copytree(self.folder / RUNGS[self.reached], target)
        office = Office(target)
        for step in STEPS[rung]:
            step(office)
        self.reached += 1


def play(office: Office, until: str, *, after: str | None = None) -> Office:
    """Play the round up to and with a rung, from the beginning or from a rung that was reached otherwise."""
    first = RUNGS.index(after) + 1 if after else 0
    for rung in RUNGS[first : RUNGS.index(until) + 1]:
        for step in STEPS[rung]:
            step(office)
    return office


def survey_book(path: Path, villages: Iterable[str], on: str) -> Path:
    """Write the survey results of some villages anew, as if every household had been visited again on one day."""
    book = openpyxl.load_workbook(SURVEYS)
    sheet = book.active
    kept = set(villages)
    for number in range(sheet.max_row, 7, -1):
        if sheet.cell(number, 4).value in kept:
            sheet.cell(number, 22).value = on
        else:
            sheet.delete_rows(number)
    book.save(path)
    book.close()
    return path
