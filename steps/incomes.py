"""The income of a household instead of its scores (QĐ 24/2021 Điều 2, Điều 6; TT 07/2021 Điều 2).

What each source gave over twelve months, less its costs, by all members; social assistance is written down to be
seen, and does not count. What the surveyor wrote as the result is compared with what the sources give.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.messages import Message, message
from rasoat.steps.preliminary_list import listed
from rasoat.workflow.cases import Fact, View, per_view
from rasoat.workflow.incomes import Income, IncomeMethod, money, share_text
from rasoat.workflow.machine import cited
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import fact_kind, requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet

_INCOME = ("months", "until", "members", "lines", "stated")


def income_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return of recorded data what is income, without who determined it."""
    return {name: data.get(name) for name in _INCOME}


@per_view
def determined(view: View) -> dict[str, Fact]:
    """Return the last determination of each household's income in this pass, by ref."""
    return {fact.data["ref"]: fact for fact in view.facts("income_determined")}


def method_of(view: View) -> IncomeMethod:
    """Return how the procedure determines income.

    Raises:
        Refused: it does not.
    """
    method = view.tools.income
    if method is None:
        raise Refused("income_not_here", procedure=view.tools.procedure.title)
    return method


def class_by_income(view: View, data: Mapping[str, Any]) -> str:
    """Return the class that recorded income gives in the area of the commune."""
    method, rule = method_of(view), view.tools.procedure.income
    return method.classify(rule.band if rule else "", view.subject.area, method.income(data))


@fact_kind("income_determined")
def _determined(view: View, data: Mapping[str, Any]) -> None:
    if data["ref"] not in {item.ref for item in listed(view)}:
        raise UsageError("not_on_list", ref=data["ref"], subject=view.subject.title)
    check_income(view, data)


def check_income(view: View, data: Mapping[str, Any]) -> None:
    """Refuse an income that cannot be.

    Raises:
        Refused: the procedure does not go by income.
        UsageError: a source is unknown, named twice, or has costs where it can have none; nobody lives in the
            household; an amount is negative.
    """
    sources, ref = method_of(view).sources, data["ref"]
    codes = [line["source"] for line in data["lines"]]
    unknown = [code for code in codes if code not in sources]
    if unknown:
        raise UsageError("unknown_source", codes=tuple(unknown), ref=ref, known=tuple(sources))
    if len(set(codes)) < len(codes):
        raise UsageError("source_twice", ref=ref)
    costly = [line["source"] for line in data["lines"] if line["cost"] and not sources[line["source"]].costs]
    if costly:
        raise UsageError("source_without_costs", codes=tuple(costly), ref=ref)
    amounts = [line[name] for line in data["lines"] for name in ("gross", "cost")]
    if data["members"] < 1 or data["months"] < 1 or any(amount < 0 for amount in amounts):
        raise UsageError("income_impossible", ref=ref)


def _incomes(view: View) -> list[tuple[str, Fact, Income]]:
    method = method_of(view)
    return [(ref, fact, method.income(fact.data)) for ref, fact in determined(view).items()]


@requirement("income_complete")
def income_complete(view: View, _rule: Requirement) -> Verdict:
    """The income of every household on the list was determined in this pass."""
    found = determined(view)
    absent = [item.ref for item in listed(view) if item.ref not in found]
    seen = tuple(fact.seq for fact in found.values())
    if absent:
        params = {"count": len(absent), "refs": tuple(absent[:10])}
        return unmet(Status.MISSING, "income_complete_missing", facts=seen, params=params)
    proven = all(fact.data.get("evidence") for fact in found.values())
    return met("income_complete_met", proven=proven, facts=seen, count=len(found))


@requirement("income_period")
def income_period(view: View, _rule: Requirement) -> Verdict:
    """Each income is of so many whole months, the last of them not before the month in front of the review."""
    method = method_of(view)
    last_month = view.subject.opened_on.replace(day=1) - timedelta(days=1)
    wrong = [(ref, fact) for ref, fact, income in _incomes(view) if not _is_recent(fact, income, method, last_month)]
    if wrong:
        lines = tuple(_period_line(ref, fact.data) for ref, fact in wrong)
        params = {"lines": lines, "months": method.months, "last": last_month}
        seen = tuple(fact.seq for _ref, fact in wrong)
        return unmet(Status.CONTRADICTED, "income_period_wrong", facts=seen, params=params)
    return met("income_period_met", months=method.months, basis=cited(method.period_citation))


def _is_recent(fact: Fact, income: Income, method: IncomeMethod, last_month: date) -> bool:
    until = date.fromisoformat(fact.data["until"])
    return income.months == method.months and last_month <= until <= fact.on


def _period_line(ref: str, data: Mapping[str, Any]) -> Message:
    return message("checks.income_period_line", ref=ref, months=data["months"], until=date.fromisoformat(data["until"]))


def _counts_assistance(income: Income) -> bool:
    """Return whether what was stated is the sum with the part that the law does not count."""
    with_it = income.counted + income.excluded
    return income.excluded > 0 and income.is_stated(with_it) and not income.is_stated(income.counted)


