"""Issuing a paper again after a correction: made anew by the same builder from the corrected facts.

Content that is wrong is mended by a replacing paper of the same kind (Decree 30/2020 art. 18.3). The first paper is not
touched: it stays in the outbox, in the register and in the journal; the new one names it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.models.canonical import dumps
from rasoat.models.database import Database
from rasoat.models.records import CaseRow, Draft, Entry
from rasoat.models.store import Store
from rasoat.workflow.cases import TRANSITION, Fact, Taken
from rasoat.workflow.desk import Desk, Round, Sheet, open_file
from rasoat.workflow.issued_papers import IssuedPaper, find_paper, issued_papers, trail_of
from rasoat.workflow.orders import Author
from rasoat.workflow.outbox import Numbering, Paper, Replacing, file_papers, make_paper, number_text
from rasoat.workflow.paper_trail import REISSUED
from rasoat.workflow.registry import builder_of, form_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reissue:
    """The order to issue a paper again.

    Attributes:
        paper: as `rasoat.workflow.issued_papers.find_paper` takes it.
        reason: why, as the new paper says it.
        by: who answers for it.
        on: the new paper's day.
        number: its number, when the agency's own system gave one.
        gap_reason: why that number leaves out numbers.
    """

    round: str | None
    paper: str
    reason: str
    by: str
    on: date
    number: int | None = None
    gap_reason: str | None = None
    command_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reissued:
    """What came of it: the entry, the new paper, the old one; all of it done before when `repeated`."""

    entry: Entry
    old: IssuedPaper
    new: Paper | None
    repeated: bool = False


def reissue(database: Database, order: Reissue, author: Author) -> Reissued:
    """Issue a paper again, in one transaction.

    Raises:
        UsageError: no such paper, no reason, nobody answers for it, a day that cannot be, a number that is taken.
        Refused: it was replaced already, it would say the same, or by the record there is no such paper.
    """
    with database.write() as connection:
        store = Store(connection)
        desk_round = Round(store, open_file(store, order.round))
        papers = issued_papers(desk_round)
        old = find_paper(papers, order.paper)
        if order.command_id and (done := store.entries_of_command(order.command_id)):
            return _repeated(done[0], old, order)
        _check(order, old, author.today)
        row = next(item for item in desk_round.rows if item.id == old.row.case_id)
        new = _paper(desk_round, row, old, papers, order)
        return Reissued(_write(desk_round, row, old, new, order, author), old, new)


def _repeated(done: Entry, old: IssuedPaper, order: Reissue) -> Reissued:
    said = done.payload
    if done.kind != REISSUED or said["replaces"] != _replaces(old) or said["reason"] != order.reason.strip():
        raise UsageError("command_id_reused", command=done.command_id)
    return Reissued(done, old, None, repeated=True)


def _check(order: Reissue, old: IssuedPaper, today: date) -> None:
    if not (order.reason.strip() and order.by.strip()):
        raise UsageError("reissue_unexplained")
    if order.on > today:
        raise UsageError("date_in_future", on=order.on, today=today)
    if order.on < old.on:
        raise UsageError("reissue_before", on=order.on, first=old.on)
    if old.replaced_by:
        newest = f"{old.replaced_by.seq}.{old.replaced_by.part}"
        raise Refused("paper_replaced_already", paper=old.told, newest=newest)
    if order.number is not None and form_of(old.row.form).body is None:
        raise UsageError("paper_takes_no_number", paper=old.told)


def _paper(desk_round: Round, row: CaseRow, old: IssuedPaper, papers: Sequence[IssuedPaper], order: Reissue) -> Paper:
    spec, first = form_of(old.row.form), _first(desk_round, old, papers)
    desk = _desk(desk_round, row, first)
    sheet = _sheet(desk, first, papers)
    if sheet is None:
        raise Refused("paper_not_due", paper=old.told)
    if dumps(sheet.body) == dumps(old.context["body"]) and not old.cancelled:
        raise Refused("paper_unchanged", paper=old.told, name=old.name)
    numbering = Numbering(desk_round.ledger, desk_round.file.row.commune_id, order.gap_reason)
    said = {"form": old.row.form, "number": old.number, "date": old.context["date"], "reason": order.reason.strip()}
    return make_paper(spec, desk, sheet, 0, numbering, order.number, Replacing(order.on, said))


def _first(desk_round: Round, old: IssuedPaper, papers: Sequence[IssuedPaper]) -> IssuedPaper:
    """Return the paper that was issued first: its entry is the step that both were made for."""
    place = trail_of(desk_round.store, desk_round.file.row.chain_id).first(old.place)
    return next(item for item in papers if item.place == place)


def _desk(desk_round: Round, row: CaseRow, first: IssuedPaper) -> Desk:
    """Return the desk on which a paper was written, as it would be laid out today: on corrected facts.

    Raises:
        Refused: the fact that the paper was for is annulled.
    """
    case = desk_round.case(row)
    entries = {entry.seq: entry for entry in desk_round.store.entries(row.id)}
    command = entries[first.row.seq].command_id
    step = [entry for entry in entries.values() if entry.command_id == command]
    seqs = {entry.seq for entry in step}
    facts = tuple(fact for fact in case.facts if fact.seq in seqs)
    if entries[first.row.seq].kind == TRANSITION:
        taken = next(item for item in case.taken if item.seq == first.row.seq)
        return _of_step(desk_round, row, taken, facts)
    fact = next((item for item in facts if item.seq == first.row.seq), None)
    if fact is None:
        raise Refused("paper_not_due", paper=first.told)
    moves = [entry.seq for entry in step if entry.kind == TRANSITION]
    return _of_fact(desk_round, row, fact, before=min(moves, default=max(seqs) + 1))


def _of_step(desk_round: Round, row: CaseRow, taken: Taken, facts: tuple[Fact, ...]) -> Desk:
    transition = desk_round.file.machine.transition(row.track, taken.source, taken.trigger)
    return Desk(
        round=desk_round,
        view=desk_round.view(row, taken.on, before=taken.seq),
        row=row,
        on=taken.on,
        facts=facts,
        deviation=taken.deviation,
        unverified=desk_round.unverified(transition.requires, (transition,)),
        numbers={form: number_text(no, form_of(form).symbol or "") for form, no in taken.numbers.items()},
    )


def _of_fact(desk_round: Round, row: CaseRow, fact: Fact, before: int) -> Desk:
    file = desk_round.file
    view = desk_round.view(row, fact.on, before=before)
    rules = (rule for way in file.machine.lawful(view.case.track, view.case.stage) for rule in way.requires)
    unverified = desk_round.unverified(rules, ())
    return Desk(round=desk_round, view=view, row=row, on=fact.on, facts=(fact,), unverified=unverified)


def _sheet(desk: Desk, first: IssuedPaper, papers: Sequence[IssuedPaper]) -> Sheet | None:
    """Return what a paper must say now: the sheet about the same household, or the one in the same place."""
    sheets = list(builder_of(first.row.form)(desk))
    about = _about(first.context["body"])
    if about is not None:
        return next((sheet for sheet in sheets if _about(sheet.body) == about), None)
    alike = [item for item in papers if (item.row.seq, item.row.form) == (first.row.seq, first.row.form)]
    place = next(no for no, item in enumerate(alike) if item.row.part == first.row.part)
    return sheets[place] if len(sheets) == len(alike) else None


def _about(body: Mapping[str, Any]) -> Any:
    """Return the ref of the household that a paper of many is about, None for a paper that is the only one."""
    household = body.get("household")
    return household.get("ref") if isinstance(household, Mapping) else None


def _replaces(old: IssuedPaper) -> dict[str, Any]:
    said = old.context.get("number")
    return {"seq": old.row.seq, "part": old.row.part, "form": old.row.form, "no": said["no"] if said else None}


def _write(desk_round: Round, row: CaseRow, old: IssuedPaper, new: Paper, order: Reissue, author: Author) -> Entry:
    payload = {
        "replaces": _replaces(old),
        "reason": order.reason.strip(),
        "by": order.by.strip(),
        "papers": [new.summary()],
    }
    draft = Draft(kind=REISSUED, case_id=row.id, occurred_on=order.on.isoformat(), payload=payload)
    ledger, file = desk_round.ledger, desk_round.file
    entries = ledger.append(file.row.chain_id, [draft], author.signature(order.command_id))
    file_papers(ledger, file.row, row.id, [new], entries)
    ledger.flush()
    return entries[0]
