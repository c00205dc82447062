"""Dossiers for the tests: made as the command makes them, spoilt as a forger would, verified as an inspector does."""

import hashlib
import json
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rasoat.exchange.dossiers import open_dossier
from rasoat.models.canonical import digest, dumps, entry_hash
from rasoat.models.database import Database
from rasoat.reports import dossier as making
from rasoat.reports.dossier_verify import Verification, verify
from rasoat.steps.evidence import folder_of
from rasoat.workflow.engine import Author

AUTHOR = Author(actor="can-bo-giam-ngheo", at=datetime(2026, 12, 1, tzinfo=UTC), today=date(2026, 12, 1))
JOURNAL = "nhat-ky/nhat-ky.jsonl"


def export(database: Database, out: Path, evidence: Path | None = None, **order: Any) -> making.Made:
    """Make a dossier as the command does."""
    source = making.read(database, None, AUTHOR.today, order.get("command_id"))
    folder = evidence or folder_of(database)
    return making.export(database, folder, source, making.Order(out=out, **order), AUTHOR)


def checked(path: Path, *anchors: str, **how: Any) -> Verification:
    """Return the verification of a dossier."""
    with open_dossier(path) as box:
        return verify(box, anchors, **how)


def keys(result: Verification) -> set[str]:
    """Return the kinds of problem found."""
    return {problem.key.partition(".")[2] for problem in result.problems}


def write(folder: Path, name: str, content: bytes) -> None:
    """Put a file into a copied dossier in place of the one that is linked there."""
    path = folder / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def sum_again(folder: Path) -> None:
    """Write SHA256SUMS anew, as a forger would."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in names
        if name != "SHA256SUMS"
    ]
    write(folder, "SHA256SUMS", "".join(lines).encode())


def entries_in(folder: Path) -> list[dict[str, Any]]:
    """Return the journal of a dossier."""
    return [json.loads(line) for line in (folder / JOURNAL).read_text("utf-8").splitlines()]


def write_entries(folder: Path, entries: list[dict[str, Any]]) -> None:
    """Write the journal of a dossier, and let the dossier say it is the right one."""
    write(folder, JOURNAL, "".join(f"{dumps(entry)}\n" for entry in entries).encode())
    manifest = json.loads((folder / "ho-so.json").read_text("utf-8"))
    manifest |= {"entries": len(entries), "head": entries[-1]["hash"]}
    write(folder, "ho-so.json", dumps(manifest).encode())
    sum_again(folder)


def chained(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a rewritten journal with every hash recomputed."""
    before = "0" * 64
    for entry in entries:
        entry["prev_hash"] = before
        entry["payload_sha256"] = digest(entry["payload"])
        before = entry["hash"] = entry_hash(entry["chain"], entry, before)
    return entries


def first(folder: Path, pattern: str) -> str:
    """Return the first file that a pattern names, by its name in the dossier."""
    return min(path.relative_to(folder).as_posix() for path in folder.glob(pattern))


def run(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command of the machine."""
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)
