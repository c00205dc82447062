"""Personal data of an old round goes, from rows, files and the database's unused places; what was done stays proven."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from facts import (
    CLOSED,
    COMPLAINED,
    EVIDENCE,
    EVIDENCE_FILES,
    OPENED,
    TODAY,
    application_rows,
    complained,
    handled,
    managed_rows,
)
from forging import disarm
from play import Play, lawful_way
from sqlalchemy import text

from rasoat.cli import root
from rasoat.errors import Refused, StoreError, UsageError
from rasoat.models.canonical import anchor_code
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.notices.printing import Choice, chosen
from rasoat.steps.erasure import Erase, erase, plan
from rasoat.steps.evidence import damaged
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.workflow.verifying import Verification, verify

ORDER = Erase(until=2026, by="Lý Văn Mẫu, Chủ tịch", document="QĐ 5/QĐ-UBND")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Return the folder of the evidence that the tests' facts name."""
    folder = tmp_path / "rasoat.files"
    for name, content in EVIDENCE_FILES.items():
        (folder / name[:2]).mkdir(parents=True, exist_ok=True)
        (folder / name[:2] / name).write_bytes(content)
    return folder


def closed(database: Database) -> Play:
    """Return a round that is over."""
    return Play(database).start().go(lawful_way())


def checked(database: Database, *anchors: str) -> Verification:
    """Return the verification of a database."""
    with database.read() as connection:
        return verify(Store(connection), anchors)


def secrets() -> set[str]:
    """Return what the tests' households are called, and their numbers."""
    rows = [*managed_rows(), *application_rows(CLOSED)]
    people = [row["person"] for row in rows]
    members = [member for person in people for member in person["members"]]
    found = {str(one[name]) for one in (*people, *members) for name in ("name", "id_number") if one.get(name)}
    return found | {str(row["id_number"]) for row in rows if row["id_number"]}


def newest_code(play: Play) -> str:
    """Return the code of the round's last entry."""
    with play.desk() as desk:
        last = desk.store.entries_of_chain(desk.file.row.chain_id)[-1]
    return anchor_code(play.round, last.seq, last.hash)


def test_erased_round_is_sound_and_says_so(database: Database, files: Path) -> None:
    """After erasing, chain and codes hold, and the verification says who erased what, when and why; never tampering."""
    play = closed(database)
    code = newest_code(play)
    erase(database, files, ORDER, play.author())
    found = checked(database, code)
    assert found.problems == ()
    assert [item.key for item in found.anchors] == ["journal.anchor_vouches", "journal.anchor_period"]
    [said] = found.erased
    assert (said.params["by"], said.params["document"]) == (ORDER.by, ORDER.document)
    assert said.params["on"] == TODAY
    assert damaged(database, files) == []


def test_no_personal_data_remains_in_any_file(file_database: Database, files: Path, tmp_path: Path) -> None:
    """Neither the database's file, nor its log, nor the evidence folder still has a name or a number."""
    play = closed(file_database)
    erase(file_database, files, ORDER, play.author())
    file_database.close()
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert secrets()
    assert {name for name in secrets() if name.encode() in everything} == set()
    assert not (files / EVIDENCE[0][:2] / EVIDENCE[0]).exists()


def test_what_would_be_found_was_there(file_database: Database, files: Path, tmp_path: Path) -> None:
    """The test above can fail: before erasing, the names stand in the database's files."""
    closed(file_database)
    file_database.close()
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert {name for name in secrets() if name.encode() in everything} == secrets()
    assert (files / EVIDENCE[0][:2] / EVIDENCE[0]).exists()


def test_plan_changes_nothing(database: Database, files: Path) -> None:
    """Asking what would be erased writes nothing."""
    play = closed(database)
    before = play.snapshot()
    [item] = plan(database, 2026)
    assert item.entries
    assert item.papers
    assert item.households
    assert play.snapshot() == before
    assert files.exists()


def test_erased_round_can_no_longer_be_used(database: Database, files: Path) -> None:
    """Audit, print and steps of an erased round are refused with who erased it and under which document."""
    play = closed(database)
    erase(database, files, ORDER, play.author())
    for use in (play.findings, lambda: chosen(database, None, Choice()), lambda: play.act(lawful_way()["close"])):
        with pytest.raises(Refused, match="QĐ 5/QĐ-UBND") as refused:
            use()
        assert refused.value.key == "round_erased"


def next_year(play: Play) -> Play:
    """Return the round of the next review year, with the same households, under way."""
    order = OpenRound(
        commune=None,
        procedure="qd24-periodic-two-tier",
        variant="none",
        year=2027,
        on=OPENED,
        code="SAU-2027",
        ordered_by="Kế hoạch số 1/KH-UBND",
    )
    open_round(play.database, order, play.author())
    return Play(play.database, round="SAU-2027", clock=play.clock).take_lists()


def test_household_of_another_round_stays(database: Database, files: Path) -> None:
    """A household that a round which stays names keeps its data, and the record stays sound."""
    play = closed(database)
    other = next_year(play)
    [done] = erase(database, files, ORDER, play.author())
    assert done.households == {}
    with other.desk() as desk:
        assert all(person["name"] for person in desk.people().values())
    assert checked(database).sound
    other.step(None, OPENED)  # the round of the next year goes on


