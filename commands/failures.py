"""What nobody foresaw: a sentence for the person, and for the maintainer the places in the code it came through.

Neither holds what was typed or stored: the text of an exception may carry a row of the database, so only its
kind is kept.
"""

import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

from rasoat import __version__
from rasoat.errors import RasoatError, StoreError, Unexpected, os_reason


def explained(error: Exception) -> RasoatError:
    """Return the error that a person is told instead of a traceback."""
    if isinstance(error, OSError):
        return StoreError("system_refused", reason=os_reason(error), file=error.filename or "-")
    return Unexpected("unexpected", kind=type(error).__name__, file=_kept("\n".join(_places(error))))


def _places(error: BaseException) -> Iterator[str]:
    """Yield the places in the code that an exception passed, those of its cause first."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _places(cause)
    yield f"rasoat {__version__}: {type(error).__module__}.{type(error).__qualname__}"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"


def _kept(places: str) -> str:
    try:
        with tempfile.NamedTemporaryFile("w", prefix="rasoat-", suffix=".log", delete=False, encoding="utf-8") as file:
            file.write(places + "\n")
    except OSError:
        return "-"
    return str(Path(file.name))
