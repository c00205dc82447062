"""Point tables of score B1, loaded from outside: how many points each option of an indicator gives in each area.

No such table comes with the program: that of 2021 was not found. Where a round has none, only the total of the
paper form is entered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

import msgspec

from rasoat.errors import UsageError
from rasoat.models.canonical import digest, dumps


class B1Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a table."""

    area: str
    indicator: str
    option: str
    points: int


class B1File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table as it is kept.

    Attributes:
        period: first and last status year it is for.
        source: the text it was taken from, as whoever loaded it named it.
        file: name of the file it was loaded from.
        file_sha256: digest of that file.
    """

    standard: str
    period: tuple[int, int]
    source: str
    file: str
    file_sha256: str
    rows: tuple[B1Row, ...]


@dataclass(frozen=True)
class B1Table:
    """A point table.

    Attributes:
        text: canonical JSON; its digest names the table.
    """

    content: B1File
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the table as it is kept."""
        return digest(self.text)

    @property
    def name(self) -> str:
        """What the table is called in the database."""
        return f"{PREFIX}{self.digest[:12]}"

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """The areas that the table has points for, in its order."""
        return tuple(dict.fromkeys(row.area for row in self.content.rows))

    def covers(self, standard: str, year: int) -> bool:
        """Return whether it is a table of a standard and a status year."""
        first, last = self.content.period
        return self.content.standard == standard and first <= year <= last

    def bound(self, area: str | None) -> "BoundB1":
        """Return the table in one of its areas; where it has only one, that one may be left out.

        Raises:
            UsageError: it has no such area, or several and none was named.
        """
        known = {folded(name): name for name in self.areas}
        if area is None and len(known) == 1:
            return BoundB1(table=self, area=self.areas[0])
        if area is None or folded(area) not in known:
            raise UsageError("b1_area", area=area or "-", areas=self.areas)
        return BoundB1(table=self, area=known[folded(area)])


PREFIX = "b1-"
"""How names of kept tables begin."""


@dataclass(frozen=True)
class BoundB1:
    """A point table in the area of a commune: what a round computes B1 by."""

    table: B1Table
    area: str

    @cached_property
    def points(self) -> Mapping[str, Mapping[str, int]]:
        """The points by indicator and option."""
        found: dict[str, dict[str, int]] = {}
        for row in self.table.content.rows:
            if row.area == self.area:
                found.setdefault(row.indicator, {})[row.option] = row.points
        return MappingProxyType(found)

    def chosen(self, given: Mapping[str, str], ref: str) -> dict[str, str]:
        """Return the options of a household as the table spells them, one for each indicator.

        Raises:
            UsageError: an indicator is unknown or missing, or an indicator has no such option.
        """
        names = {folded(name): name for name in self.points}
        unknown = [name for name in given if folded(name) not in names]
        if unknown:
            raise UsageError("b1_indicator", ref=ref, unknown=tuple(unknown), known=tuple(self.points))
        found = {names[folded(name)]: self.option(names[folded(name)], option) for name, option in given.items()}
        wrong = [name for name, option in found.items() if option is None]
        if wrong:
            raise UsageError("b1_option", ref=ref, indicator=wrong[0], known=tuple(self.points[wrong[0]]))
        missing = [name for name in self.points if name not in found]
        if missing:
            raise UsageError("b1_incomplete", ref=ref, missing=tuple(missing))
        return {name: option for name, option in found.items() if option is not None}

    def option(self, indicator: str, written: str) -> str | None:
        """Return an option of an indicator as the table spells it, None when it has no such option."""
        return {folded(name): name for name in self.points[indicator]}.get(folded(written))

    def score(self, options: Mapping[str, str]) -> int:
        """Return the score B1 of these options."""
        return sum(self.points[indicator][option] for indicator, option in options.items())


def folded(name: str) -> str:
    """Return a name without differences of case, blanks and composition of letters."""
    return " ".join(normalize("NFC", name).split()).casefold()


def table_of(
    rows: Sequence[Mapping[str, Any]], *, standard: str, period: tuple[int, int], source: str, file: str, sha256: str
) -> B1Table:
    """Return the table of rows that were checked."""
    content = B1File(
        standard=standard,
        period=period,
        source=source,
        file=file,
        file_sha256=sha256,
        rows=tuple(B1Row(**row) for row in rows),
    )
    return B1Table(content=content, text=dumps(content))


def parse_b1(text: str) -> B1Table:
    """Return a table that was kept."""
    return B1Table(content=msgspec.json.decode(text, type=B1File), text=text)
