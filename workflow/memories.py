"""What checks found before, by all they read for it: a case that agrees in that needs no second look.

Facts are spelt as numbers: two facts share one when no check so far could tell them apart.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from operator import attrgetter, itemgetter
from typing import Any

import msgspec

from rasoat.workflow.cases import Case, Fact, Subject, Tools
from rasoat.workflow.noting import EVIDENCE, WHOLE, NotedView, Reads

_ATTRIBUTES = frozenset({"on", "recorded_at", "actor", "corrected_by"})
_encode = msgspec.json.Encoder(order="deterministic").encode
_serials = count()
"""Numbers of readers: what two of them read is never taken for the same."""

Select = Callable[[Sequence[Any]], Any]


def _selector(places: Sequence[Any]) -> Select:
    """Return the function that takes the items at some places."""
    if len(places) > 1:
        return itemgetter(*places)
    return (lambda items: (items[places[0]],)) if places else (lambda _items: ())


class _Shape:
    """Facts whose data has the same names, known and unknown: how to read from them what checks read."""

    __slots__ = ("encoded", "get", "number", "shown")

    def __init__(self, data: Mapping[str, Any], names: AbstractSet[str], number: int) -> None:
        there = [name for name in sorted(names - _ATTRIBUTES - {EVIDENCE, WHOLE}) if name in data]
        self.number = number
        self.get: Any = _selector(there)
        self.encoded = tuple(place for place, name in enumerate(there) if isinstance(data[name], dict | list | tuple))
        self.shown = EVIDENCE in names and EVIDENCE in data


def _reader(names: AbstractSet[str]) -> Callable[[Fact], Any]:
    """Return the function that reads these values of a fact, as something that can be compared and hashed."""
    attributes, whole, serial = sorted(_ATTRIBUTES & names), WHOLE in names, next(_serials)
    attribute = attrgetter(*attributes) if attributes else None
    shapes: dict[Any, _Shape] = {}

    def read(fact: Fact) -> Any:
        data = fact.data
        form = (tuple(data), getattr(data, "unknown", None))
        shape = shapes.get(form)
        if shape is None:
            shape = shapes[form] = _Shape(data, names, len(shapes))
        values = shape.get(data)
        if shape.encoded:
            values = tuple([_encode(v) if place in shape.encoded else v for place, v in enumerate(values)])
        if whole:
            values += (_encode(dict(data)),)
        shown = shape.shown and bool(data[EVIDENCE])
        return (serial, shape.number, fact.pass_no, shown, values, attribute and attribute(fact))

    return read


class Alphabet:
    """Gives facts their numbers. When a check reads something new, older numbers and what rests on them are void."""

    def __init__(self) -> None:
        self.generation = 0
        self._names: dict[str, set[str]] = {}
        self._readers: dict[str, Callable[[Fact], Any]] = {}
        self._numbers: dict[Any, int] = {}

    def learn(self, reads: Reads) -> None:
        """Take in what checks read of facts."""
        new = [kind for kind, names in reads.facts.items() if not names <= self._names.get(kind, set())]
        for kind in new:
            names = self._names.setdefault(kind, set())
            names |= reads.facts[kind]
            self._readers[kind] = _reader(names)
        self.generation += bool(new)

    def spell(self, facts: Iterable[Fact]) -> list[int]:
        """Return the numbers of facts."""
        numbers, readers = self._numbers, self._readers
        return [
            numbers.setdefault(
                readers[fact.kind](fact) if fact.kind in readers else (fact.kind, fact.pass_no), len(numbers)
            )
            for fact in facts
        ]


class Moment(msgspec.Struct, frozen=True, gc=False):
    """A case at one of its steps: the facts before it, the pass, the day, what the village is.

    Attributes:
        facts: those of the case; `kinds` and `numbers` are of those before the step.
        generation: of the alphabet they were spelt with.
        before: journal place of the step, None for the step that a case waits for.
    """

    case: Case
    facts: Sequence[Fact]
    kinds: tuple[str, ...]
    numbers: Sequence[int]
    generation: int
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
    """What some checks found whenever they read the same, by what they read.

    The checks of a whole step go by the numbers of the facts, which are at hand; a check alone goes by exactly
    what it reads of each fact, so that more cases agree.
    """

    def __init__(self, reads: Reads, *, exact: bool) -> None:
        self.reads = reads
        self.results: dict[Any, bool] = {}
        self._exact = exact
        self._readers = {kind: _reader(names) for kind, names in reads.facts.items()} if exact else {}
        self._known: dict[int, Any] = {}
        self._traits = tuple(sorted(reads.traits))
        self._places: dict[tuple[str, ...], tuple[list[int], Select]] = {}

    def key(self, moment: Moment) -> Any:
        """Return all that the checks would read at a moment, if they read what they read at the first one."""
        where = self._places.get(moment.kinds)
        if where is None:
            places = [place for place, kind in enumerate(moment.kinds) if kind in self.reads.facts]
            where = self._places[moment.kinds] = (places, _selector(places))
        read = self._exactly(moment, where[0]) if self._exact else where[1](moment.numbers)
        if self._traits or self.reads.day:
            traits = [getattr(moment.subject, name) for name in self._traits]
            return (read, moment.pass_no, moment.on if self.reads.day else None, *traits)
        return (read, moment.pass_no)

    def _exactly(self, moment: Moment, places: Iterable[int]) -> Any:
        """Return what is read of each fact; its number determines that, and more."""
        known, numbers, found = self._known, moment.numbers, []
        for place in places:
            number = numbers[place]
            if number not in known:
                known[number] = self._readers[moment.kinds[place]](moment.facts[place])
            found.append(known[number])
        return tuple(found)

    def goes_by(self, reads: Reads) -> bool:
        """Return whether the checks read here what they read there."""
        known = self.reads
        same = known.facts == reads.facts if self._exact else known.facts.keys() == reads.facts.keys()
        return same and known.traits == reads.traits and known.day == reads.day


@dataclass(slots=True)
class Memories:
    """What some checks found, for everything that they were seen to read."""

    alphabet: Alphabet
    exact: bool
    known: list[_Memory] = field(default_factory=list)
    generation: int = 0
    asked: int = 0
    answered: int = 0

    def __len__(self) -> int:
        """Count the different things that the checks were seen to read."""
        return sum(len(memory.results) for memory in self.known)

    def find(self, moment: Moment) -> tuple[bool, Reads] | None:
        """Return what the checks find at a moment and what they read; None when nothing before agrees."""
        if self.generation != self.alphabet.generation and not self.exact:
            self._forget()
        if moment.generation != self.alphabet.generation:
            return None
        self.asked += 1
        known = self.known
        for place, memory in enumerate(known):
            found = memory.results.get(memory.key(moment))
            if found is not None:
                self.answered += 1
                if place:  # what answers often moves to the front
                    known[place - 1], known[place] = memory, known[place - 1]
                return found, memory.reads
        return None

    def keep(self, moment: Moment, reads: Reads, *, found: bool) -> None:
        """Remember what the checks found at a moment, and what they read for it."""
        self.alphabet.learn(reads)
        if moment.generation != self.alphabet.generation or reads.steps:
            return
        memory = next((item for item in self.known if item.goes_by(reads)), None)
        if memory is None:
            memory = _Memory(reads, exact=self.exact)
            self.known.append(memory)
        memory.results[memory.key(moment)] = found

    def _forget(self) -> None:
        """Forget what was spelt with an older alphabet."""
        self.known.clear()
        self.generation = self.alphabet.generation
        self.asked = self.answered = 0
