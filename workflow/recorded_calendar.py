"""The calendar of a database: the one that comes with the program, and the notices that its office recorded.

Notices are entries of a chain of the journal of their own, so that they are hashed, append-only and sealed with the
rounds. The calendar changes only by a new entry; what it was before each stays with it.
"""

from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from rasoat.models.records import Entry
from rasoat.models.store import Store
from rasoat.workflow.calendar_notices import Notice, amended, notice_of
from rasoat.workflow.calendars import Calendar, vietnam

CHAIN = "@calendar"
"""Name of the chain; no round can have it."""

_known: WeakKeyDictionary[Engine, tuple[str | None, Calendar]] = WeakKeyDictionary()
"""The calendar by database, with the hash of the last notice it was made of."""


def calendar_of(store: Store) -> Calendar:
    """Return the calendar of a database as it is now."""
    head, engine = store.chain_head(CHAIN), store.connection.engine
    known, calendar = _known.get(engine, (None, vietnam()))
    if known != head:
        calendar = vietnam()
        for entry in store.entries_of_named_chain(CHAIN):
            calendar = amended(calendar, noticed(entry))
        _known[engine] = (head, calendar)
    return calendar


def noticed(entry: Entry) -> Notice:
    """Return the notice that an entry of the chain holds."""
    return notice_of(entry.payload, entry=entry.seq, recorded_at=entry.recorded_at, actor=entry.actor)
