"""Files that show what was done: kept by content, never renamed, never rewritten."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rasoat.errors import StoreError, UsageError
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.workflow.cases import View
from rasoat.workflow.registry import fact_kind


@fact_kind("evidence_added")
def _added(_view: View, data: Mapping[str, Any]) -> None:
    if not data.get("evidence"):
        raise UsageError("no_evidence_given")


def folder_of(database: Database, override: str | None = None) -> Path:
    """Return where evidence files are kept: beside a SQLite database, else in the working folder."""
    if override:
        return Path(override)
    name = database.engine.url.database
    if database.is_sqlite and name and name != ":memory:":
        return Path(name).with_suffix(".files")
    return Path("rasoat.files")


def keep(database: Database, folder: Path, paths: Iterable[Path]) -> list[str]:
    """Copy files into the evidence store; return their SHA-256 digests.

    Raises:
        UsageError: a file does not exist or is empty.
        StoreError: the store cannot be written.
    """
    kept = [_keep(folder, path) for path in paths]
    if kept:
        with database.write() as connection:
            for digest, size, name in kept:
                Store(connection).add_evidence(digest, size, name)
    return [digest for digest, _size, _name in kept]


def _keep(folder: Path, path: Path) -> tuple[str, int, str]:
    if not path.is_file() or path.stat().st_size == 0:
        raise UsageError("evidence_missing", file=path)
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    target = folder / digest[:2] / digest
    if not target.exists():
        _copy(path, target)
    return digest, path.stat().st_size, path.name


def _copy(path: Path, target: Path) -> None:
    partial = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, partial)
        os.replace(partial, target)  # noqa: PTH105 # the atomic rename is the point
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise StoreError("evidence_unwritable", folder=target.parent, reason=error.strerror) from error


def damaged(database: Database, folder: Path) -> list[tuple[str, str]]:
    """Return digest and name of known evidence files that are missing or changed."""
    with database.read() as connection:
        known = Store(connection).evidence()
    return [(digest, name) for digest, _size, name in known if not _intact(folder / digest[:2] / digest, digest)]


def _intact(path: Path, digest: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest() == digest
