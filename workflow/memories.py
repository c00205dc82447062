"""What checks found before, by all they read for it: a case that agrees in that needs no second look."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from rasoat.workflow.cases import Case, Fact, Subject, Tools
from rasoat.workflow.noting import EVIDENCE, WHOLE, NotedView, Reads

_ATTRIBUTES = frozenset({"on", "recorded_at", "actor", "corrected_by"})
_ABSENT = "?"
_TRIES = 2_000
"""Questions after which memories that answered less than every other one are not asked any more."""
_encode = msgspec.json.Encoder(order="deterministic").encode


@dataclass(frozen=True, slots=True)
class Moment:
    """A case at one of its steps: the facts before it, the pass, the day, what the village is.

    Attributes:
        before: journal place of the step, None for the step that a case waits for.
    """

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


class Memory:
    """What some checks found whenever they read the same values, by those values."""

    def __init__(self, reads: Reads) -> None:
        self.reads = reads
        self.results: dict[Any, bool] = {}
        self._readers = {kind: _reader(kind, names) for kind, names in reads.facts.items()}
        self._traits = tuple(sorted(reads.traits))

    def key(self, moment: Moment) -> Any:
        """Return all that the checks would read at a moment, if they read what they read at the first one."""
        readers = self._readers
        read = tuple([readers[fact.kind](fact) for fact in moment.facts if fact.kind in readers])
        traits = tuple([getattr(moment.subject, name) for name in self._traits]) if self._traits else ()
        return (read, moment.pass_no, moment.on if self.reads.day else None, traits)


def _reader(kind: str, names: Iterable[str]) -> Callable[[Fact], tuple[Any, ...]]:
    """Return the function that reads these values of a fact, as something that can be compared and hashed."""
    attributes = tuple(sorted(_ATTRIBUTES.intersection(names)))
    plain = tuple(sorted(set(names) - _ATTRIBUTES - {EVIDENCE, WHOLE}))
    shown, whole = EVIDENCE in names, WHOLE in names

    def read(fact: Fact) -> tuple[Any, ...]:
        data = fact.data
        values: list[Any] = [data[name] if name in data else _ABSENT for name in plain]  # noqa: SIM401 # `get` of a register may refuse
        for place, value in enumerate(values):
            if value.__class__ is dict or value.__class__ is list:
                values[place] = _encode(value)
        if shown:
            values.append(bool(data.get(EVIDENCE)))
        if whole:
            values.append(_encode(dict(data)))
        values += [getattr(fact, name) for name in attributes]
        return (kind, fact.pass_no, getattr(data, "unknown", None), *values)

    return read


@dataclass(slots=True)
class Memories:
    """What some checks found, for every set of values that they were seen to read."""

    known: list[Memory] = field(default_factory=list)
    asked: int = 0
    answered: int = 0

    @property
    def idle(self) -> bool:
        """Whether asking does not pay: hardly two cases agree."""
        return self.asked > _TRIES and 2 * self.answered < self.asked

    def find(self, moment: Moment) -> tuple[bool, Reads] | None:
        """Return what the checks find at a moment and what they read; None when nothing before agrees."""
        if self.idle:
            return None
        self.asked += 1
        for memory in self.known:
            found = memory.results.get(memory.key(moment))
            if found is not None:
                self.answered += 1
                return found, memory.reads
        return None

    def keep(self, moment: Moment, reads: Reads, *, found: bool) -> None:
        """Remember what the checks found at a moment, and what they read for it."""
        if self.idle:
            return
        memory = next((item for item in self.known if item.reads == reads), None)
        if memory is None:
            memory = Memory(reads)
            self.known.append(memory)
        memory.results[memory.key(moment)] = found
