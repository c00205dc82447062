"""What a paper rests on that nobody has yet compared with the official text: such papers are drafts.

A paper rests on the requirements of the step that made it, on their terms, and on the place in the law that
prescribes the step. Where only some variants have that step, it also rests on the choice of the variant.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from rasoat.messages import Message, message
from rasoat.workflow.citations import Citation
from rasoat.workflow.procedure_names import joined
from rasoat.workflow.procedures import Procedure, Requirement, Transition
from rasoat.workflow.standards import Standard

Place = tuple[tuple[str, ...], Citation, bool]
"""The names under which a place may be confirmed, its citation, whether it bears the mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One place of a procedure that is not verified.

    Attributes:
        target: how a confirmation names it: `citations.tt13-2025`, `terms.posting`.
        citation: its place in the law.
    """

    target: str
    citation: Citation

    def sentence(self) -> Message:
        """Return the place, and what is not known about it."""
        note = self.citation.note
        if note is None:
            return message("versions.grounds.line", target=self.target, basis=self.citation.cited())
        return message("versions.grounds.line_note", target=self.target, basis=self.citation.cited(), note=note)


def grounds(
    procedure: Procedure,
    rules: Iterable[Requirement],
    moves: Iterable[Transition],
    confirmed: Collection[str] = (),
    tables: Collection[Place] = (),
) -> tuple[Ground, ...]:
    """Return the unverified places that some requirements and steps rest on, each once.

    Args:
        procedure: the procedure, in the round's variant.
        rules: the requirements.
        moves: the steps.
        confirmed: places that were confirmed for the round.
        tables: places of the standards that classes rest on.
    """
    found: dict[str, Ground] = {}
    for targets, citation, unverified in (*_places(procedure, rules, moves), *tables):
        if unverified and not any(target in confirmed for target in targets):
            found.setdefault(targets[0], Ground(target=targets[0], citation=citation))
    return tuple(found.values())


def standard_places(standard: Standard, local: Standard | None) -> tuple[Place, ...]:
    """Return the open places of the standards of a round: every class of its papers rests on them."""
    named = [(f"standard.{target}", cited) for target, cited in standard.open_places()]
    if local:
        named += [(f"local.{target}", cited) for target, cited in local.open_places()]
    return tuple(((target,), cited, True) for target, cited in named)


def told(found: Collection[Ground], limit: int = 4) -> Message:
    """Return unverified places as one text; of many, the first and how many more there are."""
    lines = [ground.sentence() for ground in list(found)[:limit]]
    if len(found) > limit:
        lines.append(message("versions.grounds.more", count=len(found) - limit))
    return joined(lines, "; ")


def _places(procedure: Procedure, rules: Iterable[Requirement], moves: Iterable[Transition]) -> Iterator[Place]:
    """Yield each place with the names under which it may be confirmed, and whether it bears the mark."""
    for rule in rules:
        cited = f"citations.{rule.citation.id}"
        yield (cited, f"requirements.{rule.id}"), rule.citation, rule.citation.evidence == "unverified"
        if rule.term:
            yield (f"terms.{rule.term.id}",), rule.term.citation, rule.term.evidence == "unverified"
    for move in moves:
        yield (f"citations.{move.citation.id}",), move.citation, move.citation.evidence == "unverified"
        if (variant := procedure.variant) and move.of_variant:
            names = (f"citations.{variant.citation.id}", f"variants.{variant.id}")
            yield names, variant.citation, variant.citation.evidence == "unverified"
