"""Auditing very many cases: those that are provably clean are told apart fast, the others judged in full.

When a step was found clean in one case, it is clean in every case that agrees in all that its checks read
(`rasoat.workflow.noting`). What they read is not declared anywhere but noted while they run, so that a changed
check, or another procedure, cannot make this wrong. One thing is taken for granted, and tested: of evidence a
requirement asks only whether there is any.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from typing import Any

import msgspec

from rasoat.models.records import CaseRow
from rasoat.workflow.auditing import Audited, Finding, audit_case, audit_step, awaited
from rasoat.workflow.cases import Case, Fact, Subject, Taken, Tools
from rasoat.workflow.judging import judge
from rasoat.workflow.noting import EVIDENCE, WHOLE, NotedView, Reads
from rasoat.workflow.procedures import Requirement, Transition
from rasoat.workflow.verdicts import MET, Status

_CLEAN = MET | {Status.NOT_DUE}
_NOT_YET = _CLEAN | {Status.MISSING}
"""What is merely not done yet is not due."""
_ATTRIBUTES = frozenset({"on", "recorded_at", "actor", "corrected_by"})
_ABSENT = "?"
_WORTH_A_PROCESS = 2_000
"""Cases from which a second process gains more than it costs."""
_TRIES = 100
"""Cases after which a memory that answered less than every other of them is not asked any more."""

Place = tuple[int, int]
"""A step of a case: the case's place among those sifted, and the step's place, -1 for the one it waits for."""
_encode = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Moment:
    """A case at one of its steps: the facts before it, the pass, the day, what the village is."""

    case: Case
    facts: Sequence[Fact]
    subject: Subject
    pass_no: int
    on: date
    before: int | None
    tools: Tools

    def view(self) -> NotedView:
        """Return the view of this moment, which notes what is read of it."""
        case = self.case if self.before is None else self.case.before(self.before)
        return NotedView.of(case, self.subject, self.on, self.tools)


class _Memory:
    """What some checks found, by the values they read: those of one kind of reading."""

    def __init__(self, reads: Reads) -> None:
        self.readers = {kind: _reader(kind, names) for kind, names in reads.facts.items()}
        self.traits = tuple(sorted(reads.traits))
        self.day = reads.day
        self.results: dict[Any, bool] = {}

    def key(self, moment: Moment) -> Any:
        """Return all that the checks would read at a moment, if they read what they read at the first one."""
        readers = self.readers
        read = tuple([readers[fact.kind](fact) for fact in moment.facts if fact.kind in readers])
        traits = tuple([getattr(moment.subject, name) for name in self.traits]) if self.traits else ()
        return (read, moment.pass_no, moment.on if self.day else None, traits)


def _reader(kind: str, names: Iterable[str]) -> Callable[[Fact], tuple[Any, ...]]:
    """Return the function that reads these values of a fact, as something that can be compared and hashed."""
    attributes = tuple(sorted(_ATTRIBUTES.intersection(names)))
    plain = tuple(sorted(set(names) - _ATTRIBUTES - {EVIDENCE, WHOLE}))
    shown, whole = EVIDENCE in names, WHOLE in names

    def read(fact: Fact) -> tuple[Any, ...]:
        data = fact.data
        values: list[Any] = [data[name] if name in data else _ABSENT for name in plain]
        for place, value in enumerate(values):
            if value.__class__ is dict or value.__class__ is list:
                values[place] = _encode(value)
        if shown:
            values.append(bool(data.get(EVIDENCE)))
        if whole:
            values.append(_encode(dict(data)))
        for name in attributes:
            values.append(getattr(fact, name))  # noqa: PERF401 # rarely more than one
        return (kind, fact.pass_no, getattr(data, "unknown", None), *values)

    return read


@dataclass(slots=True)
class _Memories:
    """What some checks found, by every kind of reading that occurred."""

    known: list[_Memory] = field(default_factory=list)
    asked: int = 0
    answered: int = 0

    def find(self, moment: Moment) -> bool | None:
        """Return what the checks find at a moment, None when nothing before agrees in all that was read."""
        if self.asked > _TRIES and 2 * self.answered < self.asked:
            return None
        self.asked += 1
        for memory in self.known:
            found = memory.results.get(memory.key(moment))
            if found is not None:
                self.answered += 1
                return found
        return None

    def keep(self, moment: Moment, reads: Reads, *, clean: bool) -> None:
        """Remember what the checks found at a moment, and what they read for it."""
        new = _Memory(reads)
        shape = (new.readers.keys(), reads.facts, new.traits, new.day)
        memory = next((item for item in self.known if item.shape == shape), None)
        if memory is None:
            new.shape = shape
            self.known.append(new)
            memory = new
        memory.results[memory.key(moment)] = clean
