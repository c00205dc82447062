"""The tables a round is bound to when it is opened, beside its procedure: standards, the point table of B1."""

from dataclasses import dataclass
from typing import Any

from rasoat.errors import UsageError
from rasoat.messages import message
from rasoat.models.store import Store
from rasoat.workflow.b1_tables import PREFIX, B1Table, BoundB1, parse_b1
from rasoat.workflow.procedures import Procedure
from rasoat.workflow.standards import Standard, load

NO_B1 = "none"
"""Said instead of a table where a round is to have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a round is to be bound to.

    Attributes:
        standard: a province's own file of the national standard; None for the one that comes with the program.
        local: a province's higher standard.
        b1: name of a kept point table, `none` for none; None takes the one kept table of the standard and year.
        b1_area: the area of that table.
    """

    standard: Standard | None = None
    local: Standard | None = None
    b1: str | None = None
    b1_area: str | None = None


def kept_b1(store: Store) -> list[B1Table]:
    """Return the point tables of the database, by name."""
    return [parse_b1(source) for _name, source in store.law_texts(PREFIX)]


def bind(store: Store, chosen: Chosen, procedure: Procedure, year: int) -> dict[str, Any]:
    """Keep the texts of what a round is bound to; return how the journal names them.

    Raises:
        UsageError: the standard is not that of the procedure, a local standard is of another one, or no point
            table, or more than one, can be meant.
    """
    standard = chosen.standard or load(procedure.standard)
    if standard.base is not None or standard.id != procedure.standard:
        raise UsageError("standard_not_of_procedure", id=standard.id, wanted=procedure.standard)
    if chosen.local and chosen.local.base != standard.id:
        base = chosen.local.base or message("standards.none")
        raise UsageError("local_standard_base", id=chosen.local.id, base=base, wanted=standard.id)
    named: dict[str, Any] = {}
    for role, item in (("standard", chosen.standard), ("local", chosen.local)):
        if item:
            store.keep_procedure(item.digest, f"{item.id}.toml", item.source)
            named[role] = {"sha256": item.digest, "name": item.id}
    if bound := _point_table(store, chosen, procedure, year):
        named["b1"] = {"sha256": bound.table.digest, "name": bound.table.name, "area": bound.area}
    return named


def _point_table(store: Store, chosen: Chosen, procedure: Procedure, year: int) -> BoundB1 | None:
    if chosen.b1 == NO_B1 or procedure.income is not None:
        return None
    kept = kept_b1(store)
    found = [
        item for item in kept if chosen.b1 == item.name or (chosen.b1 is None and item.covers(procedure.standard, year))
    ]
    if not found and chosen.b1 is None:
        return None
    if len(found) != 1:
        details = [message("errors.one_of", item=f"{item.name} ({item.content.source})") for item in found or kept]
        raise UsageError("b1_which", name=chosen.b1 or "-", details=details)
    if found[0].content.standard != procedure.standard:
        raise UsageError(
            "b1_other_standard", name=found[0].name, own=found[0].content.standard, wanted=procedure.standard
        )
    return found[0].bound(chosen.b1_area)
