"""What the steps and the forms bring to the machinery: checks, fact kinds, papers.

`workflow` knows no stage. Each step registers its checks (`@requirement`), the facts recorded there
(`fact_kind`) and the contexts of its papers (`@paper`); `notices` registers the forms. A procedure file may
name only what is registered here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from rasoat.workflow.cases import View
from rasoat.workflow.citations import Text
from rasoat.workflow.procedures import Requirement, Vocabulary
from rasoat.workflow.rules import Part
from rasoat.workflow.verdicts import Verdict

if TYPE_CHECKING:
    from rasoat.workflow.desk import Desk, Sheet

Check = Callable[[View, Requirement], Verdict]
Validator = Callable[[View, Mapping[str, Any]], None]
Builder = Callable[["Desk"], Iterable["Sheet"]]
Code = TypeVar("Code", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSpec:
    """What the machinery must know of a form to put it into the outbox.

    Attributes:
        body: whose number series it takes (`ubnd`, `bcd`, `gcn`), None when the law gives no number.
        symbol: what follows the number, such as `TB-UBND`.
        copies: originals to sign.
    """

    code: str
    title: Text
    body: str | None
    symbol: str | None
    copies: int


@dataclass(slots=True)
class _Registry:
    checks: dict[str, Check] = field(default_factory=dict)
    counted: dict[str, Check] = field(default_factory=dict)
    params: dict[str, Mapping[str, type]] = field(default_factory=dict)
    facts: dict[str, Validator] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    papers: dict[str, Builder] = field(default_factory=dict)
    forms: dict[str, FormSpec] = field(default_factory=dict)
    relies: dict[Callable[..., Any], tuple[str, ...]] = field(default_factory=dict)


_registry = _Registry()


def requirement(name: str, **params: type) -> Callable[[Check], Check]:
    """Register the one function that guards, advises and audits the requirement `name`.

    Args:
        name: as procedure files write it in `check`.
        params: the parameters a procedure file must give, with their types.
    """

    def register(check: Check) -> Check:
        _registry.checks[name] = check
        _registry.params[name] = params
        return check

    return register


def relies_on(*terms: str) -> Callable[[Code], Code]:
    """Register which terms a check, a fact kind or a paper looks up in the procedure by their ids."""

    def register(code: Code) -> Code:
        _registry.relies[code] = terms
        return code

    return register


def by_counts(name: str) -> Callable[[Check], Check]:
    """Register how the requirement `name` is judged where a record carries counts instead of households."""

    def register(check: Check) -> Check:
        _registry.counted[name] = check
        return check

    return register


def fact_kind(name: str, *, late: bool = False) -> Callable[[Validator], Validator]:
    """Register a fact kind with the function that refuses data that cannot be (UsageError).

    Args:
        name: as procedure files write it in `records`.
        late: what comes from outside may be entered after the case has moved on, under its true date.
    """

    def register(validate: Validator) -> Validator:
        _registry.facts[name] = validate
        if late:
            _registry.late.add(name)
        return validate

    return register


def paper(form: str) -> Callable[[Builder], Builder]:
    """Register the function that yields the bodies of the papers of a form, one each."""

    def register(builder: Builder) -> Builder:
        _registry.papers[form] = builder
        return builder

    return register


def register_form(spec: FormSpec) -> None:
    """Register a form."""
    _registry.forms[spec.code] = spec


def check_of(rule: Requirement) -> Check:
    """Return the check of a requirement."""
    return _registry.checks[rule.check]


def counted_check_of(rule: Requirement) -> Check | None:
    """Return how a requirement is judged by counts, None where counts say nothing of it."""
    return _registry.counted.get(rule.check)


def validator_of(kind: str) -> Validator:
    """Return the validator of a fact kind."""
    return _registry.facts[kind]


def may_be_late(kind: str) -> bool:
    """Return whether a fact may be dated before the last step of its case."""
    return kind in _registry.late


def builder_of(form: str) -> Builder:
    """Return the context builder of a form."""
    return _registry.papers[form]


def form_of(code: str) -> FormSpec:
    """Return the spec of a form."""
    return _registry.forms[code]


def vocabulary() -> Vocabulary:
    """Return what procedure files may name: checks with their parameters, forms, fact kinds; and what these need."""
    parts: dict[Part, Mapping[str, Callable[..., Any]]] = {
        "check": _registry.checks,
        "form": _registry.papers,
        "fact": _registry.facts,
    }
    known = _registry.relies
    return Vocabulary(
        checks=dict(_registry.params),
        forms=frozenset(_registry.papers) & frozenset(_registry.forms),
        facts=frozenset(_registry.facts),
        relies={
            (part, name): known[code] for part, codes in parts.items() for name, code in codes.items() if code in known
        },
    )
