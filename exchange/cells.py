"""What one cell means. Each function takes a cell as stored and gives its meaning, or says why not."""

import re
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from rasoat.exchange import tcvn3
from rasoat.exchange.findings import CellError, Parsed
from rasoat.exchange.records import Sex
from rasoat.exchange.sources import Cell
from rasoat.exchange.texts import clean, fold
from rasoat.messages import message

W = TypeVar("W", bound=str)

LONGEST_LINE = 200
"""Characters of a name or label; more is a pasted paragraph."""
_TOO_MUCH = 10**9
"""No score or count of persons comes near: a column has slipped."""
_ID_DIGITS, _OLD_ID_DIGITS = 12, 9
_PROVINCE_ZEROS = 2
"""A number of 12 digits begins with a province code (001 to 096): a number cell loses up to two zeros."""

_FORMULA = re.compile(r"[=+@]|-\S")
_NOT_IN_NAMES = re.compile(r"[^\w\s.,'’`()/–-]|_")
_WHOLE = re.compile(r"(\d{1,9})(?:[.,]0{1,2})?")
_ID_FILLING = re.compile(r"[\s.'’-]")

_SEXES: Mapping[str, Sex] = {"nam": "nam", "1": "nam", "nữ": "nu", "nu": "nu", "2": "nu"}
_MARKS = {"x": True, "v": True, "✓": True, "✔": True, "có": True, "1": True, "true": True, "đúng": True}
_NO_MARKS = {"": False, "0": False, "không": False, "k": False, "-": False, "false": False, "sai": False}


def is_blank(cell: Cell) -> bool:
    """Tell whether nothing is written in the cell."""
    return isinstance(cell, str) and not clean(cell)


def read_text(cell: Cell) -> Parsed[str]:
    """Return the text of a cell as it is, markup and formulas included; TCVN3 is converted.

    Raises:
        CellError: letters were lost when the file was decoded or saved.
    """
    if isinstance(cell, str):
        if "\ufffd" in cell:
            raise CellError("lost_letters")
        if tcvn3.is_tcvn3(cell):
            text = clean(tcvn3.decode(cell))
            return Parsed(text, message("exchange.remark.tcvn3", text=text))
        return Parsed(clean(cell))
    if isinstance(cell, date):
        return Parsed(f"{cell:%d/%m/%Y}")
    if isinstance(cell, float) and cell.is_integer():
        return Parsed(str(int(cell)))
    return Parsed(str(cell))


def read_label(cell: Cell) -> Parsed[str]:
    """Return a short text; empty is allowed.

    Raises:
        CellError: it is a formula's text or a whole paragraph.
    """
    text, remark = read_text(cell)
    if _FORMULA.match(text):
        raise CellError("formula")
    if len(text) > LONGEST_LINE:
        raise CellError("too_long", limit=LONGEST_LINE)
    return Parsed("" if text == "-" else text, remark)


def read_optional(cell: Cell) -> Parsed[str | None]:
    """Return a short text, None when empty; faults as in `read_label`."""
    text, remark = read_label(cell)
    return Parsed(text or None, remark)


def read_name(cell: Cell) -> Parsed[str]:
    """Return a person's name.

    Raises:
        CellError: empty, a formula, without letters, or with signs that no name has (a broken encoding).
    """
    text, remark = read_label(cell)
    if not text:
        raise CellError("missing")
    if not any(char.isalpha() for char in text):
        raise CellError("no_name")
    if odd := _NOT_IN_NAMES.search(text):
        raise CellError("odd_sign", sign=odd[0])
    return Parsed(text, remark)


def read_whole(cell: Cell, maximum: int | None = None) -> Parsed[int | None]:
    """Return a whole number from 0, None when empty.

    Raises:
        CellError: not a whole number, negative, or above `maximum`.
    """
    if isinstance(cell, str):
        text = clean(cell)
        if not text:
            return Parsed(None)
        found = _WHOLE.fullmatch(text)
        number = int(found[1]) if found else -1
    elif isinstance(cell, float) and cell.is_integer():
        number = int(cell)
    else:
        number = cell if isinstance(cell, int) and not isinstance(cell, bool) else -1
    if not 0 <= number < _TOO_MUCH:
        raise CellError("no_whole_number")
    if maximum is not None and number > maximum:
        raise CellError("above_maximum", maximum=maximum)
    return Parsed(number)


def read_b2(cell: Cell, step: int, maximum: int) -> Parsed[int | None]:
    """Return score B2, None when empty.

    Raises:
        CellError: not a whole number, above `maximum`, or no multiple of `step`.
    """
    score = read_whole(cell, maximum).value
    if score is not None and score % step:
        raise CellError("no_multiple", step=step)
    return Parsed(score)


def read_sex(cell: Cell) -> Parsed[Sex]:
    """Return the sex: Nam or Nữ, or 1 or 2 as form 01 numbers them.

    Raises:
        CellError: empty or anything else.
    """
    text = fold(read_text(cell).value)
    if text not in _SEXES:
        raise CellError("unknown_sex" if text else "missing")
    return Parsed(_SEXES[text])


def read_mark(cell: Cell) -> Parsed[bool]:
    """Return whether a box is ticked: `x` and its like; empty is no.

    Raises:
        CellError: another sign.
    """
    text = fold(read_text(cell).value)
    if text not in _MARKS and text not in _NO_MARKS:
        raise CellError("unknown_mark")
    return Parsed(text in _MARKS)


def read_id(cell: Cell, *, typed: bool) -> Parsed[str | None]:
    """Return an ID number: 12 digits, or the 9 of an old identity card; None when empty.

    Zeros that a number cell has lost in front come back with a remark; a CSV file (`typed` false) does not
    tell numbers from texts, so there any number that does not begin with 0 is taken for one.

    Raises:
        CellError: not digits only, or another count of digits.
    """
    if is_blank(cell):
        return Parsed(None)
    is_number = isinstance(cell, int | float)
    digits = _ID_FILLING.sub("", read_text(cell).value)
    if not (digits.isascii() and digits.isdecimal()):
        raise CellError("id_not_digits")
    if is_number or (not typed and not digits.startswith("0")):
        for length in (_ID_DIGITS, _OLD_ID_DIGITS):
            lost = length - len(digits)
            if 0 < lost <= (_PROVINCE_ZEROS if length == _ID_DIGITS else 1):
                whole = digits.zfill(length)
                return Parsed(whole, message("exchange.remark.zero_restored", number=whole))
    if len(digits) not in (_ID_DIGITS, _OLD_ID_DIGITS):
        raise CellError("id_length", count=len(digits))
    return Parsed(digits)


def read_word(cell: Cell, words: Mapping[str, W], why: str) -> Parsed[W | None]:
    """Return what a cell means by `words` (keys folded), None when empty.

    Raises:
        CellError: `why`: the word is not among them.
    """
    text, remark = read_text(cell)
    key = fold(text)
    if key and key not in words:
        raise CellError(why)
    return Parsed(words.get(key), remark)


def read_village(cell: Cell, villages: Mapping[str, str]) -> Parsed[str]:
    """Return a village in the commune's spelling.

    Args:
        cell: its name, with or without its kind, alone or in front of the rest of an address.
        villages: the commune's spelling by folded name (`rasoat.exchange.villages.by_name`).

    Raises:
        CellError: empty, or no village of the commune.
    """
    text, remark = read_text(cell)
    if not text:
        raise CellError("missing")
    for part in (text, text.partition(",")[0]):
        if found := villages.get(fold(part)):
            return Parsed(found, remark)
    raise CellError("unknown_village")
