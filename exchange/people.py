"""What every file kind asks of its rows: persons, and that no ID number stands twice."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rasoat.exchange.cells import is_blank, read_id, read_label, read_name, read_sex
from rasoat.exchange.days import read_birth
from rasoat.exchange.records import Birth, Commune, Person
from rasoat.exchange.tables import Row, Table
from rasoat.exchange.texts import clean, fold
from rasoat.messages import message

_KIND = re.compile("^(xã|phường|thị trấn|đặc khu) ")

UNKNOWN_BIRTH = Birth(text="", year=0, date=None)
"""Stands in for a faulty cell until the file is refused."""


@dataclass(frozen=True, slots=True)
class PersonReader:
    """Reads the person of a row; births after `today` are faults."""

    today: date

    def __call__(self, row: Row, name_key: str = "name") -> Person:
        """Return the person of `row`, whose name stands in column `name_key`."""
        typed = row.table.sheet.typed
        return Person(
            name=row.read(name_key, read_name, ""),
            relation=row.read("relation", read_label, ""),
            birth=row.read("birth", lambda cell: read_birth(cell, self.today), UNKNOWN_BIRTH),
            sex=row.read("sex", read_sex, "nam"),
            id_number=row.read("id_number", lambda cell: read_id(cell, typed=typed), None),
            ethnicity=row.read("ethnicity", read_label, ""),
        )


def refuse_double_ids(holders: Iterable[tuple[Row, str | None]]) -> None:
    """Note a fault at the first row of each ID number that several rows carry; it names the others."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row, id_number in holders:
        if id_number is not None:
            rows[id_number].append(row)
    for first, *others in rows.values():
        if others:
            places = tuple(message("exchange.place", sheet=row.table.sheet.name, row=row.number) for row in others)
            first.fault("id_number", "double_id", places=places)


def remark_other_communes(table: Table, rows: Iterable[Row], commune: Commune) -> None:
    """Remark a sheet whose commune column names another commune: an old name, or another's list."""
    named = {clean(str(cell)) for row in rows if not is_blank(cell := row.cell("commune"))}
    others = sorted(name for name in named if _KIND.sub("", fold(name)) != fold(commune.name))
    if others:
        remark = message("exchange.remark.other_commune", communes=tuple(others), own=commune.name)
        table.findings.notice(table.sheet.name, remark)
