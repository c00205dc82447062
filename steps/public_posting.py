"""Step 4a: the public posting of the draft result (QĐ 24/2021 Điều 4 khoản 4).

At the village's house of culture and at the commune office, for three working days, and through the commune's
media; taken down no earlier, with evidence of start and end at each place.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from rasoat.messages import message
from rasoat.steps.outcomes import outcomes, says
from rasoat.steps.posting_photos import photographed_outside
from rasoat.steps.postings import Posting, place_lines, places_of, postings
from rasoat.steps.rows import public_rows, result_lists, totals_of
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.envelope import day_lines, law_of, proof
from rasoat.workflow.outbox import number_text
from rasoat.workflow.privacy import profile_on
from rasoat.workflow.procedures import Requirement, Term
from rasoat.workflow.registry import form_of, paper, relies_on, requirement
from rasoat.workflow.terms import Due, Posted, compute
from rasoat.workflow.verdicts import Status, Verdict, met, unmet


@requirement("posting_places", places=list[str])
def posting_places(view: View, rule: Requirement) -> Verdict:
    """The draft result was posted at every place that the law names."""
    found = {item.place: item for item in postings(view)}
    absent = [place for place in rule.params["places"] if place not in found]
    seen = tuple(seq for item in found.values() for seq in item.facts)
    if absent:
        places = tuple(message(f"words.places.{place}") for place in absent)
        return unmet(Status.MISSING, "posting_places_missing", facts=seen, params={"places": places})
    evidence = all(item.evidence("start") for item in found.values())
    return met("posting_places_met", proven=evidence, facts=seen, count=len(found))


@requirement("posting_announced")
def posting_announced(view: View, _rule: Requirement) -> Verdict:
    """The result was announced through the commune's media."""
    facts = view.facts("announcement_made")
    if not facts:
        return unmet(Status.MISSING, "posting_announced_missing")
    evidence = any(fact.data.get("evidence") for fact in facts)
    return met("posting_announced_met", proven=evidence, facts=tuple(fact.seq for fact in facts), on=facts[0].on)


def judge_length(view: View, found: Iterable[Posting], term: Term) -> Verdict:
    """Return whether every place carried the posting for the whole term."""
    found = tuple(found)
    if not found:
        return unmet(Status.MISSING, "posting_not_started")
    seen = tuple(seq for item in found for seq in item.facts)
    short = [(item, item.posted(view, term)) for item in found]
    short = [(item, posted) for item, posted in short if item.over and len(posted.counted) < term.days]
    if short:
        lines = tuple(_short_line(item, posted, term) for item, posted in short)
        due = compute(term, short[0][0].start, view.tools.calendar)
        return unmet(
            Status.CONTRADICTED,
            "posting_short",
            facts=seen,
            due=due,
            params={"lines": lines, "days": term.days},
        )
    open_ = [item for item in found if not item.over]
    if open_:
        return _still_up(view, open_, seen, term)
    proven = all(item.evidence("start") and item.evidence("end") for item in found)
    due = compute(term, max(item.start for item in found), view.tools.calendar)
    lines = tuple(_kept_line(item, item.posted(view, term)) for item in found)
    return met("posting_kept", proven=proven, facts=seen, due=due, lines=lines, days=term.days)


def _short_line(item: Posting, posted: Posted, term: Term) -> Any:
    return message(
        "checks.posting_line_short",
        place=message(f"words.places.{item.place}"),
        start=item.start,
        end=item.end,
        counted=len(posted.counted),
        days=term.days,
    )


def _kept_line(item: Posting, posted: Posted) -> Any:
    place = message(f"words.places.{item.place}")
    return message("checks.posting_line_kept", place=place, start=item.start, end=item.end, counted=len(posted.counted))


