"""Persons in an event log: private ones become numbers, so that checks still tell one person from another.

Whoever chairs a meeting, heads a village or signs a decision acts for an office and is named on the papers; those
names stay. Everybody else is P1, P2, and so on, in the order of the journal: the same person the same number.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasoat.steps.rows import person_key
from rasoat.workflow.cases import Fact

_PERSONS = frozenset({"by", "secretary", "witness", "received_by", "surveyor", "team", "groups", "official"})
"""Where facts hold private persons."""
_NO_PERSONS = frozenset({("plan_issued", "by")})
"""Facts where such a word is something else: the day by which all is to be done."""
_TEXTS = frozenset({"content", "opinion", "opinions", "note", "reason", "relation"})
"""Free texts, which may name anybody."""
_LEFT_OUT = frozenset({"papers", "people", "list_sha256"})
"""Papers are named elsewhere; digests of households are for our journal alone: nobody should guess at them."""
_KEPT = frozenset({"title"})
_HIDDEN = "-"


@dataclass(slots=True)
class Persons:
    """The persons of one log.

    Attributes:
        open: those who are named on papers anyway.
        numbers: the others, numbered as they come.
    """

    open: frozenset[str]
    numbers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Iterable[Fact], heads: Iterable[str | None]) -> "Persons":
        """Return the persons of all facts of a round, and of the heads of its villages."""
        ordered = sorted(facts, key=lambda fact: fact.seq)
        chairs = [(fact.data.get("chair") or {}).get("name") for fact in ordered]
        signers = [fact.data.get("signer") for fact in ordered]
        persons = cls(frozenset(map(person_key, (*heads, *chairs, *signers))) - {""})
        for fact in ordered:
            persons.shown(fact)
        return persons

    def shown(self, fact: Fact) -> dict[str, Any]:
        """Return what was recorded of a fact with private persons as numbers."""
        return dict(self._shown(fact))

    def _shown(self, fact: Fact) -> Iterator[tuple[str, Any]]:
        for name, value in fact.data.items():
            if name in _PERSONS and (fact.kind, name) not in _NO_PERSONS:
                # who complained is nobody's business, village head or not; all others here are at work
                yield name, self._hidden(value, at_work=not (name == "by" and isinstance(value, Mapping)))
            elif name in _TEXTS:
                yield name, _HIDDEN if value else value
            elif name not in _LEFT_OUT:
                yield name, value

    def _hidden(self, value: Any, *, at_work: bool) -> Any:
        """Return persons without their names, in the shape they had."""
        if isinstance(value, Mapping):
            return {
                key: item if key in _KEPT else self._hidden(item, at_work=at_work) if key != "address" else _HIDDEN
                for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self._hidden(item, at_work=at_work) for item in value]
        return self._name(value, at_work=at_work) if value else value

    def _name(self, name: str, *, at_work: bool) -> str:
        key = person_key(name)
        if at_work and key in self.open:
            return name
        return self.numbers.setdefault(key, f"P{len(self.numbers) + 1}")
