"""Step 2: the survey and classification (QĐ 24/2021 Điều 4 khoản 2; TT 07/2021 Phiếu A, Phiếu B).

Applicants may leave by the quick form (Phiếu A). Everybody else is scored: B1 estimates income, B2 counts
deprivations; the class follows from both, and what the surveyor wrote is compared with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rasoat.errors import UsageError
from rasoat.messages import message
from rasoat.steps.b1_options import check_options
from rasoat.steps.preliminary_list import Listed, listed
from rasoat.steps.rows import LISTS, household_row, lists_of, result_list
from rasoat.workflow.cases import Fact, View, per_view
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.local_standards import local_class
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import fact_kind, paper, requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the survey of one household found.

    Attributes:
        quick_exit: left by the quick form (Phiếu A), no scores.
        stated: the class the surveyor wrote, None when the form was left blank.
        options: what was chosen for each indicator of the point table, where the round has one.
        stated_local: the class by the province's standard as the surveyor wrote it.
    """

    ref: str
    quick_exit: bool
    b1: int | None
    b2: int | None
    deprived: tuple[str, ...]
    stated: str | None
    surveyor: str | None
    on: str
    seq: int
    options: Mapping[str, str]
    stated_local: str | None

    def computed(self, view: View) -> str:
        """Return the class that the standard gives for these scores."""
        return classify(view, quick_exit=self.quick_exit, b1=self.b1, b2=self.b2, stated=self.stated)

    def local(self, view: View) -> str | None:
        """Return the class by the province's standard; None without one, or where it cannot be told."""
        return classify_locally(view, self.computed(view), b1=self.b1, b2=self.b2, stated=self.stated_local)


def classify_locally(
    view: View, national: str, *, b1: int | None, b2: int | None, stated: str | None = None
) -> str | None:
    """Return the class by the province's standard of a household with this national class and these scores.

    None where the round has no local standard, or the class cannot be told.
    """
    if view.tools.local is None:
        return None
    if b1 is None or b2 is None:
        return "non_poor"
    return local_class(view.tools.local, national, view.subject.area, b1, b2, stated)


def classify(view: View, *, quick_exit: bool, b1: int | None, b2: int | None, stated: str | None = None) -> str:
    """Return the class of a household by its scores, in the area of the commune."""
    if quick_exit or b1 is None or b2 is None:
        return "non_poor"
    found: str = view.tools.standard.classify(view.subject.area, b1, b2, stated)
    return found


@per_view
def surveys(view: View) -> dict[str, Survey]:
    """Return the last survey of each household in this pass, by ref."""
    return {fact.data["ref"]: _survey(fact) for fact in view.facts("household_surveyed")}


def _survey(fact: Fact) -> Survey:
    data = fact.data
    return Survey(
        ref=data["ref"],
        quick_exit=data.get("quick_form") == "exit",
        b1=data.get("b1"),
        b2=data.get("b2"),
        deprived=tuple(data.get("deprived", ())),
        stated=data.get("class"),
        surveyor=data.get("surveyor"),
        on=fact.on.isoformat(),
        seq=fact.seq,
        options=data.get("options") or {},
        stated_local=data.get("class_local"),
    )


@fact_kind("household_surveyed")
def _surveyed(view: View, data: Mapping[str, Any]) -> None:
    if data["ref"] not in {item.ref for item in listed(view)}:
        raise UsageError("not_on_list", ref=data["ref"], subject=view.subject.title)
    check_scores(view, data)


def check_scores(view: View, data: Mapping[str, Any]) -> None:
    """Refuse scores that cannot be.

    Raises:
        UsageError: B2 is not what the marked deprivations give, a score is missing or negative, or an
            indicator is not of the standard; a standard knows no score for its line, and no class is stated; an
            option is not of the point table.
    """
    standard = view.tools.standard
    unknown = set(data.get("deprived", ())) - {item.code for item in standard.indicators}
    if unknown:
        raise UsageError("unknown_indicator", codes=tuple(sorted(unknown)), ref=data["ref"])
    if data.get("quick_form") == "exit":
        return
    b1, b2 = data.get("b1"), data.get("b2")
    if b1 is None or b2 is None or b1 < 0:
        raise UsageError("scores_missing", ref=data["ref"])
    if standard.lines[view.subject.area].b1 is None and data.get("class") is None:
        raise UsageError("class_missing", ref=data["ref"], standard=standard.title)
    due = standard.b2_per_indicator * len(data.get("deprived", ()))
    if b2 != due:
        raise UsageError("b2_differs", ref=data["ref"], b2=b2, due=due)
    check_options(view, data)
    _check_local(view, data)


def _check_local(view: View, data: Mapping[str, Any]) -> None:
    """Refuse a form that leaves the class by the province's standard open."""
    b1, b2, local = data["b1"], data["b2"], view.tools.local
    national = classify(view, quick_exit=False, b1=b1, b2=b2, stated=data.get("class"))
    if local and classify_locally(view, national, b1=b1, b2=b2, stated=data.get("class_local")) is None:
        raise UsageError("local_class_missing", ref=data["ref"], standard=local.title)


