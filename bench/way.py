"""The made-up commune's villages led to the end of their way, all of them through each stage in one transaction."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from commune import AUTHOR, village_names

from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.workflow.engine import NewFact, Step, perform_all
from rasoat.workflow.standards import load as load_standard

EVIDENCE = "e" * 64
INDICATORS = [item.code for item in load_standard("std-2022").indicators]
PLACES = ("village_house", "commune_office")


def lead(database: Database, villages: int, households: int) -> None:
    """Lead every village from its list to the end."""
    with database.write() as connection:
        Store(connection).add_evidence(EVIDENCE, 1, "anh.jpg")
    names = village_names(villages)

    def all_of_them(on: date, trigger: str | None, facts: Callable[[int], Sequence[NewFact]] = lambda _no: ()) -> None:
        steps = [
            Step(round="B", village=name, on=on, trigger=trigger, facts=tuple(facts(no)))
            for no, name in enumerate(names)
        ]
        perform_all(database, steps, AUTHOR)

    all_of_them(_day(9), "complete_list")
    all_of_them(_day(14), "complete_survey", lambda no: _surveys(no, households))
    all_of_them(_day(17), "agree_results", lambda _no: [_meeting(households)])
    all_of_them(_day(21), None, lambda _no: [*(_posting("posting_started", place) for place in PLACES), _announced()])
    all_of_them(_day(25), "take_down", lambda _no: [_posting("posting_stopped", place) for place in PLACES])
    all_of_them(_day(30), "settle")


def _day(number: int) -> date:
    return date(2026, 9, number)


def _surveys(village: int, households: int) -> list[NewFact]:
    return [_survey(village * households + no) for no in range(1, households + 1)]


def _survey(number: int) -> NewFact:
    poor = number % 2 == 0
    data = {
        "ref": f"H{number:04d}",
        "quick_form": "pass",
        "b1": 100 if poor else 120,
        "b2": 40 if poor else 10,
        "deprived": INDICATORS[: 4 if poor else 1],
        "class": "poor" if poor else "near_poor",
        "surveyor": "Vàng Thị Khảo",
    }
    return NewFact(kind="household_surveyed", on=_day(14), data=data)


def _meeting(households: int) -> NewFact:
    somebody = [{"name": "Người dự họp", "title": None}]
    data: dict[str, Any] = {
        "time": "19:30",
        "ended": "21:00",
        "place": None,
        "chair": {"name": "Trưởng Thôn", "title": "Trưởng thôn"},
        "secretary": {"name": "Vàng Thị Khảo", "title": "Rà soát viên"},
        "attendees": 2 * households,
        "listed_attending": households - 1,
        "agree": dict.fromkeys(("poor", "near_poor"), 2 * households),
        "groups": dict.fromkeys(("committee", "party", "organisations", "front", "surveyors"), somebody),
        "front_invited": True,
        "signed": ["chair", "secretary", "households"],
        "copies": 2,
        "opinions": None,
        "evidence": [EVIDENCE],
    }
    return NewFact(kind="meeting_held", on=_day(17), data=data)


def _posting(kind: str, place: str) -> NewFact:
    up = kind == "posting_started"
    data = {
        "place": place,
        "purpose": "result",
        "objection": None,
        "by": "Trưởng Thôn",
        "witness": "Người chứng kiến",
        "evidence": [EVIDENCE],
        **({} if up else {"interrupted": False, "reason": None, "state": "Nguyên vẹn"}),
    }
    return NewFact(kind=kind, on=_day(21 if up else 25), data=data)


def _announced() -> NewFact:
    return NewFact(kind="announcement_made", on=_day(21), data={"medium": "loudspeaker", "evidence": [EVIDENCE]})
