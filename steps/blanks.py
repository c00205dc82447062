"""Papers to fill in by hand: what is known stands in them, what is not is a dotted line. Nothing of them is recorded.

Each carries a code, `ROUND/VILLAGE/FORM` (and the household, where the form is one household's), that leads back to
the step whose result it takes: see `rasoat.commands.enter`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from rasoat.errors import UsageError
from rasoat.steps.outcomes import list_sizes, outcomes
from rasoat.steps.postings import places_of, postings
from rasoat.steps.preliminary_list import listed
from rasoat.steps.public_posting import media_of, planned_posting, term_of
from rasoat.steps.rows import household_row, public_rows, result_lists
from rasoat.steps.village_meeting import GROUPS
from rasoat.workflow.desk import Desk, Round, Sheet
from rasoat.workflow.envelope import envelope, law_of, proof
from rasoat.workflow.privacy import profile_on
from rasoat.workflow.registry import form_of
from rasoat.workflow.terms import compute

SIGNING_LINES = 30
"""Empty lines of an attendance list beside the households under review."""
SPARE_LINES = 5
"""Empty lines of a list or a table of members that somebody may have to add to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for.

    Attributes:
        on: the day of what the form is about (the meeting, the posting), where it is set already.
        time: its hour, as "19:30".
        ref: one household, where the form is one household's; all of the village otherwise.
    """

    on: date | None = None
    time: str | None = None
    ref: str | None = None


class Filled(NamedTuple):
    """One form: its body, the household it is about, the terms it explains."""

    body: Mapping[str, Any]
    ref: str | None = None
    proofs: tuple[Mapping[str, Any], ...] = ()


Filler = Callable[[Desk, Wish], Iterable[Filled]]


def _meeting_minutes(desk: Desk, wish: Wish) -> Iterator[Filled]:
    view, people = desk.view, desk.people()
    sizes = list_sizes(view)
    shown = [(people[r.ref], r.on_list or "") for r in outcomes(view).values() if r.on_list]
    profile = profile_on(wish.on or desk.on, desk.commune)
    total = len(listed(view))
    group: dict[str, Any] = {"count": None, "people": []}
    yield Filled(
        {
            "attempt": view.pass_no,
            "held_on": _iso(wish.on),
            "time": wish.time,
            "ended": None,
            "place": (desk.village or {})["house"],
            "chair": {"name": (desk.village or {})["head"], "title": None},
            "secretary": None,
            "groups": {**dict.fromkeys(GROUPS, group), "others_count": None},
            "listed": {"attending": None, "total": total, "percent": None},
            "attendees": None,
            "lists": [
                {"list": name, "households": sizes.get(name), "agree": None, "percent": None}
                for name in tuple(sizes) or result_lists(desk.procedure)
            ],
            "opinions": None,
            "conclusion": None,
            "households": public_rows(shown, profile) if shown else _unclassed(desk),
        }
    )


def _unclassed(desk: Desk) -> list[dict[str, Any]]:
    """Return the public rows of households whose result is not known yet."""
    people = desk.people()
    named = [(people[item.ref], "") for item in listed(desk.view)]
    rows = public_rows(named, profile_on(desk.on, desk.commune))
    return [{**row, "result": None} for row in rows]


def _attendance_list(desk: Desk, wish: Wish) -> Iterator[Filled]:
    names = [row["name"] for row in _unclassed(desk)]
    place = (desk.village or {})["house"]
    yield Filled({"held_on": _iso(wish.on), "place": place, "households": names, "spare": SIGNING_LINES})


def _quick_form(desk: Desk, _wish: Wish) -> Iterator[Filled]:
    people = desk.people()
    names = [people[item.ref] for item in listed(desk.view) if item.origin == "applicant"]
    rule = desk.procedure.citations.get("tt07-pl2")
    rows = [{"no": no, "name": person["name"], "birth": person["birth"]} for no, person in enumerate(names, start=1)]
    yield Filled({"rule": rule.note.vi if rule and rule.note else None, "households": rows, "spare": SPARE_LINES})


def _survey_form(desk: Desk, wish: Wish) -> Iterator[Filled]:
    people, members = desk.people(), desk.round.members()
    standard = desk.view.tools.standard
    for no, item in enumerate(listed(desk.view), start=1):
        if wish.ref not in {None, item.ref}:
            continue
        person = people[item.ref]
        body = {
            "household": household_row(no, person, class_before=item.class_before),
            "address": person.get("address"),
            "members": [_member(number, each) for number, each in enumerate(members.get(item.ref, ()), start=1)],
            "spare": SPARE_LINES,
            "line": standard.lines[desk.view.subject.area].b1,
            "points": standard.b2_per_indicator,
            "indicators": [{"no": each.number, "title": each.title.vi} for each in standard.indicators],
        }
        yield Filled(body, item.ref)


def _member(no: int, member: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: member.get(name) for name in ("name", "birth", "sex", "relation", "ethnicity")}
    return {"no": no, **known}


def _application(_desk: Desk, _wish: Wish) -> Iterator[Filled]:
    nobody = dict.fromkeys(("name", "sex", "birth", "ethnicity", "id_number", "id_issued", "residence", "address"))
    yield Filled({"request": None, "person": nobody, "spare": SPARE_LINES, "reason": None})


def _escape(_desk: Desk, _wish: Wish) -> Iterator[Filled]:
    names = ("name", "sex", "birth", "ethnicity", "id_number", "id_issued", "id_issuer", "address", "listed_as")
    yield Filled({"person": dict.fromkeys(names), "reason": None})


def _posting_record(desk: Desk, wish: Wish) -> Iterator[Filled]:
    names = {"village_house": (desk.village or {})["house"], "commune_office": desk.commune["office"]}
    started = {item.place: item.start.isoformat() for item in postings(desk.view)}
    unknown = dict.fromkeys(("to", "by", "witness", "evidence_from", "evidence_to"))
    places = [
        {"place": names[place], "from": started.get(place, _iso(wish.on)), **unknown, "interruptions": []}
        for place in places_of(desk.procedure)
    ]
    yield Filled({"places": places, "notice": None, "objections": {"count": None, "timely": None}, "state": None})


def _objection_receipt(desk: Desk, wish: Wish) -> Iterator[Filled]:
    unknown = dict.fromkeys(("objection_no", "kind", "household", "content", "timely", "reverify_by", "received_by"))
    term = desk.procedure.terms.get("reverification")
    by = {"name": None, "address": None}
    yield Filled({**unknown, "received_on": _iso(wish.on), "by": by, "term": law_of(term) if term else None})


def _broadcast_opening(desk: Desk, _wish: Wish) -> Iterator[Filled]:
    window = desk.procedure.window
    last = date(desk.view.subject.year, *window.last) if window else None
    yield Filled(
        {
            "from": desk.view.subject.opened_on.isoformat(),
            "to": _iso(last),
            "where": desk.commune["office"],
            "phone": desk.commune.get("phone"),
            "officer": desk.commune["officials"]["officer"]["name"],
        }
    )


def _broadcast_meeting(desk: Desk, wish: Wish) -> Iterator[Filled]:
    house = (desk.village or {})["house"]
    yield Filled({"meeting_on": _iso(wish.on), "time": wish.time, "place": house, "media": media_of(desk)})


def _broadcast_posting(desk: Desk, wish: Wish) -> Iterator[Filled]:
    term, calendar = term_of(desk, "posting"), desk.view.tools.calendar
    first = wish.on or max((item.start for item in postings(desk.view)), default=None)
    due = compute(term, first or desk.on, calendar)
    body = planned_posting(desk, due)
    if first is None:  # nothing hangs yet, and nobody said when it will
        body = {**body, "from": None, "to": None, "objections": {**body["objections"], "until": None}}
    yield Filled({**body, "law": law_of(term)}, None, (proof("Thời hạn niêm yết", due, calendar),) if first else ())


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


OF_VILLAGES: Mapping[str, Filler] = {
    "quick-form": _quick_form,
    "survey-form": _survey_form,
    "broadcast-meeting": _broadcast_meeting,
    "attendance-list": _attendance_list,
    "meeting-minutes": _meeting_minutes,
    "broadcast-posting": _broadcast_posting,
    "posting-record": _posting_record,
    "objection-receipt": _objection_receipt,
}
OF_THE_ROUND: Mapping[str, Filler] = {
    "application-form": _application,
    "escape-form": _escape,
    "broadcast-opening": _broadcast_opening,
}
BLANKS = (*OF_THE_ROUND, *OF_VILLAGES)
"""Every form that can be had to fill in by hand, in the order of a round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankPaper:
    """One form to fill in: its code and its context, as papers have one."""

    form: str
    code: str
    context: Mapping[str, Any]


