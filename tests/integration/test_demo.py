"""The demonstration: a whole round with every turn the law knows, one deviation, and the same bytes each time."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rasoat.demo import plot
from rasoat.demo.play import play, prepare
from rasoat.errors import UsageError
from rasoat.models.canonical import loads
from rasoat.models.database import Database, open_database
from rasoat.models.records import DocumentRow, Entry
from rasoat.models.store import Store
from rasoat.steps.board import board
from rasoat.workflow.auditing import audit
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.todo import tasks
from rasoat.workflow.verifying import verify


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Yield the database of a demonstration; nobody writes to it."""
    folder = tmp_path_factory.mktemp("demo")
    with closing(prepare(folder)) as database:
        for _on, _event in play(database, folder):
            pass
        yield database


def record(database: Database) -> tuple[list[Entry], list[DocumentRow]]:
    """Return journal and papers."""
    with database.read() as connection:
        store = Store(connection)
        file = open_file(store, plot.ROUND)
        return store.entries_of_chain(file.row.chain_id), store.documents(file.row.id)


def test_state_is_the_fold_of_the_journal_at_every_point(tmp_path: Path) -> None:
    """After each event of the timeline every case stands where its journal, folded, puts it."""
    with closing(prepare(tmp_path)) as database:
        events = 0
        for _event in play(database, tmp_path):
            events += 1
            with database.read() as connection:
                store = Store(connection)
                desk = Round(store, open_file(store, plot.ROUND))
                for row in desk.rows:
                    case = desk.case(row)
                    assert (case.stage, len(case.taken)) == (row.stage, row.version)
    assert events > 50


def test_audit_finds_the_planted_breach_and_nothing_else(demo: Database) -> None:
    """The posting of Lũng Vài, taken down a day early on order, is all that the audit finds, before and long after."""
    with demo.read() as connection:
        store = Store(connection)
        desk = Round(store, open_file(store, plot.ROUND))
        for on in (plot.CLOSED, plot.CLOSED.replace(year=2036)):
            unclean = [item for item in audit(desk, on) if not item.clean]
            assert [(item.subject.name, item.trigger, item.rule.id, item.verdict.status.value) for item in unclean] == [
                (plot.EARLY, "take_down", "posting_length", "waived")
            ]
            deviation = unclean[0].deviation
            assert deviation is not None
            assert deviation.order == "Công điện số 12/CĐ-UBND ngày 14/10/2026"


def test_all_else_is_proven(demo: Database) -> None:
    """Every other requirement of every step is proven, each with its article."""
    with demo.read() as connection:
        store = Store(connection)
        findings = audit(Round(store, open_file(store, plot.ROUND)), plot.CLOSED)
    assert len(findings) > 250
    assert {item.verdict.status.value for item in findings if item.clean} == {"proven"}
    assert all(item.rule.citation.doc for item in findings)


def test_record_is_sound(demo: Database) -> None:
    """Nobody rewrote anything."""
    with demo.read() as connection:
        found = verify(Store(connection))
    assert found.sound
    assert found.cases == len(plot.WAYS) + 1


def test_everything_is_done(demo: Database) -> None:
    """When the round is closed nobody waits for anything, and the board shows every village settled."""
    with demo.read() as connection:
        store = Store(connection)
        desk = Round(store, open_file(store, plot.ROUND))
        assert [task.transition for task in tasks(desk, plot.CLOSED)] == [None] * (len(plot.WAYS) + 1)
        lines = board(desk, plot.CLOSED)
    assert {line["stage"] for line in lines} == {"settled", "closed"}
    assert lines[-1]["households"] == 240
    assert lines[-1]["deviations"] == 1
    assert {line["subject"]: line["pass"] for line in lines}[f"thôn {plot.REJECTING}"] == 2


def test_movements_of_the_report_add_up(demo: Database) -> None:
    """In each table of the report: the start, less those who left, plus those who came, is the end."""
    (report,) = (loads(paper.context) for paper in record(demo)[1] if paper.form == "upper-report")
    for name, out, in_ in (
        ("poor", ("to_near_poor", "escaped", "other_out"), ("from_near_poor", "relapsed", "new", "other_in")),
        ("near_poor", ("escaped", "to_poor", "other_out"), ("from_poor", "relapsed", "new", "other_in")),
    ):
        for table in (report["body"]["movements"][name], report["body"]["movements"][name]["persons"]):
            left, came = (sum(table[column] for column in columns) for columns in (out, in_))
            assert table["start"] - left + came == table["end"]
        assert report["body"]["movements"][name]["end"] == report["body"]["totals"][name]


def test_two_demonstrations_write_the_same_bytes(demo: Database, tmp_path: Path) -> None:
    """A second demonstration gives the same journal, hash by hash, and the same papers, digest by digest."""
    with closing(prepare(tmp_path)) as second:
        for _event in play(second, tmp_path):
            pass
        again = record(second)
    first = record(demo)
    assert [entry.hash for entry in again[0]] == [entry.hash for entry in first[0]]
    assert again == first
    assert len({paper.context_sha256 for paper in first[1]}) == len(first[1])


def test_demonstration_on_postgresql_writes_the_same_bytes(
    demo: Database, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same round on the other database gives the same journal and papers, hash by hash."""
    monkeypatch.chdir(tmp_path)  # evidence files of a server's database are kept in the working folder
    with closing(open_database(postgres_url)) as other:
        for _event in play(other, tmp_path):
            pass
        again = record(other)
    first = record(demo)
    assert [entry.hash for entry in again[0]] == [entry.hash for entry in first[0]]
    assert [paper.context for paper in again[1]] == [paper.context for paper in first[1]]


def test_folder_of_another_thing_is_not_replaced(tmp_path: Path) -> None:
    """A folder that holds something else is refused and kept; one of an earlier demonstration is replaced."""
    keep = tmp_path / "quan trọng.txt"
    keep.write_text("giữ lại", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        prepare(tmp_path)
    assert refused.value.key == "demo_folder"
    assert keep.read_text(encoding="utf-8") == "giữ lại"
