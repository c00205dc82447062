"""A monthly review of the tests' small commune: its lawful way, and everything that can be done wrong in it, once each.

Village A has three applicants: H0004, which left the list last year and falls back; H0001, poor, which asks to leave
(Mẫu 04) and may; H0007, which leaves by the quick form and is refused. Nobody applies in village B.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from facts import (
    EVIDENCE,
    HOUSE,
    OFFICE,
    REASON,
    A,
    announced,
    answered,
    committee,
    day,
    id_of,
    managed_rows,
    meeting,
    objected,
    person,
    put_up,
    report_sent,
    reverified,
    signed,
    surveyed,
    taken_down,
)
from play import Act, Play, Way, changed, without

from rasoat.models.database import Database
from rasoat.steps import intake
from rasoat.workflow.engine import NewFact

OPENED, APPLIED = day(5, 15), day(5, 6)
SURVEYED, MET, POSTED, DOWN, SETTLED = day(5, 18), day(5, 19), day(5, 20), day(5, 25), day(5, 26)
APPROVED, ANSWERED, REPORTED = day(5, 27), day(5, 28), day(6, 4)
LAST = day(6, 1)
"""The last day for the answers: 15 days from 15/05 end on a Saturday."""
APPLICANTS = (("Cà Thị Dung", "review"), ("Lò Văn An", "escape"), ("Tòng Văn Giang", "review"))
PLACES = (HOUSE, OFFICE)
Rows = list[dict[str, Any]]


def applications(applicants: Sequence[tuple[str, str]] = APPLICANTS, on: date = APPLIED) -> Rows:
    """Return applications as `take_applications` takes them."""
    return [
        {"village": A, "id_number": id_of(name), "person": person(name, id_of(name)), "on": on.isoformat()}
        | {"kind": kind, "reason": "Hoàn cảnh thay đổi"}
        for name, kind in applicants
    ]


def refusal(ref: str = "H0007", on: date = ANSWERED, **changes: Any) -> NewFact:
    """Return a written refusal."""
    data = {"ref": ref, "reason": None, "signer": "Lý Văn Mẫu", "evidence": EVIDENCE}
    return NewFact(kind="application_refused", on=on, data=data | changes)


def delay(on: date = APPROVED, **changes: Any) -> NewFact:
    """Return the reason for late answers."""
    data = {"reason": "Phúc tra theo phản ánh số 01", "by": "Lý Văn Mẫu", "document": None, "evidence": EVIDENCE}
    return NewFact(kind="delay_explained", on=on, data=data | changes)


def surveys(**changes: tuple[int | None, int | None]) -> tuple[NewFact, ...]:
    """Return the surveys of the applicants; `changes` are other scores, by household."""
    scores = {"H0004": (130, 30), "H0001": (160, 10), "H0007": (None, None)} | changes
    return tuple(surveyed(ref, SURVEYED, scores=found, **{"class": None}) for ref, found in scores.items())


def monthly_way() -> Way:
    """Return the lawful way, its lists and applications taken in already."""
    up = (*(put_up(place, POSTED) for place in PLACES), announced(POSTED))
    down = tuple(taken_down(place, DOWN) for place in PLACES)
    held = meeting(A, MET, agree_to=("poor", "escaped_poor"))
    return {
        "complete_list": Act(village=A, on=OPENED, trigger="complete_list"),
        "survey": Act(village=A, on=SURVEYED, facts=surveys()),
        "complete_survey": Act(village=A, on=SURVEYED, trigger="complete_survey"),
        "meeting": Act(village=A, on=MET, facts=(held,)),
        "agree_results": Act(village=A, on=POSTED, trigger="agree_results"),
        "post": Act(village=A, on=POSTED, facts=up),
        "take_down": Act(village=A, on=DOWN, facts=down, trigger="take_down"),
        "settle": Act(village=A, on=SETTLED, trigger="settle"),
        "approve": Act(on=APPROVED, facts=(committee(APPROVED),), trigger="approve"),
        "refuse": Act(on=ANSWERED, facts=(refusal(),)),
        "recognise": Act(on=ANSWERED, facts=(signed(ANSWERED),), trigger="recognise"),
        "report": Act(on=REPORTED, facts=(report_sent(REPORTED),), trigger="submit_report"),
    }


def moved(act: Act, on: date) -> Act:
    """Return an act with its facts on another day."""
    return act.later((on - act.on).days)


def objecting_way(*, reverify: date, hung: date, down: date, settled: date) -> Way:
    """Return a way with an objection on the last day of the posting; all after it is settled comes later."""
    away = monthly_way()
    again = tuple(put_up(place, hung, objection=1) for place in PLACES)
    gone = tuple(taken_down(place, down, objection=1) for place in PLACES)
    looked_at = reverified(1, reverify, "H0004", scores=(130, 30))
    late = (settled - SETTLED).days
    found: Way = {}
    for name, act in away.items():
        if name == "take_down":
            found["object"] = Act(village=A, on=DOWN, facts=(objected(1, DOWN, "H0004"),))
        if name == "settle":
            found["reverify"] = Act(village=A, on=reverify, facts=(looked_at,))
            found["post_again"] = Act(village=A, on=hung, facts=again)
            found["end"] = Act(village=A, on=down, facts=(*gone, answered(1, down)))
        found[name] = act.later(late) if name in {"settle", "approve", "refuse", "recognise"} else act
    return found | {"report": moved(away["report"], found["recognise"].on + timedelta(days=4))}


def clashing_way() -> Way:
    """Return a way where an objection takes the time that the law allows for it, and the answers come too late."""
    return objecting_way(reverify=day(6, 3), hung=day(6, 3), down=day(6, 8), settled=day(6, 9))


def fitting_way() -> Way:
    """Return a way where a quick re-verification leaves time to post the result again for its whole term."""
    return objecting_way(reverify=SETTLED, hung=SETTLED, down=day(5, 29), settled=day(5, 29))


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One monthly review with one thing done wrong, and what an audit must say of it."""

    way: Way
    found: frozenset[tuple[str, str, str]]
    opened: date = OPENED
    managed: bool = True
    rows: Rows | None = None


