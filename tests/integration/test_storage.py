"""Opening a database, its settings, its append-only tables, and all that can be wrong with a file."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from facts import LISTED, POSTED
from play import Play, lawful_way
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from rasoat.errors import StaleCase, StoreError, UsageError
from rasoat.models.database import Database, open_database
from rasoat.models.journal import Ledger
from rasoat.models.schema import APPEND_ONLY
from rasoat.models.store import Store

NOBODY = 65534


@contextmanager
def plain_user() -> Iterator[None]:
    """Be somebody whom the file system can refuse something."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a folder that everybody may enter and write to."""
    with tempfile.TemporaryDirectory(prefix="rasoat-open-") as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


# settings


def test_sqlite_is_set_to_survive_a_power_cut(tmp_path: Path) -> None:
    """SQLite writes ahead, syncs fully, keeps foreign keys, waits for other writers, and fires all triggers."""
    database = open_database(str(tmp_path / "rasoat.db"))
    with database.read() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "recursive_triggers")
        }
    database.close()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
        "recursive_triggers": 1,
    }


def test_a_reading_sees_one_moment(database: Database) -> None:
    """What another connection commits during a reading is not seen by it, on either database."""
    with database.read() as reading:
        before = reading.execute(text("SELECT count(*) FROM evidence")).scalar()
        with database.write() as writing:
            Store(writing).add_evidence("a" * 64, 1, "ảnh.jpg")
        assert reading.execute(text("SELECT count(*) FROM evidence")).scalar() == before
    with database.read() as connection:
        assert [name for _digest, _size, name in Store(connection).evidence()] == ["ảnh.jpg"]


def test_a_path_is_taken_as_it_is_written(tmp_path: Path) -> None:
    """A path with Vietnamese letters, blanks and signs that mean something in a URL names exactly that file."""
    path = tmp_path / "Rà soát 50% @ xã Tân Mẫu #1?.db"
    open_database(str(path)).close()
    assert path.is_file()


# append-only


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_rows_that_prove_something_cannot_be_rewritten(database: Database, table: str, statement: str) -> None:
    """Neither UPDATE nor DELETE touches journal, papers, evidence or a kept procedure: the database refuses."""
    play = Play(database, photographed=POSTED).start().go(lawful_way(), until="survey")
    with database.write() as connection:
        Store(connection).add_evidence("a" * 64, 1, "ảnh.jpg")
    before = play.snapshot()
    assert before[table]
    column = {
        "journal": "payload",
        "document": "context",
        "evidence": "name",
        "procedure_version": "source",
        "reading": "look",
    }[table]
    with pytest.raises(StoreError) as refused, database.write() as connection:
        connection.execute(text(statement.format(table=table, column=column)))
    assert refused.value.key == "append_only"
    assert play.snapshot() == before


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_rows_cannot_be_replaced_past_the_triggers(tmp_path: Path, table: str) -> None:
    """SQLite's INSERT OR REPLACE, which removes the row it replaces, is refused like a DELETE."""
    database = open_database(str(tmp_path / "rasoat.db"))
    Play(database, photographed=POSTED).start().go(lawful_way(), until="survey")
    with database.write() as connection:
        Store(connection).add_evidence("a" * 64, 1, "ảnh.jpg")
    with pytest.raises(StoreError) as refused, database.write() as connection:
        connection.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"))  # noqa: S608 # our own table names
    database.close()
    assert refused.value.key == "append_only"


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_tables_cannot_be_emptied_past_the_triggers(postgres_url: str, table: str) -> None:
    """PostgreSQL's TRUNCATE, which no row trigger sees, is refused like a DELETE."""
    database = open_database(postgres_url)
    with pytest.raises(StoreError) as refused, database.write() as connection:
        connection.execute(text(f"TRUNCATE {table} CASCADE"))
    database.close()
    assert refused.value.key == "append_only"


def test_first_text_of_a_procedure_stays(database: Database) -> None:
    """Keeping a procedure under a digest that is known keeps the text that was there."""
    with database.write() as connection:
        store = Store(connection)
        store.keep_procedure("d" * 64, "một.toml", "một")
        store.keep_procedure("d" * 64, "hai.toml", "hai")
        assert store.procedure_source("d" * 64) == ("một.toml", "một")


# guarded writes


def test_a_case_moves_only_from_the_version_that_was_read(database: Database) -> None:
    """A move that rests on an older version of the case changes nothing and says so."""
    play = Play(database).start()
    with play.desk() as desk:
        row = desk.village_rows()[0]
    play.go(lawful_way(), until="survey")
    with database.write() as connection:
        ledger = Ledger(connection)
        ledger.move(row, "settled")
        with pytest.raises(StaleCase):
            ledger.flush()
    assert play.stored("Bản Mới") == ("survey", 1)


def test_an_error_inside_a_transaction_leaves_nothing(database: Database) -> None:
    """What was written before an error in the same transaction is gone."""
    play = Play(database).start()
    before = play.snapshot()

    class Stop(Exception):
        """Some error."""

    def write_and_stop() -> None:
        with database.write() as connection:
            Store(connection).add_evidence("a" * 64, 1, "ảnh.jpg")
            raise Stop

    with pytest.raises(Stop):
        write_and_stop()
    assert play.snapshot() == before


def test_foreign_keys_are_kept(database: Database) -> None:
    """A case of a round that does not exist is refused by the database itself."""
    with pytest.raises(IntegrityError), database.write() as connection:
        Store(connection).add_case(999, "round", "village_reviews", None)