def _still_up(view: View, open_: list[Posting], seen: tuple[int, ...], term: Term) -> Verdict:
    ends = [item.posted(view, term).last_day for item in open_]
    torn = [item for item in open_ if not item.up]
    places = tuple(message(f"words.places.{item.place}") for item in open_)
    if torn:
        return unmet(Status.MISSING, "posting_torn", facts=seen, params={"places": places})
    last = max(end for end in ends if end is not None)
    status = Status.NOT_DUE if view.on < last else Status.MISSING
    due = compute(term, max(item.start for item in open_), view.tools.calendar)
    key = "posting_running" if status is Status.NOT_DUE else "posting_not_stopped"
    return unmet(status, key, facts=seen, due=due, params={"places": places, "last": last})


@requirement("posting_length", term=str)
def posting_length(view: View, rule: Requirement) -> Verdict:
    """The draft result hung at each place for the whole term."""
    if rule.term is None:
        return unmet(Status.MISSING, "posting_not_started")
    return judge_length(view, postings(view), rule.term)


@requirement("posting_evidence")
def posting_evidence(view: View, _rule: Requirement) -> Verdict:
    """A file (photo, scan) shows start and end at each place."""
    return judge_evidence(view, postings(view))


def judge_evidence(view: View, found: Iterable[Posting]) -> Verdict:
    """Return whether start and end of every posting have a file that shows them, and none of another time."""
    found = tuple(found)
    if not found:
        return unmet(Status.MISSING, "posting_not_started")
    seen = tuple(seq for item in found for seq in item.facts)
    lines = [
        message(f"checks.evidence_{which}", place=message(f"words.places.{item.place}"))
        for item in found
        for which in ("start", "end")
        if (which == "start" or item.over) and not item.evidence(which)
    ]
    if lines:
        return unmet(Status.MISSING, "posting_evidence_missing", facts=seen, params={"lines": tuple(lines)})
    strange = tuple(line for item in found for line in photographed_outside(view, item))
    if strange:
        return unmet(Status.CONTRADICTED, "posting_evidence_outside", facts=seen, params={"lines": strange})
    if not all(item.over for item in found):
        return unmet(Status.NOT_DUE, "posting_evidence_running", facts=seen)
    return met("posting_evidence_met", facts=seen, count=2 * len(found))


def last_day_to_object(view: View, term: Term) -> date | None:
    """Return the last day on which an objection is in time: the longest of the term and the actual posting."""
    days: list[date] = []
    for item in postings(view):
        posted = item.posted(view, term)
        days.append(compute(term, item.start, view.tools.calendar).last_day)
        days += [day for day in (posted.last_day, item.end) if day]
    return max(days, default=None)


def is_timely(view: View, filed: Fact) -> bool:
    """Return whether an objection came while the result hung, or by the last day of the posting."""
    if any(not item.over for item in postings(view.at(filed.on))):
        return True
    last = last_day_to_object(view, view.tools.terms["posting"])
    return last is not None and filed.on <= last


def term_of(desk: Desk, name: str) -> Term:
    """Return a term of the procedure."""
    return desk.procedure.terms[name]


def media_of(desk: Desk) -> str:
    """Return the commune's medium as its file names it."""
    medium: str = desk.commune.get("media") or "Hệ thống truyền thanh xã"
    return medium


@paper("posting-notice")
@relies_on("posting")
def posting_notice(desk: Desk) -> Iterable[Sheet]:
    """Yield the notice of the posting with the public list.

    The notice is dated, and the posting planned to start, on the day of the step; what was really done is in
    the posting record.
    """
    people = desk.people()
    shown = [(people[r.ref], r.on_list) for r in outcomes(desk.view).values() if r.on_list]
    due = compute(term_of(desk, "posting"), desk.on, desk.view.tools.calendar)
    body = {
        "totals": totals_of(shown, result_lists(desk.procedure)),
        **planned_posting(desk, due),
        "media": media_of(desk) if "posting_announced" in desk.procedure.requirements else None,
        "rows": public_rows(shown, profile_on(desk.on, desk.commune)),
        "local": _local_list(desk),
    }
    line = proof("Thời hạn niêm yết", due, desk.view.tools.calendar)
    yield Sheet(body=body, proofs=(line,), says=says(outcomes(desk.view).values()))


