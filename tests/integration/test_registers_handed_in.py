"""Registers that cannot be taken are refused whole, each fault in one line that names its place and says why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from facts import DOWN, MET, A
from lxml import etree
from register_files import (
    FORMATS,
    PREFIX,
    Rows,
    audited,
    events,
    found,
    journal,
    put,
    refused,
    spoilt_log,
    spoilt_table,
)

pytestmark = pytest.mark.usefixtures("small")
TABLES = ("csv", "xlsx")
STRANGE = "Hội nghị thượng đỉnh"
BARE = "2026-09-10T23:30:00"
"""An instant without zone: in Viet Nam it may be this day or the next."""


def one_fault(err: str) -> str:
    """Return the one line that a refusal gives to the one fault of a register."""
    _paragraph, line = err.strip().split("\n")
    return line


@pytest.mark.parametrize("form", TABLES)
def test_an_unknown_stage_in_a_table_is_refused_by_name(tmp_path: Path, form: str) -> None:
    """An event that no procedure knows is refused with its line and its name."""

    def rename(rows: Rows, at: dict[str, int]) -> None:
        rows[4][at["event"]] = STRANGE

    line = one_fault(refused(spoilt_table(journal(tmp_path / f"so.{form}"), rename)))
    assert "dòng 5," in line
    assert f"“{STRANGE}”: không có sự kiện nào tên như vậy" in line


def test_an_unknown_stage_in_a_log_is_refused_by_name(tmp_path: Path) -> None:
    """The same in an event log."""
    log = spoilt_log(journal(tmp_path / "so.xes"), lambda log: put(events(log)[3], f"{PREFIX}event", STRANGE))
    assert f"“{STRANGE}”: không có sự kiện nào tên như vậy" in one_fault(refused(log))


@pytest.mark.parametrize("form", TABLES)
def test_a_repeated_line_in_a_table_is_refused_with_both_places(tmp_path: Path, form: str) -> None:
    """A line that stands there twice is refused; the message names both places."""

    def repeat(rows: Rows, _at: dict[str, int]) -> None:
        rows.append([str(len(rows)), *rows[5][1:]])

    assert "trùng hoàn toàn với dòng 6" in one_fault(refused(spoilt_table(journal(tmp_path / f"so.{form}"), repeat)))


def test_a_repeated_event_in_a_log_is_refused(tmp_path: Path) -> None:
    """The same in an event log."""

    def double(log: Any) -> None:
        event = events(log)[2]
        event.addnext(etree.fromstring(etree.tostring(event)))

    assert "trùng hoàn toàn với dòng" in one_fault(refused(spoilt_log(journal(tmp_path / "so.xes"), double)))


@pytest.mark.parametrize("key", ["time:timestamp", f"{PREFIX}recorded_at"])
def test_a_time_without_zone_in_a_log_is_refused(tmp_path: Path, key: str) -> None:
    """An instant without zone is no day: the log is refused, and the message shows the time and what it lacks."""
    line = one_fault(refused(spoilt_log(journal(tmp_path / "so.xes"), lambda log: put(events(log)[3], key, BARE))))
    assert f"“{BARE}”: thời điểm thiếu múi giờ" in line


@pytest.mark.parametrize("form", TABLES)
def test_a_time_without_zone_in_a_table_is_read_as_vietnamese_and_told(tmp_path: Path, form: str) -> None:
    """A table is of an office here: a time without zone is taken for Vietnamese, in one line that says so."""

    def write(rows: Rows, at: dict[str, int]) -> None:
        rows[4][at["recorded_at"]] = BARE

    said = audited(spoilt_table(journal(tmp_path / f"so.{form}"), write))
    assert said.code == 0
    told = [line for line in said.err.splitlines() if f"“{BARE}”" in line]
    assert len(told) == 1
    assert "dòng 5," in told[0]
    assert "hiểu là giờ Việt Nam" in told[0]


def _other_code(rows: Rows, at: dict[str, int]) -> None:
    rows[7][at["round"]] = "TM-2025"


def _older(rows: Rows, at: dict[str, int]) -> None:
    rows[7][at["on"]] = "20/09/2024"


def _opened_twice(rows: Rows, at: dict[str, int]) -> None:
    rows.append([*rows[1]])
    rows[-1][at["on"]] = "08/09/2026"


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_other_code, "đợt TM-2025, các dòng trước thuộc đợt TM-2026"),
        (_older, "hơn một năm"),
        (_opened_twice, "sổ đã có dòng mở đợt"),
    ],
)
def test_lines_of_two_rounds_are_refused(tmp_path: Path, form: str, spoil: Any, why: str) -> None:
    """A line of another round, told by its code, by its year, or by a second opening, is refused with the reason."""
    assert why in refused(spoilt_table(journal(tmp_path / f"so.{form}"), spoil))


def _other_trace(log: Any) -> None:
    put(log.findall("{*}trace")[1], f"{PREFIX}round", "TM-2025")


def _second_trace(log: Any) -> None:
    trace = log.findall("{*}trace")[1]
    trace.addnext(etree.fromstring(etree.tostring(trace)))


def _earlier(log: Any) -> None:
    put(events(log)[3], "time:timestamp", "2024-09-20T00:00:00+07:00")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_other_trace, "đợt TM-2025, các dòng trước thuộc đợt TM-2026"),
        (_second_trace, "hai chuỗi sự kiện cho cùng một thôn"),
        (_earlier, "hơn một năm"),
    ],
)
def test_logs_of_two_rounds_are_refused(tmp_path: Path, spoil: Callable[[Any], None], why: str) -> None:
    """A trace of another round, one village in two traces, and an event of another year are refused."""
    assert why in refused(spoilt_log(journal(tmp_path / "so.xes"), spoil))


REACHING = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize("content", [b"", b"<log", b"<html/>", b"\x00\x01", REACHING])
@pytest.mark.parametrize("form", FORMATS)
def test_what_is_no_register_is_refused(tmp_path: Path, form: str, content: bytes) -> None:
    """An empty file, a damaged one, a page, and one that reaches for other files are refused in one paragraph."""
    path = tmp_path / f"so.{form}"
    path.write_bytes(content)
    assert "root:" not in refused(path)


def test_an_empty_cell_accuses_nobody(tmp_path: Path) -> None:
    """Where the votes of a meeting were not keyed in, its agreement is claimed; the audit goes on."""

    def forget(rows: Rows, at: dict[str, int]) -> None:
        for row in rows[1:]:
            row[at["agree"]] = ""

    said = audited(spoilt_table(journal(tmp_path / "so.csv"), forget), "--json", "--full")
    assert said.code == 0
    assert {it["status"] for it in said.json["findings"] if it["requirement"] == "meeting_agreement"} == {"claimed"}


def test_steps_out_of_order_are_found_in_a_table(tmp_path: Path) -> None:
    """A village that met only after its list was taken down is out of order, and the audit says so."""

    def swap(rows: Rows, at: dict[str, int]) -> None:
        for row in rows[1:]:
            if row[at["village"]] == A and row[at["on"]] == f"{MET:%d/%m/%Y}":
                row[at["on"]] = f"{DOWN:%d/%m/%Y}"

    said = audited(spoilt_table(journal(tmp_path / "so.csv"), swap), "--json")
    assert said.code == 1
    assert {(name, rule) for name, _step, rule, _status in found(said)} >= {(A, "order")}
