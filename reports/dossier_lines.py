"""The journal as a file: a line an entry, with every column its hash covers, so that a stranger can recompute it.

Payloads are kept as the text that was digested, not as nested JSON: what is hashed must be what is written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from rasoat.messages import Message, message
from rasoat.models import schema as t
from rasoat.models.canonical import GENESIS, anchor_code, digest, dumps, entry_hash, loads
from rasoat.models.store import Store

EXPORTED = "exported"
"""The kind of entry that says when a dossier was made."""
PAPERWORK = frozenset({"printed", EXPORTED})
"""Kinds of entry that say what was done with the record, not what happened in the round."""


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One journal entry; `payload` is its canonical JSON text, None where the dossier leaves it out."""

    chain: str
    gseq: int
    seq: int
    case_id: int | None
    kind: str
    occurred_on: str
    recorded_at: str
    actor: str
    command_id: str
    part: int
    payload: str | None
    payload_sha256: str
    prev_hash: str
    hash: str

    @property
    def content(self) -> Mapping[str, Any]:
        """What the entry records; empty where it is left out or unreadable, which the check of the chain reports."""
        try:
            found = loads(self.payload) if self.payload else {}
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def code(self) -> str:
        """The code that a paper of this entry carries."""
        return anchor_code(self.chain, self.seq, self.hash)


_decoder = msgspec.json.Decoder(Line)


def read_lines(store: Store, chain_id: int, chain: str) -> tuple[Line, ...]:
    """Return the journal of a chain, without the exports at its end: making a dossier twice gives the same one."""
    rows = store.connection.execute(select(t.journal).where(t.journal.c.chain_id == chain_id).order_by(t.journal.c.seq))
    names = [name for name in Line.__struct_fields__ if name not in {"chain", "payload"}]
    lines = [
        Line(chain=chain, payload=row["payload"] or None, **{name: row[name] for name in names})
        for row in rows.mappings()
    ]
    while lines and lines[-1].kind == EXPORTED:
        lines.pop()
    return tuple(lines)


def to_jsonl(lines: Iterable[Line], *, masked: bool) -> bytes:
    """Return the journal as JSON, a line an entry; masked, payloads are left out and their digests stay."""
    shown = (msgspec.structs.replace(line, payload=None) if masked else line for line in lines)
    return "".join(f"{dumps(line)}\n" for line in shown).encode()


def from_jsonl(source: bytes) -> tuple[tuple[Line, ...], tuple[Message, ...]]:
    """Return the entries of a journal file, and which of its lines cannot be read."""
    lines: list[Line] = []
    faults: list[Message] = []
    for no, raw in enumerate(source.splitlines(), start=1):
        try:
            lines.append(_decoder.decode(raw))
        except (ValueError, RecursionError):
            faults.append(message("dossier.line_unreadable", line=no))
    return tuple(lines), tuple(faults)


def faults_of_chain(lines: Sequence[Line]) -> Iterator[tuple[int, Message]]:
    """Yield which entries are not what the chain says, each with its place among the lines from 1."""
    seq, prev, gseq = 0, GENESIS, 0
    for place, line in enumerate(lines, start=1):
        where = {"chain": lines[0].chain, "seq": line.seq, "since": line.recorded_at}
        if line.chain != lines[0].chain:
            yield place, message("dossier.other_chain", other=line.chain, **where)
        if line.seq != seq + 1:
            yield place, message("journal.chain_gap", expected=seq + 1, **where)
        elif line.prev_hash != prev:
            yield place, message("journal.chain_cut", **where)
        if line.gseq <= gseq:
            yield place, message("dossier.out_of_order", **where)
        if line.payload is not None and digest(line.payload) != line.payload_sha256:
            yield place, message("journal.payload_changed", **where)
        if entry_hash(line.chain, msgspec.structs.asdict(line), line.prev_hash) != line.hash:
            yield place, message("journal.entry_changed", **where)
        seq, prev, gseq = line.seq, line.hash, line.gseq


def weigh_anchors(
    lines: Sequence[Line], first_broken: int | None, anchors: Iterable[str]
) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Return what codes from paper vouch for, and which of them do not fit.

    Args:
        lines: the journal.
        first_broken: the place from 1 of the first line that is not what the chain says.
        anchors: the codes as typed.
    """
    known: dict[str, tuple[int, Line]] = {}
    for place, line in enumerate(lines, start=1):
        try:
            known[line.code.casefold()] = (place, line)
        except ValueError:  # a hash that is none; the check of the chain reports it
            continue
    vouched: list[Message] = []
    wrong: list[Message] = []
    for given in anchors:
        found = known.get(given.strip().casefold())
        if found is None:
            wrong.append(message("journal.anchor_unknown", anchor=given))
            continue
        place, line = found
        where = {"anchor": given, "seq": line.seq, "chain": line.chain}
        if first_broken is not None and first_broken <= place:
            wrong.append(message("journal.anchor_broken", first=lines[first_broken - 1].seq, **where))
        else:
            vouched.append(message("journal.anchor_vouches", on=line.recorded_at, **where))
    return tuple(vouched), tuple(wrong)


def named_under(content: Any, key: str) -> list[Any]:
    """Return every item of every list that stands under `key`, at any depth: papers, evidence."""
    found: list[Any] = []
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            listed = value.get(key)
            found += listed if isinstance(listed, list) else []
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found
