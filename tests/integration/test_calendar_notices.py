"""The calendar of a database: recorded in the journal, on both databases; open terms counted anew, papers kept."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from facts import DOWN, POSTED, A
from office import Office, typed
from play import Play, lawful_way
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from rasoat.errors import Refused, StoreError, UsageError
from rasoat.messages import LANGS, Lang
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.workflow.calendar_effects import effects
from rasoat.workflow.calendar_notices import Notice, NoticeDay
from rasoat.workflow.calendar_recording import Recorded, record, tried
from rasoat.workflow.calendars import vietnam
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.orders import Author
from rasoat.workflow.recorded_calendar import calendar_of
from rasoat.workflow.terms import Due, changes
from rasoat.workflow.todo import tasks
from rasoat.workflow.verifying import verify

MONDAY = date(2026, 10, 12)
"""The first working day after the village's posting."""
LOCAL = Notice(
    number="15/TB-UBND",
    issued_on=date(2026, 10, 2),
    issuer="UBND tỉnh",
    days=(NoticeDay(day=MONDAY, change="off", name="Lễ hội tỉnh"),),
)
AUTHOR = Author(actor="Lò Văn An", at=datetime(2026, 10, 10, 2, tzinfo=UTC), today=date(2026, 10, 10))
LOCAL_DAY = ("--document", "15/TB-UBND", "--issued", "02/10/2026", "--issuer", "UBND tỉnh", "--off")
YEAR = """year = 2027
[document]
number = "Thông báo số 1234/TB-BNV"
date = 2026-11-27
issuer = "Bộ Nội vụ"
"""
HOLIDAYS = "01-01 02-05 02-08 02-09 02-10 02-11 04-16 04-30 05-01 09-02 09-03 11-24"


def whole_year(holidays: str = HOLIDAYS) -> str:
    """Return a file that announces 2027."""
    days = (f'[[days]]\ndate = 2027-{day}\nchange = "off"\nname = "Nghỉ lễ, Tết"\n' for day in holidays.split())
    return YEAR + "\n".join(days)


def recorded(database: Database, notice: Notice = LOCAL, command_id: str | None = None) -> Recorded:
    """Record a notice."""
    with database.write() as connection:
        return record(Store(connection), notice, AUTHOR, command_id)


def dues(database: Database) -> tuple[Due, ...]:
    """Return the terms that run for the first village on the day it posts."""
    with database.read() as connection:
        store = Store(connection)
        return tasks(Round(store, open_file(store, None)), POSTED)[0].dues


