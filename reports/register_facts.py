"""From a line of a register to a fact as the checks read it: what the line says, and what it leaves open."""

from collections.abc import Callable, Mapping
from typing import Any

from rasoat.exchange.event_lines import Line
from rasoat.reports.register_words import SPECIAL
from rasoat.steps.counts import ALL
from rasoat.steps.postings import RESULT, REVERIFICATION
from rasoat.workflow.partial import Partial

_ONE = frozenset({"application_received", "household_removed"})
"""Kinds of which one line is one household unless it counts more."""


def fact_data(line: Line, kind: str, place: str | None) -> Mapping[str, Any]:
    """Return what a line says of a fact of this kind; what it could say and does not is unknown.

    Args:
        line: the line.
        kind: kind of the fact.
        place: where something was posted, for a posting.
    """
    if line.data is not None:
        return Partial(line.data)
    says = _BUILDERS.get(kind, _counted)(line)
    says |= SPECIAL[line.event].says if line.event in SPECIAL else {}
    values = {"evidence": list(line.evidence), "document": line.document, "place": place, **says}
    known = {name: value for name, value in values.items() if value is not None}
    return Partial(known, unknown=says.keys() - known.keys())


def _counted(line: Line) -> dict[str, Any]:
    count = line.households
    return {"count": 1 if count is None and line.event in _ONE else count}


def _meeting(line: Line) -> dict[str, Any]:
    groups = line.groups
    return {
        "attendees": line.attendees,
        "agreed": line.agree,
        "listed_attending": line.households,
        "presided": line.person,
        "groups": {name: [{"name": "-", "title": None}] for name in groups} if groups else None,
        "front_invited": "front" in groups if groups else None,
        "signed": list(line.signed) if line.signed else None,
        "copies": line.copies,
    }


def _posting(line: Line) -> dict[str, Any]:
    return {
        "purpose": REVERIFICATION if line.objection else RESULT,
        **({"objection": line.objection} if line.objection else {}),
        "interrupted": False,
    }


def _announced(line: Line) -> dict[str, Any]:
    return {"medium": line.where}


def _objection(line: Line) -> dict[str, Any]:
    return {"no": line.objection}


def _committee(line: Line) -> dict[str, Any]:
    return {
        "attendees": line.attendees,
        "members": line.members,
        "agree": line.agree.get(ALL) if line.agree else None,
    }


def _letter(line: Line) -> dict[str, Any]:
    return {"document": line.document}


def _signed(line: Line) -> dict[str, Any]:
    return {"signer": line.person}


_BUILDERS: Mapping[str, Callable[[Line], dict[str, Any]]] = {
    "meeting_held": _meeting,
    "posting_started": _posting,
    "posting_stopped": _posting,
    "announcement_made": _announced,
    "objection_filed": _objection,
    "objection_reverified": _objection,
    "objection_answered": _objection,
    "committee_met": _committee,
    "decision_signed": _signed,
    "official_report_sent": _letter,
}
