"""A round as its dossier sees it: read in one transaction, up to one entry of the journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.models.records import CaseRow
from rasoat.models.store import Store
from rasoat.notices.printing import Choice, Print, prints_of
from rasoat.reports.dossier_lines import PAPERWORK, Line, named_under, read_lines
from rasoat.steps.board import board
from rasoat.steps.outcomes import Result, outcomes
from rasoat.workflow.auditing import Finding, audit
from rasoat.workflow.cases import Case, Fact
from rasoat.workflow.desk import Round, RoundFile, open_file


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """One village in the round, or the round itself, with what its journal tells up to the dossier's last entry."""

    row: CaseRow
    title: str
    village: bool
    case: Case
    facts: tuple[Fact, ...]
    results: Mapping[str, Result]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One evidence file that the journal names; `name` and `size` are unknown when it was never entered."""

    sha256: str
    seqs: tuple[int, ...]
    name: str | None
    size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Everything a dossier is made from.

    Attributes:
        as_of: the day the audit judges by.
        cases: the villages in the order of the commune file, then the round.
        people: personal data of the commune's households by ref.
        members: the members of these households by ref.
        board: the round on one page.
    """

    file: RoundFile
    as_of: date
    lines: tuple[Line, ...]
    cases: tuple[CaseFile, ...]
    people: Mapping[str, Mapping[str, Any]]
    members: Mapping[str, Sequence[Mapping[str, Any]]]
    prints: tuple[Print, ...]
    findings: tuple[Finding, ...]
    board: tuple[Mapping[str, Any], ...]
    proofs: tuple[Proof, ...]

    @property
    def titles(self) -> Mapping[int | None, str]:
        """What each case is called, by its id."""
        return {item.row.id: item.title for item in self.cases}


def read_round(store: Store, code: str | None, today: date) -> Source:
    """Return a round as it stands.

    Raises:
        UsageError: there is no such round.
    """
    desk_round = Round(store, open_file(store, code))
    file = desk_round.file
    lines = read_lines(store, file.row.chain_id, file.row.chain_name)
    as_of = _day(desk_round, lines, today)
    last = lines[-1].seq if lines else 0
    rows = [*desk_round.village_rows(), desk_round.row_of(None)]
    return Source(
        file=file,
        as_of=as_of,
        lines=lines,
        cases=tuple(_case(desk_round, row, as_of, last) for row in rows),
        people=desk_round.people(),
        members=desk_round.members(),
        prints=tuple(prints_of(desk_round, Choice())),
        findings=audit(desk_round, as_of),
        board=tuple(board(desk_round, as_of)),
        proofs=tuple(_proofs(lines, {sha256: (size, name) for sha256, size, name in store.evidence()})),
    )


def _day(desk_round: Round, lines: Iterable[Line], today: date) -> date:
    """Return the day to judge by: today, or for a closed round its last day, after which nothing can fall due."""
    own = desk_round.case(desk_round.row_of(None))
    if not desk_round.file.procedure.stages[own.stage].final:
        return today
    days = [line.occurred_on for line in lines if line.kind not in PAPERWORK]
    return date.fromisoformat(max(days))


def _case(desk_round: Round, row: CaseRow, as_of: date, last: int) -> CaseFile:
    view = desk_round.view(row, as_of)
    return CaseFile(
        row=row,
        title=view.subject.title,
        village=row.village_id is not None,
        case=view.case,
        facts=tuple(fact for fact in view.case.facts if fact.seq <= last and fact.kind not in PAPERWORK),
        results=outcomes(view) if row.village_id is not None else {},
    )


def _proofs(lines: Iterable[Line], known: Mapping[str, tuple[int, str]]) -> Iterable[Proof]:
    seqs: dict[str, list[int]] = {}
    for line in lines:
        for sha256 in named_under(line.content, "evidence"):
            places = seqs.setdefault(sha256, [])
            if line.seq not in places:
                places.append(line.seq)
    for sha256, places in seqs.items():
        size, name = known.get(sha256, (None, None))
        yield Proof(sha256=sha256, seqs=tuple(places), name=name, size=size)