def played(database: Database, month: Month) -> Play:
    """Return the review played."""
    play = Play(database).open(procedure="qd24-regular", variant=None, on=month.opened)
    if month.managed:
        intake.take_managed(database, play.round, managed_rows(), month.opened, play.author())
    rows = applications() if month.rows is None else month.rows
    intake.take_applications(database, play.round, rows, play.author())
    return play.go(month.way)


def _month(way: Way, *found: tuple[str, str, str], **more: Any) -> Month:
    return Month(way=way, found=frozenset(found), **more)


def _deviating(way: Way, name: str) -> Way:
    return changed(way, name, deviation=REASON)


def _unread() -> Month:
    """The list recognised last is not taken over; H0007 alone applied, and is refused by the quick form."""
    rows = applications(APPLICANTS[2:])
    way = _deviating(_screened("H0001"), "complete_list")
    return _month(way, ("complete_list", "class_before_known", "waived"), managed=False, rows=rows)


def _screened(*refs: str) -> Way:
    """Return a way of applicants who all left by the quick form."""
    way = without(monthly_way(), "meeting", "agree_results", "post", "take_down", "settle", "recognise")
    exits = tuple(surveyed(ref, SURVEYED, scores=(None, None), **{"class": None}) for ref in refs)
    way = changed(way, "survey", facts=exits)
    way = changed(way, "complete_survey", trigger="screen_out")
    way = changed(way, "refuse", facts=tuple(refusal(ref) for ref in refs))
    found: Way = {}
    for name, act in way.items():
        if name == "report":
            found["recognise"] = Act(on=ANSWERED, trigger="recognise")
        found[name] = act
    return found


def _met_over_nothing() -> Month:
    """All left by the quick form, and the village met and posted all the same."""
    way = changed(monthly_way(), "survey", facts=surveys(H0004=(None, None)))
    way = changed(_deviating(way, "complete_survey"), "meeting", facts=(meeting(A, MET, agree_to=()),))
    way = changed(way, "refuse", facts=(refusal("H0004"), refusal()))
    way = changed(way, "recognise", facts=())
    rows = applications((APPLICANTS[0], APPLICANTS[2]))
    way = changed(way, "survey", facts=tuple(f for f in way["survey"].facts if f.data["ref"] != "H0001"))
    return _month(way, ("complete_survey", "somebody_scored", "waived"), rows=rows)


def _unmet() -> Month:
    """Somebody was scored, and the village ended without meeting and posting."""
    way = without(monthly_way(), "meeting", "agree_results", "post", "take_down", "settle")
    way = changed(_deviating(way, "complete_survey"), "complete_survey", trigger="screen_out")
    return _month(way, ("screen_out", "nobody_scored", "waived"))


WAY = monthly_way()
BREACHES: dict[str, Month] = {
    "class_before_known": _unread(),
    "escape_from_a_list": _month(
        changed(WAY, "refuse", facts=(refusal(),)),
        ("complete_list", "escape_from_a_list", "contradicted"),
        rows=applications((*APPLICANTS[:2], ("Tòng Văn Giang", "escape"))),
    ),
    "applications_in_turn": _month(
        WAY, ("complete_list", "applications_in_turn", "contradicted"), rows=applications(on=day(4, 15))
    ),
    "opened_from_day": _month(
        WAY, ("approve", "opened_from_day", "contradicted"), opened=day(5, 14), rows=applications()
    ),
    "somebody_scored": _met_over_nothing(),
    "nobody_scored": _unmet(),
    "decision_signed_if_due": _month(
        changed(_deviating(WAY, "recognise"), "recognise", facts=()),
        ("recognise", "decision_signed_if_due", "waived"),
    ),
    "applicants_answered": _month(
        without(_deviating(WAY, "recognise"), "refuse"), ("recognise", "applicants_answered", "waived")
    ),
    "answered_in_time": _month(
        {
            name: act.later(7) if name in {"refuse", "recognise"} else act
            for name, act in WAY.items()
            if name != "report"
        }
        | {"report": WAY["report"].later(1)},
        ("recognise", "answered_in_time", "contradicted"),
    ),
    "term_conflict_explained": _month(
        clashing_way(),
        ("approve", "term_conflict_explained", "missing"),
        ("recognise", "answered_in_time", "contradicted"),
    ),
    "monthly_report_in_time": _month(
        changed(WAY, "report", on=day(6, 8), facts=(report_sent(day(6, 8)),)),
        ("submit_report", "monthly_report_in_time", "contradicted"),
    ),
}


def explained(month: Month) -> Month:
    """Return the review with the reason for being late recorded before the committee meets."""
    act = month.way["approve"]
    facts = (replace(delay(), on=act.on), *act.facts)
    return replace(month, way=changed(month.way, "approve", facts=facts))
