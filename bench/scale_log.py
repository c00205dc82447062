"""20,000 villages of past rounds with planted breaches: the log that `audit_scale.py` audits.

Each village has the events an inspector keys in: list, survey, meeting, posting and taking down at both places,
announcement, sometimes an objection with all that follows. A known part of them breaks one rule each.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from msgspec.structs import replace

from rasoat.exchange.event_lines import VIETNAM
from rasoat.workflow.calendars import vietnam
from rasoat.workflow.partial import Partial
from rasoat.workflow.replaying import Event

SEED = 2026
START = date(2025, 9, 3)
HOUSE, OFFICE = "village_house", "commune_office"
CALENDAR = vietnam()
HELD: Mapping[str, Any] = {
    "presided": "Lò Văn Mẫu, Trưởng thôn",
    "groups": dict.fromkeys(("committee", "party", "organisations", "front", "surveyors"), ({"name": "-"},)),
    "front_invited": True,
    "signed": ("chair", "secretary", "households"),
    "copies": 2,
    "listed_attending": 5,
}
"""What the minutes of each meeting say beside the numbers."""


@dataclass(frozen=True, slots=True)
class Village:
    """One village's events and the breach planted in it: what kind, and the requirement that must find it."""

    events: tuple[Event, ...]
    breach: str | None
    rule: str | None


def working(day: date, count: int) -> date:
    """Return the `count`-th working day after a day."""
    return CALENDAR.add_working_days(day, count)


class _Writer:
    """Writes the events of one village."""

    def __init__(self, case: int, rng: random.Random) -> None:
        self.case = case
        self.rng = rng
        self.events: list[Event] = []

    def add(self, name: str, on: date, **data: Any) -> None:
        """Add a fact with a photograph."""
        known = {"evidence": [f"{self.rng.getrandbits(64):016x}"], **data}
        self.events.append(
            Event(
                case=self.case,
                name=name,
                step=False,
                on=on,
                recorded_at=datetime.combine(on, time(12), VIETNAM),
                actor="",
                line=0,
                data=Partial(known),
            )
        )

    def posted(self, kind: str, on: date, place: str, objection: int | None = None) -> None:
        """Add that something was put up or taken down."""
        purpose = {"purpose": "reverification", "objection": objection} if objection else {"purpose": "result"}
        self.add(kind, on, place=place, interrupted=False, **purpose)