def _local_list(desk: Desk) -> dict[str, Any] | None:
    """Return the list by the province's standard, apart from the national one; None where the round has none."""
    local = desk.view.tools.local
    if local is None:
        return None
    people = desk.people()
    found = [(people[r.ref], r.local) for r in outcomes(desk.view).values() if r.local in {"poor", "near_poor"}]
    return {
        "title": local.title.vi,
        "rows": public_rows([(person, str(result)) for person, result in found], profile_on(desk.on, desk.commune)),
    }


def planned_posting(desk: Desk, due: Due) -> dict[str, Any]:
    """Return where and until when something is posted, and where and until when to object."""
    until = due.last_day.isoformat()
    office = desk.commune["office"]
    names = {"village_house": (desk.village or {})["house"], "commune_office": office}
    return {
        "from": due.event.isoformat(),
        "to": until,
        "places": [names[place] for place in places_of(desk.procedure)],
        "objections": {"where": office, "until": until, "phone": desk.commune.get("phone")},
    }


def _record_body(desk: Desk, term: Term) -> dict[str, Any]:
    places = place_lines(desk.view, postings(desk.view), (desk.village or {})["house"], desk.commune["office"], term)
    filed = desk.view.facts("objection_filed")
    timely = sum(is_timely(desk.view, fact) for fact in filed)
    return {"places": places, "objections": {"count": len(filed), "timely": timely}}


def _notice(desk: Desk) -> dict[str, str] | None:
    """Return number and date of the notice that ordered the posting."""
    taken = [item for item in desk.view.case.taken if item.pass_no == desk.view.pass_no]
    step = next((item for item in reversed(taken) if "posting-notice" in item.numbers), None)
    if step is None:
        return None
    text = number_text(step.numbers["posting-notice"], form_of("posting-notice").symbol or "")
    return {"text": text, "date": step.on.isoformat()}


@paper("posting-record")
@relies_on("posting")
def posting_record(desk: Desk) -> Iterable[Sheet]:
    """Yield the record of putting up and taking down, with witnesses."""
    term = term_of(desk, "posting")
    body = _record_body(desk, term)
    states = [item.pieces[-1].stopped.data.get("state") for item in postings(desk.view) if item.pieces[-1].stopped]
    yield Sheet(body={**body, "notice": _notice(desk), "state": next((state for state in states if state), None)})


@paper("posting-certificate")
@relies_on("posting")
def posting_certificate(desk: Desk) -> Iterable[Sheet]:
    """Yield the certificate of the posting, computed from evidence and the register of objections."""
    term = term_of(desk, "posting")
    yield Sheet(
        body=certificate_body(desk, postings(desk.view), term) | _record_body(desk, term),
        proofs=posting_proofs(desk, postings(desk.view), term),
    )


def certificate_body(desk: Desk, found: Iterable[Posting], term: Term) -> dict[str, Any]:
    """Return what a certificate says beside the places: whether it is complete, and what is missing."""
    verdicts = [judge_length(desk.view, found, term), judge_evidence(desk.view, found)]
    lacking = [item.found.render("vi") for item in verdicts if item.cure]
    return {
        "complete": not lacking,
        "missing": lacking,
        "required_days": term.days,
        "deviation": {
            "reason": desk.deviation.reason,
            "by": desk.deviation.by,
            "order": desk.deviation.order,
        }
        if desk.deviation
        else None,
    }


def posting_proofs(desk: Desk, found: Iterable[Posting], term: Term) -> tuple[dict[str, Any], ...]:
    """Return for each place the days that counted, and those that did not and why."""
    proofs = []
    for item in found:
        posted = item.posted(desk.view, term)
        proofs.append(
            {
                "title": message("words.places.posting_at", place=message(f"words.places.{item.place}")).render("vi"),
                "from": item.start.isoformat(),
                "to": (item.end or posted.lines[-1].day).isoformat(),
                "law": law_of(term),
                "days": day_lines(posted.lines),
            }
        )
    return tuple(proofs)
