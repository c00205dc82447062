"""Who led which meeting at what hour: nobody chairs, or writes the minutes of, two meetings at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rasoat.messages import Message, message
from rasoat.steps.honesty import recorded
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet

_HOUR = re.compile(r"\s*(\d{1,2})\s*(?:[:hHgG.]|giờ)\s*(\d{2})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Somebody's part in one meeting, from minute to minute of its day.

    Attributes:
        last: its start, where the minutes do not say when it ended.
    """

    fact: Fact
    village: str
    person: str
    first: int
    last: int

    def meets(self, other: "Held") -> bool:
        """Whether the same person is said to be in two villages at the same time."""
        same = self.fact.on == other.fact.on and self.person.casefold() == other.person.casefold()
        return same and self.village != other.village and self.first <= other.last and other.first <= self.last


@requirement("meetings_apart")
def meetings_apart(view: View, _rule: Requirement) -> Verdict:
    """Two villages that met at the same hour had neither chair nor secretary in common."""
    held = [part for item, fact in recorded(view, ["meeting_held"]) for part in _parts(item, fact)]
    found = [(one, other) for one, other in combinations(held, 2) if one.meets(other)]
    if not found:
        return met("meetings_apart_met", count=len({part.fact.seq for part in held}))
    seen = tuple(dict.fromkeys(part.fact.seq for pair in found for part in pair))
    lines = tuple(_line(*pair) for pair in found)
    return unmet(Status.CONTRADICTED, "meetings_apart_wrong", facts=seen, params={"lines": lines})


def _parts(item: View, fact: Fact) -> Iterator[Held]:
    first = _minute(fact.data.get("time"))
    if first is None:
        return
    last = _minute(fact.data.get("ended"))
    people = [(fact.data.get(part) or {}).get("name") for part in ("chair", "secretary")]
    for person in dict.fromkeys(" ".join(name.split()) for name in people if name):
        yield Held(
            fact=fact,
            village=item.subject.title,
            person=person,
            first=first,
            last=first if last is None or last < first else last,
        )


def _minute(time: Any) -> int | None:
    """Return the minute of the day of an hour as minutes write it: 19:30, 19h30, 19 giờ 30."""
    found = _HOUR.match(time) if isinstance(time, str) else None
    return 60 * int(found[1]) + int(found[2] or 0) if found else None


def _line(one: Held, other: Held) -> Message:
    return message(
        "checks.led_both",
        person=one.person,
        on=one.fact.on,
        first=one.village,
        at=one.fact.data["time"],
        second=other.village,
        then=other.fact.data["time"],
    )
