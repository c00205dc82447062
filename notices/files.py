"""Writing files for people: whole or not at all, never over something that is there."""

import contextlib
import os
from pathlib import Path

from rasoat.errors import StoreError, UsageError, os_reason


def write_new(path: Path, content: bytes) -> None:
    """Write a file that must not exist yet.

    Raises:
        UsageError: it exists.
        StoreError: it cannot be written; nothing is left behind.
    """
    if path.exists():
        raise UsageError("file_exists", file=path)
    write_whole(path, content)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, replacing an older one only when the new one is complete.

    Raises:
        StoreError: it cannot be written; an older one stays as it was.
    """
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        os.replace(partial, path)  # noqa: PTH105 # the atomic rename is the point
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise StoreError("file_unwritable", file=path, reason=os_reason(error)) from error
