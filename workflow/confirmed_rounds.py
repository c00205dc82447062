"""A place of an open round's procedure confirmed: a journalled fact that lifts the draft mark from later papers.

The round keeps its text for life, so only what that text says can be confirmed; papers made before stay as they are.
"""

from dataclasses import dataclass
from datetime import date

from rasoat.errors import UsageError
from rasoat.models.database import Database
from rasoat.models.journal import Ledger
from rasoat.models.records import Draft, Entry
from rasoat.models.store import Store
from rasoat.workflow.confirming import CONFIRMED, agreed_value, target_named
from rasoat.workflow.desk import Round, RoundFile, open_file
from rasoat.workflow.orders import Author
from rasoat.workflow.own_standards import value_at
from rasoat.workflow.procedure_file import ProcedureTable
from rasoat.workflow.tables import read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmRule:
    """The order to confirm a place of the round's procedure.

    Attributes:
        name: the place (`terms.posting`), or only `posting`.
        value: what the official text says there.
        by: who compared it, with the post.
        document: the text it was compared with.
    """

    round: str | None
    name: str
    value: str | None
    by: str
    document: str
    on: date
    command_id: str | None = None


def confirm_rule(database: Database, order: ConfirmRule, author: Author) -> Entry:
    """Record that a place of the round's procedure was compared with the official text; return the entry.

    Raises:
        UsageError: no such place, no name or document, another value than the round's text has, a day to come.
    """
    if not (order.by.strip() and order.document.strip()):
        raise UsageError("confirm_incomplete")
    if order.on > author.today:
        raise UsageError("date_in_future", on=order.on, today=author.today)
    with database.write() as connection:
        store = Store(connection)
        file = open_file(store, order.round)
        procedure = file.procedure
        table = read_table(procedure.source, name=f"{procedure.id}.toml", shape=ProcedureTable)
        target, own = _of_tables(file, order) or _of_procedure(table, order)
        payload = {
            "of": target,
            "value": own,
            "by": order.by.strip(),
            "document": order.document.strip(),
        }
        if order.command_id and (done := store.entries_of_command(order.command_id)):
            if (done[0].kind, done[0].payload) != (CONFIRMED, payload):
                raise UsageError("command_id_reused", command=order.command_id)
            return done[0]
        row = Round(store, file).row_of(None)
        draft = Draft(kind=CONFIRMED, case_id=row.id, occurred_on=order.on.isoformat(), payload=payload)
        ledger = Ledger(connection)
        (entry,) = ledger.append(file.row.chain_id, [draft], author.signature(order.command_id))
        ledger.flush()
        return entry


def _of_procedure(table: ProcedureTable, order: ConfirmRule) -> tuple[str, str]:
    target = target_named(table, order.name)
    return target, agreed_value(table, target, order.value)


def _of_tables(file: RoundFile, order: ConfirmRule) -> tuple[str, str] | None:
    """Return a place of the round's standards and what is said there; None when another place is meant."""
    role, _, place = order.name.partition(".")
    standard = {"standard": file.tools.standard, "local": file.tools.local}.get(role)
    if standard is None:
        return None
    target, value = value_at(standard, place)
    return f"{role}.{target}", value