def blank_papers(desk_round: Round, form: str, village: str | None, on: date, wish: Wish) -> list[BlankPaper]:
    """Return a form of the round, or of a village, as far as it can be filled in on a day.

    Raises:
        UsageError: the form is none to fill in by hand, it is a village's and none is named, there is no such
            village, or nobody in it to fill it in for.
    """
    if form not in BLANKS:
        raise UsageError("form_not_blank", form=form, known=BLANKS)
    if form in OF_VILLAGES and village is None:
        raise UsageError("form_needs_village", form=form)
    found = desk_round.file.village_named(village) if village and form in OF_VILLAGES else None
    row = desk_round.row_of(found)
    ways = desk_round.file.machine.lawful(row.track, row.stage)
    rules = tuple(rule for way in ways for rule in way.requires)
    unverified = desk_round.unverified(rules, ())
    desk = Desk(round=desk_round, view=desk_round.view(row, on), row=row, on=on, unverified=unverified)
    fill = {**OF_THE_ROUND, **OF_VILLAGES}[form]
    papers = [_paper(desk, form, filled) for filled in fill(desk, wish)]
    if not papers:
        raise UsageError("form_for_nobody", form=form, village=desk.view.subject.title)
    return papers


def _paper(desk: Desk, form: str, filled: Filled) -> BlankPaper:
    sheet = Sheet(body=filled.body, proofs=filled.proofs)
    context = envelope(form_of(form), desk, sheet, desk.on, None, None)
    where = (desk.village or {}).get("code", "-")
    code = "/".join([desk.round.file.row.code, where, form, *([filled.ref] if filled.ref else [])])
    return BlankPaper(form=form, code=code, context={**context, "date": None})
