"""Everything that can be done wrong in a round, once each: the way it is done, and what an audit must say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from facts import (
    AGREED,
    DOWN,
    EVIDENCE,
    HEADS,
    HOUSE,
    HOUSEHOLDS,
    LISTED,
    MET,
    OFFICE,
    OPINED,
    PHOTO,
    REASON,
    SURVEYED,
    A,
    B,
    answered,
    checked,
    committee,
    complained,
    day,
    declared,
    drawn,
    handled,
    meeting,
    objected,
    put_up,
    removed,
    reverified,
    scored,
    signed,
    surveyed,
    surveys_of,
    taken_down,
)
from play import Act, Way, changed, facts_changed, lawful_way, without

from rasoat.workflow.engine import NewFact

WAY = lawful_way()
EVENING, SUNDAY = datetime(2026, 9, 17, 15, tzinfo=UTC), day(9, 27)
Findings = set[tuple[str, str, str]]
"""Trigger, requirement and status of all that the audit does not find clean."""


def inserted(way: Way, before: str, name: str, act: Act) -> Way:
    """Return a way with one more act."""
    found: Way = {}
    for key, item in way.items():
        if key == before:
            found[name] = act
        found[key] = item
    return found


def complaining(*facts: NewFact) -> Way:
    """Return a lawful way, and what happened to a complaint after the round was closed."""
    return WAY | {f"complaint {place}": Act(on=fact.on, facts=(fact,)) for place, fact in enumerate(facts)}


def deviating(way: Way, *names: str) -> Way:
    """Return a way where some steps are taken as deviations."""
    for name in names:
        way = changed(way, name, deviation=REASON)
    return way


def shifted(way: Way, first: str, days: int) -> Way:
    """Return a way where everything from one act on happens so many days later."""
    names = list(way)
    late = names[names.index(first) :]
    return {name: act.later(days) if name in late else act for name, act in way.items()}


def without_fact(way: Way, name: str, kind: str, place: str | None = None) -> Way:
    """Return a way where one act lacks the facts of a kind (at a place)."""
    facts = tuple(
        fact for fact in way[name].facts if fact.kind != kind or (place is not None and fact.data["place"] != place)
    )
    return changed(way, name, facts=facts)


def with_objection(*following: Act) -> Way:
    """Return a way where an objection came on the day after the posting, with what followed it."""
    way = inserted(WAY, "take_down", "objection", Act(village=A, on=day(9, 22), facts=(objected(1, day(9, 22)),)))
    for number, act in enumerate(following):
        way = inserted(way, "settle", f"after-{number}", act)
    return shifted(way, "settle", 14)


def after(on: str, *facts: NewFact) -> Act:
    """Return an act of village A on a day, written as month-day."""
    month, number = (int(part) for part in on.split("-"))
    return Act(village=A, on=day(month, number), facts=tuple(replace(fact, on=day(month, number)) for fact in facts))


REVERIFIED = after("9-29", reverified(1, DOWN))
REPOSTED = after("9-30", put_up(HOUSE, objection=1), put_up(OFFICE, objection=1))
REPOST_DOWN = after("10-5", taken_down(HOUSE, objection=1), taken_down(OFFICE, objection=1))
REPOST_EARLY = after("10-2", taken_down(HOUSE, objection=1), taken_down(OFFICE, objection=1))
ANSWERED = after("10-6", answered(1, DOWN))
LATE = after("10-2", reverified(1, DOWN))
REPOSTED_LATE = after("10-5", put_up(HOUSE, objection=1), put_up(OFFICE, objection=1))
REPOST_DOWN_LATE = after("10-8", taken_down(HOUSE, objection=1), taken_down(OFFICE, objection=1))
ANSWERED_LATE = after("10-9", answered(1, DOWN))


def rejected(**changes: Any) -> Way:
    """Return a way where the first meeting's results are rejected, surveyed again and agreed the day after."""
    way = inserted(WAY, "agree_results", "reject", Act(village=A, on=MET, trigger="reject_results", **changes))
    again = Act(village=A, on=AGREED, facts=surveys_of(A, AGREED), trigger="complete_survey")
    way = inserted(way, "agree_results", "survey again", again)
    return inserted(way, "agree_results", "meet again", Act(village=A, on=AGREED, facts=(meeting(on=AGREED),)))


