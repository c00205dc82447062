"""What stands where personal data was erased, and the entry that says who erased it, when and under which document.

The digests of what was erased stay, so that the chain and its codes on paper hold. What stands in its place is named
by digest in the entry of the erasure: an alteration that poses as an erasure is named by none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from rasoat.messages import Message, message
from rasoat.models import schema as t
from rasoat.models.canonical import dumps, loads
from rasoat.models.store import Store
from rasoat.workflow.paper_trail import CANCELLED, SHARED

ERASED = "personal_data_erased"
KEPT_WHOLE = frozenset({"round_opened", "printed", "exported", "rule_confirmed", CANCELLED, SHARED, ERASED})
"""Entries that say nothing of a household."""
_OF_STEP = ("trigger", "source", "dest", "verdicts", "period")
_OF_CORRECTION = ("target", "annul", "on")
_OF_ALL = ("papers", "evidence", "replaces")
_OF_PAPER = ("form", "copies", "date", "number", "draft")
NOBODY = dumps({"name": "", "birth": "", "birth_year": None, "size": 0, "erased": True})
"""What stands for a household's head."""
NO_MEMBERS = dumps([])


@dataclass(frozen=True, slots=True)
class Erasures:
    """What the erasures of a database say.

    Attributes:
        entries: digest of what stands for an entry's content, by place in the one sequence.
        papers: digest of what stands for a paper's content, by entry and part.
        evidence: files that were removed.
        told: a sentence for each erasure, by round code.
    """

    entries: dict[int, str] = field(default_factory=dict)
    papers: dict[tuple[int, int], str] = field(default_factory=dict)
    evidence: set[str] = field(default_factory=set)
    told: dict[str, Message] = field(default_factory=dict)


def erasures(store: Store) -> Erasures:
    """Read the erasures of a database; one whose entry can no longer be read says nothing."""
    c = t.journal.c
    query = select(c.payload, c.occurred_on, t.chain.c.name).join(t.chain, t.chain.c.id == c.chain_id)
    found = Erasures()
    for row in store.connection.execute(query.where(c.kind == ERASED).order_by(c.gseq)):
        try:
            _read(found, loads(row.payload), row.occurred_on, row.name)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # it is reported with its chain
    return found


def _read(found: Erasures, said: Mapping[str, Any], on: str, chain: str) -> None:
    found.entries.update({int(gseq): sha256 for gseq, sha256 in said["entries"].items()})
    for place, sha256 in said["papers"].items():
        gseq, _, part = place.partition(".")
        found.papers[int(gseq), int(part)] = sha256
    found.evidence.update(said["evidence"])
    counts = {"entries": len(said["entries"]), "papers": len(said["papers"]), "files": len(said["evidence"])}
    who = {
        "by": said["by"],
        "document": said["document"],
        "on": date.fromisoformat(on),
        "households": said["households"],
    }
    found.told[chain] = message("journal.erased", chain=chain, **who, **counts)


def entry_stub(kind: str, payload: Mapping[str, Any]) -> str | None:
    """Return what is to stand for an entry's content, None where it says nothing of a person."""
    if kind in KEPT_WHOLE:
        return None
    stub: dict[str, Any] = {name: payload[name] for name in (*_OF_STEP, *_OF_CORRECTION, *_OF_ALL) if name in payload}
    if "set" in payload:
        stub["set"] = {}
    if "deviation" in payload:
        said = payload["deviation"]
        stub["deviation"] = {"reason": "", "by": "", "order": said["order"], "waived": said["waived"]}
    return dumps({**stub, "erased": True})


def paper_stub(context: Mapping[str, Any]) -> str:
    """Return what is to stand for a paper's content: which paper it was, not what it said."""
    return dumps({**{name: context[name] for name in _OF_PAPER if name in context}, "erased": True})


def strings(value: Any) -> Iterable[str]:
    """Yield all texts in a payload, names of fields too: refs of households are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
