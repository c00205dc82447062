"""Rounds of the other procedures, typed command by command: a clean one has no finding, a breach is found alone."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from office import Office
from stories import STORIES, breaches, findings, open_office, story, tell

from rasoat.models.database import open_database
from rasoat.models.store import Store
from rasoat.workflow.desk import open_file
from rasoat.workflow.verifying import verify


@pytest.mark.parametrize("name", STORIES)
def test_clean_story_has_no_finding_and_its_papers(tmp_path: Path, name: str) -> None:
    """A round typed as the law wants it ends, with nothing to find, a sound journal, and the papers of the story."""
    office = open_office(tmp_path)
    tell(office, name)
    assert office.case()["stage"] == "closed"
    assert findings(office) == {}
    papers, drafts = _papers(office)
    assert papers == story(name)["văn bản"]
    assert drafts == ({True} if story(name).get("văn bản dự thảo") else {False})


def _papers(office: Office) -> tuple[Mapping[str, int], set[bool]]:
    """Return how many papers of each form there are, and whether they are drafts."""
    database = open_database(f"sqlite:///{office.database}")
    try:
        with database.read() as connection:
            store = Store(connection)
            assert verify(store).sound
            papers = store.documents(open_file(store, None).row.id)
            return Counter(row.form for row in papers), {json.loads(row.context)["draft"] for row in papers}
    finally:
        database.close()


@pytest.mark.parametrize(("name", "case"), breaches())
def test_breach_in_a_story_is_found_and_nothing_else(tmp_path: Path, name: str, case: Mapping[str, Any]) -> None:
    """What is done otherwise than the law wants is found by the audit, under its own requirement, and nothing else."""
    office = open_office(tmp_path)
    tell(office, name, case["đổi"])
    assert findings(office) == case["phát hiện"]