def gone(village: str, reason: str, *refs: str) -> Way:
    """Return a way where households leave a village's list for a reason, and are not surveyed."""
    end = "" if village == A else "/B"
    survey = tuple(fact for fact in WAY[f"survey{end}"].facts if fact.data["ref"] not in refs)
    way = changed(deviating(WAY, f"complete_list{end}"), f"survey{end}", facts=survey)
    facts = tuple(removed(ref, LISTED, reason) for ref in refs)
    return inserted(way, f"complete_list{end}", "gone", Act(village=village, on=LISTED, facts=facts))


def empty_village() -> Way:
    """Return a way where all households of village B moved away: nobody is surveyed, nothing to agree on."""
    way = gone(B, "moved", "H0005", "H0006")
    way = changed(way, "meeting/B", facts=(meeting(B, agree_to=(), listed_attending=0),))
    return without(way, "survey/B")


def while_surveying(*facts: NewFact, **changes: Any) -> Way:
    """Return a way where more is recorded of village A before its survey is complete."""
    way = inserted(WAY, "complete_survey", "more", Act(village=A, on=SURVEYED, facts=facts))
    return changed(way, "complete_survey", **changes)


def listed_twice() -> Way:
    """Return a way where village B lists and surveys a household of village A too."""
    twice = NewFact(kind="managed_listed", on=LISTED, data={"households": [{"ref": "H0001", "class": "poor"}]})
    way = inserted(deviating(WAY, "approve"), "complete_list/B", "twice", Act(village=B, on=LISTED, facts=(twice,)))
    return changed(way, "survey/B", facts=(*surveys_of(B), surveyed("H0001")))


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing done wrong: the way it is done, and what the audit must say - that, and nothing else.

    `corrected` are changes of the survey of H0001, made when all is over; with `points` the round has a point table.
    """

    way: Way
    found: Findings
    corrected: Mapping[str, Any] | None = None
    points: bool = False


def meeting_with(**changes: Any) -> Way:
    """Return a way where the meeting was kept otherwise."""
    return facts_changed(WAY, "meeting", "meeting_held", **changes)


def blocked(trigger: str, *rules: str, status: str = "waived") -> Findings:
    """Return findings of one step."""
    return {(trigger, rule, status) for rule in rules}


PEOPLE: dict[str, Breach] = {
    "conflicts_second_look": Breach(
        while_surveying(declared("H0001")), blocked("complete_survey", "conflicts_second_look", status="missing")
    ),
    "conflicts_kept_off": Breach(
        while_surveying(declared("H0001", official="Vàng Thị Khảo"), checked("H0001")),
        blocked("complete_survey", "conflicts_kept_off", status="contradicted"),
    ),
    "spot_check_passed": Breach(
        while_surveying(
            drawn(),
            *(checked(ref) for ref in HOUSEHOLDS[A][1:]),
            checked("H0001", **{"class": "near_poor"}),
            deviation=REASON,
        ),
        blocked("complete_survey", "spot_check_passed"),
    ),
    "second_look_other_person": Breach(
        while_surveying(checked("H0001", by="vàng thị  khảo, Rà soát viên")),
        blocked("complete_survey", "second_look_other_person", status="contradicted"),
    ),
    "meeting_secretary_other": Breach(
        meeting_with(secretary={"name": HEADS[A], "title": "Trưởng thôn"}),
        blocked("agree_results", "meeting_secretary_other", status="contradicted"),
    ),
    "signer_not_maker": Breach(
        changed(WAY, "recognise", facts=(replace(signed(), data={"signer": "Vàng Thị Khảo", "evidence": EVIDENCE}),)),
        blocked("recognise", "signer_not_maker", status="contradicted"),
    ),
}
NUMBERS: dict[str, Breach] = {
    "movements_balance": Breach(listed_twice(), blocked("approve", "movements_balance")),
    "papers_agree": Breach(
        WAY,
        blocked("agree_results", "summary_agrees", status="contradicted")
        | blocked("settle", "village_papers_agree", status="contradicted")
        | blocked("recognise", "commune_papers_agree", status="contradicted")
        | blocked("close", "decision_agrees", status="contradicted"),
        corrected={"b1": 150, "class": "non_poor"},
    ),
}
BREACHES: dict[str, Breach] = {
    **PEOPLE,
    **NUMBERS,
    "list_not_empty": Breach(empty_village(), blocked("complete_list", "list_not_empty")),
    "list_covers_managed": Breach(gone(A, "không ưa", "H0001"), blocked("complete_list", "list_covers_managed")),
    "list_covers_applicants": Breach(gone(A, "không ưa", "H0007"), blocked("complete_list", "list_covers_applicants")),
    "survey_complete": Breach(
        deviating(changed(WAY, "survey", facts=surveys_of(A)[1:]), "complete_survey", "approve"),
        blocked("complete_survey", "survey_complete") | blocked("approve", "no_household_lost", "movements_balance"),
    ),
    "survey_class_follows": Breach(
        deviating(
            changed(WAY, "survey", facts=(*surveys_of(A), surveyed("H0001", **{"class": "near_poor"}))),
            "complete_survey",
        ),
        blocked("complete_survey", "survey_class_follows"),
    ),
    "survey_b1_follows": Breach(
        deviating(
            changed(
                changed(WAY, "survey/B", facts=tuple(scored(ref) for ref in HOUSEHOLDS[B])),
                "survey",
                facts=(scored("H0001", 120), *(scored(ref) for ref in HOUSEHOLDS[A][1:])),
            ),
            "complete_survey",
        ),
        blocked("complete_survey", "survey_b1_follows"),
        points=True,
    ),
    "quick_form_only_applicants": Breach(
        deviating(
            changed(
                WAY,
                "survey",
                facts=(*surveys_of(A), surveyed("H0002", scores=(None, None), **{"class": "non_poor"})),
            ),
            "complete_survey",
        ),
        blocked("complete_survey", "quick_form_only_applicants"),
    ),
    "survey_surveyor_named": Breach(
        changed(WAY, "survey", facts=(*surveys_of(A), surveyed("H0001", surveyor=None))),
        blocked("complete_survey", "survey_surveyor_named", status="missing"),
    ),
    "meeting_held": Breach(
        deviating(without(WAY, "meeting"), "agree_results"),
        blocked("agree_results", "meeting_held", "meeting_agreement")
        | blocked(
            "agree_results",
            "meeting_chair",
            "meeting_supervision",
            "meeting_groups",
            "meeting_minutes",
            "meeting_listed_households",
            "meeting_secretary_other",
            status="missing",
        ),
    ),
    "meeting_agreement": Breach(
        deviating(meeting_with(agree={"poor": 19, "near_poor": 30, "escaped_poor": 30}), "agree_results"),
        blocked("agree_results", "meeting_agreement"),
    ),
    "meeting_disagreement": Breach(rejected(deviation=REASON), blocked("reject_results", "meeting_disagreement")),
    "meeting_chair": Breach(
        meeting_with(chair={"name": "Người khác", "title": None}),
        blocked("agree_results", "meeting_chair", status="contradicted"),
    ),
    "meeting_supervision": Breach(
        meeting_with(groups={**meeting().data["groups"], "front": []}, front_invited=False),
        blocked("agree_results", "meeting_supervision", status="missing"),
    ),
    "meeting_groups": Breach(
        meeting_with(groups={**meeting().data["groups"], "party": []}),
        blocked("agree_results", "meeting_groups", status="missing"),
    ),
    "meeting_minutes": Breach(meeting_with(copies=1), blocked("agree_results", "meeting_minutes", status="missing")),
    "meeting_listed_households": Breach(
        meeting_with(listed_attending=0), blocked("agree_results", "meeting_listed_households", status="contradicted")
    ),
    "posting_places": Breach(
        deviating(
            without_fact(without_fact(WAY, "post", "posting_started", HOUSE), "take_down", "posting_stopped", HOUSE),
            "take_down",
        ),
        blocked("take_down", "posting_places"),
    ),
    "posting_announced": Breach(
        without_fact(WAY, "post", "announcement_made"),
        blocked("take_down", "posting_announced", status="missing"),
    ),
    "posting_length": Breach(
        deviating(
            changed(
                WAY, "take_down", on=day(9, 23), facts=(taken_down(on=day(9, 23)), taken_down(OFFICE, on=day(9, 23)))
            ),
            "take_down",
        ),
        blocked("take_down", "posting_length"),
    ),
    "posting_evidence": Breach(
        deviating(facts_changed(WAY, "take_down", "posting_stopped", evidence=[]), "take_down"),
        blocked("take_down", "posting_evidence"),
    ),
    "posting_over": Breach(deviating(changed(WAY, "settle", on=DOWN), "settle"), blocked("settle", "posting_over")),
    "objections_reverified": Breach(
        deviating(with_objection(LATE, REPOSTED_LATE, REPOST_DOWN_LATE, ANSWERED_LATE), "settle"),
        blocked("settle", "objections_reverified"),
    ),
    "objections_reposted": Breach(
        deviating(with_objection(REVERIFIED, REPOSTED, REPOST_EARLY, ANSWERED), "settle"),
        blocked("settle", "objections_reposted"),
    ),
    "objections_answered": Breach(
        deviating(with_objection(REVERIFIED, REPOSTED, REPOST_DOWN), "settle"),
        blocked("settle", "objections_answered"),
    ),
    "villages_settled": Breach(
        inserted(
            deviating(without(WAY, "settle/B"), "approve"),
            "submit_report",
            "settle late",
            Act(village="Nà Hai", on=day(9, 29), trigger="settle"),
        ),
        blocked("approve", "villages_settled"),
    ),
    "committee_agreed": Breach(
        deviating(changed(WAY, "approve", facts=(committee(agree=5),)), "approve"),
        blocked("approve", "committee_agreed"),
    ),
    "round_in_window": Breach(
        shifted(WAY, "approve", 80), blocked("approve", "round_in_window", status="contradicted")
    ),
    "no_household_lost": Breach(
        deviating(changed(WAY, "survey/B", facts=()), "complete_survey/B", "meeting/B", "agree_results/B", "approve"),
        blocked("complete_survey", "survey_complete") | blocked("approve", "no_household_lost", "movements_balance"),
    ),
    "pictures_differ": Breach(
        facts_changed(
            facts_changed(WAY, "meeting", "meeting_held", evidence=PHOTO), "meeting/B", "meeting_held", evidence=PHOTO
        ),
        blocked("approve", "pictures_differ", status="contradicted"),
    ),
    "meetings_apart": Breach(
        facts_changed(WAY, "meeting/B", "meeting_held", time="20h30"),
        blocked("approve", "meetings_apart", status="contradicted"),
    ),
    "dates_in_order": Breach(
        changed(WAY, "approve", facts=(committee(on=DOWN),)),
        blocked("approve", "dates_in_order", status="contradicted"),
    ),
    "entered_in_time": Breach(
        changed(WAY, "meeting", entered=datetime(2026, 9, 25, 1, tzinfo=UTC)),
        blocked("approve", "entered_in_time", status="contradicted"),
    ),
    "entered_one_by_one": Breach(
        changed(changed(WAY, "meeting", entered=EVENING), "meeting/B", entered=EVENING),
        blocked("approve", "entered_one_by_one", status="contradicted"),
    ),
    "on_office_days": Breach(
        changed(WAY, "approve", facts=(committee(on=SUNDAY),)),
        blocked("approve", "on_office_days", status="contradicted"),
    ),
    "report_sent": Breach(
        deviating(changed(WAY, "submit_report", facts=()), "submit_report"),
        blocked("submit_report", "report_sent") | blocked("recognise", "opinion_in_time", status="missing"),
    ),
    "opinion_in_time": Breach(
        shifted(WAY, "opinion", 10), blocked("recognise", "opinion_in_time", status="contradicted")
    ),
    "recognition_after_opinion": Breach(
        deviating(without(WAY, "opinion"), "recognise"),
        blocked("recognise", "recognition_after_opinion") | blocked("recognise", "opinion_in_time", status="not_due"),
    ),
    "opinion_disagrees": Breach(
        {
            **without(WAY, "recognise", "close"),
            "return": Act(on=OPINED, trigger="return_for_review", send_back=(A,), deviation=REASON),
        },
        blocked("return_for_review", "opinion_disagrees"),
    ),
    "recognition_signed": Breach(
        deviating(changed(WAY, "recognise", facts=()), "recognise"),
        blocked("recognise", "recognition_signed") | blocked("recognise", "signer_not_maker", status="missing"),
    ),
    "official_report_sent": Breach(
        deviating(changed(WAY, "close", facts=()), "close"), blocked("close", "official_report_sent")
    ),
    "complaints_accepted": Breach(
        complaining(complained(), handled("accepted", day(11, 20)), handled("settled", day(12, 1), outcome="rejected")),
        blocked("duty", "complaints_accepted", status="contradicted"),
    ),
    "complaints_settled": Breach(
        complaining(complained(), handled("accepted", day(11, 5))),
        blocked("duty", "complaints_settled", status="contradicted"),
    ),
    "complaint_stops_sent": Breach(
        complaining(
            complained(),
            handled("accepted", day(11, 5)),
            handled("stopped", day(11, 10), kind="ended", reason="Rút đơn", sent_on="2026-11-20"),
        ),
        blocked("duty", "complaint_stops_sent", status="contradicted"),
    ),
}
