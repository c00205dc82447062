"""What was found while a file was read: faults, which refuse it whole, and notices, which do not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from rasoat.errors import BadFile
from rasoat.messages import Message, message

T = TypeVar("T")

SHOWN = 200
"""Faults printed one by one; of the rest the number is told."""
_LONGEST = 60


class CellError(Exception):
    """A cell cannot be taken; `why` says it for a person."""

    def __init__(self, key: str, /, **params: object) -> None:
        super().__init__(key)
        self.why = message(f"exchange.why.{key}", **params)


class Parsed(NamedTuple, Generic[T]):
    """What a cell means, and the remark it is accepted with, if any."""

    value: T
    remark: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cell of a file.

    Attributes:
        sheet: name of the sheet; of a CSV file, the file's name.
        row: as Excel numbers it, from 1.
        column: the header above it, as the file writes it.
        cell: its address, as `N34`.
    """

    sheet: str
    row: int
    column: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that was accepted, and what was done with it; without a `place`, about a whole sheet."""

    sheet: str
    place: Place | None
    value: str
    remark: Message

    def message(self) -> Message:
        """Return it as one line for a person."""
        if self.place is None:
            return message("exchange.sheet_notice", sheet=self.sheet, remark=self.remark)
        return _line("exchange.notice", self.place, self.value, self.remark)


@dataclass(slots=True)
class Findings:
    """Collects what is found in one file; nothing is taken while there is a fault."""

    file: str
    faults: list[Message] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def fault(self, place: Place, value: object, why: Message) -> None:
        """Note that the cell at `place` cannot be taken."""
        self.faults.append(_line("exchange.fault", place, shorten(value), why))

    def notice(self, sheet: str, remark: Message, place: Place | None = None, value: object = "") -> None:
        """Note that something was accepted with a remark."""
        self.notices.append(Notice(sheet=sheet, place=place, value=shorten(value), remark=remark))

    def refuse_if_faulty(self, sheets: Sequence[str]) -> None:
        """Raise all faults at once, in the order of `sheets`, rows and columns.

        Raises:
            BadFile: there is at least one fault; nothing of the file may be used.
        """
        if not self.faults:
            return
        order = {name: position for position, name in enumerate(sheets)}
        faults = sorted(self.faults, key=lambda fault: (order[fault.params["sheet"]], *_position(fault)))
        details = faults[:SHOWN]
        if len(faults) > SHOWN:
            details.append(message("exchange.more_faults", count=len(faults) - SHOWN))
        raise BadFile("file_faults", file=self.file, count=len(faults), details=details)


def shorten(value: object) -> str:
    """Return a cell's value as Excel shows it, short enough for one line, without control characters."""
    if isinstance(value, date):
        value = f"{value:%d/%m/%Y}"
    elif isinstance(value, float):
        value = f"{value:.15g}"
    text = "".join(char if char.isprintable() else " " for char in str(value))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _position(fault: Message) -> tuple[int, int, str]:
    # in one row a longer address is further right: Z9, AA9
    return fault.params["row"], len(fault.params["cell"]), fault.params["cell"]


def _line(key: str, place: Place, value: str, why: Message) -> Message:
    return message(
        key,
        sheet=place.sheet,
        row=place.row,
        column=place.column,
        cell=place.cell,
        value=value or message("exchange.blank"),
        why=why,
    )
