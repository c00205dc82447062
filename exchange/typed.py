"""Text files that a person typed in an editor: a commune, a procedure."""

from pathlib import Path

from rasoat.errors import BadFile


def read_text(path: Path) -> str:
    """Return the text of the file at `path`, saved in Unicode.

    Raises:
        BadFile: missing, not readable, empty, or saved in another encoding.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadFile("file_missing", file=str(path)) from error
    except OSError as error:
        raise BadFile("file_unreadable", file=str(path)) from error
    # Notepad's "Unicode" is UTF-16, and its UTF-8 may begin with a mark
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeError as error:
        raise BadFile("text_file_encoding", file=path.name) from error
    if not text.strip("\0 \t\r\n"):
        raise BadFile("file_empty", file=path.name)
    return text
