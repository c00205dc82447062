"""What a procedure consists of, once its file is read: frozen records, each with its place in the law."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from rasoat.workflow.citations import Citation, Evidence, Text

Track = Literal["village", "round"]
"""A village's way through the round, or the round's own way."""
Unit = Literal["working", "calendar"]
CountsFrom = Literal[
    "posting_started", "objection_received", "reverification_posted", "report_received", "review_started"
]
"""The event whose day is day zero of a term of a procedure."""
ComplaintEvent = Literal["complaint_received", "complaint_accepted", "complaint_stopped", "decision_known"]
"""The event whose day is day zero of a term of the Complaint Law."""
Severity = Literal["block", "warn"]
"""block: an unmet requirement refuses the transition; warn: it is shown and recorded."""


Part = Literal["check", "form", "fact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words a procedure file may use: what the steps registered and the forms that exist.

    `checks` maps a check to its parameters and their types; a parameter named `term` means that the check
    cannot work unless its requirement names a term. `relies` says of a check, form or fact kind which terms a
    procedure that uses it must have, by id.
    """

    checks: Mapping[str, Mapping[str, Any]]
    forms: frozenset[str]
    facts: frozenset[str]
    relies: Mapping[tuple[Part, str], tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A time limit: `days` of a unit, counted from an event whose own day does not count."""

    id: str
    days: int
    unit: Unit
    counts_from: CountsFrom | ComplaintEvent
    citation: Citation
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step on one of the two tracks; `records` are the kinds of fact that may be recorded in it.

    `papers` maps a kind of fact to the forms that recording it produces at once. A case waits in an initial stage
    for a fact of a kind in `begins_with`, where the law gives it nothing to do before; without such kinds it begins
    at once. `duties` are what the law asks for as long as a case stands here, whatever step comes next, if any.
    """

    id: str
    track: Track
    title: Text
    citation: Citation
    initial: bool
    final: bool
    records: tuple[str, ...]
    papers: Mapping[str, tuple[str, ...]]
    begins_with: tuple[str, ...] = ()
    duties: tuple["Requirement", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One legal condition: the name of the check that judges it, and the numbers the law gives that check.

    Lists among `params` are tuples here.
    """

    id: str
    check: str
    params: Mapping[str, Any]
    term: Term | None
    severity: Severity
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A lawful move from one of `sources` to `dest`; `new_pass` marks a loop that starts the work anew.

    `of_variant`: other variants do not have it, so that it rests on what was chosen for the province.
    """

    trigger: str
    track: Track
    sources: tuple[str, ...]
    dest: str
    requires: tuple[Requirement, ...]
    produces: tuple[str, ...]
    new_pass: bool
    citation: Citation
    of_variant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of each year in which the law wants the round done, both days included (month, day)."""

    first: tuple[int, int]
    last: tuple[int, int]
    citation: Citation

    def contains(self, day: date) -> bool:
        """Return whether `day` lies inside the window of its year."""
        return self.first <= (day.month, day.day) <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeRule:
    """How a procedure recognises households by income: the method, and the band they must lie in."""

    method: str
    band: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way of settling what the law leaves to the province; chosen when the round is opened."""

    id: str
    title: Text
    citation: Citation
    default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Somebody compared one place of the file with the official text, and answers for it by name.

    `of` names the place (`terms.posting`), `value` is what the file said there at the time.
    """

    of: str
    value: str
    by: str
    on: date
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A text that papers name as their ground (Căn cứ), from a day on, to a day; None where it has no such day."""

    text: str
    first: date | None
    last: date | None

    def holds(self, on: date) -> bool:
        """Return whether a paper of this day names it."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """What one legal text prescribes, in one variant.

    Stages, terms, requirements and transitions that belong to other variants only are not in it.
    `bases` are the texts that its papers name as their grounds (Căn cứ), in Vietnamese.
    `income` is there where households are recognised by their income; without it, scores classify.
    `digest` is the SHA-256 of `source`, the file's text, by which a round is bound to exactly this wording.
    """

    id: str
    version: str
    kind: str
    standard: str
    title: Text
    valid_from: date
    valid_to: date | None
    window: Window | None
    bases: tuple[Basis, ...]
    variant: Variant | None
    variants: tuple[Variant, ...]
    citations: Mapping[str, Citation]
    terms: Mapping[str, Term]
    stages: Mapping[str, Stage]
    requirements: Mapping[str, Requirement]
    transitions: tuple[Transition, ...]
    confirmations: tuple[Confirmation, ...]
    digest: str
    source: str
    income: IncomeRule | None = None

    def bases_on(self, day: date) -> tuple[str, ...]:
        """Return the texts that a paper of this day names as its grounds."""
        return tuple(basis.text for basis in self.bases if basis.holds(day))

    def initial(self, track: str) -> str:
        """Return the id of the stage in which `track` begins."""
        return next(stage.id for stage in self.stages.values() if stage.track == track and stage.initial)
