"""A whole monthly review by the commands that an officer types: with an objection and without, refusals included."""

import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from golden_cases import golden
from office import MANAGED, Office, describe


@pytest.mark.parametrize("case", golden("regular.yaml"))
def test_month_is_played_as_the_story_tells(tmp_path: Path, case: dict[str, Any]) -> None:
    """Each command answers as told, the audit finds what the story says and no more, every paper is there."""
    office = Office(tmp_path)
    describe(office)
    office.file("anh.jpg")
    shutil.copy(MANAGED, tmp_path)
    for step in case["việc"]:
        refused = "từ chối" in step
        words = [_path(office, word) for word in shlex.split(step["từ chối" if refused else "gõ"])]
        said = office.refused(_code(words), *words) if refused else office.does(*words)
        assert step.get("thấy", "") in said.out + said.err
    assert [list(item) for item in office.breaches() if item[2] != "not_due"] == case["kiểm tra"]
    for name, count in case["văn bản"].items():
        folder = tmp_path / name
        office.does("print", "--form", name, "--out", folder)
        assert len(list(folder.rglob("*.pdf"))) == count


def _path(office: Office, word: str) -> str:
    return str(office.folder / word) if word.endswith((".jpg", ".xlsx")) else word


def _code(words: list[str]) -> int:
    return 2 if words[:2] == ["round", "delay"] else 1