@pytest.mark.parametrize(("track", "village"), [("village", None), ("commune", None)])
def test_a_case_is_of_a_village_or_of_the_round(database: Database, track: str, village: int | None) -> None:
    """The database refuses a village's case without village, and a track that does not exist."""
    play = Play(database).start()
    with play.desk() as desk:
        round_id = desk.file.row.id
    with pytest.raises(IntegrityError), database.write() as connection:
        Store(connection).add_case(round_id, track, "survey", village)


# what cannot be opened


def test_unknown_kind_of_database_is_refused() -> None:
    """An address of a kind of database that the program does not know is a usage error."""
    for url in ("mysql://u:secret@host/name", "no-such-thing://name", "://", "postgresql+nonsense://host/name"):
        with pytest.raises(UsageError) as refused:
            open_database(url)
        assert refused.value.key == "database_url"
        assert "secret" not in refused.value.render()


def test_missing_folder_is_named(tmp_path: Path) -> None:
    """A database in a folder that does not exist is refused, the folder named, none created."""
    with pytest.raises(StoreError) as refused:
        open_database(str(tmp_path / "không có" / "rasoat.db"))
    assert refused.value.key == "database_folder"
    assert refused.value.params["folder"] == tmp_path / "không có"
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """A text file is refused as no database and keeps its bytes."""
    path = tmp_path / "danh sách.txt"
    path.write_text("Không phải cơ sở dữ liệu. " * 200, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        open_database(str(path))
    assert refused.value.key == "not_a_database"
    assert path.read_bytes() == before


def test_sqlite_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    """A SQLite file with tables of another program is refused and keeps its bytes."""
    path = tmp_path / "lương.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE payroll (id INTEGER)")
        other.execute("INSERT INTO payroll VALUES (1)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        open_database(str(path))
    assert refused.value.key == "foreign_database"
    assert "payroll" in refused.value.render()
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["lương.db"]


def test_foreign_database_with_migrations_of_its_own_is_refused(tmp_path: Path) -> None:
    """Another program's database is foreign even when it numbers its migrations as we do."""
    path = tmp_path / "khác.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        other.execute("INSERT INTO alembic_version VALUES ('0001')")
    other.close()
    with pytest.raises(StoreError) as refused:
        open_database(str(path))
    assert refused.value.key == "foreign_database"


def test_postgresql_database_of_another_program_is_left_alone(postgres_url: str) -> None:
    """A PostgreSQL database with tables of another program is refused and gets none of ours."""
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("CREATE TABLE payroll (id INTEGER)")
        with pytest.raises(StoreError) as refused:
            open_database(postgres_url)
        tables = other.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert refused.value.key == "foreign_database"
    assert tables == [("payroll",)]


def test_newer_schema_is_refused(url: str) -> None:
    """A database that a later version of the program has upgraded is not opened, both revisions named."""
    database = open_database(url)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StoreError) as refused:
        open_database(url)
    assert (refused.value.key, refused.value.params["found"]) == ("schema_revision", "9999")


def test_missing_postgresql_database_is_unreachable(server: str) -> None:
    """A PostgreSQL database that does not exist is unreachable; the message hides the password."""
    with pytest.raises(StoreError) as refused:
        open_database(server.replace("postgres:@/postgres", "postgres:secret@/nowhere"))
    assert refused.value.key == "database_unreachable"
    assert "secret" not in refused.value.render()


def test_read_only_file_is_told(open_folder: Path) -> None:
    """A file that may only be read is refused at the first writing, by name, and nothing is written."""
    path = open_folder / "rasoat.db"
    database = open_database(str(path))
    play = Play(database).open()
    before = play.snapshot()
    database.close()
    path.chmod(0o444)
    with plain_user(), closing(open_database(str(path))) as read_only, pytest.raises(StoreError) as refused:
        Play(read_only).take_lists()
    assert refused.value.key == "database_readonly"
    path.chmod(0o644)
    again = open_database(str(path))
    assert Play(again).snapshot() == before
    again.close()


def test_forbidden_folder_is_told(open_folder: Path) -> None:
    """A new database in a folder where nothing may be written cannot be opened, and nothing is left there."""
    open_folder.chmod(0o555)
    with plain_user(), pytest.raises(StoreError) as refused:
        open_database(str(open_folder / "rasoat.db"))
    assert refused.value.key == "database_unopenable"
    assert list(open_folder.iterdir()) == []


# somebody else is writing


def test_database_that_somebody_else_writes_to_is_busy(url: str) -> None:
    """While another writer is busy a writer waits its time, is told so, and writes nothing; readers go on."""
    other = open_database(url)
    play = Play(other).start()
    before = play.snapshot()
    waiting = open_database(url, busy_seconds=0.05)
    with other.write() as connection:
        Store(connection).add_evidence("a" * 64, 1, "ảnh.jpg")
        with pytest.raises(StoreError) as refused:
            Play(waiting).step("Bản Mới", LISTED, trigger="complete_list")
        assert Play(waiting).snapshot() == before
        connection.rollback()
    assert refused.value.key == "database_locked"
    assert play.snapshot() == before
    waiting.close()
    other.close()


def test_new_file_that_somebody_else_holds_is_busy(tmp_path: Path) -> None:
    """A new database that another program holds is busy, and stays without tables."""
    path = tmp_path / "rasoat.db"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as refused:
        open_database(str(path), busy_seconds=0.05)
    holder.execute("ROLLBACK")
    tables = holder.execute("SELECT name FROM sqlite_master").fetchall()
    holder.close()
    assert refused.value.key == "database_locked"
    assert tables == []


def test_two_first_openings_make_one_database(url: str) -> None:
    """Two people who open a new database at the same moment both get the same one."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as threads:
        opened = list(threads.map(lambda _no: open_database(url), range(4)))
    play = Play(opened[0]).open()
    assert [Play(item).snapshot() for item in opened[1:]] == [play.snapshot()] * 3
    for item in opened:
        item.close()
