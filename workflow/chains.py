"""Are the chains whole? Every content against its digest, its digest against its hash, each hash against the next.

Millions of entries must not take minutes: the driver's own rows are read as they come, SQLite writes the text that is
hashed, and no payload is parsed. Only an entry that does not fit is looked at again, slowly and exactly.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from rasoat.messages import Message, message
from rasoat.models import schema as t
from rasoat.models.canonical import GENESIS, HASHED, entry_hash

_AT_ONCE = 500
_COLUMNS = ", ".join(HASHED)
_ORDERED = "FROM journal WHERE chain_id = {mark} ORDER BY seq"
_HASHED_TEXT = f"CAST(json_array(prev_hash, ?, {_COLUMNS}) AS BLOB)"
_QUICK = (
    f"SELECT CAST(payload AS BLOB), {_HASHED_TEXT}, payload_sha256, hash, prev_hash, gseq, seq "  # our own column names
    + _ORDERED.format(mark="?")
)
"""SQLite's own canonical JSON; where it writes a rare letter otherwise than we do, the entry is looked at again."""
_SLOW = f"SELECT payload, hash, prev_hash, {_COLUMNS} {_ORDERED}"  # our own column names
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
        strange: entries that do not fit their own content, by place in the one sequence.
    """

    entries: int = 0
    problems: list[Message] = field(default_factory=list)
    broken: dict[int, int] = field(default_factory=dict)
    strange: set[int] = field(default_factory=set)
    places: list[int] = field(default_factory=list)


def read_chains(connection: Connection, erased: Mapping[int, str]) -> Chains:
    """Read and check all chains.

    Args:
        connection: an open transaction.
        erased: the digest of what stands for the content of an entry whose personal data was erased, by place in the
            one sequence.
    """
    found = Chains()
    for chain in connection.execute(select(t.chain).order_by(t.chain.c.id)).all():
        _read_chain(connection, chain, erased, found)
    for row in _homeless(connection):
        found.places.append(row.gseq)
        found.problems.append(message("journal.no_chain", gseq=row.gseq, since=row.recorded_at))
    found.entries = len(found.places)
    found.problems[:0] = _gaps(connection, sorted(found.places))
    return found


def _read_chain(connection: Connection, chain: Any, erased: Mapping[int, str], found: Chains) -> None:
    driver = connection.dialect.loaded_dbapi.Error
    for quick in (connection.dialect.name == "sqlite", False):
        part = Chains()
        try:
            _walk(connection, chain, erased, part, quick=quick)
        except driver:  # a column holds what is no text: read again, in Python, which says where
            continue
        break
    else:
        part.problems.append(message("journal.unreadable", subject=chain.name))
    found.problems += part.problems
    found.broken |= part.broken
    found.strange |= part.strange
    found.places += part.places


def _walk(connection: Connection, chain: Any, erased: Mapping[int, str], found: Chains, *, quick: bool) -> None:
    """Check one chain; the loop is what the speed of the verification is made of."""
    prev, expected, places = GENESIS, 1, found.places
    for rows in _chunks(connection, chain, quick=quick):
        for content, hashed, content_sha256, hash_, prev_hash, gseq, seq in rows:
            fits = sha256(content).hexdigest() == content_sha256 and sha256(hashed).hexdigest() == hash_
            if not fits or prev_hash != prev or seq != expected:
                _explain(connection, chain, (gseq, seq, expected, prev), erased, found)
            prev, expected = hash_, seq + 1
            places.append(gseq)
    if (expected - 1, prev) != (chain.seq, chain.head):
        _cut(connection, chain, expected - 1, found)


def _chunks(connection: Connection, chain: Any, *, quick: bool) -> Iterator[Iterable[Linked]]:
    cursor = connection.connection.cursor()
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    try:
        if quick:
            cursor.execute(_QUICK, (chain.name, chain.id))
        else:
            cursor.execute(_SLOW.format(mark=mark), (chain.id,))
        while rows := cursor.fetchmany(_AT_ONCE):
            yield rows if quick else _written_here(chain.name, rows)
    finally:
        cursor.close()


def _written_here(name: str, rows: Iterable[Any]) -> Iterator[Linked]:
    """Yield rows with the text that is hashed, where the database does not write it."""
    for content, hash_, prev_hash, *columns in rows:
        gseq, seq, content_sha256 = columns[0], columns[1], columns[-1]
        yield _bytes(content), _encode([prev_hash, name, *columns]), content_sha256, hash_, prev_hash, gseq, seq


def _explain(
    connection: Connection, chain: Any, place: tuple[int, int, int, str], erased: Mapping[int, str], found: Chains
) -> None:
    """Say what is wrong with an entry, if something is: it may have been erased, or be written in rare letters."""
    gseq, seq, expected, prev = place
    try:
        row = connection.execute(select(t.journal).where(t.journal.c.gseq == gseq)).one()
    except DBAPIError:  # text that is no text
        _add(found, chain.id, seq, message("journal.entry_changed", chain=chain.name, seq=seq, since="-"))
        found.strange.add(gseq)
        return
    where = {"chain": chain.name, "seq": seq, "since": row.recorded_at}
    if seq != expected:
        _add(found, chain.id, seq, message("journal.chain_gap", expected=expected, **where))
    elif row.prev_hash != prev:
        _add(found, chain.id, seq, message("journal.chain_cut", **where))
    content = sha256(_bytes(row.payload)).hexdigest()
    if content not in {row.payload_sha256, erased.get(gseq)}:
        _add(found, chain.id, seq, message("journal.payload_changed", **where))
        found.strange.add(gseq)
    if entry_hash(chain.name, dict(row._mapping), row.prev_hash) != row.hash:  # noqa: SLF001 # SQLAlchemy's documented mapping view of a row
        _add(found, chain.id, seq, message("journal.entry_changed", **where))
        found.strange.add(gseq)


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


def _gaps(connection: Connection, places: list[int]) -> list[Message]:
    """Return where the one sequence over all rounds has gaps."""
    if places == list(range(1, len(places) + 1)):
        return []
    found, expected = [], 1
    for place in places:
        if place != expected:
            since = connection.execute(select(t.journal.c.recorded_at).where(t.journal.c.gseq == place)).scalar()
            found.append(message("journal.gap", first=expected, last=place - 1, since=since))
        expected = place + 1
    return found
