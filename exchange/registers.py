"""The register of events of a past round: one line an event, as an inspector keys it in from the papers."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path

from rasoat.exchange.books import read_tables
from rasoat.exchange.cells import is_blank, read_optional, read_text, read_whole
from rasoat.exchange.days import read_day
from rasoat.exchange.event_lines import VIETNAM, Line, Register, Words, refuse_mixed
from rasoat.exchange.findings import CellError, Findings, Parsed
from rasoat.exchange.layouts import READ_PAST, Column, Layout
from rasoat.exchange.sources import Cell
from rasoat.exchange.tables import Row, Table
from rasoat.exchange.texts import clean, fold
from rasoat.messages import Message, message

COLUMNS = (
    Column("village", ("Thôn/TDP", "Thôn", "Thôn, tổ dân phố", "Thôn/bản", "Bản", "Xóm", "Village"), required=True),
    Column("event", ("Sự kiện", "Sự việc", "Việc đã làm", "Event", "Activity"), required=True),
    Column("on", ("Ngày", "Ngày thực hiện", "Ngày diễn ra", "Date"), required=True),
    Column("place", ("Địa điểm", "Nơi niêm yết", "Place")),
    Column("households", ("Số hộ", "Households")),
    Column("attendees", ("Số người dự", "Số người dự họp", "Attendees")),
    Column("members", ("Tổng số thành viên", "Số thành viên", "Members")),
    Column("agree", ("Số người đồng ý", "Số đồng ý", "Agree")),
    Column("objection", ("Số phản ánh", "Phản ánh số", "Objection")),
    Column("person", ("Người chủ trì, người ký", "Người chủ trì", "Người ký", "Person")),
    Column("groups", ("Thành phần dự", "Thành phần dự họp", "Groups")),
    Column("signed", ("Chữ ký", "Đã ký", "Signed")),
    Column("copies", ("Số bản", "Số bản biên bản", "Copies")),
    Column("evidence", ("Minh chứng", "Tệp minh chứng", "Evidence")),
    Column("document", ("Số, ký hiệu văn bản", "Văn bản", "Document")),
    Column("reason", ("Lý do làm trái", "Deviation reason")),
    Column("reason_by", ("Người chịu trách nhiệm", "Deviation by")),
    Column("reason_order", ("Theo chỉ đạo", "Deviation order")),
    Column("recorded_at", ("Ngày ghi sổ", "Recorded at")),
    Column("round", ("Mã đợt", "Đợt rà soát", "Round")),
    Column("remark", ("Ghi chú", "Remark")),
)
"""What a line may say, in the order of the template."""
REGISTER = Layout("events", (*COLUMNS, Column(READ_PAST, ("STT", "TT", "Số TT"))), ("event", "on"))


def read_register(path: Path, words: Words, today: date) -> Register:
    """Return the register in the file at `path`: all of it, or nothing.

    Args:
        path: an Excel, OpenDocument or CSV file.
        words: the words it may use.
        today: days after it are faults.

    Raises:
        BadFile: not to be opened, of another kind, or with faults; `details` names every one.
    """
    findings = Findings(path.name)
    tables = read_tables(path, (REGISTER,), findings)
    lines = [
        line for table in tables for row in _rows(table) for line in [LineReader(row, words, today).line()] if line
    ]
    sheets = tuple(table.sheet.name for table in tables)
    refuse_mixed(lines, findings)
    findings.refuse_if_faulty(sheets)
    return Register(lines=tuple(lines), findings=findings, sheets=sheets)


def _rows(table: Table) -> Iterator[Row]:
    """Yield the rows below the header that say something beside their number."""
    for number, cells in enumerate(table.sheet.rows[table.header :], table.header + 1):
        row = Row(table, number, cells)
        if not all(is_blank(row.cell(key)) for key in table.places):
            yield row


class LineReader:
    """Reads one row; a cell that cannot be taken becomes a fault, and the line is None."""

    def __init__(self, row: Row, words: Words, today: date) -> None:
        self.row = row
        self.words = words
        self.today = today

    def line(self) -> Line | None:
        """Return the line."""
        row, words, faults = self.row, self.words, len(self.row.table.findings.faults)
        event = row.read("event", lambda cell: _event(cell, words.events), "")
        village = row.read("village", lambda cell: _village(cell, event, words), None)
        posted_at = row.read("place", lambda cell: _posting(cell, words), None) if event in words.posting else None
        objection = row.read("objection", _number, None)
        line = Line(
            place=row.place("event"),
            village=village,
            event=event,
            on=row.read("on", self.day, self.today),
            recorded_at=row.read("recorded_at", self.recorded, None),
            posted_at=posted_at,
            where=None if posted_at else row.read("place", read_optional, None),
            households=row.read("households", read_whole, None),
            attendees=row.read("attendees", read_whole, None),
            members=row.read("members", read_whole, None),
            agree=row.read("agree", lambda cell: read_votes(cell, words.lists), None),
            objection=objection,
            person=row.read("person", read_optional, None),
            groups=row.read("groups", lambda cell: read_words(cell, words.groups, "unknown_group"), None),
            signed=row.read("signed", lambda cell: read_words(cell, words.signers, "unknown_signer"), None),
            copies=row.read("copies", read_whole, None),
            evidence=row.read("evidence", _names, ()),
            document=row.read("document", read_optional, None),
            reason=row.read("reason", _long, None),
            reason_by=row.read("reason_by", _long, None),
            reason_order=row.read("reason_order", _long, None),
            round=row.read("round", read_optional, None),
        )
        for key, why in self.lacking(line):
            row.table.findings.fault(row.place("event"), row.cell("event"), message(f"exchange.why.{why}", column=key))
        return line if len(row.table.findings.faults) == faults else None

    def day(self, cell: Cell) -> Parsed[date]:
        """Return the day of an event."""
        return read_day(cell, self.today)

    def recorded(self, cell: Cell) -> Parsed[datetime | None]:
        """Return when a line was written down, None when the cell is empty."""
        return _recorded(cell, self.today)

    def lacking(self, line: Line) -> Iterator[tuple[Message, str]]:
        """Yield what an event of this kind cannot do without."""
        if line.event in self.words.posting and is_blank(self.row.cell("place")):
            yield message("register.column.place"), "event_needs"
        if line.event in self.words.numbered and line.objection is None:
            yield message("register.column.objection"), "event_needs"
        if any((line.reason, line.reason_by, line.reason_order)) and not all((line.reason, line.reason_by)):
            yield message("register.column.reason_by"), "event_needs"


def _event(cell: Cell, events: Mapping[str, str]) -> Parsed[str]:
    text, remark = read_text(cell)
    if not text:
        raise CellError("missing")
    code = events.get(fold(text).rstrip(".")) or events.get(text)
    if code is None:
        raise CellError("unknown_event")
    return Parsed(code, remark)


def _village(cell: Cell, event: str, words: Words) -> Parsed[str | None]:
    text, remark = read_text(cell)
    name = None if fold(text) in words.commune_names else text
    if name is None and event in words.villages:
        raise CellError("event_of_village")
    if name is not None and event in words.commune:
        raise CellError("event_of_commune")
    return Parsed(name, remark)


def _posting(cell: Cell, words: Words) -> Parsed[str | None]:
    text, remark = read_text(cell)
    if not text:
        return Parsed(None)
    code = words.places.get(fold(text))
    if code is None:
        raise CellError("unknown_posting_place")
    return Parsed(code, remark)


def _number(cell: Cell) -> Parsed[int | None]:
    number = read_whole(cell).value
    if number == 0:
        raise CellError("no_whole_number")
    return Parsed(number)


def read_votes(cell: Cell, lists: Mapping[str, str]) -> Parsed[Mapping[str, int] | None]:
    """Return votes: one number for all lists ("38"), or one a list ("hộ nghèo: 38; hộ cận nghèo: 35").

    Raises:
        CellError: neither, or a list that does not exist.
    """
    if is_blank(cell):
        return Parsed(None)
    if not isinstance(cell, str) or ":" not in cell:
        return Parsed({"all": read_whole(cell).value or 0})
    votes: dict[str, int] = {}
    for part in cell.split(";"):
        name, _, number = part.partition(":")
        if fold(name) not in lists:
            raise CellError("unknown_list")
        votes[lists[fold(name)]] = read_whole(number).value or 0
    return Parsed(votes)


def read_words(cell: Cell, words: Mapping[str, str], why: str) -> Parsed[tuple[str, ...] | None]:
    """Return several words of a cell, separated by semicolons, as their codes; None when the cell is empty.

    Raises:
        CellError: `why`: one of them is not among `words`.
    """
    names = _names(cell).value
    if any(fold(name) not in words for name in names):
        raise CellError(why)
    return Parsed(tuple(words[fold(name)] for name in names) or None)


def _names(cell: Cell) -> Parsed[tuple[str, ...]]:
    text = read_text(cell).value if not isinstance(cell, str) else cell.replace("\n", ";")
    return Parsed(tuple(name for part in text.split(";") if (name := clean(part))))


def _long(cell: Cell) -> Parsed[str | None]:
    text, remark = read_text(cell)
    return Parsed(text or None, remark)


def _recorded(cell: Cell, today: date) -> Parsed[datetime | None]:
    """Return when a line was written down; a day alone is its noon in Viet Nam, a time without zone Viet Nam's."""
    if is_blank(cell):
        return Parsed(None)
    try:
        written = datetime.fromisoformat(cell.strip()) if isinstance(cell, str) else cell
    except ValueError:
        written = None
    if not isinstance(written, datetime) or written.time() == time(0):
        return Parsed(datetime.combine(read_day(cell, today).value, time(12), VIETNAM))
    if written.tzinfo:
        return Parsed(written)
    # a spreadsheet's own times have no zone to give; a text could have said it
    remark = message("exchange.remark.local_time") if isinstance(cell, str) else None
    return Parsed(written.replace(tzinfo=VIETNAM), remark)
