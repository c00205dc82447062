"""Are the chains whole? Every content against its digest, its digest against its hash, each hash against the next.

Millions of entries must not take minutes: the driver's own rows are read as they come, SQLite writes the text that is
hashed, and no payload is parsed. Only an entry that does not fit is looked at again, slowly and exactly.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from rasoat.messages import Message, message
from rasoat.models import schema as t
from rasoat.models.canonical import GENESIS, HASHED, entry_hash

_AT_ONCE = 500
_COLUMNS = ", ".join(HASHED)
_HASHED_TEXT = f"CAST(json_array(prev_hash, ?, {_COLUMNS}) AS BLOB)"
_QUICK = f"SELECT CAST(payload AS BLOB), {_HASHED_TEXT}, hash FROM journal WHERE chain_id = ? ORDER BY seq"  # noqa: S608 # our own column names
"""SQLite writes the canonical JSON; each column more costs a tenth of the speed, so the rest is read out of that."""
_PREV, _CONTENT = slice(len('["'), len('["') + len(GENESIS)), slice(-len(GENESIS) - len('"]'), -len('"]'))
"""Where in that text the hash before and the digest of the content stand."""
_encode = msgspec.json.encode

Linked = tuple[bytes, bytes, str, str, str, int, int]
"""An entry as the chain needs it: content, what is hashed, digest of the content, hash, hash before, both places."""


@dataclass(slots=True)
class Chains:
    """What the reading of all chains found.

    Attributes:
        entries: how many entries there are.
        problems: what is wrong, in the order of the chains.
        broken: the first entry, by chain, that is not what its chain says.
    """

    entries: int = 0
    problems: list[Message] = field(default_factory=list)
    broken: dict[int, int] = field(default_factory=dict)


def read_chains(connection: Connection, erased: Mapping[int, str]) -> Chains:
    """Read and check all chains.

    Args:
        connection: an open transaction.
        erased: the digest of what stands for the content of an entry whose personal data was erased, by place in the
            one sequence.
    """
    found = Chains(problems=_gaps(connection))
    found.entries = connection.execute(select(func.count()).select_from(t.journal)).scalar() or 0
    for chain in connection.execute(select(t.chain).order_by(t.chain.c.id)).all():
        if not _whole(connection, chain):
            _read_chain(connection, chain, erased, found)
    for row in _homeless(connection):
        found.problems.append(message("journal.no_chain", gseq=row.gseq, since=row.recorded_at))
    return found


def _whole(connection: Connection, chain: Any) -> bool:
    """Return whether nothing at all is the matter with a chain; this loop is what the speed is made of."""
    if connection.dialect.name != "sqlite":
        return False
    prev, count = GENESIS.encode(), 0
    cursor = connection.connection.cursor()
    try:
        cursor.execute(_QUICK, (chain.name, chain.id))
        while rows := cursor.fetchmany(_AT_ONCE):
            for content, hashed, hash_ in rows:
                if (
                    sha256(hashed).hexdigest() != hash_
                    or hashed[_PREV] != prev
                    or hashed[_CONTENT] != sha256(content).hexdigest().encode()
                ):
                    return False
                prev = hash_.encode()
            count += len(rows)
    except connection.dialect.loaded_dbapi.Error:  # a column holds what is no text
        return False
    finally:
        cursor.close()
    # places are unique and whole numbers: as many as the last one are all of them
    last = connection.execute(select(func.max(t.journal.c.seq)).where(t.journal.c.chain_id == chain.id)).scalar() or 0
    return (count, count, prev.decode()) == (last, chain.seq, chain.head)


def _read_chain(connection: Connection, chain: Any, erased: Mapping[int, str], found: Chains) -> None:
    """Check a chain entry by entry, and say what is wrong with each."""
    prev, expected = GENESIS, 1
    try:
        for content, hashed, content_sha256, hash_, prev_hash, gseq, seq in _links(connection, chain):
            fits = sha256(content).hexdigest() == content_sha256 and sha256(hashed).hexdigest() == hash_
            if not fits or prev_hash != prev or seq != expected:
                _explain(connection, chain, (gseq, seq, expected, prev), erased, found)
            prev, expected = hash_, seq + 1
    except (DBAPIError, TypeError):  # text that is no text, numbers that are none
        _add(found, chain.id, expected, message("journal.unreadable", subject=chain.name))
        return
    if (expected - 1, prev) != (chain.seq, chain.head):
        _cut(connection, chain, expected - 1, found)


def _links(connection: Connection, chain: Any) -> Iterator[Linked]:
    """Yield the entries of a chain, each with the text that is hashed."""
    c = t.journal.c
    query = select(c.payload, c.hash, c.prev_hash, *(c[name] for name in HASHED))
    ordered = query.where(c.chain_id == chain.id).order_by(c.seq)
    for content, hash_, prev_hash, *columns in connection.execute(ordered):
        gseq, seq, content_sha256 = columns[0], columns[1], columns[-1]
        hashed = _encode([prev_hash, chain.name, *columns])
        yield _bytes(content), hashed, content_sha256, hash_, prev_hash, gseq, seq


def _explain(
    connection: Connection, chain: Any, place: tuple[int, int, int, str], erased: Mapping[int, str], found: Chains
) -> None:
    """Say what is wrong with an entry, if something is: its personal data may have been erased."""
    gseq, seq, expected, prev = place
    row = connection.execute(select(t.journal).where(t.journal.c.gseq == gseq)).one()
    where = {"chain": chain.name, "seq": seq, "since": row.recorded_at}
    if seq != expected:
        _add(found, chain.id, seq, message("journal.chain_gap", expected=expected, **where))
    elif row.prev_hash != prev:
        _add(found, chain.id, seq, message("journal.chain_cut", **where))
    if sha256(_bytes(row.payload)).hexdigest() not in {row.payload_sha256, erased.get(gseq)}:
        _add(found, chain.id, seq, message("journal.payload_changed", **where))
    if entry_hash(chain.name, dict(row._mapping), row.prev_hash) != row.hash:  # noqa: SLF001 # SQLAlchemy's documented mapping view of a row
        _add(found, chain.id, seq, message("journal.entry_changed", **where))


def _bytes(content: Any) -> bytes:
    return content if isinstance(content, bytes) else str(content).encode()


def _add(found: Chains, chain_id: int, seq: int, problem: Message) -> None:
    found.problems.append(problem)
    found.broken[chain_id] = min(seq, found.broken.get(chain_id, seq))


def _cut(connection: Connection, chain: Any, last: int, found: Chains) -> None:
    query = select(t.journal.c.recorded_at).where(t.journal.c.chain_id == chain.id, t.journal.c.seq == last)
    since = connection.execute(query).scalar() or "-"
    found.problems.append(message("journal.head_differs", chain=chain.name, seq=chain.seq, last=last, since=since))


def _homeless(connection: Connection) -> list[Any]:
    known = select(t.chain.c.id)
    query = select(t.journal.c.gseq, t.journal.c.recorded_at).where(t.journal.c.chain_id.not_in(known))
    return list(connection.execute(query.order_by(t.journal.c.gseq)))


def _gaps(connection: Connection) -> list[Message]:
    """Return where the one sequence over all rounds has gaps."""
    c = t.journal.c
    count, first, last = connection.execute(select(func.count(), func.min(c.gseq), func.max(c.gseq))).one()
    if not count or (first, last) == (1, count):
        return []
    found, expected = [], 1
    for gseq, since in connection.execute(select(c.gseq, c.recorded_at).order_by(c.gseq)):
        if gseq != expected:
            found.append(message("journal.gap", first=expected, last=gseq - 1, since=since))
        expected = gseq + 1
    return found