@requirement("survey_complete")
def survey_complete(view: View, _rule: Requirement) -> Verdict:
    """Every household on the list was surveyed in this pass: scored, or left by the quick form."""
    found = surveys(view)
    absent = [item.ref for item in listed(view) if item.ref not in found]
    seen = tuple(item.seq for item in found.values())
    if absent:
        params = {"count": len(absent), "refs": tuple(absent[:10])}
        return unmet(Status.MISSING, "survey_complete_missing", facts=seen, params=params)
    return met("survey_complete_met", facts=seen, count=len(found))


@requirement("survey_class_follows")
def survey_class_follows(view: View, _rule: Requirement) -> Verdict:
    """The class on each form is the one that B1 and B2 give."""
    found = surveys(view)
    wrong = [item for item in found.values() if item.stated and item.stated != item.computed(view)]
    if wrong:
        lines = tuple(
            message(
                "checks.class_differs",
                ref=item.ref,
                stated=message(f"words.classes.{item.stated}"),
                computed=message(f"words.classes.{item.computed(view)}"),
            )
            for item in wrong
        )
        seen = tuple(item.seq for item in wrong)
        return unmet(Status.CONTRADICTED, "survey_class_follows_wrong", facts=seen, params={"lines": lines})
    stated = sum(item.stated is not None for item in found.values())
    return met("survey_class_follows_met", count=len(found), stated=stated)


@requirement("quick_form_only_applicants")
def quick_form_only_applicants(view: View, _rule: Requirement) -> Verdict:
    """Only applicants may leave by the quick form; who is on a list already is always scored."""
    managed = {item.ref for item in listed(view) if item.origin == "managed" or item.class_before != "non_poor"}
    wrong = [item for item in surveys(view).values() if item.quick_exit and item.ref in managed]
    if wrong:
        return unmet(
            Status.CONTRADICTED,
            "quick_form_only_applicants_wrong",
            facts=tuple(item.seq for item in wrong),
            params={"refs": tuple(item.ref for item in wrong)},
        )
    exits = sum(item.quick_exit for item in surveys(view).values())
    return met("quick_form_only_applicants_met", count=exits)


@requirement("survey_surveyor_named")
def survey_surveyor_named(view: View, _rule: Requirement) -> Verdict:
    """Each form names its surveyor."""
    nameless = [item for item in surveys(view).values() if not item.surveyor]
    if nameless:
        return unmet(
            Status.MISSING,
            "survey_surveyor_named_missing",
            facts=tuple(item.seq for item in nameless),
            params={"count": len(nameless), "refs": tuple(item.ref for item in nameless[:10])},
        )
    return met("survey_surveyor_named_met")


def survey_row(desk: Desk, no: int, item: Listed, person: Mapping[str, Any]) -> dict[str, Any]:
    """Return the internal row of a household with its survey."""
    found = surveys(desk.view).get(item.ref)
    if found is None:  # the step was taken as a deviation
        return household_row(
            no,
            person,
            class_before=item.class_before,
            quick_form=None,
            surveyor=None,
            surveyed_on=None,
            movement=None,
            class_local=None,
        )
    after = found.computed(desk.view)
    numbers = {indicator.code: indicator.number for indicator in desk.view.tools.standard.indicators}
    return household_row(
        no,
        person,
        class_before=item.class_before,
        class_after=after,
        class_local=found.local(desk.view),
        b1=found.b1,
        b2=found.b2,
        deprived=sorted(numbers[code] for code in found.deprived),
        quick_form="exit" if found.quick_exit else None,
        surveyor=found.surveyor,
        surveyed_on=found.on,
        movement=desk.view.tools.standard.movement(item.class_before, after, formerly_listed=item.former),
    )


@paper("classification-summary")
def classification_summary(desk: Desk) -> Iterable[Sheet]:
    """Yield the summary of the survey forms of the village."""
    people = desk.people()
    items = listed(desk.view)
    rows = [survey_row(desk, no, item, people[item.ref]) for no, item in enumerate(items, start=1)]
    totals: dict[str, int] = dict.fromkeys(("households", "persons", "poor", "near_poor", "non_poor"), 0)
    totals |= dict.fromkeys(LISTS[2:], 0)
    for row in rows:
        totals["households"] += 1
        totals["persons"] += row["members"]
        if row["class_after"] is None:
            continue
        totals[row["class_after"]] += 1
        escaped = result_list(row["class_before"], row["class_after"])
        if escaped in LISTS[2:]:
            totals[escaped] += 1
    says = lists_of((row["ref"], row["class_before"], row["class_after"]) for row in rows)
    yield Sheet(body={"households": rows, "totals": totals, "local": _local(desk, rows)}, says=says)


def _local(desk: Desk, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return the province's standard and its own totals; they are never added to the national ones."""
    if desk.view.tools.local is None:
        return None
    classes = [row["class_local"] for row in rows]
    title = desk.view.tools.local.title.vi
    return {"title": title, "poor": classes.count("poor"), "near_poor": classes.count("near_poor")}


@paper("meeting-invitation")
def meeting_invitation(desk: Desk) -> Iterable[Sheet]:
    """Yield the invitation to the village meeting; day and hour are filled in by hand when not yet set."""
    body = {
        "meeting_on": None,
        "time": None,
        "place": (desk.village or {})["house"],
        "attendees": [],
        "contents": [],
    }
    yield Sheet(body=body)
