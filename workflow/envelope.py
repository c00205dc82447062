"""What every paper says beside its body: who issues it, where, when, under which law, how its term was counted."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.procedures import Term
from rasoat.workflow.registry import FormSpec
from rasoat.workflow.term_pages import reasons_of
from rasoat.workflow.terms import DayLine, Due, prove


def envelope(spec: FormSpec, desk: Desk, sheet: Sheet, on: date, number: str | None, no: int | None) -> dict[str, Any]:
    """Return the frozen context of one paper."""
    file = desk.round.file
    commune = desk.commune
    return {
        "form": spec.code,
        "copies": spec.copies,
        "commune": _commune(commune),
        "village": _village(sheet.village or desk.village),
        "round": {
            "code": file.row.code,
            "year": file.row.year,
            "title": desk.procedure.title.vi,
            "kind": desk.procedure.kind,
            "standard": file.tools.standard.title.vi,
            "indicators": [item.title.vi for item in file.tools.standard.indicators],
            **_month(desk),
        },
        "date": on.isoformat(),
        "number": {"no": no, "symbol": spec.symbol, "text": number} if number else None,
        "bases": [*desk.procedure.bases_on(on), *_order(file.row.ordered_by)],
        "officials": commune["officials"],
        "draft": bool(desk.unverified),
        "proofs": list(sheet.proofs),
        "body": sheet.body,
    }


def _month(desk: Desk) -> dict[str, int]:
    """Return the month of a round that has no season of its own: there may be one each month."""
    return {} if desk.procedure.window else {"month": desk.view.subject.opened_on.month}


def _order(document: str | None) -> tuple[str, ...]:
    """Return the document that ordered the round as a basis; a bare number gets the words before it."""
    if not document:
        return ()
    return (f"Văn bản số {document}" if document[0].isdigit() else document,)


def _commune(commune: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": commune["name"],
        "kind": commune["kind"],
        "title": f"{commune['kind']} {commune['name']}",
        "province": commune["province"],
        "province_title": commune["province_title"],
        "district": commune.get("district"),
        "superior": commune.get("superior"),
        "phone": commune.get("phone"),
        "office": commune["office"],
        "area": commune["area"],
    }


def _village(village: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if village is None:
        return None
    return {
        "name": village["name"],
        "kind": village["kind"],
        "title": f"{village['kind']} {village['name']}",
        "house": village["house"],
        "head": village["head"],
    }


def law_of(term: Term) -> str:
    """Return a term as a notice cites it: "03 ngày làm việc, khoản 4 Điều 4 ..."."""
    unit = "ngày làm việc" if term.unit == "working" else "ngày"
    return f"{term.days:02d} {unit} ({term.citation.short('vi')})"


def proof(title: str, due: Due, calendar: Any) -> dict[str, Any]:
    """Return how a term was counted, for the foot of a paper."""
    return {
        "title": title,
        "from": due.event.isoformat(),
        "to": due.last_day.isoformat(),
        "law": law_of(due.term),
        "days": day_lines(prove(due, calendar)),
        "provisional": [item.render("vi") for item in reasons_of(due, calendar)] if due.provisional else [],
    }


def day_lines(lines: Iterable[DayLine]) -> list[dict[str, Any]]:
    """Return the days of a proof as papers list them."""
    return [
        {
            "date": line.day.isoformat(),
            "status": line.status,
            "count": line.count,
            "reason": line.reason.render("vi") if line.reason else None,
        }
        for line in lines
    ]
