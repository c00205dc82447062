"""Step 7: recognition, certificates, closing (QĐ 24/2021 Điều 4 khoản 6, Điều 7; Mẫu 02, Mẫu 03)."""

from collections.abc import Iterable, Mapping
from typing import Any

from rasoat.errors import UsageError
from rasoat.messages import message
from rasoat.steps.answer_papers import delay_of, delay_proofs
from rasoat.steps.outcomes import Result, outcomes, says
from rasoat.steps.rows import LISTS, household_row, totals_of
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.outbox import number_text
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import fact_kind, form_of, paper, requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet


@fact_kind("decision_signed")
def _signed(_view: View, data: Mapping[str, Any]) -> None:
    if not data.get("signer"):
        raise UsageError("signer_missing")


@fact_kind("official_report_sent")
def _official(_view: View, data: Mapping[str, Any]) -> None:
    if not data.get("document"):
        raise UsageError("document_missing")


@requirement("recognition_signed")
def recognition_signed(view: View, _rule: Requirement) -> Verdict:
    """The commune chairman signed the decision."""
    fact = view.last("decision_signed")
    if fact is None:
        return unmet(Status.MISSING, "recognition_signed_missing")
    evidence = bool(fact.data.get("evidence"))
    return met("recognition_signed_met", proven=evidence, facts=(fact.seq,), on=fact.on)


@requirement("official_report_sent")
def official_report_sent(view: View, _rule: Requirement) -> Verdict:
    """The official result was reported upwards (Điều 7)."""
    fact = view.last("official_report_sent")
    if fact is None:
        return unmet(Status.MISSING, "official_report_sent_missing")
    document = fact.data["document"]
    evidence = bool(fact.data.get("evidence"))
    return met("official_report_sent_met", proven=evidence, facts=(fact.seq,), on=fact.on, document=document)


Recognised = tuple[Result, Mapping[str, Any], str]
"""A household's outcome, its personal data, its village's title."""


def recognised(desk: Desk) -> list[Recognised]:
    """Return every household that the decision is about, with its person and village, village by village."""
    people = desk.round.people()
    found: list[Recognised] = []
    for row, view in desk.member_views():
        village = desk.village_of(row) or {}
        title = f"{village['kind']} {village['name']}"
        found += [(item, people[item.ref], title) for item in outcomes(view).values() if item.recognised_on]
    return found


def _row(desk: Desk, no: int, entry: Recognised) -> dict[str, Any]:
    result, person, village = entry
    standard = desk.view.tools.standard
    numbers = {item.code: item.number for item in standard.indicators}
    movement = standard.movement(
        result.item.class_before, result.after or "non_poor", formerly_listed=result.item.former
    )
    return {
        **household_row(
            no,
            person,
            class_before=result.item.class_before,
            class_after=result.after,
            b1=result.b1,
            b2=result.b2,
            deprived=sorted(numbers[code] for code in result.deprived),
            note=message(f"words.movements.{movement}").render("vi"),
        ),
        "village": village,
    }


def _cited(fact: Fact | None) -> dict[str, str] | None:
    if fact is None or not fact.data.get("document"):
        return None
    # the form writes "số" itself; people type "Công văn số 915/UBND-NN" as often as the bare number
    return {"text": str(fact.data["document"]).rpartition("số ")[2], "date": fact.on.isoformat()}


def _report(desk: Desk) -> dict[str, str] | None:
    """Return number and date of the report to the upper level: those the printed report bears."""
    sent = desk.view.taken("submit_report")
    no = sent.numbers.get("upper-report") if sent else None
    if sent is None or no is None:
        return _cited(desk.view.last("report_sent"))
    return {"text": number_text(no, form_of("upper-report").symbol or ""), "date": sent.on.isoformat()}


@paper("recognition-decision")
def recognition_decision(desk: Desk) -> Iterable[Sheet]:
    """Yield the decision with its four lists (Mẫu 02); none where all were applicants and nobody's class changes."""
    entries = recognised(desk)
    if not entries and desk.view.last("decision_signed") is None:
        return
    lists = {
        name: [_row(desk, no, entry) for no, entry in enumerate([e for e in entries if e[0].on_list == name], start=1)]
        for name in LISTS
    }
    body = {
        "report": _report(desk),
        "opinion": _cited(desk.view.last("opinion_received")),
        "totals": totals_of((person, result.on_list or "") for result, person, _village in entries),
        "lists": lists,
        "delay": delay_of(desk.view),
    }
    everybody = [item for _row, view in desk.member_views() for item in outcomes(view).values()]
    yield Sheet(body=body, says=says(everybody), proofs=delay_proofs(desk) if body["delay"] else ())


@paper("household-certificate")
def household_certificate(desk: Desk) -> Iterable[Sheet]:
    """Yield one certificate (Mẫu 03) for each poor and near-poor household that the decision names."""
    everybody = desk.round.members()
    for result, person, village in recognised(desk):
        if result.after in {"poor", "near_poor"}:
            row = _row(desk, 1, (result, person, village))
            body = {
                "household": {
                    **row,
                    "address": f"{village}, {desk.commune['kind']} {desk.commune['name']}",
                    "id_issued": None,
                },
                "class": result.after,
                "year": _status_year(desk),
                "members": [_member(no, item) for no, item in enumerate(everybody[result.ref], start=1)],
                "deprived": row["deprived"],
                "decision": {"text": desk.numbers.get("recognition-decision"), "date": desk.on.isoformat()},
            }
            yield Sheet(body=body)


def _status_year(desk: Desk) -> int:
    """Return the year a certificate is for: after a review with its season the next one, else that of the decision."""
    return desk.view.subject.year + 1 if desk.procedure.window else desk.on.year


def _member(no: int, member: Mapping[str, Any]) -> dict[str, Any]:
    male = member["sex"] == "Nam"
    return {
        "no": no,
        "name": member["name"],
        "ethnicity": member["ethnicity"],
        "relation": member["relation"],
        "birth_year_male": member["birth_year"] if male else None,
        "birth_year_female": None if male else member["birth_year"],
        "note": None,
    }
