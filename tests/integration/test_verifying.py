"""Was the record rewritten? Each way of tampering, done past the triggers, is found and named."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from facts import A, commune_rows, day
from forging import Row, forge
from play import Play, lawful_way
from sqlalchemy import Connection, text

from rasoat.models.canonical import anchor_code, digest
from rasoat.models.database import Database
from rasoat.models.schema import APPEND_ONLY
from rasoat.models.store import Store
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.workflow.verifying import Verification, verify

WAY = lawful_way()


@pytest.fixture
def record(played: Database) -> Iterator[Connection]:
    """Yield a connection for whoever owns the database: no triggers, no foreign keys; all is undone afterwards."""
    with played.engine.connect() as connection:
        if played.is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            for table in APPEND_ONLY:
                for verb in ("update", "delete"):
                    connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{verb}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield connection
        connection.rollback()
        if played.is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def checked(record: Connection, *anchors: str) -> Verification:
    """Return the verification of the database as this connection sees it."""
    return verify(Store(record), anchors)


def keys(found: Verification) -> set[str]:
    """Return the kinds of problem found."""
    return {problem.key.removeprefix("journal.") for problem in found.problems}


def test_untouched_record_is_sound(played: Database, record: Connection) -> None:
    """A record that nobody touched is sound, and the verification says how much it looked at."""
    found = checked(record)
    assert found.sound
    snapshot = Play(played).snapshot()
    assert (found.entries, found.papers, found.cases) == (len(snapshot["journal"]), len(snapshot["document"]), 3)


def test_empty_database_is_sound(database: Database) -> None:
    """A database without any round is sound."""
    with database.read() as connection:
        assert checked(connection).sound


TAMPERING = tomllib.loads((Path(__file__).parents[1] / "data" / "tampering.toml").read_text("utf-8"))
_WORDS = {
    "MEETING": "(SELECT gseq FROM journal WHERE kind = 'meeting_held' ORDER BY gseq LIMIT 1)",
    "NUMBERED": "(SELECT gseq FROM register_number ORDER BY id LIMIT 1)",
    "EMPTY": digest("{}"),
}


def tamper(record: Connection, what: str) -> None:
    """Do one of the ways of tampering."""
    for statement in TAMPERING[what]["do"]:
        for word, meaning in _WORDS.items():
            statement = statement.replace(word, meaning)  # noqa: PLW2901 # word by word
        assert record.exec_driver_sql(statement).rowcount > 0


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_found(record: Connection, what: str) -> None:
    """What was done to the rows behind the program's back is found, and called by its name in both languages."""
    tamper(record, what)
    found = checked(record)
    assert set(TAMPERING[what]["found"]) <= keys(found)
    for problem in found.problems:
        assert problem.render("vi") != problem.render("en")


def test_corrections_are_no_tampering(database: Database) -> None:
    """A correction leaves the record sound."""
    play = Play(database).start().go(WAY, until="take_down")
    play.correct(play.entries(A, "meeting_held")[0].seq, listed_attending=3)
    play.go({name: WAY[name] for name in ("take_down", "settle")})
    with database.read() as connection:
        assert checked(connection).sound


def codes(record: Connection) -> dict[int, str]:
    """Return the code of each entry, as papers print it."""
    rows = record.execute(text("SELECT seq, hash FROM journal"))
    return {seq: anchor_code("TM-2026", seq, found) for seq, found in rows}


def meeting_place(record: Connection) -> int:
    """Return the place of the first meeting's entry."""
    return int(record.execute(text("SELECT min(seq) FROM journal WHERE kind = 'meeting_held'")).scalar() or 0)


def test_code_from_paper_vouches(record: Connection) -> None:
    """A code printed on a paper vouches for all entries up to its own, also typed in small letters."""
    code = codes(record)[10]
    found = checked(record, code, f"  {code.lower()} ")
    assert found.sound
    assert [(item.key, item.params["seq"]) for item in found.anchors] == [("journal.anchor_vouches", 10)] * 2


def test_unknown_code_is_a_problem(record: Connection) -> None:
    """A code that no entry has is a problem."""
    found = checked(record, "TM-2026.10.AAAAAAAAAA", "chẳng phải mã")
    assert [problem.key for problem in found.problems] == ["journal.anchor_unknown"] * 2
    assert found.anchors == ()


def rewrite_tail(record: Connection, first: int) -> None:
    """Change an entry, and make the hashes and seals of all that follow, and the head, fit again."""

    def change(row: Row) -> None:
        if row["seq"] == first:
            row["payload"] = row["payload"].replace("30", "31")

    forge(record, change)


def test_rewritten_tail_is_betrayed_only_by_paper(record: Connection) -> None:
    """A tail rewritten together with its head looks sound, but the codes printed before no longer fit."""
    printed, first = codes(record), meeting_place(record)
    rewrite_tail(record, first)
    assert checked(record).sound
    assert [problem.key for problem in checked(record, printed[first + 2]).problems] == ["journal.anchor_unknown"]
    before = checked(record, printed[first - 1])
    assert before.sound
    assert len(before.anchors) == 1


def test_code_does_not_vouch_for_a_chain_that_was_changed_before_it(record: Connection) -> None:
    """A code beyond a changed entry is a problem itself; one before it still vouches."""
    printed, first = codes(record), meeting_place(record)
    tamper(record, "payload_edited")
    found = checked(record, printed[first + 2], printed[first - 1])
    assert "anchor_broken" in keys(found)
    assert [item.params["seq"] for item in found.anchors] == [first - 1]


def test_removed_round_leaves_a_gap(database: Database) -> None:
    """A round removed whole, chain and all, leaves a gap in the sequence over all rounds."""
    play = Play(database).open()
    order = OpenRound(
        commune=commune_rows()[0]["code"],
        procedure="qd24-periodic-two-tier",
        ordered_by="Kế hoạch số 180/KH-UBND",
        variant="none",
        year=2026,
        on=day(9, 7),
        code="KHAC-2026",
    )
    open_round(database, order, play.author())
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("DROP TRIGGER journal_no_delete")
        for statement in (
            "DELETE FROM journal WHERE chain_id = (SELECT id FROM chain WHERE name = 'TM-2026')",
            "DELETE FROM review_case WHERE round_id = (SELECT id FROM review_round WHERE code = 'TM-2026')",
            "DELETE FROM review_round WHERE code = 'TM-2026'",
            "DELETE FROM chain WHERE name = 'TM-2026'",
        ):
            connection.exec_driver_sql(statement)
        assert keys(checked(connection)) == {"gap"}
        connection.rollback()
