"""Reading and writing rows, inside one transaction. Nothing here decides anything."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from rasoat.models import schema as t
from rasoat.models.canonical import dumps, loads
from rasoat.models.prepared import Prepared
from rasoat.models.records import (
    CaseRow,
    CommuneRow,
    DocumentRow,
    Entry,
    ExhibitRow,
    HouseholdRow,
    NumberRow,
    RoundRow,
    VillageRow,
)
from rasoat.models.spans import runs

_ROUND = select(*t.review_round.c, t.chain.c.name.label("chain_name")).join(
    t.chain, t.chain.c.id == t.review_round.c.chain_id
)
_CASES = select(t.review_case).order_by(t.review_case.c.id)
_CASE_OF = select(t.review_case).where(t.review_case.c.round_id == bindparam("of_round"))
_CASE_OF_ROUND = Prepared(_CASE_OF.where(t.review_case.c.village_id.is_(None)))
_CASE_OF_VILLAGE = Prepared(_CASE_OF.where(t.review_case.c.village_id == bindparam("of_village")))
_CASES_OF_VILLAGES = Prepared(
    _CASE_OF.where(t.review_case.c.village_id.between(bindparam("first"), bindparam("last"))).order_by(
        t.review_case.c.village_id
    )
)
_PEOPLE = (t.household.c.village_id, t.household.c.ref, t.household.c.id_number, t.household.c.person)
_HOUSEHOLDS = select(t.household.c.id, *_PEOPLE).order_by(t.household.c.ref)
_OF_COMMUNE = t.household.c.commune_id == bindparam("of")
_PEOPLE_OF_COMMUNE = Prepared(select(*_PEOPLE).where(_OF_COMMUNE).order_by(t.household.c.ref))
_PEOPLE_OF_VILLAGES = Prepared(
    select(*_PEOPLE)
    .where(t.household.c.village_id.between(bindparam("first"), bindparam("last")))
    .order_by(t.household.c.village_id, t.household.c.ref)
)
_CHAIN_HEAD = Prepared(select(t.chain.c.head).where(t.chain.c.name == bindparam("of_name")))
_NEWEST = select(t.review_round.c.code).order_by(t.review_round.c.id.desc()).limit(1)
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
    t.journal.c.hash,
    t.journal.c.payload,
)
_ENTRIES_OF_CASE = Prepared(
    select(*_ENTRY_COLUMNS).where(t.journal.c.case_id == bindparam("case_id")).order_by(t.journal.c.gseq)
)
_ENTRIES_OF_CASES = Prepared(
    select(*_ENTRY_COLUMNS)
    .where(t.journal.c.case_id.between(bindparam("first"), bindparam("last")))
    .order_by(t.journal.c.case_id, t.journal.c.gseq)
)


class Store:
    """The rows of one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    # communes, villages, households

    def communes(self) -> list[CommuneRow]:
        """Return all communes."""
        rows = self.connection.execute(select(t.commune).order_by(t.commune.c.id))
        return [CommuneRow(*_plain(row)) for row in rows]

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
        return [VillageRow(*_plain(row)) for row in self.connection.execute(query)]

    def households(self, commune_id: int) -> list[HouseholdRow]:
        """Return the households of a commune by ref."""
        rows = self.connection.execute(_HOUSEHOLDS.where(_OF_COMMUNE), {"of": commune_id})
        return [HouseholdRow(*_plain(row)) for row in rows]

    def people(self, commune_id: int, village_id: int | None = None) -> dict[str, Mapping[str, Any]]:
        """Return the personal data of a commune's or a village's households by ref, with `village` and `id_number`."""
        if village_id:
            return self.people_of([village_id])[village_id]
        rows = _PEOPLE_OF_COMMUNE.rows(self.connection, {"of": commune_id})
        return {row[1]: person for row, person in _people(rows)}

    def people_of(self, village_ids: Sequence[int]) -> dict[int, dict[str, Mapping[str, Any]]]:
        """Return the personal data of several villages in one reading: by village, by ref."""
        found: dict[int, dict[str, Mapping[str, Any]]] = {village_id: {} for village_id in village_ids}
        for first, last in runs(village_ids):
            for row, person in _people(_PEOPLE_OF_VILLAGES.rows(self.connection, {"first": first, "last": last})):
                found[row[0]][row[1]] = person
        return found

    def add_households(self, commune_id: int, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add households: `village_id`, `ref`, `id_number`, `person`, `members`."""
        values = [
            {**row, "commune_id": commune_id, "person": dumps(row["person"]), "members": dumps(row["members"])}
            for row in rows
        ]
        if values:
            self.connection.execute(insert(t.household), values)

    def members(self, commune_id: int) -> dict[str, list[Mapping[str, Any]]]:
        """Return the members of all households of a commune, by ref."""
        c = t.household.c
        rows = self.connection.execute(select(c.ref, c.members).where(c.commune_id == commune_id))
        return {ref: loads(members) for ref, members in rows}

    def update_household(
        self, household_id: int, village_id: int, person: Mapping[str, Any], members: Sequence[Mapping[str, Any]]
    ) -> None:
        """Replace the personal data of a household by what a newer list says."""
        self.connection.execute(
            update(t.household)
            .where(t.household.c.id == household_id)
            .values(village_id=village_id, person=dumps(person), members=dumps(members))
        )

    # rounds and cases

    def rounds(self) -> list[RoundRow]:
        """Return all rounds, oldest first."""
        rows = self.connection.execute(_ROUND.order_by(t.review_round.c.id))
        return [RoundRow(*list(row)) for row in rows]

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

    def law_texts(self, prefix: str) -> list[tuple[str, str]]:
        """Return name and text of the kept tables of law whose names begin so, by name."""
        c = t.procedure_version.c
        query = select(c.name, c.source).where(c.name.startswith(prefix, autoescape=True)).order_by(c.name)
        return [(row.name, row.source) for row in self.connection.execute(query)]

    def opening(self, chain_id: int) -> Mapping[str, Any]:
        """Return what a round was opened with: the content of the first entry of its chain; nothing without any."""
        c = t.journal.c
        row = self.connection.execute(select(c.payload).where(c.chain_id == chain_id, c.seq == 1)).first()
        found: Mapping[str, Any] = loads(row.payload) if row else {}
        return found

    def add_round(self, chain_name: str, genesis: str, **values: Any) -> RoundRow:
        """Add a round with its empty chain."""
        chain_id = self.add_chain(chain_name, genesis)
        round_id = self._insert(t.review_round, chain_id=chain_id, **values)
        return RoundRow(id=round_id, chain_id=chain_id, chain_name=chain_name, **values)

    def add_chain(self, name: str, genesis: str) -> int:
        """Add an empty chain; return its id."""
        return self._insert(t.chain, name=name, seq=0, head=genesis)

    def chain_named(self, name: str) -> int | None:
        """Return the id of a chain, None if there is none of this name."""
        return self.connection.execute(select(t.chain.c.id).where(t.chain.c.name == name)).scalar()

    def chain_head(self, name: str) -> str | None:
        """Return the hash a chain ends with, None if there is none of this name."""
        rows = _CHAIN_HEAD.rows(self.connection, {"of_name": name})
        return str(rows[0][0]) if rows else None

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
        return [CaseRow(*row) for row in self.connection.execute(query)]

    def cases_of(self, round_id: int, village_ids: Sequence[int]) -> list[CaseRow]:
        """Return the cases of some villages in a round."""
        return [
            CaseRow(*row)
            for first, last in runs(village_ids)
            for row in _CASES_OF_VILLAGES.rows(self.connection, {"of_round": round_id, "first": first, "last": last})
        ]

    def case_of(self, round_id: int, village_id: int | None) -> CaseRow:
        """Return the case of a village in a round, or the round's own."""
        query = _CASE_OF_ROUND if village_id is None else _CASE_OF_VILLAGE
        [row] = query.rows(self.connection, {"of_round": round_id, "of_village": village_id})
        return CaseRow(*row)

    def newest_round(self) -> str | None:
        """Return the code of the round opened last."""
        return self.connection.execute(_NEWEST).scalar()

    # journal

    def entries(self, case_id: int) -> list[Entry]:
        """Return the journal of one case."""
        return [entry_of(row) for row in _ENTRIES_OF_CASE.rows(self.connection, {"case_id": case_id})]

    def entries_of_cases(self, case_ids: Sequence[int]) -> dict[int, list[Entry]]:
        """Return the journals of several cases in one reading."""
        found: dict[int, list[Entry]] = {case_id: [] for case_id in case_ids}
        for first, last in runs(case_ids):
            for row in _ENTRIES_OF_CASES.rows(self.connection, {"first": first, "last": last}):
                found[row[2]].append(entry_of(row))
        return found

    def entries_of_chain(self, chain_id: int) -> list[Entry]:
        """Return the journal of a chain."""
        query = select(*_ENTRY_COLUMNS).where(t.journal.c.chain_id == chain_id).order_by(t.journal.c.seq)
        return [entry_of(row) for row in self.connection.execute(query)]

    def entries_of_named_chain(self, name: str) -> list[Entry]:
        """Return the journal of a chain by its name."""
        chain_id = self.chain_named(name)
        return [] if chain_id is None else self.entries_of_chain(chain_id)

    def corrections(self, chain_id: int) -> list[Entry]:
        """Return the corrections of a chain, and the entries they correct, in the order of the journal."""
        own = select(*_ENTRY_COLUMNS).where(t.journal.c.chain_id == chain_id).order_by(t.journal.c.seq)
        found = [entry_of(row) for row in self.connection.execute(own.where(t.journal.c.kind == "correction"))]
        targets = {entry.payload["target"] for entry in found}
        if targets:
            found += [entry_of(row) for row in self.connection.execute(own.where(t.journal.c.seq.in_(targets)))]
        return sorted({entry.seq: entry for entry in found}.values(), key=lambda entry: entry.seq)

    def entries_of_kinds(
        self, kinds: Sequence[str], *, commune_id: int | None = None, chain_id: int | None = None
    ) -> list[Entry]:
        """Return the entries of some kinds in the rounds of a commune, or in one chain, oldest first."""
        query = select(*_ENTRY_COLUMNS).where(t.journal.c.kind.in_(kinds)).order_by(t.journal.c.gseq)
        if chain_id is not None:
            query = query.where(t.journal.c.chain_id == chain_id)
        if commune_id is not None:
            rounds = select(t.review_round.c.chain_id).where(t.review_round.c.commune_id == commune_id)
            query = query.where(t.journal.c.chain_id.in_(rounds))
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
            select(d.case_id, d.gseq, d.part, d.form, d.context, d.context_sha256, j.seq, j.hash)
            .join(t.journal, j.gseq == d.gseq)
            .where(d.round_id == round_id)
            .order_by(d.gseq, d.part)
        )
        return [DocumentRow(*row) for row in self.connection.execute(query)]

    def numbers(self, commune_id: int) -> list[NumberRow]:
        """Return the register of a commune: every number with the paper that carries it, by body, year and number."""
        r, d, j = t.register_number.c, t.document.c, t.journal.c
        columns = (r.body, r.year, r.no, r.symbol, d.gseq, d.part, d.case_id, d.form, d.context)
        query: Select[Any] = (
            select(*columns, j.seq, j.hash, j.chain_id, t.chain.c.name, j.payload)
            .select_from(t.register_number)
            .join(t.document, (d.gseq == r.gseq) & (d.part == r.part))
            .join(t.journal, j.gseq == d.gseq)
            .join(t.chain, t.chain.c.id == j.chain_id)
            .where(r.commune_id == commune_id)
            .order_by(r.body, r.year, r.no)
        )
        return [NumberRow(*row) for row in self.connection.execute(query)]

    # evidence

    def add_evidence(self, sha256: str, size: int, name: str) -> None:
        """Know a file of the evidence store; a file already known stays as it is."""
        known = select(t.evidence.c.sha256).where(t.evidence.c.sha256 == sha256)
        if self.connection.execute(known).first() is None:
            self.connection.execute(insert(t.evidence), {"sha256": sha256, "size": size, "name": name})

    def evidence(self) -> list[tuple[str, int, str]]:
        """Return digest, size and name of all known evidence files."""
        return [tuple(row) for row in self.connection.execute(select(t.evidence))]

    def add_reading(self, sha256: str, kind: str, taken_on: str | None, look: str | None) -> None:
        """Keep what was read in a file of the evidence store; what is known already stays as it is."""
        known = select(t.reading.c.sha256).where(t.reading.c.sha256 == sha256)
        if self.connection.execute(known).first() is None:
            row = {"sha256": sha256, "kind": kind, "taken_on": taken_on, "look": look}
            self.connection.execute(insert(t.reading), row)

    def exhibits(self) -> list[ExhibitRow]:
        """Return all known evidence files with what was read in them, by name."""
        query = (
            select(*t.evidence.c, t.reading.c.kind, t.reading.c.taken_on, t.reading.c.look)
            .outerjoin(t.reading, t.reading.c.sha256 == t.evidence.c.sha256)
            .order_by(t.evidence.c.name, t.evidence.c.sha256)
        )
        return [ExhibitRow(*tuple(row)) for row in self.connection.execute(query)]

    # erasing

    def household_rows(self, commune_id: int) -> list[Any]:
        """Return the households of a commune as they are stored, by ref."""
        query = select(t.household).where(t.household.c.commune_id == commune_id).order_by(t.household.c.ref)
        return list(self.connection.execute(query))

    def replace_payloads(self, stubs: Mapping[int, str]) -> None:
        """Put what is to stand for them in the place of payloads; the triggers ask for the entry of the erasure."""
        change = update(t.journal).where(t.journal.c.gseq == bindparam("place")).values(payload=bindparam("stub"))
        self._many(change, [{"place": gseq, "stub": stub} for gseq, stub in stubs.items()])

    def replace_contexts(self, stubs: Mapping[tuple[int, int], str]) -> None:
        """Put what is to stand for them in the place of the contents of papers."""
        c = t.document.c
        change = update(t.document).where(c.gseq == bindparam("place"), c.part == bindparam("of_part"))
        rows = [{"place": gseq, "of_part": part, "stub": stub} for (gseq, part), stub in stubs.items()]
        self._many(change.values(context=bindparam("stub")), rows)

    def unname_evidence(self, digests: Iterable[str]) -> None:
        """Forget what persons called evidence files."""
        change = update(t.evidence).where(t.evidence.c.sha256 == bindparam("of")).values(name="")
        self._many(change, [{"of": name} for name in digests])

    def erase_households(self, ids: Iterable[int], person: str, members: str) -> None:
        """Put `person` and `members` in the place of households; the refs stay, that no new one gets them."""
        change = update(t.household).where(t.household.c.id == bindparam("of"))
        empty = change.values(id_number=None, person=person, members=members)
        self._many(empty, [{"of": household} for household in ids])

    def _many(self, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self.connection.execute(statement, rows)

    def _insert(self, table: Any, **values: Any) -> int:
        result = self.connection.execute(insert(table), values)
        key = result.inserted_primary_key
        return key[0] if key else 0


def entry_of(row: Any) -> Entry:
    """Return a journal row as a record, its payload parsed."""
    return Entry(*_plain(row))


def _people(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Yield rows of `_PEOPLE` with the household each describes; all of the JSON is parsed in one go."""
    everybody = loads(f"[{','.join([row[3] for row in rows])}]")
    for row, person in zip(rows, everybody, strict=True):
        person["village"], person["ref"], person["id_number"] = row[0], row[1], row[2]
        yield row, person


def _plain(row: Any) -> list[Any]:
    """Return the columns, the last of which is JSON."""
    values = list(row)
    values[-1] = loads(values[-1])
    return values
