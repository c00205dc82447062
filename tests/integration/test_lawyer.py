"""The guide for provinces, followed in an empty folder: from a copy to an open round, with no programmer."""

import re
from pathlib import Path

import pytest
from doc_pages import section, text_of
from guide import Officer, typed

PAGE = "docs/procedures.md"


def pieces(page: str) -> list[str]:
    """Return the blocks of the walk in their order: commands to type and changes to make."""
    return re.findall(r"```(?:console|diff)\n.*?```\n", page, re.DOTALL)


def change(path: Path, block: str) -> None:
    """Change a file as a block of changes says: lines with a minus become the lines with a plus below them."""
    lines = block.splitlines()[1:-1]
    before = "\n".join(line[1:].strip() for line in lines if line[0] in " -")
    after = "\n".join(line[1:].strip() for line in lines if line[0] in " +")
    text = path.read_text("utf-8")
    assert text.count(before) >= 1, before
    path.write_text(text.replace(before, after, 1), "utf-8")


WALKS = {"## The whole way, once": "tinh-mau-2026.toml", "## An afternoon with the skeleton": "tt25-vi-du.toml"}
"""Each walk of the guide with the file it writes; the second goes on in the folder of the first."""


def test_a_lawyer_writes_checks_rehearses_and_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command of the walks, typed in order from an empty folder, answers as the guide says."""
    monkeypatch.chdir(tmp_path)
    officer = Officer()
    for title, file in WALKS.items():
        assert text_of(PAGE).count(title) == 1
        blocks = pieces(section(PAGE, title))
        assert len(blocks) > 3
        for block in blocks:
            if block.startswith("```diff"):
                change(tmp_path / file, block)
                continue
            for step in typed(block):
                fault = officer.play(step)
                assert fault is None, fault
        assert "[[confirmations]]" in (tmp_path / file).read_text("utf-8")