@pytest.fixture
def posted(database: Database) -> Play:
    """Return a round whose first village hangs its list out."""
    return Play(database).start().go(lawful_way(), until="take_down")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Return an office with a commune and nothing else."""
    office = Office(tmp_path)
    office.does("commune", "template", tmp_path / "xa.toml")
    office.does("commune", "add", tmp_path / "xa.toml")
    return office


def test_a_notice_moves_the_terms_that_run(posted: Play) -> None:
    """A local holiday inside a posting moves its last day; the village is named, and what was counted first stays."""
    holiday = Notice(
        number="15/TB-UBND",
        issued_on=POSTED - timedelta(days=20),
        issuer="UBND tỉnh",
        days=(NoticeDay(day=POSTED + timedelta(days=1), change="off", name="Lễ hội tỉnh"),),
    )
    author = Author(actor="Lò Văn An", at=datetime.combine(POSTED, time(2), UTC), today=POSTED)
    before = dues(posted.database)
    with posted.database.write() as connection:
        store = Store(connection)
        done = record(store, holiday, author)
        found = effects(store, done.before, done.after, POSTED)
    assert [(item.rule.id, item.subject.name, item.moved) for item in found] == [("posting_length", A, True)]
    (was,), (now,) = before, dues(posted.database)
    assert (was.event, was.last_day, now.event, now.last_day) == (POSTED, DOWN, POSTED, DOWN + timedelta(days=1))
    (change,) = changes(now, done.after)
    assert (change.was, change.now) == (was.last_day, now.last_day)
    assert "do Văn bản số 15/TB-UBND" in change.sentence().render("vi")


def test_the_calendar_is_the_databases_own(database: Database) -> None:
    """What one database records is in its calendar, for every reader, and in no other."""
    recorded(database)
    with database.read() as connection:
        calendar = calendar_of(Store(connection))
    assert not calendar.is_working(MONDAY)
    assert vietnam().is_working(MONDAY)


def test_a_notice_is_an_entry_of_the_journal(posted: Play) -> None:
    """It is hashed like everything else, cannot be changed or removed, and the verification reads it."""
    recorded(posted.database)
    with posted.database.read() as connection:
        assert verify(Store(connection)).sound
    for statement in ("DELETE FROM journal WHERE kind = 'calendar_notice'", "UPDATE journal SET payload = '{}'"):
        with pytest.raises((StoreError, DatabaseError)), posted.database.write() as connection:
            connection.execute(text(statement))


def test_papers_made_before_keep_their_count(posted: Play) -> None:
    """A notice changes no frozen context."""
    with posted.database.read() as connection:
        store = Store(connection)
        before = [item.context for item in store.documents(open_file(store, None).row.id)]
    recorded(posted.database)
    with posted.database.read() as connection:
        store = Store(connection)
        assert [item.context for item in store.documents(open_file(store, None).row.id)] == before


def test_a_refused_or_tried_notice_leaves_no_trace(database: Database) -> None:
    """A day that both works and rests is refused; trying writes nothing."""
    both = (*LOCAL.days, NoticeDay(day=MONDAY, change="plain", name="không"))
    with pytest.raises(Refused) as refused:
        recorded(database, Notice(number="1", issued_on=LOCAL.issued_on, issuer="x", days=both))
    assert "không thể vừa làm vừa nghỉ" in refused.value.render("vi")
    with database.read() as connection:
        store = Store(connection)
        assert not tried(store, LOCAL, AUTHOR).after.is_working(MONDAY)
        assert calendar_of(store).is_working(MONDAY)
        assert store.chain_head("@calendar") is None


def test_a_command_sent_twice_records_once(database: Database) -> None:
    """The same command id records one entry; with another notice it is refused."""
    assert not recorded(database, command_id="c1").repeated
    assert recorded(database, command_id="c1").repeated
    with pytest.raises(UsageError):
        recorded(database, Notice(number="2", issued_on=LOCAL.issued_on, issuer="x", days=LOCAL.days), "c1")


def test_a_calendar_read_in_a_transaction_that_failed_is_forgotten(database: Database) -> None:
    """A notice that was rolled back is not in the calendar, though somebody read it inside that transaction."""
    with pytest.raises(RuntimeError):
        _record_and_fail(database)
    other = Notice(
        number="16/TB-UBND",
        issued_on=LOCAL.issued_on,
        issuer="UBND tỉnh",
        days=(NoticeDay(day=date(2026, 10, 13), change="off", name="Lễ hội"),),
    )
    recorded(database, other)
    with database.read() as connection:
        calendar = calendar_of(Store(connection))
    assert calendar.is_working(MONDAY)
    assert not calendar.is_working(date(2026, 10, 13))


def _record_and_fail(database: Database) -> None:
    with database.write() as connection:
        record(Store(connection), LOCAL, AUTHOR)
        assert not calendar_of(Store(connection)).is_working(MONDAY)
        raise RuntimeError


def test_the_office_tries_adds_and_sees(office: Office) -> None:
    """Trying writes nothing; adding is shown with document, who and when; a term tells both results."""
    words = ("calendar", "add", *LOCAL_DAY, "12/10/2026=Lễ hội tỉnh")
    assert "chưa ghi gì" in office.does(*words, "--dry-run", on="10/10/2026").out
    assert "Lễ hội" not in office.does("calendar", "show", "2026").out
    copy = office.file("thong-bao.jpg")
    assert "mục 1" in office.does(*words, "--evidence", copy, on="10/10/2026").out
    shown = office.does("calendar", "show", "2026").out
    assert "Văn bản số 15/TB-UBND (UBND tỉnh, 02/10/2026)" in shown
    assert "ghi ngày 10/10/2026" in shown
    term = ("term", "explain", "--days", "3", "--unit", "working", "--from", "09/10/2026")
    assert "Trước đây tính đến hết ngày 14/10/2026, nay tính đến hết ngày 15/10/2026" in office.does(*term).out
    assert office.does(*term, "--json").json["changes"][0]["was"] == "2026-10-14"
    found = office.does("calendar", "show", "2026", "--json").json["notices"]
    assert [(item["number"], item["entry"], len(item["evidence"])) for item in found] == [("15/TB-UBND", 1, 1)]
    assert "nguyên vẹn" in office.does("journal", "verify").out


@pytest.mark.parametrize("lang", LANGS)
def test_the_notice_of_a_year_ends_its_being_provisional(office: Office, lang: Lang) -> None:
    """From a file: the year is official afterwards, a term into it is final; a second announcement is refused."""
    office.options = ("--lang", lang)
    term = ("term", "explain", "--days", "3", "--unit", "working", "--from", "30/12/2026", "--json")
    assert office.does(*term).json["provisional"]
    path = office.file("lich-2027.toml", whole_year())
    office.does("calendar", "import", path, on="01/12/2026")
    assert not office.does(*term).json["provisional"]
    assert office.does("calendar", "show", "2027", "--json").json["official"]
    assert "2027" in office.refused(1, "calendar", "import", path, on="02/12/2026").err


def test_a_file_is_taken_whole_or_not_at_all(office: Office) -> None:
    """One wrong line refuses the file, names row, column and value, and records nothing."""
    path = office.file("nghi.csv", "Ngày;Nghỉ/làm;Lý do\n03/12/2026;nghỉ;Lễ hội\n31/02/2026;nghĩ;\n")
    said = office.refused(2, "calendar", "import", path, *LOCAL_DAY[:-1])
    for words in ("dòng 3", "ô A3", "31/02/2026", "nghĩ", "nghỉ, làm bù hoặc ngày thường", "phải có giá trị"):
        assert words in said.err
    assert not office.does("calendar", "show", "2026", "--json").json["notices"]
    good = office.file("tot.csv", "Ngày;Nghỉ/làm;Lý do\n03/12/2026;nghỉ;Lễ hội\n05/12/2026;làm bù;Bù ngày 03/12\n")
    office.does("calendar", "import", good, *LOCAL_DAY[:-1], on="10/10/2026")
    days = {item["date"]: item["status"] for item in office.does("calendar", "show", "2026", "--json").json["days"]}
    assert (days["2026-12-03"], days["2026-12-05"]) == ("off", "worked")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (whole_year().replace('change = "off"', 'change = "rest"', 1), "days[0].change"),
        (whole_year().replace("issuer", "isuer"), "document.isuer"),
        (whole_year("01-01 04-30"), "02/09/2027"),
        ("year = = 2027", "dòng 1"),
        (YEAR, "days"),
    ],
)
def test_a_wrong_toml_file_is_refused_by_line_or_key(office: Office, text: str, words: str) -> None:
    """Key, line or the missing holiday are named; nothing is recorded."""
    said = office.types("calendar", "import", office.file("l.toml", text), on="01/12/2026")
    assert said.code in {1, 2}
    assert words in said.err
    assert not office.does("calendar", "show", "2027", "--json").json["official"]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("add", *LOCAL_DAY[:-1]), "Chưa ghi ngày nào"),
        (("add", *LOCAL_DAY, "12/10=Lễ"), "không phải là ngày"),
        (("import", "nghi.csv", "--document", "1"), "--issuer"),
        (("import", "l.toml", *LOCAL_DAY[:-1]), "tự nêu văn bản"),
        (("import", "trong.csv", *LOCAL_DAY[:-1]), "không có ngày nào"),
    ],
)
def test_what_is_missing_is_asked_for(
    office: Office, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], key: str
) -> None:
    """No day, no date, no document, two documents, an empty table."""
    monkeypatch.chdir(office.folder)
    office.file("l.toml", whole_year())
    office.file("nghi.csv", "Ngày;Nghỉ/làm;Lý do\n03/12/2026;nghỉ;Lễ hội\n")
    office.file("trong.csv", "Ngày;Nghỉ/làm;Lý do\n")
    assert key in office.refused(2, "calendar", *words).err


def test_the_example_file_asks_to_be_completed(office: Office) -> None:
    """The example for a year reads as TOML and is refused until number and days are filled in."""
    path = office.folder / "mau.toml"
    office.does("calendar", "template", "2027", path)
    said = office.refused(1, "calendar", "import", path, on="02/01/2027")
    assert "thiếu số, ký hiệu" in said.err
    assert "ít nhất 11 ngày" in said.err
    assert typed("calendar", "template", "2027").out == path.read_text("utf-8")
