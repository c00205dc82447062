"""Findings as every report tells them: what the law asks, by which article, what is there, what shows it, the cure."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasoat.messages import Lang, Message, message
from rasoat.workflow.auditing import Finding
from rasoat.workflow.calendars import Calendar
from rasoat.workflow.desk import Round
from rasoat.workflow.expecting import expected
from rasoat.workflow.procedure_names import trigger_title
from rasoat.workflow.procedures import Confirmation, Procedure
from rasoat.workflow.term_pages import plain_changes, reasons_of
from rasoat.workflow.terms import Due, prove
from rasoat.workflow.verdicts import Status

ORDER = (
    Status.WAIVED,
    Status.CONTRADICTED,
    Status.MISSING,
    Status.NOT_DUE,
    Status.CLAIMED,
    Status.PROVEN,
)
"""What an inspector reads first."""
GRAVE = frozenset({Status.WAIVED, Status.CONTRADICTED, Status.MISSING})
FAILING: Mapping[str, frozenset[Status]] = {
    "never": frozenset(),
    "contradicted": frozenset({Status.CONTRADICTED}),
    "missing": frozenset({Status.CONTRADICTED, Status.MISSING}),
    "waived": GRAVE,
    "claimed": GRAVE | {Status.CLAIMED},
}
"""From which status on an audit fails, mildest demand first; each takes in those before it."""
SHORT = 8
"""Characters of a digest that a reader compares with a file's own."""

Plain = dict[str, Any]


def _nothing(_finding: Finding) -> list[Plain]:
    return []


def _facts(finding: Finding) -> list[Any]:
    return list(dict.fromkeys(finding.verdict.facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What findings are told with.

    Attributes:
        files: the evidence files that a finding rests on, each with `name` and `sha256`.
        confirmations: what was confirmed for the round of places that its procedure file leaves unverified.
        places: where the record says what a finding rests on: entries of the journal, or lines of a register.
        clean: takes names out of a text.
        masked: leave out what people wrote to justify deviations, and the names of files.
    """

    lang: Lang
    procedure: Procedure
    calendar: Calendar
    files: Callable[[Finding], list[Plain]] = _nothing
    places: Callable[[Finding], list[Any]] = _facts
    confirmations: Sequence[Confirmation] = ()
    clean: Callable[[str], str] = str
    masked: bool = False

    def render(self, item: Message) -> str:
        """Return a text in the language of the report, without names where it is masked."""
        return self.clean(item.render(self.lang))

    def confirmed(self, *targets: str) -> Plain | None:
        """Return who confirmed one of these places for the round, and by which text; None where nobody did."""
        found = next((item for item in reversed(self.confirmations) if item.of in targets), None)
        return self.confirmation(found) if found else None

    def confirmation(self, item: Confirmation) -> Plain:
        """Return a confirmation as values."""
        names = {"by": self.clean(item.by), "document": self.clean(item.document)}
        return {"of": item.of, "value": item.value, "on": item.on.isoformat(), **names}


def files_of(desk_round: Round) -> Callable[[Finding], list[Plain]]:
    """Return what tells the evidence files of a finding: those that the entries it looked at name."""
    named: dict[int, tuple[str, ...]] = {}
    for row in desk_round.rows:
        facts = desk_round.case(row).facts
        named |= {fact.seq: tuple(fact.data["evidence"]) for fact in facts if fact.data.get("evidence")}
    names = {sha256: name for sha256, _size, name in desk_round.store.evidence()}

    def files(finding: Finding) -> list[Plain]:
        digests = dict.fromkeys(item for seq in finding.verdict.facts for item in named.get(seq, ()))
        return [{"name": names.get(item), "sha256": item} for item in digests]

    return files


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings, those first that an inspector reads first."""
    return sorted(findings, key=lambda item: ORDER.index(item.verdict.status))


def fails(findings: Sequence[Finding], demand: str) -> bool:
    """Return whether an audit fails that demands this much: a name of `FAILING`."""
    return any(item.verdict.status in FAILING[demand] for item in findings)


def plain(item: Finding, telling: Telling) -> Plain:
    """Return a finding as values, texts in the language of the telling."""
    verdict, rule, lang = item.verdict, item.rule, telling.lang
    return {
        "subject": item.subject.title,
        "stage": item.stage,
        "stage_title": telling.render(telling.procedure.stages[item.stage].title),
        "step": item.trigger,
        "step_title": trigger_title(item.trigger).render(lang),
        "step_on": item.step_on.isoformat() if item.step_on else None,
        "pass": item.pass_no,
        "requirement": rule.id,
        "title": telling.render(message(f"checks.{rule.check}")),
        "basis": rule.citation.short(lang),
        "evidence": rule.citation.evidence,
        "confirmed": telling.confirmed(f"citations.{rule.citation.id}", f"requirements.{rule.id}"),
        "severity": rule.severity,
        "status": verdict.status.value,
        "status_title": telling.render(message(f"words.status.{verdict.status.value}")),
        "expected": telling.render(expected(rule)),
        "found": telling.render(verdict.found),
        "cure": telling.render(verdict.cure) if verdict.cure else None,
        "facts": telling.places(item),
        "files": [] if telling.masked else telling.files(item),
        "term": _term(verdict.due, telling) if verdict.due else None,
        "deviation": None if telling.masked else _deviation(item),
    }


def _term(due: Due, telling: Telling) -> Plain:
    """Return a term with its proof, day by day."""
    return {
        "term": due.term.id,
        "days": due.term.days,
        "unit": due.term.unit,
        "event": due.event.isoformat(),
        "last_day": due.last_day.isoformat(),
        "provisional": due.provisional,
        "open_matters": [telling.render(item) for item in reasons_of(due, telling.calendar)] if due.provisional else [],
        "changes": plain_changes(due, telling.calendar, telling.lang),
        "basis": due.term.citation.short(telling.lang),
        "evidence": due.term.evidence,
        "confirmed": telling.confirmed(f"terms.{due.term.id}"),
        "proof": [
            {
                "day": line.day.isoformat(),
                "status": line.status,
                "count": line.count,
                "sentence": telling.render(line.sentence()),
            }
            for line in prove(due, telling.calendar)
        ],
    }


def _deviation(item: Finding) -> Mapping[str, str] | None:
    deviation = item.deviation
    if deviation is None:
        return None
    return {"reason": deviation.reason, "by": deviation.by, "order": deviation.order}


def same_cause(item: Finding) -> Hashable:
    """Return what makes findings one: step, status, what was found, how to cure it, who answers for it."""
    verdict, deviation = item.verdict, item.deviation
    return (
        item.subject.title,
        item.stage,
        item.trigger,
        item.pass_no,
        item.step_on,
        verdict.status,
        verdict.found.render(),
        verdict.cure.render() if verdict.cure else "",
        (deviation.reason, deviation.by, deviation.order) if deviation else None,
    )
