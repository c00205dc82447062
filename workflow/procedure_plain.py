"""A procedure as plain values, for scripts."""

from collections.abc import Iterable
from typing import Any

from rasoat.messages import Lang
from rasoat.workflow.citations import Citation
from rasoat.workflow.procedure_names import Titles, check_title, fact_title, form_title, trigger_title
from rasoat.workflow.rules import Basis, Procedure, Requirement, Stage, Term, Transition


def plain_procedure(procedure: Procedure, forms: Titles, lang: Lang) -> dict[str, Any]:
    """Return the procedure in its variant as JSON values, titles in `lang`; `forms` names the papers."""
    window = procedure.window
    return {
        "id": procedure.id,
        "version": procedure.version,
        "kind": procedure.kind,
        "standard": procedure.standard,
        "title": procedure.title.render(lang),
        "valid": {
            "from": procedure.valid_from.isoformat(),
            "to": procedure.valid_to.isoformat() if procedure.valid_to else None,
        },
        "window": window and {"from": list(window.first), "to": list(window.last), **_basis(window.citation, lang)},
        "income": procedure.income and {"method": procedure.income.method, "band": procedure.income.band},
        "bases": [_base(basis) for basis in procedure.bases],
        "variant": procedure.variant.id if procedure.variant else None,
        "variants": [
            {
                "id": item.id,
                "title": item.title.render(lang),
                "default": item.default,
                **_basis(item.citation, lang),
            }
            for item in procedure.variants
        ],
        "terms": [_term(term, lang) for term in procedure.terms.values()],
        "stages": [_stage(procedure, stage, forms, lang) for stage in procedure.stages.values()],
        "citations": [_citation(item, lang) for item in procedure.citations.values()],
        "sha256": procedure.digest,
    }


def _basis(citation: Citation, lang: Lang) -> dict[str, Any]:
    return {"basis": citation.short(lang), "citation": citation.id, "evidence": citation.evidence}


def _citation(item: Citation, lang: Lang) -> dict[str, Any]:
    return {
        "id": item.id,
        "text": item.short(lang),
        "evidence": item.evidence,
        "source": item.source,
        "note": item.note.render(lang) if item.note else None,
    }


def _term(term: Term, lang: Lang) -> dict[str, Any]:
    return {
        "id": term.id,
        "days": term.days,
        "unit": term.unit,
        "counts_from": term.counts_from,
        **_basis(term.citation, lang),
        "evidence": term.evidence,
    }


def _stage(procedure: Procedure, stage: Stage, forms: Titles, lang: Lang) -> dict[str, Any]:
    leaving = [move for move in procedure.transitions if move.track == stage.track and stage.id in move.sources]
    return {
        "id": stage.id,
        "track": stage.track,
        "title": stage.title.render(lang),
        "initial": stage.initial,
        "final": stage.final,
        **_basis(stage.citation, lang),
        "records": [{"id": fact, "title": fact_title(fact).render(lang)} for fact in stage.records],
        "begins_with": list(stage.begins_with),
        "duties": [_requirement(rule, lang) for rule in stage.duties],
        "papers": {fact: _papers(codes, forms, lang) for fact, codes in stage.papers.items()},
        "transitions": [_transition(move, forms, lang) for move in leaving],
    }


def _papers(codes: Iterable[str], forms: Titles, lang: Lang) -> list[dict[str, str]]:
    return [{"form": code, "title": form_title(code, forms).render(lang)} for code in codes]


def _transition(move: Transition, forms: Titles, lang: Lang) -> dict[str, Any]:
    return {
        "trigger": move.trigger,
        "title": trigger_title(move.trigger).render(lang),
        "to": move.dest,
        "new_pass": move.new_pass,
        **_basis(move.citation, lang),
        "requires": [_requirement(rule, lang) for rule in move.requires],
        "produces": _papers(move.produces, forms, lang),
    }


def _requirement(rule: Requirement, lang: Lang) -> dict[str, Any]:
    return {
        "id": rule.id,
        "check": rule.check,
        "title": check_title(rule.check).render(lang),
        "params": {name: list(value) if isinstance(value, tuple) else value for name, value in rule.params.items()},
        "term": rule.term.id if rule.term else None,
        "severity": rule.severity,
        **_basis(rule.citation, lang),
    }


def _base(basis: Basis) -> dict[str, str | None]:
    first, last = (day.isoformat() if day else None for day in (basis.first, basis.last))
    return {"text": basis.text, "from": first, "to": last}
