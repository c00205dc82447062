"""The register of numbers: per issuing body and year, no gap unexplained, no double; a cancelled number stays.

A number stands in the register for ever, with the paper that carries it. What is said of it later (cancelled, replaced)
are entries of the journal; the register is read from both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.messages import Message
from rasoat.models.canonical import dumps, loads
from rasoat.models.database import Database
from rasoat.models.journal import Ledger
from rasoat.models.records import Draft, Entry, NumberRow
from rasoat.models.store import Store
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.issued_papers import named, trail_of
from rasoat.workflow.orders import Author
from rasoat.workflow.outbox import number_text, shared_reason
from rasoat.workflow.paper_trail import CANCELLED, SHARED, Trail

BODIES = ("ubnd", "bcd", "gcn")
"""The series of numbers a commune keeps for its reviews, in the order in which the register shows them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One number of the register.

    Attributes:
        row: the number with the paper that carries it.
        number: as the paper shows it.
        on: the paper's date.
        cancelled: the entry that cancelled it.
        replaces: the paper it replaces, in words.
        replaced_by: the paper that replaces it, in words.
        gap: numbers before it that were left out, and why.
    """

    row: NumberRow
    number: str
    on: date
    village: str | None
    cancelled: Entry | None = None
    replaces: Message | None = None
    replaced_by: Message | None = None
    gap: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Numbers of a series that no paper carries, from `first` to `last`; `reason` is None when nobody said why."""

    body: str
    year: int
    first: int
    last: int
    reason: str | None


def lines_of(store: Store, commune_id: int, body: str | None = None, year: int | None = None) -> list[Line]:
    """Return the register of a commune, or of one body or year, by body, year and number."""
    rows = [row for row in store.numbers(commune_id) if body in {None, row.body} and year in {None, row.year}]
    trails = {chain: trail_of(store, chain) for chain in {row.chain_id for row in rows}}
    places = {(row.chain_id, row.seq, row.part): row for row in rows}
    lines = [_line(row, trails[row.chain_id], places) for row in rows]
    return sorted(lines, key=lambda line: (BODIES.index(line.row.body), line.row.year, line.row.no))


def _line(row: NumberRow, known: Trail, places: dict[tuple[int, int, int], NumberRow]) -> Line:
    context, place = loads(row.context), (row.seq, row.part)
    newest = places.get((row.chain_id, *known.newest(place)))
    said, village = context.get("replaces"), context.get("village")
    gap = loads(row.payload)["papers"][row.part - 1].get("gap") if '"gap"' in row.payload else None
    return Line(
        row=row,
        number=number_text(row.no, row.symbol),
        on=date.fromisoformat(context["date"]),
        village=village["title"] if village else None,
        cancelled=known.cancelled.get(place),
        replaces=named(said["form"], said["number"], date.fromisoformat(said["date"])) if said else None,
        replaced_by=_named(newest) if newest and newest is not row else None,
        gap=gap,
    )


def _named(row: NumberRow) -> Message:
    return named(row.form, number_text(row.no, row.symbol), date.fromisoformat(loads(row.context)["date"]))


def gaps_of(store: Store, commune_id: int, lines: Sequence[Line]) -> list[Gap]:
    """Return the numbers that the series of these lines leave out, each with the reason on record."""
    found: list[Gap] = []
    for body, year in dict.fromkeys((line.row.body, line.row.year) for line in lines):
        own = [line for line in lines if (line.row.body, line.row.year) == (body, year)]
        elsewhere = shared_reason(store, commune_id, body, year) or None
        found += [
            Gap(body=body, year=year, first=first, last=last, reason=_reason(own, first) or elsewhere)
            for first, last in _left_out([line.row.no for line in own])
        ]
    return found


def _reason(lines: Sequence[Line], no: int) -> str | None:
    gaps = (line.gap for line in lines if line.gap)
    return next((str(gap["reason"]) for gap in gaps if gap["first"] <= no <= gap["last"]), None)


def _left_out(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of numbers from 1 on that are not in an ascending list."""
    expected = 1
    for no in numbers:
        if no > expected:
            yield expected, no - 1
        expected = no + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """The order to cancel a number: the series, the number, why, and who answers for it."""

    round: str | None
    body: str
    year: int
    no: int
    reason: str
    by: str
    command_id: str | None = None


def cancel(database: Database, order: Cancel, author: Author) -> tuple[Entry, NumberRow]:
    """Cancel a number; it stays in the register, and is never used again. Return the entry and the number.

    Raises:
        UsageError: no reason, nobody answers for it, or the register has no such number.
        Refused: it is cancelled already.
    """
    if not (order.reason.strip() and order.by.strip()):
        raise UsageError("cancel_unexplained")
    with database.write() as connection:
        store = Store(connection)
        row = _number(store, open_file(store, order.round, erased_too=True).row.commune_id, order)
        payload = {
            "body": row.body,
            "year": row.year,
            "no": row.no,
            "symbol": row.symbol,
            "reason": order.reason.strip(),
            "by": order.by.strip(),
            "paper": {"seq": row.seq, "part": row.part},
        }
        if order.command_id and (done := store.entries_of_command(order.command_id)):
            return _same(done[0], CANCELLED, payload), row
        before = trail_of(store, row.chain_id).cancelled.get((row.seq, row.part))
        if before:
            said = before.payload
            number = number_text(row.no, row.symbol)
            on = date.fromisoformat(before.occurred_on)
            raise Refused("number_cancelled_before", number=number, on=on, reason=said["reason"], by=said["by"])
        draft = Draft(kind=CANCELLED, case_id=row.case_id, occurred_on=author.today.isoformat(), payload=payload)
        return _append(connection, row.chain_id, draft, author, order.command_id), row


def _number(store: Store, commune_id: int, order: Cancel) -> NumberRow:
    rows = [row for row in store.numbers(commune_id) if (row.body, row.year) == (order.body, order.year)]
    found = next((row for row in rows if row.no == order.no), None)
    if found is None:
        last = max((row.no for row in rows), default=0)
        raise UsageError("number_unknown", no=order.no, body=order.body, year=order.year, last=last)
    return found


def _same(done: Entry, kind: str, payload: dict[str, Any]) -> Entry:
    if done.kind != kind or dumps(done.payload) != dumps(payload):
        raise UsageError("command_id_reused", command=done.command_id)
    return done


def _append(connection: Any, chain_id: int, draft: Draft, author: Author, command_id: str | None) -> Entry:
    ledger = Ledger(connection)
    (entry,) = ledger.append(chain_id, [draft], author.signature(command_id))
    ledger.flush()
    return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The declaration that a series is kept in the agency's own system, and this program uses some of its numbers."""

    round: str | None
    body: str
    year: int
    reason: str
    by: str
    command_id: str | None = None


def share(database: Database, order: Share, author: Author) -> Entry:
    """Record who keeps a series: numbers that papers of a review leave out then went to other papers.

    Raises:
        UsageError: it does not say where the series is kept, or who says so.
    """
    if not (order.reason.strip() and order.by.strip()):
        raise UsageError("share_unexplained")
    with database.write() as connection:
        store = Store(connection)
        desk_round = Round(store, open_file(store, order.round))
        payload = {"body": order.body, "year": order.year, "reason": order.reason.strip(), "by": order.by.strip()}
        if order.command_id and (done := store.entries_of_command(order.command_id)):
            return _same(done[0], SHARED, payload)
        own = desk_round.row_of(None)
        draft = Draft(kind=SHARED, case_id=own.id, occurred_on=author.today.isoformat(), payload=payload)
        return _append(connection, desk_round.file.row.chain_id, draft, author, order.command_id)
