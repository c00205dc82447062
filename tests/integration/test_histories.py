"""Every shipped procedure keeps a recorded history, which replays to the same entries, papers and findings."""

import json
from pathlib import Path

import pytest
from histories import FOLDER, History, read, replayed, written

from rasoat.models.database import Database
from rasoat.workflow.procedures import shipped

RECORDED = sorted(FOLDER.glob("*.jsonl"))


def test_every_shipped_procedure_has_a_history() -> None:
    """No procedure is shipped without a record, and no record is of one that is not shipped."""
    assert set(shipped()) == {path.stem for path in RECORDED}


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_history_replays_to_the_same(file_database: Database, path: Path) -> None:
    """Done again, what a history tells gives the same entries, the same papers by digest, the same findings."""
    history = read(path)
    again = replayed(file_database, history)
    for before, after in zip(history.entries, again.entries, strict=True):
        assert after == before
    assert list(again.findings) == list(history.findings)
    assert written(again) == path.read_text("utf-8")


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_history_goes_the_whole_way_and_says_why_it_was_recorded(path: Path) -> None:
    """A history ends with the closed round, has papers, and names the reason of its record."""
    history = read(path)
    assert history.head["procedure"] == path.stem
    assert history.head["reason"].strip()
    assert history.entries[-1]["payload"]["dest"] == "closed"
    papers = [paper for entry in history.entries for paper in entry["payload"].get("papers", ())]
    assert all(paper["sha256"] for paper in papers)
    assert len(papers) > len(history.entries) / 4


def test_another_fact_makes_another_paper(file_database: Database) -> None:
    """A history told with one number changed does not replay to the recorded papers."""
    history = read(FOLDER / "qd24-periodic-two-tier.jsonl")
    told = json.loads(json.dumps(list(history.entries)))
    meeting = next(entry for entry in told if entry["kind"] == "meeting_held")
    meeting["payload"]["attendees"] += 1
    again = replayed(
        file_database,
        History(head=history.head, rows=history.rows, entries=told, findings=history.findings),
    )
    assert [each["payload"].get("papers") for each in again.entries] != [
        each["payload"].get("papers") for each in history.entries
    ]
