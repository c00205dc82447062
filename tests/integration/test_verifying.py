"""Was the record rewritten? Each way of tampering, done past the triggers, is found and named."""

from collections.abc import Iterator
from typing import Any

import pytest
from play import A, Play, lawful_way
from sqlalchemy import Connection, text

from rasoat.models.canonical import anchor_code, digest, entry_hash
from rasoat.models.database import Database
from rasoat.models.schema import APPEND_ONLY
from rasoat.workflow.verifying import Verification, verify

WAY = lawful_way()
SOMEWHERE = "(SELECT gseq FROM journal WHERE kind = 'meeting_held' ORDER BY gseq LIMIT 1)"
NUMBERED = "(SELECT gseq FROM register_number ORDER BY id LIMIT 1)"


@pytest.fixture
def play(database: Database) -> Play:
    """Return a round that went its whole lawful way."""
    return Play(database).start().go(WAY)


def checked(play: Play, *anchors: str) -> Verification:
    """Return the verification of the database."""
    with play.database.read() as connection:
        from rasoat.models.store import Store

        return verify(Store(connection), anchors)


def keys(found: Verification) -> set[str]:
    """Return the kinds of problem found."""
    return {problem.key.removeprefix("journal.") for problem in found.problems}


def past_the_guards(database: Database, *statements: str, **params: Any) -> None:
    """Change rows as somebody does who owns the database: triggers and foreign keys out of the way."""
    with database.engine.connect() as connection:
        _unguard(connection)
        for statement in statements:
            connection.execute(text(statement), params)
        connection.commit()


