"""Reading and writing rows, inside one transaction. Nothing here decides anything."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from rasoat.errors import StaleCase
from rasoat.models import schema as t
from rasoat.models.canonical import dumps, loads
from rasoat.models.records import (
    CaseRow,
    CommuneRow,
    DocumentRow,
    Entry,
    HouseholdRow,
    RoundRow,
    VillageRow,
)

T = TypeVar("T")

_ROUND = select(*t.review_round.c, t.chain.c.name.label("chain_name"), t.chain.c.seq.label("chain_seq")).join(
    t.chain, t.chain.c.id == t.review_round.c.chain_id
)
_CASES = select(t.review_case).order_by(t.review_case.c.id)
_CASE_BY_ID = select(t.review_case).where(t.review_case.c.id == bindparam("case_id"))
_MOVE = (
    update(t.review_case)
    .where(t.review_case.c.id == bindparam("case_id"), t.review_case.c.version == bindparam("known"))
    .values(stage=bindparam("to"), version=bindparam("known") + 1)
)
_ENTRY_COLUMNS = (
    t.journal.c.gseq,
    t.journal.c.seq,
    t.journal.c.case_id,
    t.journal.c.kind,
    t.journal.c.occurred_on,
    t.journal.c.recorded_at,
    t.journal.c.actor,
    t.journal.c.command_id,
    t.journal.c.part,
    t.journal.c.payload,
    t.journal.c.hash,
)
_ENTRIES_OF_CASE = (
    select(*_ENTRY_COLUMNS).where(t.journal.c.case_id == bindparam("case_id")).order_by(t.journal.c.gseq)
)


class Store:
    """The rows of one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    # communes, villages, households

    def communes(self) -> list[CommuneRow]:
        """Return all communes."""
        rows = self.connection.execute(select(t.commune).order_by(t.commune.c.id))
        return [_record(CommuneRow, row, "description") for row in rows]

    def add_commune(
        self, code: str, name: str, description: Mapping[str, Any], villages: Sequence[Mapping[str, Any]]
    ) -> int:
        """Add a commune with its villages in order; return its id."""
        commune_id = self._insert(t.commune, code=code, name=name, description=dumps(description))
        for position, village in enumerate(villages, start=1):
            self._insert(
                t.village,
                commune_id=commune_id,
                position=position,
                name=village["name"],
                description=dumps(village),
            )
        return commune_id

    def villages(self, commune_id: int) -> list[VillageRow]:
        """Return the villages of a commune in the order of its file."""
        columns = (t.village.c.id, t.village.c.position, t.village.c.name, t.village.c.description)
        query = select(*columns).where(t.village.c.commune_id == commune_id).order_by(t.village.c.position)
        return [_record(VillageRow, row, "description") for row in self.connection.execute(query)]

    def households(self, commune_id: int, village_id: int | None = None) -> list[HouseholdRow]:
        """Return the households of a commune, or of one village, by ref."""
        c = t.household.c
        query = select(c.id, c.village_id, c.ref, c.id_number, c.person).where(c.commune_id == commune_id)
        if village_id is not None:
            query = query.where(c.village_id == village_id)
        return [
            _record(HouseholdRow, row, "person") for row in self.connection.execute(query.order_by(c.ref))
        ]

    def add_households(self, commune_id: int, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add households: `village_id`, `ref`, `id_number`, `person`."""
        values = [{**row, "commune_id": commune_id, "person": dumps(row["person"])} for row in rows]
        if values:
            self.connection.execute(insert(t.household), values)

    def update_household(self, household_id: int, village_id: int, person: Mapping[str, Any]) -> None:
        """Replace the personal data of a household by what a newer list says."""
        self.connection.execute(
            update(t.household)
            .where(t.household.c.id == household_id)
            .values(village_id=village_id, person=dumps(person))
        )

    # rounds and cases

    def rounds(self) -> list[RoundRow]:
        """Return all rounds, oldest first."""
        rows = self.connection.execute(_ROUND.order_by(t.review_round.c.id))
        return [_record(RoundRow, row) for row in rows]

    def keep_procedure(self, digest: str, name: str, source: str) -> None:
        """Keep a procedure file's text under its digest; the first one stays."""
        known = select(t.procedure_version.c.digest).where(t.procedure_version.c.digest == digest)
        if self.connection.execute(known).first() is None:
            self._insert(t.procedure_version, digest=digest, name=name, source=source)

    def procedure_source(self, digest: str) -> tuple[str, str]:
        """Return name and text of a kept procedure file."""
        c = t.procedure_version.c
        row = self.connection.execute(select(c.name, c.source).where(c.digest == digest)).one()
        return row.name, row.source

    def add_round(self, chain_name: str, genesis: str, **values: Any) -> RoundRow:
        """Add a round with its empty chain."""
        chain_id = self._insert(t.chain, name=chain_name, seq=0, head=genesis)
        round_id = self._insert(t.review_round, chain_id=chain_id, **values)
        return RoundRow(id=round_id, chain_id=chain_id, chain_name=chain_name, chain_seq=0, **values)

    def add_case(self, round_id: int, track: str, stage: str, village_id: int | None) -> CaseRow:
        """Add a case at its initial stage."""
        values = {
            "round_id": round_id,
            "track": track,
            "stage": stage,
            "village_id": village_id,
            "version": 0,
        }
        return CaseRow(id=self._insert(t.review_case, **values), **values)  # type: ignore[arg-type] # the table's own columns

    def cases(self, round_id: int) -> list[CaseRow]:
        """Return the cases of a round, the round's own first."""
        query = _CASES.where(t.review_case.c.round_id == round_id)
        return [_record(CaseRow, row) for row in self.connection.execute(query)]

    def move(self, case: CaseRow, stage: str) -> None:
        """Move a case to a stage, if nobody moved it since it was read.

        Raises:
            StaleCase: somebody did.
        """
        done = self.connection.execute(_MOVE, {"case_id": case.id, "known": case.version, "to": stage})
        if done.rowcount != 1:
            raise StaleCase("stale_case")

    # journal

    def entries(self, case_id: int) -> list[Entry]:
        """Return the journal of one case."""
        return [entry_of(row) for row in self.connection.execute(_ENTRIES_OF_CASE, {"case_id": case_id})]

    def entries_of_chain(self, chain_id: int) -> list[Entry]:
        """Return the journal of a chain."""
        query = select(*_ENTRY_COLUMNS).where(t.journal.c.chain_id == chain_id).order_by(t.journal.c.seq)
        return [entry_of(row) for row in self.connection.execute(query)]

    def entries_of_command(self, command_id: str) -> list[Entry]:
        """Return what a command wrote, empty if it was never carried out."""
        query = select(*_ENTRY_COLUMNS).where(t.journal.c.command_id == command_id).order_by(t.journal.c.part)
        return [entry_of(row) for row in self.connection.execute(query)]

    # papers

    def documents(self, round_id: int) -> list[DocumentRow]:
        """Return the papers of a round in the order they were produced."""
        d, j = t.document.c, t.journal.c
        query: Select[Any] = (
            select(d.id, d.case_id, d.gseq, d.part, d.form, d.context, d.context_sha256, j.seq, j.hash)
            .join(t.journal, j.gseq == d.gseq)
            .where(d.round_id == round_id)
            .order_by(d.gseq, d.part)
        )
        return [_record(DocumentRow, row) for row in self.connection.execute(query)]

    def next_number(self, commune_id: int, body: str, year: int) -> int:
        """Return the number after the highest of a body and year."""
        c = t.register_number.c
        query = select(func.max(c.no)).where(c.commune_id == commune_id, c.body == body, c.year == year)
        return (self.connection.execute(query).scalar() or 0) + 1

    def number_taken(self, commune_id: int, body: str, year: int, no: int) -> bool:
        """Return whether a number is in the register."""
        c = t.register_number.c
        query = select(c.id).where(c.commune_id == commune_id, c.body == body, c.year == year, c.no == no)
        return self.connection.execute(query).first() is not None

    def add_numbers(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Enter numbers: `commune_id`, `body`, `year`, `no`, `symbol`, `document_id`."""
        if rows:
            self.connection.execute(insert(t.register_number), list(rows))

    def add_document(self, **values: Any) -> int:
        """Put a paper into the outbox; return its id."""
        return self._insert(t.document, **values)

    # evidence

    def add_evidence(self, sha256: str, size: int, name: str) -> None:
        """Know a file of the evidence store; a file already known stays as it is."""
        known = select(t.evidence.c.sha256).where(t.evidence.c.sha256 == sha256)
        if self.connection.execute(known).first() is None:
            self.connection.execute(insert(t.evidence), {"sha256": sha256, "size": size, "name": name})

    def evidence(self) -> list[tuple[str, int, str]]:
        """Return digest, size and name of all known evidence files."""
        return [tuple(row) for row in self.connection.execute(select(t.evidence))]

    def _insert(self, table: Any, **values: Any) -> int:
        result = self.connection.execute(insert(table), values)
        key = result.inserted_primary_key
        return key[0] if key else 0


def entry_of(row: Row[Any]) -> Entry:
    """Return a journal row as a record, its payload parsed."""
    return _record(Entry, row, "payload")


def _record(kind: type[T], row: Row[Any], json_column: str | None = None) -> T:
    values = row._asdict()
    if json_column:
        values[json_column] = loads(values[json_column])
    return kind(**values)
