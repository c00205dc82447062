"""Several people at once, and a power cut: one writer wins, one chain stays, nothing is half-written."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from facts import (
    SURVEYED,
    A,
    B,
    surveyed,
)
from play import Play, lawful_way

from rasoat.errors import RasoatError
from rasoat.models.database import Database, open_database
from rasoat.workflow.verifying import verify

WAY = lawful_way()


def at(database: Database, act: str) -> Play:
    """Return a round led the lawful way up to, but not with, an act."""
    return Play(database).start().go(WAY, until=act)


@pytest.mark.parametrize("trigger", ["settle", "take_down"])
def test_two_writers_on_one_case_exactly_one_wins(url: str, trigger: str) -> None:
    """When several people take the same step at the same moment, one does it and the others are told; once written."""
    first = open_database(url)
    play = at(first, trigger)
    act = WAY[trigger]
    databases = [first, *(open_database(url) for _ in range(3))]
    before = play.stored(A)[1]

    def take(database: Database) -> str:
        try:
            return Play(database).act(act).stage
        except RasoatError as error:
            return error.key

    with ThreadPoolExecutor(len(databases)) as threads:
        results = list(threads.map(take, databases))
    won = [result for result in results if result in {"settled", "complaints"}]
    assert len(won) == 1
    assert set(results) - set(won) <= {"transition_not_lawful", "stale_case", "fact_not_here", "not_posted"}
    assert play.stored(A)[1] == before + 1
    with play.desk() as desk:
        assert verify(desk.store).sound
    for item in databases:
        item.close()


def test_many_writers_leave_one_chain(url: str) -> None:
    """People who record at the same moment in different villages leave one chain without gap."""
    first = open_database(url)
    play = Play(first).start().go(WAY, until="survey").go({"complete_list/B": WAY["complete_list/B"]})
    databases = [open_database(url) for _ in range(4)]

    def record(number: int) -> None:
        village, ref = ((A, "H0001"), (B, "H0005"))[number % 2]
        for _ in range(5):
            Play(databases[number]).step(village, SURVEYED, surveyed(ref))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(record, range(4)))
    with play.desk() as desk:
        found = verify(desk.store)
    assert found.sound
    assert len(play.entries(A, "household_surveyed")) == len(play.entries(B, "household_surveyed")) == 10
    for item in [first, *databases]:
        item.close()


def test_kill_inside_the_transaction_leaves_nothing(tmp_path: Path) -> None:
    """A process killed after the rows are written and before the commit leaves no trace; the next one goes on."""
    path = tmp_path / "rasoat.db"
    database = open_database(str(path))
    play = at(database, "settle")
    before = play.snapshot()
    script = tmp_path / "killed.py"
    script.write_text(
        "import os, signal, sys\n"
        "from datetime import UTC, date, datetime\n"
        "from rasoat.models.database import open_database\n"
        "from rasoat.models.journal import Ledger\n"
        "from rasoat.models.store import Store\n"
        "from rasoat.wiring import wire\n"
        "from rasoat.workflow.desk import Round, open_file\n"
        "from rasoat.workflow.engine import Author, Step\n"
        "from rasoat.workflow.performance import Performance\n"
        "wire()\n"
        "database = open_database(sys.argv[1])\n"
        "author = Author(actor='x', at=datetime(2026, 9, 25, 8, tzinfo=UTC), today=date(2026, 9, 25))\n"
        "step = Step(village='Bản Mới', trigger='settle', on=date(2026, 9, 25))\n"
        "with database.write() as connection:\n"
        "    store, ledger = Store(connection), Ledger(connection)\n"
        "    desk = Round(store, open_file(store, None), ledger)\n"
        "    row = desk.row_of(desk.file.village_named('Bản Mới'))\n"
        "    Performance(desk, row, step, author).run()\n"
        "    ledger.flush()\n"
        "    assert store.case_of(desk.file.row.id, row.village_id).stage == 'settled'\n"
        "    print('written', flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script), str(path)], capture_output=True, text=True, check=False, env={**os.environ}
    )
    assert (done.stdout, done.returncode) == ("written\n", -signal.SIGKILL), done.stderr
    assert play.snapshot() == before
    play.go({"settle": WAY["settle"]})
    assert play.stored(A)[0] == "settled"
    database.close()