def test_running_round_is_not_erased(database: Database, files: Path) -> None:
    """While one of the rounds that are old enough is not closed, nothing at all is erased."""
    play = closed(database)
    next_year(play)
    before = play.snapshot()
    with pytest.raises(Refused) as refused:
        erase(database, files, replace(ORDER, until=2027), play.author())
    assert (refused.value.key, refused.value.params["rounds"]) == ("erase_running", ("SAU-2027",))
    assert play.snapshot() == before


def test_file_of_an_open_complaint_is_not_erased(database: Database, files: Path) -> None:
    """While a complaint is open its round's data stays; once it is settled the round may be erased."""
    play = closed(database)
    play.step(None, COMPLAINED, complained())
    with pytest.raises(Refused) as refused:
        erase(database, files, ORDER, play.author())
    assert refused.value.key == "erase_complained"
    play.step(None, COMPLAINED, handled("refused", COMPLAINED, reason="Hết thời hiệu"))
    erase(database, files, ORDER, play.author())
    assert checked(database).sound


def test_nothing_is_erased_twice(database: Database, files: Path) -> None:
    """A round that was erased is not erased again, and one of a later year is not touched."""
    play = closed(database)
    with pytest.raises(UsageError) as refused:
        erase(database, files, replace(ORDER, until=2025), play.author())
    assert refused.value.key == "erase_nothing"
    erase(database, files, ORDER, play.author())
    with pytest.raises(UsageError) as refused:
        erase(database, files, ORDER, play.author())
    assert refused.value.key == "erase_nothing"


def test_erasing_hides_no_tampering(file_database: Database, files: Path) -> None:
    """A record that is not sound is not erased: what was tampered with would be hidden for ever."""
    play = closed(file_database)
    with file_database.write() as connection:
        connection.execute(text("UPDATE household SET person = replace(person, 'Lò', 'Lý')"))
    with pytest.raises(Refused) as refused:
        erase(file_database, files, ORDER, play.author())
    assert refused.value.key == "erase_unsound"
    assert {detail.key for detail in refused.value.details} == {"journal.household_changed"}


DISGUISES = {
    "journal": """UPDATE journal SET payload = '{"erased":true,"x":1}' WHERE kind = 'household_surveyed'""",
    "document": """UPDATE document SET context = '{"erased":true,"x":1}'""",
    "evidence": "UPDATE evidence SET name = ''",
}


@pytest.mark.parametrize("table", DISGUISES)
def test_triggers_let_only_an_erasure_by(database: Database, table: str) -> None:
    """Without the entry of an erasure that names the row, nothing is put in its place."""
    closed(database)
    with pytest.raises(StoreError, match="append-only"), database.write() as connection:
        connection.exec_driver_sql(DISGUISES[table])


@pytest.mark.parametrize("erased_before", [False, True])
def test_alteration_in_disguise_is_found(file_database: Database, files: Path, *, erased_before: bool) -> None:
    """What was blanked or changed past the triggers is tampering, whether its round was erased or not."""
    play = closed(file_database)
    if erased_before:
        erase(file_database, files, ORDER, play.author())
    with file_database.engine.connect() as connection:
        disarm(connection)
        connection.exec_driver_sql(DISGUISES["journal"])
        connection.exec_driver_sql(DISGUISES["document"])
        found = {problem.key for problem in verify(Store(connection)).problems}
        connection.rollback()
    assert {"journal.payload_changed", "journal.paper_changed"} <= found


def test_erased_file_that_comes_back_is_found(file_database: Database, files: Path) -> None:
    """An evidence file that was erased must stay gone."""
    play = closed(file_database)
    erase(file_database, files, ORDER, play.author())
    path = files / EVIDENCE[0][:2] / EVIDENCE[0]
    path.write_bytes(EVIDENCE_FILES[EVIDENCE[0]])
    assert [name for name, _known_as in damaged(file_database, files)] == EVIDENCE


def test_erasing_by_command(file_database: Database, files: Path, tmp_path: Path) -> None:
    """Without --yes the command only tells; with it, verification and journal go on, and the audit says why not."""
    closed(file_database)
    file_database.close()
    typed = CliRunner()
    start = ["--db", str(tmp_path / "rasoat.db")]
    typed.invoke(root, [*start, "evidence", "read"])
    command = ["round", "erase", "--until", "2026", "--by", ORDER.by, "--document", ORDER.document]
    assert "Chưa xóa gì" in typed.invoke(root, [*start, *command]).output
    assert files.exists()
    assert "Đã xóa theo QĐ 5/QĐ-UBND" in typed.invoke(root, [*start, *command, "--yes"]).output
    verified = typed.invoke(root, [*start, "journal", "verify"])
    assert verified.exit_code == 0
    assert "Đây không phải là sửa đổi" in verified.output
    assert "xóa dữ liệu cá nhân" in typed.invoke(root, [*start, "journal", "show"]).output
    refused = typed.invoke(root, [*start, "audit"]).exception
    assert isinstance(refused, Refused)
    assert ORDER.by in refused.render("vi")
