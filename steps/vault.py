"""The folder for denunciations: outside the database and its evidence, chosen by whoever answers for it.

What a local program can do: keep the content out of everything it writes, and create folder and files for their owner
alone. It cannot stop whoever may read the disk, the administrator, or a backup of that folder. On Windows the rights of
the folder are those its owner set.
"""

import contextlib
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from rasoat.errors import UsageError
from rasoat.models.canonical import digest, dumps, loads

RECORD = "record.json"
_OWNER_ONLY, _OWNER_FILE = 0o700, 0o600
Condition = Literal["intact", "altered", "absent"]


@dataclass(frozen=True, slots=True)
class Vault:
    """The folder with one folder a denunciation."""

    folder: Path

    def place(self, round_code: str, no: int) -> Path:
        """Return where a denunciation lies."""
        return self.folder / f"{round_code}-{no:04d}"

    def put(self, round_code: str, no: int, received: date, files: Sequence[Path]) -> str:
        """Copy the letters of a denunciation in; return what the journal says of them.

        The digest is salted: who guesses the content cannot prove the guess by the journal.

        Raises:
            UsageError: a file cannot be read, or there is one of this number already.
        """
        self.folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
        place = self.place(round_code, no)
        if place.exists():
            raise UsageError("vault_taken", folder=place)
        place.mkdir(mode=_OWNER_ONLY)
        try:
            kept = [_copy(path, place / f"{number:02d}{path.suffix.lower()}") for number, path in enumerate(files, 1)]
        except OSError as error:
            self.remove(round_code, no)
            raise UsageError("vault_unreadable", file=error.filename, why=error.strerror) from error
        record = {
            "round": round_code,
            "no": no,
            "received_on": received.isoformat(),
            "files": kept,
            "salt": secrets.token_hex(16),
        }
        text = dumps(record)
        _write(place / RECORD, text.encode())
        return digest(text)

    def remove(self, round_code: str, no: int) -> None:
        """Take away what was put in for an entry that did not come about."""
        shutil.rmtree(self.place(round_code, no), ignore_errors=True)

    def read(self, round_code: str, no: int) -> dict[str, Any] | None:
        """Return the record of a denunciation, None where there is none."""
        path = self.place(round_code, no) / RECORD
        return loads(path.read_text("utf-8")) if path.is_file() else None

    def condition(self, round_code: str, no: int, sealed: str) -> Condition:
        """Return whether what lies there is what the journal sealed."""
        place = self.place(round_code, no)
        with contextlib.suppress(OSError):
            text = (place / RECORD).read_text("utf-8")
            if digest(text) != sealed:
                return "altered"
            same = (
                sha256((place / item["name"]).read_bytes()).hexdigest() == item["sha256"]
                for item in loads(text)["files"]
            )
            return "intact" if all(same) else "altered"
        return "absent"


def _copy(source: Path, target: Path) -> dict[str, str]:
    content = source.read_bytes()
    _write(target, content)
    return {"name": target.name, "sha256": sha256(content).hexdigest()}


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=_OWNER_FILE)
    path.write_bytes(content)
