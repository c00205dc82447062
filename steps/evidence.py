"""Files that show what was done: kept by content, never renamed, never rewritten."""

import contextlib
import hashlib
import importlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rasoat.errors import StoreError, UsageError, os_reason
from rasoat.models.database import Database
from rasoat.models.records import ExhibitRow
from rasoat.models.store import Store
from rasoat.workflow.cases import View
from rasoat.workflow.registry import fact_kind
from rasoat.workflow.tombstones import erasures

if TYPE_CHECKING:
    from rasoat.steps.picture_files import Reading

LARGEST = 512 * 2**20
"""Bytes; a photograph or a scan is far smaller, a film belongs on a disk of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file whose copy lies in the evidence folder; `name` is what the person called it."""

    digest: str
    size: int
    name: str
    reading: "Reading"


@fact_kind("evidence_added")
def _added(view: View, data: Mapping[str, Any]) -> None:
    if not data.get("evidence"):
        raise UsageError("no_evidence_given")
    entry = data.get("entry")
    known = {fact.seq for fact in view.case.facts if fact.kind != "evidence_added"}
    if entry is not None and view.exhibits is not None and entry not in known:
        raise UsageError("evidence_of_nothing", what=entry, subject=view.subject.title)


def folder_of(database: Database, override: str | None = None) -> Path:
    """Return where evidence files are kept: beside a SQLite database, else in the working folder."""
    if override:
        return Path(override)
    name = database.engine.url.database
    if database.is_sqlite and name and name != ":memory:":
        return Path(name.removeprefix("file:")).with_suffix(".files")
    return Path("rasoat.files")


def keep(database: Database, folder: Path, paths: Iterable[Path]) -> list[str]:
    """Copy files into the evidence folder and enter them; return their SHA-256 digests.

    Raises:
        RasoatError: as `copy_in`.
    """
    kept = copy_in(folder, paths)
    if kept:
        with database.write() as connection:
            enter(Store(connection), kept)
    return [item.digest for item in kept]


def copy_in(folder: Path, paths: Iterable[Path]) -> list[Kept]:
    """Copy files into the evidence folder, each under its SHA-256 digest.

    A copy that no step comes to name stays: removing it could take a file that another step just named.

    Raises:
        UsageError: a file does not exist, is empty, too large, or cannot be read.
        StoreError: the folder cannot be written.
    """
    return [_copy_in(folder, path) for path in paths]


def enter(store: Store, kept: Sequence[Kept]) -> None:
    """Enter copied files; the verification of the journal then asks for them."""
    for item in kept:
        store.add_evidence(item.digest, item.size, item.name)
        enter_reading(store, item.digest, item.reading)


def enter_reading(store: Store, digest: str, reading: "Reading") -> None:
    """Enter what was read in a file."""
    taken_on = reading.taken_on.isoformat() if reading.taken_on else None
    store.add_reading(digest, reading.kind, taken_on, reading.look)


def read_picture(path: Path) -> "Reading":
    """Return what a file tells of itself; the library of pictures is loaded when the first file comes in."""
    read: Callable[[Path], Reading] = importlib.import_module("rasoat.steps.picture_files").read
    return read(path)


def _copy_in(folder: Path, path: Path) -> Kept:
    try:
        size = path.stat().st_size if path.is_file() else 0
        if not size:
            raise UsageError("evidence_missing", file=path)
        if size > LARGEST:
            raise UsageError("evidence_too_large", file=path, limit=LARGEST // 2**20)
        with path.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
    except OSError as error:
        raise UsageError("evidence_missing", file=path) from error
    target = folder / digest[:2] / digest
    if not target.exists():
        _copy(path, target)
    return Kept(digest=digest, size=size, name=path.name, reading=read_picture(target))


def _copy(path: Path, target: Path) -> None:
    partial = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, partial)
        os.replace(partial, target)  # noqa: PTH105 # the atomic rename is the point
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise StoreError("evidence_unwritable", folder=target.parent, reason=os_reason(error)) from error


def damaged(database: Database, folder: Path) -> list[tuple[str, str]]:
    """Return digest and name of known evidence files that are missing or changed."""
    with database.read() as connection:
        return damaged_of(Store(connection), folder)


def damaged_of(store: Store, folder: Path) -> list[tuple[str, str]]:
    """Return the same inside a transaction; a file that was erased must be gone."""
    known, erased = store.evidence(), erasures(store).evidence
    return [
        (digest, name)
        for digest, size, name in known
        if _place(folder, digest).exists() == (digest in erased)
        or (digest not in erased and not _intact(_place(folder, digest), digest, size))
    ]


def remove(folder: Path, digests: Iterable[str]) -> None:
    """Remove evidence files that the journal says are erased.

    Raises:
        StoreError: one cannot be removed; to remove it by hand is enough.
    """
    for digest in digests:
        try:
            _place(folder, digest).unlink(missing_ok=True)
        except OSError as error:
            raise StoreError("evidence_unwritable", folder=folder, reason=os_reason(error)) from error


def _place(folder: Path, digest: str) -> Path:
    return folder / digest[:2] / digest


def read_again(database: Database, folder: Path) -> tuple[int, list[str]]:
    """Read the files that were entered before files were read; return how many, and the digests not to be read.

    A file that is missing or changed is not read: what it would tell is not what was handed in.
    """
    with database.read() as connection:
        rows = [row for row in Store(connection).exhibits() if row.kind is None]
    digests = [row.sha256 for row in rows]
    intact = [row.sha256 for row in rows if _intact(folder / row.sha256[:2] / row.sha256, row.sha256, row.size)]
    readings = [(digest, read_picture(folder / digest[:2] / digest)) for digest in intact]
    with database.write() as connection:
        store = Store(connection)
        for digest, reading in readings:
            enter_reading(store, digest, reading)
    return len(intact), [digest for digest in digests if digest not in intact]


def misread(database: Database, folder: Path) -> list[tuple[str, str]]:
    """Return digest and name of files of which the database says nothing, or something else than they do themselves."""
    with database.read() as connection:
        return misread_of(Store(connection), folder)


def misread_of(store: Store, folder: Path) -> list[tuple[str, str]]:
    """Return the same inside a transaction."""
    return [(row.sha256, row.name) for row in store.exhibits() if _differs(row, folder / row.sha256[:2] / row.sha256)]


def _differs(row: ExhibitRow, path: Path) -> bool:
    if not _intact(path, row.sha256, row.size):
        return False  # that is told as damage
    reading = read_picture(path)
    taken_on = reading.taken_on.isoformat() if reading.taken_on else None
    return (row.kind, row.taken_on, row.look) != (reading.kind, taken_on, reading.look)


def _intact(path: Path, digest: str, size: int) -> bool:
    if not path.is_file() or path.stat().st_size != size:
        return False
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest() == digest
