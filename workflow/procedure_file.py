"""The shape of a procedure file (TOML), key for key; `rules` says what the keys mean."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Protocol, TypeVar

import msgspec

from rasoat.workflow.citations import CitationTable, Evidence, TextTable
from rasoat.workflow.rules import CountsFrom, Severity, Track, Unit

Name = Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9_-]*$")]
MonthDay = Annotated[str, msgspec.Meta(pattern=r"^\d\d-\d\d$")]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An unknown key is a fault: a misspelt one would otherwise change the law silently."""


class ValidTable(_Table, frozen=True, kw_only=True):
    """Days on which a round may be opened under the procedure; `to` is missing while no end is known."""

    first: date = msgspec.field(name="from")
    last: date | None = msgspec.field(name="to", default=None)


class WindowTable(_Table, frozen=True, kw_only=True):
    """Month and day, as `09-01`."""

    first: MonthDay = msgspec.field(name="from")
    last: MonthDay = msgspec.field(name="to")
    citation: str


class IncomeRuleTable(_Table, frozen=True, kw_only=True):
    """`income`: which households the procedure recognises by their income instead of by scores."""

    method: str
    band: str


class BasisTable(_Table, frozen=True, kw_only=True):
    """An item of `bases` that papers name only from a day on, or to a day."""

    text: str
    first: date | None = msgspec.field(name="from", default=None)
    last: date | None = msgspec.field(name="to", default=None)


class VariantTable(_Table, frozen=True, kw_only=True):
    """`[[variants]]`."""

    id: Name
    title: TextTable
    citation: str
    default: bool = False


class TermTable(_Table, frozen=True, kw_only=True):
    """`[[terms]]`."""

    id: Name
    days: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    unit: Unit
    counts_from: CountsFrom
    citation: str
    evidence: Evidence
    variants: tuple[str, ...] | None = None


class StageTable(_Table, frozen=True, kw_only=True):
    """`[[stages]]`."""

    id: Name
    track: Track
    title: TextTable
    citation: str
    initial: bool = False
    final: bool = False
    records: tuple[str, ...] = ()
    begins_with: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    papers: dict[str, tuple[str, ...]] = {}
    variants: tuple[str, ...] | None = None


class RequirementTable(_Table, frozen=True, kw_only=True):
    """`[[requirements]]`."""

    id: Name
    check: str
    severity: Severity
    citation: str
    params: dict[str, Any] = {}
    term: str | None = None
    variants: tuple[str, ...] | None = None


class TransitionTable(_Table, frozen=True, kw_only=True):
    """`[[transitions]]`."""

    trigger: Name
    track: Track
    source: str | tuple[str, ...] = msgspec.field(name="from")
    dest: str = msgspec.field(name="to")
    requires: tuple[str, ...]
    produces: tuple[str, ...]
    citation: str
    new_pass: bool = False
    variants: tuple[str, ...] | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the stages it leads out of, also when only one is written."""
        return (self.source,) if isinstance(self.source, str) else self.source


class ConfirmationTable(_Table, frozen=True, kw_only=True):
    """`[[confirmations]]`; `procedure confirm` writes them."""

    of: Annotated[str, msgspec.Meta(pattern=r"^(citations|variants|terms|requirements)\.[A-Za-z0-9_-]+$")]
    value: str
    by: Annotated[str, msgspec.Meta(pattern=r"\S")]
    on: date
    document: Annotated[str, msgspec.Meta(pattern=r"\S")]


class ProcedureTable(_Table, frozen=True, kw_only=True):
    """The whole file."""

    id: Name
    version: str
    kind: Name
    standard: str
    title: TextTable
    valid: ValidTable
    citations: dict[str, CitationTable]
    terms: tuple[TermTable, ...]
    stages: tuple[StageTable, ...]
    requirements: tuple[RequirementTable, ...]
    transitions: tuple[TransitionTable, ...]
    window: WindowTable | None = None
    income: IncomeRuleTable | None = None
    bases: tuple[str | BasisTable, ...] = ()
    variants: tuple[VariantTable, ...] = ()
    confirmations: tuple[ConfirmationTable, ...] = ()


class _Varying(Protocol):
    @property
    def variants(self) -> Sequence[str] | None: ...


V = TypeVar("V", bound=_Varying)


def active(items: Iterable[V], variant: str | None) -> list[tuple[int, V]]:
    """Return those of `items` that belong to `variant`, each with its place in the file."""
    return [
        (place, item)
        for place, item in enumerate(items)
        if variant is None or item.variants is None or variant in item.variants
    ]
