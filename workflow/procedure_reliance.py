"""Whether a procedure file has the terms that the code behind its checks, forms and facts looks up by id."""

from collections.abc import Iterator

from rasoat.messages import Message, message
from rasoat.workflow.procedure_file import ProcedureTable, active
from rasoat.workflow.rules import Part, Vocabulary

Use = tuple[str, Part, str]
"""Key in the file, what is named there, its name."""


def reliance_faults(table: ProcedureTable, variant: str | None, vocabulary: Vocabulary) -> Iterator[Message]:
    """Yield each id that something in the file needs and the file, in this variant, does not have.

    Without the refusal at load an officer would meet it as a failure in the middle of a round.
    """
    terms = {term.id for _, term in active(table.terms, variant)}
    for key, part, name in _uses(table, variant):
        for term in vocabulary.relies.get((part, name), ()):
            if term not in terms:
                yield message(f"procedure.{part}_needs_term", key=key, name=name, value=term)


def _uses(table: ProcedureTable, variant: str | None) -> Iterator[Use]:
    for place, requirement in active(table.requirements, variant):
        yield f"requirements[{place}].check", "check", requirement.check
    for place, stage in active(table.stages, variant):
        for fact in stage.records:
            yield f"stages[{place}].records", "fact", fact
        for fact, forms in stage.papers.items():
            for form in forms:
                yield f"stages[{place}].papers.{fact}", "form", form
    for place, move in active(table.transitions, variant):
        for form in move.produces:
            yield f"transitions[{place}].produces", "form", form
