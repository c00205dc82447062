"""A view that notes what is read of it: which facts, which of their values, the day, traits of the village.

Checks are pure functions of what they read. Two cases that agree in all that a check read of one of them get the
same verdict; `rasoat.workflow.sifting` rests on that.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from rasoat.workflow.cases import Case, Fact, Subject, Taken, Tools, View

DAY, WHOLE, EVIDENCE = "on", "*", "evidence"
"""Names under which reads of a fact's day, of all its data, and of its evidence are noted."""
SHOWN = ("+",)
"""Stands for the evidence of a fact: a requirement asks whether there is any, not which."""


@dataclass(slots=True)
class Reads:
    """What was read.

    Attributes:
        facts: by kind of fact the names of the values read; a kind of which no fact was there has none.
        traits: what was asked of the subject.
        day: whether the as-of date itself was asked for.
        steps: whether a check asked when a step was taken; two cases that agree in their facts may differ in that.
    """

    facts: dict[str, set[str]] = field(default_factory=dict)
    traits: set[str] = field(default_factory=set)
    day: bool = False
    steps: bool = False

    def add(self, more: "Reads") -> None:
        """Note what somebody else read too."""
        for kind, names in more.facts.items():
            self.facts.setdefault(kind, set()).update(names)
        self.traits |= more.traits
        self.day = self.day or more.day
        self.steps = self.steps or more.steps

    def asked(self, kinds: Iterable[str]) -> None:
        """Note that facts of these kinds were asked for."""
        for kind in kinds:
            self.facts.setdefault(kind, set())


class NotedData(Mapping[str, Any]):
    """The data of a fact; every name asked for is noted."""

    def __init__(self, data: Mapping[str, Any], names: set[str]) -> None:
        self._data = data
        self._names = names

    def __getitem__(self, name: str) -> Any:
        """Return a value."""
        self._names.add(name)
        return self._evidence() if name == EVIDENCE else self._data[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return a value, or `default`, as the data itself would."""
        self._names.add(name)
        return self._evidence() if name == EVIDENCE else self._data.get(name, default)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a value."""
        self._names.add(str(name))
        return name in self._data

    def __iter__(self) -> Iterator[str]:
        """Go through all names."""
        self._names.add(WHOLE)
        return iter(self._data)

    def __len__(self) -> int:
        """Count the values."""
        self._names.add(WHOLE)
        return len(self._data)

    def _evidence(self) -> list[str]:
        return list(SHOWN) if self._data.get(EVIDENCE) else []


class NotedFact:
    """A fact; every attribute asked for is noted, but for what its place in the case tells anyway."""

    __slots__ = ("_fact", "_names", "data", "kind", "pass_no", "seq")

    def __init__(self, fact: Fact, names: set[str]) -> None:
        self._fact = fact
        self._names = names
        self.kind, self.pass_no, self.seq = fact.kind, fact.pass_no, fact.seq
        self.data = NotedData(fact.data, names)

    def __getattr__(self, name: str) -> Any:
        """Return day, author, instant of entry, corrections."""
        self._names.add(name)
        return getattr(self._fact, name)


class NotedSubject:
    """A subject; every trait asked for is noted."""

    def __init__(self, subject: Subject, reads: Reads) -> None:
        self._plain = subject
        self._reads = reads

    def __getattr__(self, name: str) -> Any:
        """Return a trait."""
        self._reads.traits.add(name)
        return getattr(self._plain, name)


class NotedView(View):
    """A view that notes what is read; of a case none of whose facts is later than its day."""

    __slots__ = ("base", "reads")

    reads: Reads
    base: date

    @classmethod
    def of(cls, case: Case, subject: Subject, on: date, tools: Tools) -> "NotedView":
        """Return a case on a day, in its last pass."""
        reads = Reads()
        noted = cast("Subject", NotedSubject(subject, reads))
        view = cls(case=case, subject=noted, on=on, pass_no=case.pass_no, tools=tools)
        return view._noting(reads, on)

    def _noting(self, reads: Reads, base: date) -> "NotedView":
        object.__setattr__(self, "reads", reads)
        object.__setattr__(self, "base", base)
        return self

    def at(self, on: date) -> "NotedView":
        """Return the case as seen on another day."""
        view = NotedView(case=self.case, subject=self.subject, on=on, pass_no=self.pass_no, tools=self.tools)
        return view._noting(self.reads, self.base)

    def taken(self, trigger: str) -> Taken | None:
        """Return the transition of this pass, if it was taken."""
        self.reads.steps = True
        return View.taken(self, trigger)

    def facts(self, *kinds: str) -> tuple[Fact, ...]:
        """Return the facts of these kinds in this pass, up to the as-of date."""
        return self._noted(kinds, self.pass_no)

    def facts_of_all_passes(self, *kinds: str) -> tuple[Fact, ...]:
        """Return the facts of these kinds up to this pass and the as-of date."""
        return self._noted(kinds, 1)

    def _noted(self, kinds: tuple[str, ...], first_pass: int) -> tuple[Fact, ...]:
        key = (kinds, first_pass)
        known: tuple[Fact, ...] | None = self.memo.get(key)
        if known is None:
            known = self.memo[key] = tuple(self._found(kinds, first_pass))
        return known

    def _found(self, kinds: tuple[str, ...], first_pass: int) -> Iterator[Fact]:
        reads, day = self.reads.facts, _DAY_OF(self)
        self.reads.asked(kinds)
        if day != self.base:  # which facts there are depends on their days, and is read from them
            for kind in kinds:
                reads[kind].add(DAY)
        for fact in self.case.facts:
            if fact.kind in kinds and first_pass <= fact.pass_no <= self.pass_no and fact.on <= day:
                yield cast("Fact", NotedFact(fact, reads[fact.kind]))


_SLOT = View.__dict__["on"]
"""Where a view keeps its day."""
_DAY_OF = _SLOT.__get__


def _read_day(view: NotedView) -> date:
    view.reads.day = True
    day: date = _DAY_OF(view)
    return day


NotedView.on = property(_read_day, _SLOT.__set__)  # type: ignore[assignment, misc] # the day is a field that notes its reading
