"""Erasing the personal data of rounds that are over, when their retention has ended; what was done stays provable.

No text was read that fixes how long files of reviews are kept: the document that orders the erasure is the authority,
and is named in the journal for ever.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.messages import message
from rasoat.models.canonical import digest, household_digest, loads
from rasoat.models.database import Database
from rasoat.models.records import Draft, Entry, RoundRow
from rasoat.models.store import Store
from rasoat.steps.complaint_cases import complaints
from rasoat.steps.evidence import remove
from rasoat.workflow.desk import Round, forget_files, read_file
from rasoat.workflow.engine import Author
from rasoat.workflow.tombstones import ERASED, NO_MEMBERS, NOBODY, entry_stub, erasures, paper_stub, strings
from rasoat.workflow.verifying import verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """The order to erase: rounds of this review year and before, who orders it, under which document."""

    until: int
    by: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasing:
    """What is erased of one round: what stands in the place of entries and papers, files, households."""

    row: RoundRow
    entries: dict[int, str]
    papers: dict[tuple[int, int], str]
    evidence: tuple[str, ...]
    households: dict[str, int]
    people: dict[str, str]


def plan(database: Database, until: int) -> list[Erasing]:
    """Return what would be erased.

    Raises:
        RasoatError: as `erase`.
    """
    with database.read() as connection:
        return _plan(Store(connection), until)


def erase(database: Database, folder: Path, order: Erase, author: Author) -> list[Erasing]:
    """Erase the personal data of all rounds up to a year, and leave no copy in the database's own file.

    Raises:
        UsageError: no round is that old, or all of them were erased before.
        Refused: one is not over or has an open complaint, or the record was tampered with: erasing would hide it.
    """
    with database.write() as connection:
        store = Store(connection)
        done = _plan(store, order.until)
        for item in done:
            _enter(store, item, order, author)
        for item in done:
            _replace(store, item)
        forget_files(store)
    removed = {name for item in done for name in item.evidence}
    remove(folder, removed)
    database.compact()
    return done


def _plan(store: Store, until: int) -> list[Erasing]:
    found = verify(store)
    if not found.sound:
        raise Refused("erase_unsound", details=found.problems)
    before = erasures(store).told
    rounds = store.rounds()
    old = [row for row in rounds if row.year <= until and row.chain_name not in before]
    if not old:
        raise UsageError("erase_nothing", until=until)
    running = [row.code for row in old if not _over(store, row)]
    if running:
        raise Refused("erase_running", rounds=tuple(running))
    complained = [row.code for row in old if _complained(store, row)]
    if complained:
        raise Refused("erase_complained", rounds=tuple(complained))
    staying = [row for row in rounds if row not in old]
    kept = {
        text for row in staying for entry in store.entries_of_chain(row.chain_id) for text in strings(entry.payload)
    }
    done: list[Erasing] = []
    for row in old:
        done.append(_of_round(store, row, kept | {name for item in done for name in item.evidence}, done))
    return done


def _over(store: Store, row: RoundRow) -> bool:
    desk_round = Round(store, read_file(store, row.code))
    stages = desk_round.file.procedure.stages
    return all(stages[case.stage].final for case in desk_round.rows if case.village_id is None)


def _complained(store: Store, row: RoundRow) -> bool:
    """Return whether a complaint against a decision of the round is open: its file is still needed."""
    desk_round = Round(store, read_file(store, row.code))
    return any(item.open for item in complaints(desk_round.view(desk_round.row_of(None), date.max)))


def _of_round(store: Store, row: RoundRow, kept: set[str], before: Sequence[Erasing]) -> Erasing:
    entries = store.entries_of_chain(row.chain_id)
    stubs = {entry.gseq: entry_stub(entry.kind, entry.payload) for entry in entries}
    said = {text for entry in entries for text in strings(entry.payload)}
    gone = {ref for item in before for ref in item.households}
    rows = [item for item in store.household_rows(row.commune_id) if item.ref in said - gone]
    households = {item.ref: item.id for item in rows if item.ref not in kept}
    people = {
        item.ref: household_digest(item.ref, item.village_id, None, NOBODY, NO_MEMBERS)
        if item.ref in households
        else household_digest(item.ref, item.village_id, item.id_number, item.person, item.members)
        for item in rows
    }
    return Erasing(
        row=row,
        entries={gseq: stub for gseq, stub in stubs.items() if stub is not None},
        papers={(item.gseq, item.part): paper_stub(loads(item.context)) for item in store.documents(row.id)},
        evidence=tuple(sorted(_files(entries, {name for name, _size, _name in store.evidence()} - kept))),
        households=households,
        people=people,
    )


def _files(entries: Iterable[Entry], known: set[str]) -> set[str]:
    return {text for entry in entries for text in strings(entry.payload) if text in known}


def _enter(store: Store, item: Erasing, order: Erase, author: Author) -> None:
    desk_round = Round(store, read_file(store, item.row.code))
    payload: dict[str, Any] = {
        "until": order.until,
        "by": order.by,
        "document": order.document,
        "entries": {str(gseq): digest(stub) for gseq, stub in item.entries.items()},
        "papers": {f"{gseq}.{part}": digest(stub) for (gseq, part), stub in item.papers.items()},
        "evidence": list(item.evidence),
        "people": item.people,
        "households": len(item.households),
    }
    own = desk_round.row_of(None)
    draft = Draft(kind=ERASED, case_id=own.id, occurred_on=author.today.isoformat(), payload=payload)
    desk_round.ledger.append(item.row.chain_id, [draft], author.signature(None))
    desk_round.ledger.flush()


def _replace(store: Store, item: Erasing) -> None:
    store.replace_payloads(item.entries)
    store.replace_contexts(item.papers)
    store.unname_evidence(item.evidence)
    store.erase_households(list(item.households.values()), NOBODY, NO_MEMBERS)


def told(item: Erasing) -> Any:
    """Return in a sentence what is erased of a round."""
    return message(
        "cli.erase.round",
        code=item.row.code,
        entries=len(item.entries),
        papers=len(item.papers),
        files=len(item.evidence),
        households=len(item.households),
    )
