"""Registers of rounds that were run without us, as the tests write them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from rasoat.exchange.event_lines import VIETNAM
from rasoat.wiring import wire
from rasoat.workflow.cases import Subject
from rasoat.workflow.partial import Partial
from rasoat.workflow.past_rounds import PastRound
from rasoat.workflow.procedures import Procedure, load
from rasoat.workflow.registry import vocabulary
from rasoat.workflow.replaying import Event

wire()
START = date(2025, 9, 3)
AUDITED = date(2026, 3, 1)
HOUSE, OFFICE = "village_house", "commune_office"
HELD: Mapping[str, Any] = {
    "presided": "Lò Văn Mẫu, Trưởng thôn",
    "groups": dict.fromkeys(("committee", "party", "organisations", "front", "surveyors"), ({"name": "-"},)),
    "front_invited": True,
    "signed": ("chair", "secretary", "households"),
    "copies": 2,
    "listed_attending": 5,
}
"""What the minutes of a meeting say beside the numbers."""


def procedure(variant: str | None = None) -> Procedure:
    """Return the procedure of the registers."""
    return load("qd24-periodic-two-tier", vocabulary=vocabulary(), variant=variant)


def event(case: int, name: str, day: int, **data: Any) -> Event:
    """Return what happened so many days after the round began, with a photograph."""
    on = START + timedelta(days=day)
    return Event(
        case=case,
        name=name,
        step=False,
        on=on,
        recorded_at=datetime.combine(on, time(12), VIETNAM),
        actor="",
        line=0,
        data=Partial({"evidence": ["0"], **data}),
    )


def posted(case: int, kind: str, day: int, place: str, objection: int | None = None) -> Event:
    """Return that a list was put up or taken down."""
    purpose = {"purpose": "reverification", "objection": objection} if objection else {"purpose": "result"}
    return event(case, kind, day, place=place, interrupted=False, **purpose)


def village(case: int, *, attendees: int = 30, agreed: int = 20, objection: bool = False) -> list[Event]:
    """Return what a village lawfully did."""
    events = [
        event(case, "managed_listed", 5, count=9),
        event(case, "household_surveyed", 14, count=9),
        event(case, "meeting_held", 20, attendees=attendees, agreed={"all": agreed}, **HELD),
        *(posted(case, "posting_started", 21, place) for place in (HOUSE, OFFICE)),
        event(case, "announcement_made", 21, medium="loudspeaker"),
        *(posted(case, "posting_stopped", 28, place) for place in (HOUSE, OFFICE)),
    ]
    if objection:
        events += [
            event(case, "objection_filed", 22, no=1),
            event(case, "objection_reverified", 30, no=1),
            *(posted(case, "posting_started", 33, place, 1) for place in (HOUSE, OFFICE)),
            *(posted(case, "posting_stopped", 40, place, 1) for place in (HOUSE, OFFICE)),
            event(case, "objection_answered", 40, no=1),
        ]
    return events


def own() -> list[Event]:
    """Return what the commune itself did."""
    return [
        event(0, "committee_met", 100, attendees=10, members=12, agree=9),
        event(0, "decision_signed", 100, signer="-"),
        event(0, "official_report_sent", 100, document="-"),
    ]


def past_round(law: Procedure, events: Sequence[Event], villages: int, area: str = "rural") -> PastRound:
    """Return a round of so many villages."""
    about: dict[str, Any] = {"area": area, "year": START.year, "opened_on": START}
    subjects = [Subject(name=str(no), title=str(no), head=None, **about) for no in range(villages + 1)]
    return PastRound(law, subjects, events)