@requirement("income_without_assistance")
def income_without_assistance(view: View, _rule: Requirement) -> Verdict:
    """Nobody's income counts social allowances or assistance from the state budget."""
    found = _incomes(view)
    wrong = [(ref, fact, income) for ref, fact, income in found if _counts_assistance(income)]
    if wrong:
        lines = tuple(
            message(
                "checks.income_assistance_line",
                ref=ref,
                stated=money(income.stated or 0),
                excluded=money(income.excluded),
                computed=income.each,
            )
            for ref, _fact, income in wrong
        )
        seen = tuple(fact.seq for _ref, fact, _income in wrong)
        return unmet(Status.CONTRADICTED, "income_without_assistance_wrong", facts=seen, params={"lines": lines})
    apart = [income for _ref, _fact, income in found if income.excluded]
    total = money(sum(income.excluded for income in apart))
    return met("income_without_assistance_met", count=len(apart), total=total)


@requirement("income_follows")
def income_follows(view: View, _rule: Requirement) -> Verdict:
    """What each form states as income a person a month is what its sources give."""
    found = _incomes(view)
    stated = [entry for entry in found if entry[2].stated is not None]
    wrong = [
        (ref, fact, income)
        for ref, fact, income in stated
        if not (income.is_stated(income.counted) or _counts_assistance(income))
    ]
    if wrong:
        lines = tuple(
            message("checks.income_differs", ref=ref, stated=money(income.stated or 0), computed=income.each)
            for ref, _fact, income in wrong
        )
        seen = tuple(fact.seq for _ref, fact, _income in wrong)
        return unmet(Status.CONTRADICTED, "income_follows_wrong", facts=seen, params={"lines": lines})
    return met("income_follows_met", count=len(found), stated=len(stated))


@requirement("income_from_production")
def income_from_production(view: View, _rule: Requirement) -> Verdict:
    """A household that is recognised has some income from farming, forestry, fishery or salt."""
    found = [(ref, fact, inc) for ref, fact, inc in _incomes(view) if _recognised(view, fact)]
    wrong = [
        (ref, fact)
        for ref, fact, income in found
        if not any(line.source.producing and line.gross for line in income.lines)
    ]
    if wrong:
        params = {"refs": tuple(ref for ref, _fact in wrong)}
        seen = tuple(fact.seq for _ref, fact in wrong)
        return unmet(Status.CONTRADICTED, "income_from_production_none", facts=seen, params=params)
    return met("income_from_production_met", count=len(found))


def _recognised(view: View, fact: Fact) -> bool:
    rule = view.tools.procedure.income
    return rule is not None and class_by_income(view, fact.data) == rule.band


@requirement("income_not_poor")
def income_not_poor(view: View, _rule: Requirement) -> Verdict:
    """Nobody on the list of poor and near-poor households is recognised, and each form says that this was looked up."""
    found = [(ref, fact) for ref, fact, _income in _incomes(view) if _recognised(view, fact)]
    listed_ = [(ref, fact) for ref, fact in found if fact.data.get("poor_list") == "on"]
    unknown = [(ref, fact) for ref, fact in found if fact.data.get("poor_list") not in {"on", "off"}]
    for status, key, cases in (
        (Status.CONTRADICTED, "income_not_poor_wrong", listed_),
        (Status.MISSING, "income_not_poor_missing", unknown),
    ):
        if cases:
            seen = tuple(fact.seq for _ref, fact in cases)
            return unmet(status, key, facts=seen, params={"refs": tuple(ref for ref, _fact in cases)})
    return met("income_not_poor_met", count=len(found))


def limits_text(view: View) -> Message:
    """Return the band of the procedure in the area of the commune, in words."""
    method, rule = method_of(view), view.tools.procedure.income
    return method.bands[rule.band if rule else ""].areas[view.subject.area].sentence()


def lines_of(income: Income) -> list[dict[str, Any]]:
    """Return the sources of an income as papers and tables show them."""
    return [
        {
            "source": line.source.code,
            "title": line.source.title.vi,
            "counted": line.source.counted,
            "gross": money(line.gross),
            "cost": money(line.cost),
            "net": money(line.net),
        }
        for line in income.lines
    ]


def summary_of(view: View, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recorded income worked out: sums, income a person a month, the class it gives."""
    income = method_of(view).income(data)
    until = date.fromisoformat(data["until"])
    months = until.year * 12 + until.month - data["months"]
    return {
        "from": date(months // 12, months % 12 + 1, 1).isoformat(),
        "until": data["until"],
        "months": data["months"],
        "members": data["members"],
        "lines": lines_of(income),
        "counted": money(income.counted),
        "excluded": money(income.excluded),
        "each_month": income.each,
        "each_month_with_excluded": share_text(income.counted + income.excluded, income.shares),
        "stated": money(income.stated) if income.stated is not None else None,
        "class": class_by_income(view, data),
    }