def _unguard(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")


def test_untouched_record_is_sound(play: Play) -> None:
    """A record that nobody touched is sound, and the verification says how much it looked at."""
    found = checked(play)
    assert found.sound
    snapshot = play.snapshot()
    assert (found.entries, found.papers, found.cases) == (len(snapshot["journal"]), len(snapshot["document"]), 3)


def test_empty_database_is_sound(database: Database) -> None:
    """A database without any round is sound."""
    assert checked(Play(database)).sound


TAMPERING: dict[str, tuple[tuple[str, ...], set[str]]] = {
    "payload edited": (
        (f"UPDATE journal SET payload = replace(payload, '\"copies\":2', '\"copies\":3') WHERE gseq = {SOMEWHERE}",),
        {"payload_changed"},
    ),
    "payload and digest edited": (
        (f"UPDATE journal SET payload = '{{}}', payload_sha256 = '{digest('{}')}' WHERE gseq = {SOMEWHERE}",),
        {"entry_changed"},
    ),
    "payload made unreadable": (
        (f"UPDATE journal SET payload = 'không phải JSON' WHERE gseq = {SOMEWHERE}",),
        {"payload_changed", "unreadable"},
    ),
    "payload of another shape": (
        (f"UPDATE journal SET payload = '{{\"papers\":[7]}}' WHERE gseq = {SOMEWHERE}",),
        {"payload_changed", "papers_differ"},
    ),
    "transition without its words": (
        ("UPDATE journal SET payload = '{}' WHERE gseq = (SELECT max(gseq) FROM journal WHERE kind = 'transition')",),
        {"payload_changed", "unreadable"},
    ),
    "day edited": (
        (f"UPDATE journal SET occurred_on = '2026-09-01' WHERE gseq = {SOMEWHERE}",),
        {"entry_changed"},
    ),
    "author edited": ((f"UPDATE journal SET actor = 'người khác' WHERE gseq = {SOMEWHERE}",), {"entry_changed"}),
    "moved to another case": ((f"UPDATE journal SET case_id = 1 WHERE gseq = {SOMEWHERE}",), {"entry_changed"}),
    "hash edited": (
        (f"UPDATE journal SET hash = '{'f' * 64}' WHERE gseq = {SOMEWHERE}",),
        {"entry_changed", "chain_cut"},
    ),
    "middle entry deleted": ((f"DELETE FROM journal WHERE gseq = {SOMEWHERE}",), {"gap", "chain_gap"}),
    "middle entry deleted, numbers closed up": (
        (
            f"UPDATE journal SET kind = 'bỏ', command_id = 'bỏ' WHERE gseq = {SOMEWHERE}",
            "DELETE FROM journal WHERE kind = 'bỏ'",
            "UPDATE journal SET gseq = -gseq, seq = -seq WHERE gseq > (SELECT count(*) FROM journal) - 5",
            "UPDATE journal SET gseq = -gseq, seq = -seq WHERE gseq < 0",
        ),
        {"gap", "chain_gap"},
    ),
    "tail cut": (
        ("DELETE FROM journal WHERE gseq = (SELECT max(gseq) FROM journal)",),
        {"head_differs", "fold_differs"},
    ),
    "tail cut with its papers": (
        (
            "DELETE FROM register_number WHERE gseq > (SELECT max(gseq) FROM journal) - 6",
            "DELETE FROM document WHERE gseq > (SELECT max(gseq) FROM journal) - 6",
            "DELETE FROM journal WHERE gseq > (SELECT max(gseq) FROM journal) - 6",
        ),
        {"head_differs", "fold_differs"},
    ),
    "chain deleted": (("DELETE FROM chain",), {"no_chain"}),
    "chain renamed": (("UPDATE chain SET name = 'KHAC'",), {"entry_changed"}),
    "paper edited": (
        (f"UPDATE document SET context = replace(context, '01/', '99/') WHERE gseq = {NUMBERED}",),
        {"paper_changed"},
    ),
    "paper edited with its digest": (
        (f"UPDATE document SET context = '{{}}', context_sha256 = '{digest('{}')}' WHERE gseq = {NUMBERED}",),
        {"papers_differ"},
    ),
    "paper deleted": (
        (f"DELETE FROM register_number WHERE gseq = {NUMBERED}", f"DELETE FROM document WHERE gseq = {NUMBERED}"),
        {"papers_differ"},
    ),
    "paper added": (
        (
            "INSERT INTO document SELECT gseq, part + 50, round_id, case_id, form, context, context_sha256 "
            f"FROM document WHERE gseq = {NUMBERED}",
        ),
        {"papers_differ"},
    ),
    "number deleted": ((f"DELETE FROM register_number WHERE gseq = {NUMBERED}",), {"numbers_differ"}),
    "number changed": ((f"UPDATE register_number SET no = 77 WHERE gseq = {NUMBERED}",), {"numbers_differ"}),
    "stage changed": (("UPDATE review_case SET stage = 'survey' WHERE village_id IS NOT NULL",), {"fold_differs"}),
    "version changed": (("UPDATE review_case SET version = version + 1 WHERE village_id IS NULL",), {"fold_differs"}),
    "law changed": (
        ("UPDATE procedure_version SET source = replace(source, 'days = 3', 'days = 1')",),
        {"procedure_changed"},
    ),
    "variant changed": (("UPDATE review_round SET variant = 'none'",), {"round_changed"}),
    "opening day changed": (("UPDATE review_round SET opened_on = '2026-09-01'",), {"round_changed"}),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_is_found(play: Play, what: str) -> None:
    """What was done to the rows behind the program's back is found, and called by its name in both languages."""
    statements, expected = TAMPERING[what]
    before = play.snapshot()
    past_the_guards(play.database, *statements)
    assert play.snapshot() != before
    found = checked(play)
    assert expected <= keys(found)
    for problem in found.problems:
        assert problem.render("vi") != problem.render("en")


def test_corrections_and_loops_are_no_tampering(database: Database) -> None:
    """Corrections and a deviation leave the record sound."""
    play = Play(database).start().go(WAY, until="take_down")
    play.correct(play.entries(A, "meeting_held")[0].seq, listed_attending=3)
    play.go({name: WAY[name] for name in ("take_down", "settle")})
    assert checked(play).sound


def codes(play: Play) -> dict[int, str]:
    """Return the code of each entry, as papers print it."""
    with play.desk() as desk:
        chain = desk.file.row
        return {
            entry.seq: anchor_code(chain.chain_name, entry.seq, entry.hash)
            for entry in desk.store.entries_of_chain(chain.chain_id)
        }


def test_code_from_paper_vouches(play: Play) -> None:
    """A code printed on a paper vouches for all entries up to its own, also typed in small letters."""
    code = codes(play)[10]
    found = checked(play, code, f"  {code.lower()} ")
    assert found.sound
    assert [(item.key, item.params["seq"]) for item in found.anchors] == [("journal.anchor_vouches", 10)] * 2


def test_unknown_code_is_a_problem(play: Play) -> None:
    """A code that no entry has is a problem."""
    found = checked(play, "TM-2026.10.AAAAAAAAAA", "chẳng phải mã")
    assert [problem.key for problem in found.problems] == ["journal.anchor_unknown"] * 2
    assert found.anchors == ()


def rewritten(play: Play, first: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the statements that rewrite the tail from an entry on, hashes and head made to fit."""
    with play.database.read() as connection:
        rows = [row._asdict() for row in connection.execute(text("SELECT * FROM journal ORDER BY gseq"))]
    prev = rows[first - 2]["hash"]
    for row in rows[first - 1 :]:
        payload = row["payload"] if row["seq"] > first else row["payload"].replace("30", "31")
        row.update(payload=payload, payload_sha256=digest(payload), prev_hash=prev)
        row["hash"] = prev = entry_hash("TM-2026", row, prev)
        yield (
            "UPDATE journal SET payload = :payload, payload_sha256 = :payload_sha256, prev_hash = :prev_hash, "
            "hash = :hash WHERE gseq = :gseq",
            {name: row[name] for name in ("payload", "payload_sha256", "prev_hash", "hash", "gseq")},
        )
    yield "UPDATE chain SET head = :head", {"head": prev}


def test_rewritten_tail_is_betrayed_only_by_paper(play: Play) -> None:
    """A tail rewritten together with its head looks sound, but the codes printed before no longer fit."""
    printed = codes(play)
    first = play.entries(A, "meeting_held")[0].seq
    for statement, params in list(rewritten(play, first)):
        past_the_guards(play.database, statement, **params)
    assert checked(play).sound
    assert [problem.key for problem in checked(play, printed[first + 2]).problems] == ["journal.anchor_unknown"]
    before = checked(play, printed[first - 1])
    assert before.sound
    assert len(before.anchors) == 1


def test_code_does_not_vouch_for_a_chain_that_was_changed_before_it(play: Play) -> None:
    """A code beyond a changed entry is a problem itself; one before it still vouches."""
    printed = codes(play)
    first = play.entries(A, "meeting_held")[0].seq
    statements, _expected = TAMPERING["payload edited"]
    past_the_guards(play.database, *statements)
    found = checked(play, printed[first + 2], printed[first - 1])
    assert "anchor_broken" in keys(found)
    assert [item.params["seq"] for item in found.anchors] == [first - 1]


def test_removed_round_leaves_a_gap(play: Play) -> None:
    """A round removed whole, chain and all, leaves a gap in the sequence over all rounds."""
    from play import commune_rows, day

    from rasoat.steps.rounds import OpenRound, open_round

    order = OpenRound(
        commune=commune_rows()[0]["code"],
        procedure="qd24-periodic-two-tier",
        variant="none",
        year=2026,
        on=day(9, 7),
        code="KHAC-2026",
    )
    open_round(play.database, order, play.author())
    assert checked(play).sound
    first = "(SELECT id FROM review_round ORDER BY id LIMIT 1)"
    past_the_guards(
        play.database,
        f"DELETE FROM register_number WHERE gseq IN (SELECT gseq FROM document WHERE round_id = {first})",
        f"DELETE FROM document WHERE round_id = {first}",
        f"DELETE FROM journal WHERE chain_id = {first}",
        f"DELETE FROM review_case WHERE round_id = {first}",
        f"DELETE FROM review_round WHERE id = {first}",
        "DELETE FROM chain WHERE name = 'TM-2026'",
    )
    assert keys(checked(play)) == {"gap"}
