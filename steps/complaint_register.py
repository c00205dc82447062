"""The register of complaints after the decision: one row a complaint, its days, its terms, what it came to."""

from datetime import date
from typing import Any

from rasoat.messages import message
from rasoat.steps.complaint_cases import Complaint, complaints
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.terms import Due

COLUMNS = (
    "no",
    "received",
    "by",
    "household",
    "against",
    "content",
    "accept_by",
    "accepted",
    "refused",
    "settle_by",
    "settled",
    "decision",
    "outcome",
    "further",
    "state",
)
"""The columns of the register, in their order; titles stand in the catalogue under `complaints.column`."""


def register(view: View) -> list[dict[str, Any]]:
    """Return the register as values: days as ISO text, codes as they are stored."""
    return [_row(view, item) for item in complaints(view)]


def _row(view: View, item: Complaint) -> dict[str, Any]:
    filed, ended = item.filed.data, item.settled or item.stopped
    settle_by = item.settle_by(view)
    return {
        "no": item.no,
        "received": item.filed.on.isoformat(),
        "by": filed["by"],
        "household": filed.get("ref"),
        "against": filed.get("against"),
        "content": filed["content"],
        "objection": filed.get("objection"),
        "rules": item.rules.id,
        "accept_by": _due(item.accept_by(view)),
        "complain_by": _due(item.complain_by(view)),
        "accepted": _day(item.accepted),
        "refused": _day(item.refused),
        "reason": item.refused.data.get("reason") if item.refused else None,
        "settle_by": _due(settle_by),
        "settled": _day(ended),
        "decision": ended.data.get("document") if ended else None,
        "outcome": item.settled.data.get("outcome") if item.settled else None,
        "further": [
            {"to": fact.data["to"], "on": fact.on.isoformat(), "result": fact.data.get("result")}
            for fact in item.further
        ],
        "state": item.state,
    }


def _due(due: Due | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {
        "last_day": due.last_day.isoformat(),
        "days": due.term.days,
        "unit": due.term.unit,
        "basis": due.term.citation.short("vi"),
        "evidence": due.term.evidence,
    }


def _day(fact: Fact | None) -> str | None:
    return fact.on.isoformat() if fact else None


def _date(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None


def told(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of the register with its codes as messages, for a table or a sheet."""
    further = tuple(
        message("complaints.further_line", to=message(f"complaints.further.{item['to']}"), result=item["result"] or "")
        for item in row["further"]
    )
    outcome = message(f"complaints.outcome.{row['outcome']}") if row["outcome"] else None
    days = {name: _date(row[name]) for name in ("received", "accepted", "settled")}
    return {
        **row,
        **days,
        "by": ", ".join(filter(None, (row["by"]["name"], row["by"].get("address")))),
        "accept_by": _date(row["accept_by"]["last_day"]),
        "settle_by": _date(row["settle_by"]["last_day"]) if row["settle_by"] else None,
        "refused": message("complaints.refused_line", on=_date(row["refused"]), reason=row["reason"] or "")
        if row["refused"]
        else None,
        "outcome": outcome,
        "further": further or None,
        "state": message(f"complaints.state.{row['state']}"),
    }
