"""The words that offices write for classes, for the result of form A, and for what is applied for."""

from collections.abc import Mapping
from typing import TypeVar

from rasoat.exchange.cells import read_label, read_word
from rasoat.exchange.findings import CellError, Parsed
from rasoat.exchange.records import ApplicationKind, ManagedClass, QuickForm, StatedClass
from rasoat.exchange.sources import Cell
from rasoat.exchange.texts import fold
from rasoat.messages import message

C = TypeVar("C", bound=str | None)

_ABBREVIATIONS = frozenset({"n", "hn", "cn", "hcn", "tn", "htn", "tcn", "htcn", "kn", "hkn"})

MANAGED_CLASSES: Mapping[str, ManagedClass] = {
    "hộ nghèo": "poor",
    "nghèo": "poor",
    "hộ nghèo đa chiều": "poor",
    "n": "poor",
    "hn": "poor",
    "hộ cận nghèo": "near_poor",
    "cận nghèo": "near_poor",
    "hộ cận nghèo đa chiều": "near_poor",
    "cn": "near_poor",
    "hcn": "near_poor",
    "hộ thoát nghèo": "escaped_poor",
    "thoát nghèo": "escaped_poor",
    "tn": "escaped_poor",
    "htn": "escaped_poor",
    "hộ thoát cận nghèo": "escaped_near_poor",
    "thoát cận nghèo": "escaped_near_poor",
    "tcn": "escaped_near_poor",
    "htcn": "escaped_near_poor",
}

SURVEYED_CLASSES: Mapping[str, StatedClass] = {
    "hộ nghèo": "poor",
    "nghèo": "poor",
    "n": "poor",
    "hn": "poor",
    "hộ cận nghèo": "near_poor",
    "cận nghèo": "near_poor",
    "cn": "near_poor",
    "hcn": "near_poor",
    "hộ không nghèo": "non_poor",
    "không nghèo": "non_poor",
    "kn": "non_poor",
    "hkn": "non_poor",
}
"""Without the escaped: who escapes poverty may be near-poor or not, so the word does not tell the class."""

_QUICK_FORMS: Mapping[str, QuickForm | None] = {
    "": None,
    "không áp dụng": None,
    "-": None,
    "cần rà soát": "pass",
    "rà soát": "pass",
    "rà soát phiếu b": "pass",
    "cần rà soát phiếu b": "pass",
    "chuyển phiếu b": "pass",
    "không cần rà soát": "exit",
    "không rà soát": "exit",
    "không thuộc diện rà soát": "exit",
    "loại": "exit",
    "loại khỏi danh sách": "exit",
    "không nghèo": "exit",
    "hộ không nghèo": "exit",
}

_HEADS = frozenset({"chủ hộ", "chủ hộ gia đình", "ch"})


def read_managed_class(cell: Cell) -> Parsed[ManagedClass]:
    """Return the class of a household on the managed list; an abbreviation is remarked.

    Raises:
        CellError: empty, or a word that names no such class.
    """
    value, remark = read_word(cell, MANAGED_CLASSES, "unknown_managed_class")
    if value is None:
        raise CellError("missing")
    return _remarked(cell, Parsed(value, remark))


def read_surveyed_class(cell: Cell) -> Parsed[StatedClass | None]:
    """Return the class a survey states, None when empty; an abbreviation is remarked.

    Raises:
        CellError: a word that names no class.
    """
    return _remarked(cell, read_word(cell, SURVEYED_CLASSES, "unknown_surveyed_class"))


def read_quick_form(cell: Cell) -> Parsed[QuickForm | None]:
    """Return what form A (Phiếu A) led to: `exit`, `pass`, or None where it was not used.

    Raises:
        CellError: another word.
    """
    text, remark = read_label(cell)
    key = fold(text)
    if key not in _QUICK_FORMS:
        raise CellError("unknown_quick_form")
    return Parsed(_QUICK_FORMS[key], remark)


def read_application_kind(cell: Cell) -> Parsed[ApplicationKind]:
    """Return what is applied for.

    Raises:
        CellError: empty, not to be told, or several things at once: each has a procedure of its own.
    """
    text, remark = read_label(cell)
    if not text:
        raise CellError("missing")
    key = fold(text)
    kinds: list[ApplicationKind] = []
    if "mức sống trung bình" in key:
        kinds.append("average_living")
    if "thu nhập thấp" in key:
        kinds.append("low_income_worker")
    if "thoát" in key:
        kinds.append("escape")
    elif "nghèo" in key:
        kinds.append("review")
    if len(kinds) != 1:
        raise CellError("several_kinds" if kinds else "unknown_kind")
    return Parsed(kinds[0], remark)


def _remarked(cell: Cell, found: Parsed[C]) -> Parsed[C]:
    if found.remark is None and fold(read_label(cell).value) in _ABBREVIATIONS:
        told = message("exchange.remark.abbreviation", meaning=message(f"exchange.class.{found.value}"))
        return Parsed(found.value, told)
    return found


def is_head(relation: str) -> bool:
    """Tell whether the relation to the head is being the head."""
    return fold(relation) in _HEADS
