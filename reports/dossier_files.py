"""The files of a dossier: written beside their place, listed with their digests, published whole or not at all."""

import csv
import hashlib
import io
import json
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rasoat.errors import StoreError, UsageError, os_reason
from rasoat.messages import room, text
from rasoat.reports.dossier_layout import SUMS
from rasoat.reports.dossier_pages import moment

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive: a clock would make two archives of one round differ."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run as a formula."""


class Workshop:
    """A dossier that is being made, in a folder beside the one it will become."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sums: dict[str, str] = {}

    def write(self, name: str, content: bytes) -> None:
        """Write a file under its name in the dossier."""
        path = self._place(name)
        path.write_bytes(content)
        self.sums[name] = hashlib.sha256(content).hexdigest()

    def take(self, name: str, original: Path, sha256: str) -> bool:
        """Copy a file in under its name in the dossier; return whether it was there and had this digest."""
        path = self._place(name)
        shutil.copyfile(original, path)
        with path.open("rb") as copy:
            found = hashlib.file_digest(copy, "sha256").hexdigest()
        if found != sha256:
            path.unlink()
            return False
        self.sums[name] = found
        return True

    def _place(self, name: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def seal(self) -> str:
        """Write the list of digests; return its own, which stands for every byte of the dossier."""
        listed = "".join(f"{self.sums[name]}  {name}\n" for name in sorted(self.sums)).encode()
        (self.folder / SUMS).write_bytes(listed)
        return hashlib.sha256(listed).hexdigest()

    def pack(self, archive: Path, top: str) -> None:
        """Write all files into a zip archive, stored as they are: the same files give the same bytes everywhere."""
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
            for name in [SUMS, *sorted(self.sums)]:
                info = zipfile.ZipInfo(f"{top}/{name}", _EPOCH)
                info.create_system = 3  # else it would say on which system it was made
                info.external_attr = (stat.S_IFREG | 0o644) << 16
                info.file_size = (self.folder / name).stat().st_size
                with (self.folder / name).open("rb") as source, packed.open(info, "w") as target:
                    shutil.copyfileobj(source, target)


@contextmanager
def workshop(target: Path) -> Iterator[Workshop]:
    """Yield a workshop beside `target`; whatever is left in it afterwards is removed.

    Raises:
        StoreError: the folder cannot be written.
    """
    try:
        parent = target.absolute().parent
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=parent, prefix=".rasoat-", ignore_cleanup_errors=True) as scratch:
            folder = Path(scratch) / "ho-so"
            folder.mkdir()
            yield Workshop(folder)
    except OSError as error:
        raise StoreError("dossier_unwritable", folder=target, reason=os_reason(error)) from error


def refuse_taken(*targets: Path) -> None:
    """Refuse a place where something is already; an empty folder is no hindrance.

    Raises:
        UsageError: there is a file, or a folder with something in it.
    """
    for target in targets:
        if target.is_symlink() or (target.exists() and not (target.is_dir() and not any(target.iterdir()))):
            raise UsageError("dossier_place_taken", place=target)


def publish(made: Mapping[Path, Path]) -> None:
    """Move what was made to its place, all of it or nothing.

    Raises:
        UsageError: something came to be there meanwhile.
        OSError: it cannot be moved; nothing stays behind.
    """
    refuse_taken(*made.values())
    moved: dict[Path, Path] = {}
    try:
        for source, target in made.items():
            if target.is_dir():
                target.rmdir()
            source.rename(target)
            moved[source] = target
    except BaseException:
        withdraw(moved)
        raise


def withdraw(made: Mapping[Path, Path]) -> None:
    """Take back into the workshop what was published; it is removed there."""
    for source, target in made.items():
        target.rename(source)


def to_json(value: Any) -> bytes:
    """Return a value as JSON that people can read too."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def to_csv(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return a table as CSV that Excel opens by a double click: with a byte order mark, headed in Vietnamese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([text(f"dossier.columns.{column}") for column in columns])
    writer.writerows([[_cell(column, row[column]) for column in columns] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


_WORDS: Mapping[str, str] = {
    "class_before": "classes",
    "class_after": "classes",
    "list": "lists",
    "origin": "origins",
    "track": "tracks",
}
"""Columns whose codes have words."""


def _cell(column: str, value: Any) -> str:
    """Return what a cell shows; a text that a spreadsheet would take for a formula gets an apostrophe."""
    if isinstance(value, bool):
        return text(f"dossier.{'yes' if value else 'no'}")
    if isinstance(value, int):
        return str(value)
    shown = _words(column, value) if value else ""
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _words(column: str, value: Any) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if column == "recorded_at":
        return moment(value)
    if column in _WORDS:
        return room("words", "vi")[f"words.{_WORDS[column]}.{value}"]
    return str(value)
