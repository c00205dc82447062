"""Opening a round: a commune runs a procedure once, bound to it for life."""

import re
from dataclasses import dataclass, field
from datetime import date

from rasoat.errors import UsageError
from rasoat.messages import message
from rasoat.models.canonical import GENESIS, commune_digest
from rasoat.models.database import Database
from rasoat.models.journal import Ledger
from rasoat.models.records import CommuneRow, Draft, Entry
from rasoat.models.store import Store
from rasoat.steps.carrying import recognised_before
from rasoat.workflow.choosing import check_choice
from rasoat.workflow.engine import Author
from rasoat.workflow.procedures import Procedure, load
from rasoat.workflow.registry import vocabulary
from rasoat.workflow.round_tables import Chosen, bind
from rasoat.workflow.standards import load as load_standard

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,39}")
"""It is printed at the foot of papers and typed back from there, and becomes part of file names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRound:
    """The order to open a round.

    Attributes:
        procedure: id of a procedure that comes with the program, or one read from a file.
        variant: the upper level's role, where the procedure leaves it open.
        year: the review year; the status it gives is that of the year after.
        tables: what the round is bound to beside the procedure.
        ordered_by: the document that orders the round.
        status_year: the year for which the round gives status, where somebody said so.
        from_last: the lists of earlier rounds are to be taken over: refused where there is none.
    """

    commune: str | None
    procedure: str | Procedure
    variant: str | None
    year: int
    on: date
    code: str | None = None
    ordered_by: str | None = None
    status_year: int | None = None
    tables: Chosen = field(default_factory=Chosen)
    command_id: str | None = None
    from_last: bool = False


def open_round(database: Database, order: OpenRound, author: Author) -> str:
    """Open a round; return its code.

    Raises:
        UsageError: unknown commune, procedure or variant; a round of this code exists, maybe under another
            version; the procedure is not in force on that day, or not the one for such a review.
    """
    procedure = (
        load(order.procedure, vocabulary=vocabulary(), variant=order.variant)
        if isinstance(order.procedure, str)
        else order.procedure
    )
    if order.code is not None and not _CODE.fullmatch(order.code):
        raise UsageError("round_code", code=order.code)
    if order.on > author.today:
        raise UsageError("date_in_future", on=order.on, today=author.today)
    _check_validity(procedure, order.on)
    _check_standard(procedure, order)
    check_choice(procedure, order.on, status_year=order.status_year, ordered_by=order.ordered_by)
    with database.write() as connection:
        store = Store(connection)
        if order.command_id and (done := store.entries_of_command(order.command_id)):
            return _opened(done[0], order, procedure)
        commune = _commune(store, order.commune)
        code = order.code or _usual_code(commune, procedure, order)
        _refuse_again(store, code, procedure)
        if order.from_last and not recognised_before(store, commune.id, order.on):
            raise UsageError("nothing_to_carry", commune=commune.name)
        _write(store, commune, procedure, code, order, author)
    return code


def _usual_code(commune: CommuneRow, procedure: Procedure, order: OpenRound) -> str:
    """Return the code of a round; what has no season of its own comes each month, and says which."""
    month = "" if procedure.window else f"-{order.on.month:02d}"
    return f"{commune.code}-{order.year}{month}-{procedure.kind.upper()}"


def _opened(entry: Entry, order: OpenRound, procedure: Procedure) -> str:
    """Return the code of the round that a repeated command opened."""
    code = str(entry.payload.get("code"))
    same = entry.payload.get("procedure_sha256") == procedure.digest and order.code in {None, code}
    if entry.kind != "round_opened" or not same:
        raise UsageError("command_id_reused", command=order.command_id)
    return code


def _refuse_again(store: Store, code: str, procedure: Procedure) -> None:
    """Refuse to open a round a second time, and say so where it would be under another version."""
    row = next((row for row in store.rounds() if row.code.casefold() == code.casefold()), None)
    if row is None:
        return
    variant = procedure.variant.id if procedure.variant else None
    if (row.procedure_digest, row.variant) == (procedure.digest, variant):
        raise UsageError("round_exists", code=code)
    name, _source = store.procedure_source(row.procedure_digest)
    own, other = (
        message("versions.choice.named", id=id_, variant=of or "-", digest=digest[:12])
        for id_, of, digest in (
            (name.removesuffix(".toml"), row.variant, row.procedure_digest),
            (procedure.id, variant, procedure.digest),
        )
    )
    raise UsageError("round_other_version", code=row.code, own=own, other=other)


def _check_validity(procedure: Procedure, on: date) -> None:
    if on < procedure.valid_from or (procedure.valid_to and on > procedure.valid_to):
        raise UsageError(
            "procedure_not_in_force",
            procedure=procedure.id,
            on=on,
            first=procedure.valid_from,
            last=procedure.valid_to or message("errors.open_end"),
        )


def _check_standard(procedure: Procedure, order: OpenRound) -> None:
    """Refuse a status year that the procedure's standard is not for; income bands name no standard of scores."""
    standard, year = order.tables.standard or load_standard(procedure.standard), order.status_year
    if year and not procedure.income and not standard.first_year <= year <= standard.last_year:
        raise UsageError(
            "standard_of_other_years",
            procedure=procedure.id,
            standard=standard.id,
            year=year,
            first=standard.first_year,
            last=standard.last_year,
        )


def _commune(store: Store, code: str | None) -> CommuneRow:
    communes = store.communes()
    chosen = [item for item in communes if code is None or code in {item.code, item.name}]
    if len(chosen) == 1:
        return chosen[0]
    known = [message("errors.one_of", item=f"{item.code} ({item.name})") for item in communes]
    raise UsageError("which_commune" if communes else "no_commune", code=code or "-", details=known)


def _write(
    store: Store, commune: CommuneRow, procedure: Procedure, code: str, order: OpenRound, author: Author
) -> None:
    store.keep_procedure(procedure.digest, f"{procedure.id}.toml", procedure.source)
    tables = bind(store, order.tables, procedure, order.year)
    row = store.add_round(
        code,
        GENESIS,
        code=code,
        commune_id=commune.id,
        procedure_digest=procedure.digest,
        variant=procedure.variant.id if procedure.variant else None,
        year=order.year,
        opened_on=order.on.isoformat(),
        ordered_by=order.ordered_by,
    )
    own = store.add_case(row.id, "round", procedure.initial("round"), None)
    villages = store.villages(commune.id)
    cases = {str(own.id): None} | {
        str(store.add_case(row.id, "village", procedure.initial("village"), village.id).id): village.id
        for village in villages
    }
    payload = {
        "code": code,
        "procedure": procedure.id,
        "procedure_sha256": procedure.digest,
        "variant": row.variant,
        "year": order.year,
        "ordered_by": order.ordered_by,
        **({"status_year": order.status_year} if order.status_year else {}),
        "commune_sha256": commune_digest(commune.description, [item.description for item in villages]),
        "cases": cases,
        **({"tables": tables} if tables else {}),
    }
    draft = Draft(kind="round_opened", case_id=own.id, occurred_on=row.opened_on, payload=payload)
    ledger = Ledger(store.connection)
    ledger.append(row.chain_id, [draft], author.signature(order.command_id))
    ledger.flush()
