"""The list a commune manages: poor and near-poor households with their members, and those that escaped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from rasoat.errors import BadFile
from rasoat.exchange.books import read_tables
from rasoat.exchange.cells import (
    is_blank,
    read_b2,
    read_mark,
    read_optional,
    read_text,
    read_village,
    read_whole,
)
from rasoat.exchange.days import read_optional_day
from rasoat.exchange.findings import CellError, Findings
from rasoat.exchange.layouts import ESCAPED, LISTED
from rasoat.exchange.people import PersonReader, refuse_double_ids, remark_other_communes
from rasoat.exchange.records import (
    Commune,
    Imported,
    ManagedClass,
    ManagedHousehold,
    Person,
)
from rasoat.exchange.scales import DeprivationScale, shipped_scale
from rasoat.exchange.tables import Row, Table
from rasoat.exchange.texts import bare, fold
from rasoat.exchange.villages import by_name
from rasoat.exchange.words import is_head, read_managed_class
from rasoat.messages import message

_ANY_CLASS: ManagedClass = "poor"
"""Stands in for a faulty cell until the file is refused."""


def read_managed(
    path: Path, commune: Commune, today: date, *, scale: DeprivationScale | None = None
) -> Imported[ManagedHousehold]:
    """Return the managed list in the file at `path`: all of it, or nothing.

    Args:
        path: an Excel, OpenDocument or CSV file; sheets of poor and near-poor, and of escaped households.
        commune: whose villages the list must name.
        today: births after it are faults.
        scale: bounds of score B2; that of the standard of 2022 unless given.

    Raises:
        BadFile: not to be opened, of another kind, or with faults; `details` names every one.
    """
    findings = Findings(path.name)
    tables = read_tables(path, (LISTED, ESCAPED), findings)
    reader = _Reader(PersonReader(today), by_name(commune), scale or shipped_scale())
    families: list[_Family] = []
    for table in tables:
        rows = list(table.rows())
        remark_other_communes(table, rows, commune)
        families += reader.families(table, rows)
    refuse_double_ids(
        (row, person.id_number)
        for family in families
        for row, person in zip(family.rows, family.household.members, strict=True)
    )
    findings.refuse_if_faulty([table.sheet.name for table in tables])
    return Imported(tuple(family.household for family in families), tuple(findings.notices))


@dataclass(frozen=True, slots=True)
class _Family:
    """A household, its rows (one for each member) and which of them are marked as without labour."""

    rows: Sequence[Row]
    household: ManagedHousehold
    labour_marks: Sequence[bool]


@dataclass(frozen=True, slots=True)
class _Reader:
    person: PersonReader
    villages: Mapping[str, str]
    scale: DeprivationScale

    def families(self, table: Table, rows: Sequence[Row]) -> Iterator[_Family]:
        """Yield the households of `table`."""
        if table.layout is LISTED:
            groups, escaped, head_key = _listed_groups(rows), None, "head"
        else:
            groups, escaped, head_key = _escaped_groups(rows), _escaped_class(table), "name"
        stray_marks = 0
        for group in groups:
            family = self._family(group, escaped, head_key)
            stray_marks += any(family.labour_marks) and not family.household.no_labour
            yield family
        if stray_marks:
            table.findings.notice(table.sheet.name, message("exchange.remark.no_labour_members", count=stray_marks))

    def _family(self, rows: Sequence[Row], escaped: ManagedClass | None, head_key: str) -> _Family:
        first = rows[0]
        head = self.person(first, head_key)
        _check_head_name(first, head)
        _check_size(first, len(rows))
        merit = [row.read("merit", read_mark, otherwise=False) for row in rows]
        labour = [row.read("no_labour", read_mark, otherwise=False) for row in rows]
        class_ = first.read("class", read_managed_class, _ANY_CLASS) if escaped is None else escaped
        household = ManagedHousehold(
            sheet=first.table.sheet.name,
            row=first.number,
            village=first.read("village", lambda cell: read_village(cell, self.villages), ""),
            head=head,
            members=(head, *(self.person(row) for row in rows[1:])),
            class_=class_,
            b1=first.read("b1", read_whole, None),
            b2=first.read("b2", partial(read_b2, step=self.scale.step, maximum=self.scale.maximum), None),
            minority=first.read("minority", read_mark, otherwise=False),
            no_labour=labour[0],
            merit=any(merit),
            cause=first.read("cause", read_optional, None),
            note=first.read("note", read_text, ""),
            decision=first.read("decision", read_optional, None),
            decided_on=first.read("decided_on", read_optional_day, None),
        )
        return _Family(rows, household, labour)


def _listed_groups(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows of each household: its head's, where the head column is filled, and those below."""
    groups: list[list[Row]] = []
    for row in rows:
        relation = _text(row, "relation")
        if _starts_household(row, relation, _text(groups[-1][0], "head") if groups else ""):
            groups.append([row])
            if relation and not is_head(relation):
                row.fault("relation", "first_not_head")
        elif not groups:
            row.fault("head", "no_head_above")
        else:
            groups[-1].append(row)
            if is_head(relation):
                row.fault("head", "missing")
    return groups


def _starts_household(row: Row, relation: str, above: str) -> bool:
    """Tell whether a household begins at `row`; some offices repeat the head (`above`) on every row."""
    if is_blank(row.cell("head")):
        return False
    head = fold(_text(row, "head"))
    is_member_of_above = head == fold(above) and (
        not is_head(relation) if relation else fold(_text(row, "name")) not in {"", head}
    )
    return not is_member_of_above


def _escaped_groups(rows: Sequence[Row]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    for row in rows:
        relation = _text(row, "relation")
        if not relation or is_head(relation):
            groups.append([row])
        elif groups:
            groups[-1].append(row)
        else:
            row.fault("relation", "first_not_head")
    return groups


def _escaped_class(table: Table) -> ManagedClass | None:
    """Return which of the two escapes the sheet lists, as its name and title say; None: its rows say it."""
    if "class" in table.places:
        return None
    heading = bare(table.heading)
    poor, near_poor = "thoat ngheo" in heading, "thoat can ngheo" in heading
    if poor == near_poor:
        raise BadFile("file_escaped_unclear", file=table.findings.file, sheet=table.sheet.name)
    return "escaped_poor" if poor else "escaped_near_poor"


def _check_head_name(row: Row, head: Person) -> None:
    """Remark a head whose name stands differently in the two name columns; the head's column is taken."""
    member = _text(row, "name")
    if head.name and member and fold(member) != fold(head.name):
        remark = message("exchange.remark.head_name_taken", name=head.name)
        row.table.findings.notice(row.table.sheet.name, remark, row.place("name"), member)


def _check_size(row: Row, count: int) -> None:
    declared = row.read("size", read_whole, None)
    if declared is not None and declared != count:
        row.fault("size", "size_differs", count=count)


def _text(row: Row, key: str) -> str:
    """Return what a cell says, for grouping only; its faults are told where it is read."""
    try:
        return read_text(row.cell(key)).value
    except CellError:
        return ""
