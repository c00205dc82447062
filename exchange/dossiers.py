"""Opening somebody else's dossier, folder or zip: nothing is unpacked, and nothing outside it is ever read."""

import os
import stat
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from rasoat.errors import BadFile

MOST_FILES = 200_000
LARGEST_FILE = 4 * 2**30
LARGEST_WHOLE = 64 * 2**30
"""Bounds of what is opened: far above the largest commune with a photo and a film of everything."""
DENSEST = 200
"""How many times larger than packed a large file may be; documents, pictures and films stay far below."""
_LARGE = 2**25
# whatever `zipfile` raises on bytes that were cut or changed
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


class Unreadable(Exception):
    """A file of the dossier cannot be read to its end: it was cut or changed."""


class Box(ABC):
    """The files of a dossier by name; names have forward slashes and lie inside the dossier.

    Attributes:
        path: where it lies.
        sizes: the unpacked bytes of each file.
    """

    path: Path
    sizes: Mapping[str, int]

    @abstractmethod
    def open(self, name: str) -> IO[bytes]:
        """Return a file of the dossier, open for reading."""

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the content of a file, piece by piece.

        Raises:
            Unreadable: it was cut or changed.
        """
        try:
            with self.open(name) as source:
                while piece := source.read(2**20):
                    yield piece
        except _BROKEN as error:
            raise Unreadable(name) from error

    def read(self, name: str) -> bytes:
        """Return the whole content of a file.

        Raises:
            Unreadable: it was cut or changed.
        """
        return b"".join(self.chunks(name))


@contextmanager
def open_dossier(path: Path) -> Iterator[Box]:
    """Yield the dossier in a folder or zip archive.

    Raises:
        BadFile: there is nothing, it is neither folder nor archive, or it holds what no dossier holds: paths that
            climb out, links, two files of one name, sizes that would exhaust the computer.
    """
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise BadFile("file_missing", file=path) from error
    except OSError as error:
        raise BadFile("file_unreadable", file=path) from error
    if stat.S_ISDIR(found.st_mode):
        yield _Folder(path)
        return
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise BadFile("dossier_not_one", path=path) from error
    with archive:
        yield _Archive(path, archive)


class _Folder(Box):
    def __init__(self, root: Path) -> None:
        self.path = root
        self.sizes = dict(_walk(root))
        _refuse_absurd(root, self.sizes)

    def open(self, name: str) -> IO[bytes]:
        return (self.path / name).open("rb")


def _walk(root: Path) -> Iterator[tuple[str, int]]:
    waiting = [root]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    name = Path(entry.path).relative_to(root).as_posix()
                    if entry.is_symlink() or not (entry.is_dir() or entry.is_file()):
                        raise BadFile("dossier_link", path=root, name=shown(name))
                    if entry.is_dir():
                        waiting.append(Path(entry.path))
                    else:
                        yield name, entry.stat().st_size
        except OSError as error:
            raise BadFile("file_unreadable", file=root) from error


class _Archive(Box):
    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        infos = [info for info in archive.infolist() if _checked(path, info)]
        top = _top(infos)
        self._infos = {info.filename.removeprefix(top): info for info in infos}
        if len({name.casefold() for name in self._infos}) < len(infos):
            raise BadFile("dossier_twice", path=path)
        self.sizes = {name: info.file_size for name, info in self._infos.items()}
        _refuse_absurd(path, self.sizes)

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(self._infos[name])


def _checked(path: Path, info: zipfile.ZipInfo) -> bool:
    """Return whether an entry of an archive is a file; refuse what no dossier holds.

    Raises:
        BadFile: a path that climbs out, a link, a locked file, or a file packed beyond reason.
    """
    # as it stands in the archive: zipfile itself cuts names at a zero byte and turns backslashes on Windows
    name = info.orig_filename
    parts = name.removesuffix("/").split("/")
    if not name.isprintable() or "\\" in name or ":" in name or {"", ".", ".."} & set(parts):
        raise BadFile("dossier_climbs", path=path, name=shown(name))
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise BadFile("dossier_link", path=path, name=shown(name))
    if info.flag_bits & 1:
        raise BadFile("file_locked", file=path.name)
    if info.file_size > max(_LARGE, DENSEST * info.compress_size):
        raise BadFile("dossier_absurd", path=path)
    return not info.is_dir()


def _top(infos: list[zipfile.ZipInfo]) -> str:
    """Return the folder that a dossier lies in inside its archive, with its slash; nothing when it lies at the top.

    Some systems pack files of their own beside it, which are then found to be no part of the dossier.
    """
    names = [info.filename for info in infos]
    tops = {name.partition("/")[0] for name in names if "/" in name}
    found = [top for top in tops if len(tops) == 1 or f"{top}/SHA256SUMS" in names]
    return f"{found[0]}/" if len(found) == 1 and "SHA256SUMS" not in names else ""


def _refuse_absurd(path: Path, sizes: Mapping[str, int]) -> None:
    largest, whole = max(sizes.values(), default=0), sum(sizes.values())
    if len(sizes) > MOST_FILES or largest > LARGEST_FILE or whole > LARGEST_WHOLE:
        raise BadFile("dossier_absurd", path=path)


def shown(said: str) -> str:
    """Return a name from a stranger's dossier as a terminal may show it, without control signs."""
    return "".join(sign if sign.isprintable() else "�" for sign in said[:200])
