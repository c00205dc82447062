"""The audit report: what an inspector attaches to conclusions, as one tree of values that every format reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.messages import Message, message
from rasoat.reports.audit_board import boards
from rasoat.reports.findings import GRAVE, ORDER, Plain, Telling, in_order, plain, same_cause
from rasoat.workflow.auditing import Finding
from rasoat.workflow.gathering import gathered
from rasoat.workflow.procedure_names import length
from rasoat.workflow.procedures import Procedure
from rasoat.workflow.verdicts import MET, Status

UNSEEN = frozenset({"assumed", "unverified"})
"""Marks of bases that nobody has compared with the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """One audit with all that its report says.

    Attributes:
        title: what the report is about: the commune, or the register's file.
        made_on: the day the report is dated.
        made_by: who ran the audit, None where that is masked.
        journal: `entries`, `code` of the last, `faults` of the chain; None where there is no journal.
        register: `name` and `sha256` of the register of a past round.
        anchors: the newest paper of each case with its code.
    """

    title: str
    round: str
    year: int
    opened_on: str
    ordered_by: str | None
    on: date
    made_on: date
    made_by: str | None
    findings: Sequence[Finding]
    telling: Telling
    corrections: Sequence[Plain]
    journal: Plain | None = None
    register: Plain | None = None
    anchors: Sequence[Plain] = ()


def report(audited: Audited) -> Plain:
    """Return the report as values, texts in the language of its telling; equal audits give equal reports."""
    telling, law = audited.telling, audited.telling.procedure
    findings = [plain(item, telling) for item in in_order(audited.findings)]
    by_cause = gathered(in_order(audited.findings), same_cause)
    groups = [_group(items, telling) for items in by_cause]
    grave = [group for group in groups if group["status"] in {"missing", "contradicted"}]
    return {
        "lang": telling.lang,
        "masked": telling.masked,
        "title": audited.title,
        "round": audited.round,
        "year": audited.year,
        "opened_on": audited.opened_on,
        "ordered_by": audited.ordered_by and telling.clean(audited.ordered_by),
        "procedure": _procedure(law, telling),
        "on": audited.on.isoformat(),
        "made_on": audited.made_on.isoformat(),
        "made_by": None if telling.masked else audited.made_by,
        "journal": audited.journal,
        "register": audited.register,
        "summary": _summary(audited),
        "corrections": list(audited.corrections),
        "deviations": [group for group in groups if group["status"] == "waived"],
        "breaches": [_case(items) for items in gathered(_by_case(grave, audited), lambda group: group["subject"])],
        "met": _met(audited),
        "waiting": _waiting(audited),
        "unseen": list(_unseen(law, telling)),
        "confirmed": [telling.confirmation(item) for item in telling.confirmations],
        "anchors": list(audited.anchors),
        "boards": boards(audited.findings, telling),
        "findings": findings,
    }


def _procedure(law: Procedure, telling: Telling) -> Plain:
    return {
        "id": law.id,
        "title": telling.render(law.title),
        "version": law.version,
        "variant": law.variant and telling.render(law.variant.title),
        "valid_from": law.valid_from.isoformat(),
        "valid_to": law.valid_to and law.valid_to.isoformat(),
        "sha256": law.digest,
    }


def _summary(audited: Audited) -> Plain:
    found = audited.findings
    return {
        "count": len(found),
        "cases": len({item.subject.title for item in found}),
        "grave": sum(item.verdict.status in GRAVE for item in found),
        "statuses": [
            {
                "status": status.value,
                "title": audited.telling.render(message(f"words.status.{status.value}")),
                "block": sum(item.verdict.status is status and item.rule.severity == "block" for item in found),
                "warn": sum(item.verdict.status is status and item.rule.severity == "warn" for item in found),
            }
            for status in ORDER
        ],
    }


def _group(items: Sequence[Finding], telling: Telling) -> Plain:
    """Return findings of one cause as one: the common parts, the requirements it leaves open, all it rests on."""
    all_ = [plain(item, telling) for item in items]
    files = {file["sha256"] or file["name"]: file for item in all_ for file in item["files"]}
    places = {str(place): place for item in all_ for place in item["facts"]}
    terms = {item["term"]["last_day"]: item["term"] for item in all_ if item["term"]}
    names = ("title", "basis", "evidence", "confirmed", "severity", "expected", "requirement")
    rules = [{name: item[name] for name in names} for item in all_]
    grounds = {"rules": rules, "files": list(files.values()), "facts": list(places.values())}
    return {**all_[0], **grounds, "terms": list(terms.values())}


def _by_case(groups: Iterable[Plain], audited: Audited) -> list[Plain]:
    order = list(dict.fromkeys(item.subject.title for item in audited.findings))
    stages = list(audited.telling.procedure.stages)
    return sorted(
        groups, key=lambda group: (order.index(group["subject"]), group["pass"], stages.index(group["stage"]))
    )


def _case(groups: Sequence[Plain]) -> Plain:
    return {"subject": groups[0]["subject"], "groups": list(groups)}


def _met(audited: Audited) -> list[Plain]:
    """Return what is met, a table for each requirement: its demand is said once, then a line a village."""
    clean = [item for item in audited.findings if item.verdict.status in MET]
    order = list(audited.telling.procedure.requirements)
    tables = gathered(clean, lambda item: item.rule.id)
    tables.sort(key=lambda items: order.index(items[0].rule.id) if items[0].rule.id in order else -1)
    found = []
    for items in tables:
        lines = [plain(item, audited.telling) for item in items]
        names = ("title", "basis", "evidence", "confirmed", "expected", "severity")
        found.append({**{name: lines[0][name] for name in names}, "lines": lines})
    return found


def _waiting(audited: Audited) -> list[Plain]:
    open_ = [item for item in audited.findings if item.verdict.status is Status.NOT_DUE]
    lines = []
    for items in gathered(open_, lambda item: item.subject.title):
        told = [plain(item, audited.telling) for item in items]
        lines.append(
            {"subject": told[0]["subject"], "step": told[0]["step_title"], "titles": [i["title"] for i in told]}
        )
    return lines


def _unseen(law: Procedure, telling: Telling) -> Iterable[Plain]:
    """Yield the bases that nobody compared with the text, with what rests on each."""
    users: dict[str, list[Message]] = {}
    bases = {}
    for rule in law.requirements.values():
        settled = telling.confirmed(f"citations.{rule.citation.id}", f"requirements.{rule.id}")
        if rule.citation.evidence in UNSEEN and not settled:
            bases[rule.citation.id] = (rule.citation, rule.citation.evidence)
            users.setdefault(rule.citation.id, []).append(message(f"checks.{rule.check}"))
    for term in law.terms.values():
        mark = next((mark for mark in (term.evidence, term.citation.evidence) if mark in UNSEEN), None)
        if mark and not telling.confirmed(f"terms.{term.id}"):
            bases.setdefault(term.citation.id, (term.citation, mark))
            said = message("report.law.term", id=term.id, length=length(term.days, term.unit))
            users.setdefault(term.citation.id, []).append(said)
    for name, (citation, mark) in bases.items():
        yield {
            "basis": citation.short(telling.lang),
            "mark": telling.render(message(f"pages.mark.{mark}")),
            "note": telling.render(citation.note) if citation.note else None,
            "used_for": [telling.render(item) for item in users[name]],
        }


def plain_report(told: Mapping[str, Any]) -> Plain:
    """Return a report for scripts: each finding once, without what is only its arrangement on pages."""
    return {name: value for name, value in told.items() if name not in {"boards", "met", "breaches", "waiting"}}
