"""What of a household a public paper may show: dated tables, chosen by the day of the event, never by today's date.

A commune may be held to show less than its day's table (`privacy` in the commune file); nobody can show more.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

import msgspec

from rasoat.messages import Message, message
from rasoat.workflow.citations import Citation, CitationTable, Text, TextTable
from rasoat.workflow.tables import citation_faults, freeze_citations, read_table, shipped_files, wrong_file

Surface = Literal["public_list", "notice", "masked"]
"""Where a household may be shown: the posted list, the wording of a notice, a paper in a masked dossier."""
Column = Literal[
    "ref",
    "name",
    "birth_year",
    "members",
    "result",
    "changed",
    "sex",
    "ethnicity",
    "id_number",
    "b1",
    "b2",
    "deprived",
]
_FOLDER = "privacy"


class _DaysTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    first: date | None = msgspec.field(name="from", default=None)
    last: date | None = msgspec.field(name="to", default=None)


class _PaperTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    columns: tuple[Column, ...]
    citation: str
    between_equal_names: tuple[Column, ...] = ()


class _NeverTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    columns: tuple[Column, ...]
    citation: str


class _ProfileTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    title: TextTable
    valid: _DaysTable
    citations: dict[str, CitationTable]
    papers: dict[str, _PaperTable]
    never: tuple[_NeverTable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one kind of paper may show; `between_equal_names` only where two heads have one name."""

    columns: frozenset[str]
    between_equal_names: frozenset[str]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What public papers may show of a household on the days from `first` to `last`, both included.

    Attributes:
        first, last: None where the table names no first or last day.
        never: columns that no public paper shows, with their place in the law.
    """

    id: str
    title: Text
    first: date | None
    last: date | None
    papers: Mapping[str, Shown]
    never: Mapping[str, Citation]

    def covers(self, on: date) -> bool:
        """Return whether the profile holds on a day."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)

    def allows(self, surface: Surface, column: str, *, equal_names: bool = False) -> bool:
        """Return whether a paper of this kind may show a column."""
        rule = self.papers[surface]
        return column in rule.columns or (equal_names and column in rule.between_equal_names)

    def shown(self, surface: Surface, row: Mapping[str, Any], *, equal_names: bool = False) -> dict[str, Any]:
        """Return a row with None in each column that a paper of this kind may not show."""
        return {
            name: value if self.allows(surface, name, equal_names=equal_names) else None for name, value in row.items()
        }

    def without(self, hidden: Collection[str]) -> "Profile":
        """Return the stricter profile that shows none of these columns either."""
        papers = {
            name: replace(
                rule,
                columns=rule.columns.difference(hidden),
                between_equal_names=rule.between_equal_names.difference(hidden),
            )
            for name, rule in self.papers.items()
        }
        return replace(self, papers=MappingProxyType(papers))


def read_profile(text: str, *, name: str) -> Profile:
    """Return the profile that a file describes.

    Raises:
        BadProcedure: the file is wrong (`details` lists each fault with its key and reason); or it shows a column
            that it says is never shown.
    """
    table = read_table(text, name=name, shape=_ProfileTable)
    if found := [*citation_faults(table.citations), *_faults(table)]:
        raise wrong_file(name, found)
    citations = freeze_citations(table.citations)
    papers = {
        surface: Shown(
            columns=frozenset(item.columns),
            between_equal_names=frozenset(item.between_equal_names),
            citation=citations[item.citation],
        )
        for surface, item in table.papers.items()
    }
    return Profile(
        id=table.id,
        title=table.title.freeze(),
        first=table.valid.first,
        last=table.valid.last,
        papers=MappingProxyType(papers),
        never=MappingProxyType({column: citations[item.citation] for item in table.never for column in item.columns}),
    )


def _faults(table: _ProfileTable) -> Iterator[Message]:
    if table.valid.first and table.valid.last and table.valid.last < table.valid.first:
        yield message("procedure.ends_before_it_begins", key="valid.to")
    never = {column for item in table.never for column in item.columns}
    cited = [(f"papers.{name}.citation", item.citation) for name, item in table.papers.items()]
    cited += [(f"never[{place}].citation", item.citation) for place, item in enumerate(table.never)]
    for key, citation in cited:
        if citation not in table.citations:
            yield message("procedure.unknown_citation", key=key, value=citation)
    for surface in set(get_args(Surface)) - table.papers.keys():
        yield message("procedure.missing_key", key=f"papers.{surface}")
    for surface in table.papers.keys() - set(get_args(Surface)):
        yield message("procedure.unknown_key", key=f"papers.{surface}")
    for name, item in table.papers.items():
        for column in (*item.columns, *item.between_equal_names):
            if column in never:
                yield message("procedure.shown_and_hidden", key=f"papers.{name}.columns", value=column)


@cache
def profiles() -> tuple[Profile, ...]:
    """Return the profiles that come with the program; each day has exactly one."""
    return tuple(read_profile(text, name=f"{name}.toml") for name, text in shipped_files(_FOLDER).items())


def profile_on(on: date, commune: Mapping[str, Any]) -> Profile:
    """Return the profile of a day, for a commune that its own file may hold to less."""
    profile = next(item for item in profiles() if item.covers(on))
    return profile.without((commune.get("privacy") or {}).get("hide") or ())
