"""The clock on the wall of the tests' office: what happened on a day is entered on that day, a minute apart.

Without it every entry of a test would be as late as the day the test runs on.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from itertools import count

import pytest

_minutes = count()
_FORMATS = ("%Y-%m-%d", "%d/%m/%Y")


@contextmanager
def clock_of(words: Sequence[str]) -> Iterator[None]:
    """Let the program's clock show the day that a command line names (`--date`, else `--on`) while it runs."""
    named = [words[words.index(option) + 1] for option in ("--date", "--on") if option in words[:-1]]
    day = next((day for day in map(_day, named) if day), None)
    with pytest.MonkeyPatch.context() as patch:
        if day:
            at = day + timedelta(hours=1, minutes=next(_minutes) % 600)

            class Clock(datetime):
                @classmethod
                def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # always the same instant
                    return at.replace(tzinfo=tz)

            patch.setattr("rasoat.commands.base.datetime", Clock)
        yield


def _day(text: str) -> datetime | None:
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 # the clock gives it its zone
        except ValueError:
            continue
    return None
