"""Period digests: what closing a village or a step of the commune says of all rounds of the database up to then.

A chain vouches for its own round. The period digest in the entry of such a step names the heads of all chains, so
that a paper of one round also witnesses the others, and one rewritten later no longer fits what the others said of it.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from rasoat.models import schema as t
from rasoat.models.canonical import digest, dumps
from rasoat.models.journal import Ledger
from rasoat.workflow.procedures import Procedure, Transition

Head = tuple[str, int, str]
"""A chain's name, its number of entries, the hash of the last."""


def closes(procedure: Procedure, transition: Transition) -> bool:
    """Return whether a step closes something: a village, or a part of the commune's own way."""
    return transition.track == "round" or procedure.stages[transition.dest].final


def period(ledger: Ledger) -> dict[str, Any]:
    """Return how many entries the database had before this step, and the root over all chains."""
    ledger.flush()
    heads = [tuple(row) for row in ledger.connection.execute(select(t.chain.c.name, t.chain.c.seq, t.chain.c.head))]
    return {"entries": sum(seq for _name, seq, _head in heads), "root": root(heads)}


def root(heads: Iterable[Head]) -> str:
    """Return the SHA-256 of the canonical JSON list of [name, entries, head], by name; empty chains are left out."""
    return digest(dumps(sorted([name, seq, head] for name, seq, head in heads if seq)))