def village(case: int, rng: random.Random, *, objection: bool) -> tuple[Event, ...]:
    """Return a lawful village."""
    writer = _Writer(case, rng)
    households = rng.randint(8, 60)
    attendees = rng.randint(20, 80)
    listed = working(START, rng.randint(1, 15))
    surveyed = working(listed, rng.randint(3, 12))
    met = working(surveyed, rng.randint(1, 4))
    up = working(met, rng.randint(1, 2))
    down = working(up, rng.randint(3, 5))
    writer.add("managed_listed", listed, count=households)
    writer.add("household_surveyed", surveyed, count=households)
    writer.add(
        "meeting_held", met, attendees=attendees, agreed={"all": rng.randint(attendees // 2 + 1, attendees)}, **HELD
    )
    writer.posted("posting_started", up, HOUSE)
    writer.posted("posting_started", up, OFFICE)
    writer.add("announcement_made", up, medium="loudspeaker")
    if objection:
        writer.add("objection_filed", working(up, 1), no=1)
    writer.posted("posting_stopped", down, HOUSE)
    writer.posted("posting_stopped", down, OFFICE)
    if objection:
        done = working(working(up, 1), rng.randint(4, 7))
        writer.add("objection_reverified", done, no=1)
        for place in (HOUSE, OFFICE):
            writer.posted("posting_started", working(done, 1), place, objection=1)
        for place in (HOUSE, OFFICE):
            writer.posted("posting_stopped", working(done, 4), place, objection=1)
        writer.add("objection_answered", working(done, 4), no=1)
    return tuple(writer.events)


def _dated(events: tuple[Event, ...], name: str, move: Callable[[date], date], **where: Any) -> tuple[Event, ...]:
    """Return events with the days of some moved."""
    return tuple(replace(e, on=move(e.on)) if _is(e, name, where) else e for e in events)


def _is(event: Event, name: str, where: Mapping[str, Any]) -> bool:
    return event.name == name and all(event.data.get(key) == value for key, value in where.items())


def _bare(events: tuple[Event, ...], name: str, **where: Any) -> tuple[Event, ...]:
    """Return events with the photograph of some missing."""
    return tuple(replace(e, data=Partial({**e.data, "evidence": []})) if _is(e, name, where) else e for e in events)


def _without(events: tuple[Event, ...], name: str, **where: Any) -> tuple[Event, ...]:
    return tuple(event for event in events if not _is(event, name, where))


def _day(events: tuple[Event, ...], name: str) -> date:
    return next(event.on for event in events if event.name == name)


def _short(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Take the list at the village house down a day early."""
    down = working(_day(events, "posting_started"), 2)
    return _dated(events, "posting_stopped", lambda _on: down, place=HOUSE, purpose="result")


def _late(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Re-verify on the eighth working day; what follows moves along."""
    filed = _day(events, "objection_filed")
    shift = (working(filed, 8) - _day(events, "objection_reverified")).days
    later = {"objection_reverified", "objection_answered"}
    return tuple(
        replace(e, on=CALENDAR.add_working_days(e.on + timedelta(days=shift - 1), 1))
        if e.name in later or e.data.get("objection")
        else e
        for e in events
    )


def _swapped(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Meet after the list was taken down."""
    after = working(_day(events, "posting_stopped"), 1)
    return _dated(events, "meeting_held", lambda _on: after)


def _few(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Agree with fewer than half of those attending."""
    return tuple(
        replace(e, data=Partial({**e.data, "agreed": {"all": e.data["attendees"] // 2 - 1}}))
        if e.name == "meeting_held"
        else e
        for e in events
    )


BREACHES: Mapping[str, tuple[str, Callable[[tuple[Event, ...]], tuple[Event, ...]], bool]] = {
    "no meeting": ("meeting_held", lambda events: _without(events, "meeting_held"), False),
    "no survey": ("survey_complete", lambda events: _without(events, "household_surveyed"), False),
    "meeting after posting": ("order", _swapped, False),
    "one place only": (
        "posting_places",
        lambda events: _without(_without(events, "posting_started", place=OFFICE), "posting_stopped", place=OFFICE),
        False,
    ),
    "too few agreed": ("meeting_agreement", _few, False),
    "taken down early": ("posting_length", _short, False),
    "re-verified late": ("objections_reverified", _late, True),
    "not posted again": (
        "objections_reposted",
        lambda events: _without(_without(events, "posting_started", objection=1), "posting_stopped", objection=1),
        True,
    ),
    "no answer": ("objections_answered", lambda events: _without(events, "objection_answered"), True),
    "no photograph": (
        "posting_evidence",
        lambda events: _bare(events, "posting_stopped", place=OFFICE, purpose="result"),
        False,
    ),
}
"""What is planted: the requirement that finds it, how it is done, and whether it needs an objection."""


def villages(count: int, share: float = 0.1) -> Iterator[Village]:
    """Yield villages, about `share` of them with one breach each, the kinds in turn."""
    rng = random.Random(SEED)  # noqa: S311 # a repeatable benchmark, no secret
    kinds = list(BREACHES)
    for case in range(1, count + 1):
        kind = kinds[case // 10 % len(kinds)] if rng.random() < share else None
        needs = kind is not None and BREACHES[kind][2]
        events = village(case, rng, objection=needs or rng.random() < 0.04)
        if kind is None:
            yield Village(events, None, None)
        else:
            rule, plant, _needs = BREACHES[kind]
            yield Village(plant(events), kind, rule)
