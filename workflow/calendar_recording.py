"""Recording a notice in the calendar of a database: checked whole, then one entry of the calendar's chain."""

from dataclasses import dataclass, replace
from datetime import date

from rasoat.errors import Refused, UsageError
from rasoat.models.canonical import GENESIS
from rasoat.models.journal import Ledger
from rasoat.models.records import Draft, Entry
from rasoat.models.store import Store
from rasoat.workflow.calendar_notices import RECORDED, Notice, amended, faults
from rasoat.workflow.calendars import Calendar
from rasoat.workflow.orders import Author
from rasoat.workflow.recorded_calendar import CHAIN, calendar_of, noticed


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What recording a notice did; `entry` is None when it was only tried, or did nothing because it was there."""

    before: Calendar
    after: Calendar
    entry: Entry | None
    repeated: bool = False


def check(notice: Notice, calendar: Calendar, today: date) -> None:
    """Refuse a notice that a calendar cannot take.

    Raises:
        Refused: `details` names each day and why.
    """
    if found := faults(notice, calendar, today):
        raise Refused("calendar_notice", document=notice.number, count=len(found), details=found)


def tried(store: Store, notice: Notice, author: Author) -> Recorded:
    """Return what recording a notice would do; nothing is written.

    Raises:
        Refused: the calendar cannot take it, see `check`.
    """
    before = calendar_of(store)
    check(notice, before, author.today)
    return Recorded(before=before, after=amended(before, replace(notice, recorded_on=author.today)), entry=None)


def record(store: Store, notice: Notice, author: Author, command_id: str | None = None) -> Recorded:
    """Record a notice; what it needs is one write transaction.

    Raises:
        Refused: the calendar cannot take it, see `check`.
        UsageError: the command id was used for something else.
    """
    before = calendar_of(store)
    if command_id and (done := store.entries_of_command(command_id)):
        if (done[0].kind, done[0].payload) != (RECORDED, notice.payload()):
            raise UsageError("command_id_reused", command=command_id)
        return Recorded(before=before, after=before, entry=done[0], repeated=True)
    check(notice, before, author.today)
    ledger = Ledger(store.connection)
    chain = store.chain_named(CHAIN) or store.add_chain(CHAIN, GENESIS)
    draft = Draft(kind=RECORDED, case_id=None, occurred_on=notice.issued_on.isoformat(), payload=notice.payload())
    (entry,) = ledger.append(chain, [draft], author.signature(command_id))
    ledger.flush()
    return Recorded(before=before, after=amended(before, noticed(entry)), entry=entry)
