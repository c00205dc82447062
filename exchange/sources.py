"""Opening a file: Excel, OpenDocument or CSV, whatever its name ends in, as sheets of cells."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeAlias

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, XmlError, ZipError

from rasoat.errors import BadFile

Cell: TypeAlias = int | float | str | bool | time | date | datetime | timedelta
"""A cell as stored; the empty one is `""`."""

FILE_BYTES = 64 * 2**20
UNPACKED_BYTES = 512 * 2**20
"""Bounds of what is opened: a hundred times the largest commune, and far from exhausting an office PC."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".ods", ".xlsb"}
_TEXTS = {".csv", ".txt", ".tsv"}
# an address beyond column ZZ or row 99,999, where no table of a commune reaches
_STRAY = re.compile(rb"""r=["'](?:[A-Z]{3}|[A-Z]{1,2}[0-9]{5})[0-9]""")
# whatever `zipfile` raises on bytes that were cut or changed
_BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet as a grid; row 1 of Excel is `rows[0]`.

    Attributes:
        typed: cells know numbers and dates from text; a CSV file does not.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    typed: bool = True


def read_sheets(path: Path, known_columns: Callable[[Sheet], int]) -> tuple[Sheet, ...]:
    """Return the sheets of the file at `path`.

    Args:
        path: the file; its content decides how it is read, not its name.
        known_columns: tells how many columns of a sheet make sense; encoding and delimiter of a CSV file are
            those that make most.

    Raises:
        BadFile: missing, empty, too large, damaged, locked with a password, or no table file at all.
    """
    data = _read_bytes(path)
    if data.startswith((_ZIP, _OLE)):
        return _workbook(path, data)
    if path.suffix.lower() not in _TEXTS | _WORKBOOKS or data.startswith((b"%PDF", b"{\\rtf")):
        raise BadFile("file_wrong_format", file=path.name)
    if data.lstrip()[:1] == b"<":
        raise BadFile("file_web_page", file=path.name)
    if path.suffix.lower() in _WORKBOOKS:
        raise BadFile("file_damaged", file=path.name)
    return (_csv(path, data, known_columns),)


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= FILE_BYTES else b""
    except FileNotFoundError as error:
        raise BadFile("file_missing", file=str(path)) from error
    except OSError as error:
        raise BadFile("file_unreadable", file=str(path)) from error
    if size > FILE_BYTES:
        raise BadFile("file_too_large", file=path.name)
    if not data.strip(b"\0\t\r\n \xef\xbb\xbf"):
        raise BadFile("file_empty", file=path.name)
    return data


def _workbook(path: Path, data: bytes) -> tuple[Sheet, ...]:
    if data.startswith(_ZIP):
        _refuse_giants(path, data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return tuple(
            Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
        )
    except (CalamineError, XmlError, ZipError) as error:
        raise BadFile(_what_is_wrong(path), file=path.name) from error


def _what_is_wrong(path: Path) -> str:
    """Return the error of a file that is no readable workbook; calamine tells more when it has the name."""
    if path.suffix.lower() not in _WORKBOOKS:
        # a Word document is a sound archive too
        return "file_wrong_format"
    try:
        CalamineWorkbook.from_path(path).close()
    except (CalamineError, XmlError, ZipError) as error:
        return "file_locked" if isinstance(error, PasswordError) else "file_damaged"
    return "file_damaged"


def _refuse_giants(path: Path, data: bytes) -> None:
    """Refuse a workbook whose grid would not fit in memory: one cell in the last row and column is enough."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_BYTES:
                raise BadFile("file_too_large", file=path.name)
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and _STRAY.search(archive.read(name)):
                    raise BadFile("file_stray_cell", file=path.name)
    except _BROKEN_ARCHIVE as error:
        raise BadFile("file_damaged", file=path.name) from error


def _csv(path: Path, data: bytes, known_columns: Callable[[Sheet], int]) -> Sheet:
    readings = [
        Sheet(path.name, rows, typed=False)
        for text in _decodings(data)
        for delimiter in _DELIMITERS
        if (rows := _split(text, delimiter))
    ]
    if not readings:
        raise BadFile("file_damaged", file=path.name)
    return max(readings, key=known_columns)


def _decodings(data: bytes) -> Iterator[str]:
    """Yield the texts the bytes may mean, likeliest first."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:200]
    unicode = "utf-16" if wide else "utf-8-sig"
    # Latin-1 stands for TCVN3 and never fails
    for encoding in (unicode, "cp1258", "latin-1"):
        try:
            yield data.decode(encoding)
        except UnicodeError:
            continue
        if encoding == unicode:
            return
    # a few broken bytes: the cells that hold them are refused one by one
    yield data.decode(unicode, errors="replace")


def _split(text: str, delimiter: str) -> list[list[str]]:
    if delimiter not in text:
        return []
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []
