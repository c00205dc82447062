"""Papers as the machinery knows them: a form, a frozen context, a number. Rendering happens elsewhere, later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.models.canonical import sealed
from rasoat.models.journal import Ledger
from rasoat.models.records import Entry, RoundRow
from rasoat.models.store import Store
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.envelope import envelope
from rasoat.workflow.paper_trail import SHARED
from rasoat.workflow.registry import FormSpec, builder_of, form_of


@dataclass(frozen=True, slots=True)
class Replacing:
    """That a paper replaces another: on which day, and what it says of the other (title, number, date, reason)."""

    on: date
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper in the outbox.

    Attributes:
        place: which entry of the step produced it, from 0.
        number: its register number with body, year and symbol, None where the law gives none.
        context: what it says; canonical JSON.
        says: its lists of refs or its figures, see `rasoat.workflow.desk.Sheet`.
        gap: numbers that its number leaves out, first and last, and why.
    """

    form: str
    place: int
    context: str
    sha256: str
    body: str | None
    year: int
    no: int | None
    symbol: str | None
    says: Mapping[str, Any] | None = None
    gap: Mapping[str, Any] | None = None

    def summary(self) -> dict[str, Any]:
        """Return what the journal says of it: enough to prove the paper, nothing personal."""
        summary = {"form": self.form, "no": self.no, "sha256": self.sha256}
        more = {"says": self.says, "gap": self.gap}
        return {**summary, **{name: value for name, value in more.items() if value}}


def number_text(no: int, symbol: str) -> str:
    """Return a number as paper shows it: numbers under 10 have a zero (Decree 30/2020, Phụ lục I)."""
    return f"{no:02d}/{symbol}"


def write_papers(
    forms: Sequence[str],
    desk: Desk,
    *,
    place: int,
    given: Mapping[str, int],
    gap_reason: str | None = None,
) -> list[Paper]:
    """Return the papers of a step, numbered, contexts frozen.

    Args:
        forms: form codes in order.
        desk: what the papers are written from.
        place: which entry of the step produces them.
        given: numbers issued by the agency's own system, by form; further papers of a form take the numbers after.
        gap_reason: why a given number leaves out numbers before it.

    Raises:
        UsageError: a given number is already in the register.
        Refused: a given number leaves out numbers, and nothing says why.
    """
    numbering = Numbering(desk.round.ledger, desk.round.file.row.commune_id, gap_reason)
    papers: list[Paper] = []
    for form in forms:
        spec, first = form_of(form), given.get(form)
        for sheet in builder_of(form)(desk):
            papers.append(make_paper(spec, desk, sheet, place, numbering, first))
            first = None
    return papers


def make_paper(
    spec: FormSpec,
    desk: Desk,
    sheet: Sheet,
    place: int,
    numbering: "Numbering",
    given: int | None,
    replaces: Replacing | None = None,
) -> Paper:
    """Return one paper, numbered, its context frozen; one that replaces another says so, and bears its own date.

    Raises:
        RasoatError: as `write_papers`.
    """
    on: date = replaces.on if replaces else sheet.on or desk.on
    no, gap = numbering.take(spec, on.year, given) if spec.body else (None, None)
    number = number_text(no, spec.symbol or "") if no else None
    if number:
        desk.numbers[spec.code] = number
    said = envelope(spec, desk, sheet, on, number, no)
    context, sha256 = sealed({**said, "replaces": replaces.said} if replaces else said)
    return Paper(
        form=spec.code,
        place=place,
        context=context,
        sha256=sha256,
        body=spec.body,
        year=on.year,
        no=no,
        symbol=spec.symbol,
        says=sheet.says,
        gap=gap,
    )


class Numbering:
    """The next number of each series, counting those this transaction already took.

    A given number that leaves out numbers is taken with a reason: the one typed, or that of a series which is kept
    elsewhere (Decree 30/2020 art. 15: numbers run without a gap through the year).
    """

    def __init__(self, ledger: Ledger, commune_id: int, gap_reason: str | None = None) -> None:
        self.ledger = ledger
        self.commune_id = commune_id
        self.gap_reason = (gap_reason or "").strip()

    def take(self, spec: FormSpec, year: int, given: int | None) -> tuple[int, Mapping[str, Any] | None]:
        """Return a paper's number, and what it leaves out.

        Raises:
            UsageError: the given number is already in the register.
            Refused: it leaves out numbers, and nothing says why.
        """
        series = (self.commune_id, spec.body or "", year)
        free = self.ledger.next_number(*series)
        if given is not None and self.ledger.number_taken(*series, given):
            raise UsageError("number_taken", number=number_text(given, spec.symbol or ""), year=year, free=free)
        no = free if given is None else given
        gap = self._gap(spec, series, free, no) if no > free else None
        self.ledger.use_number(*series, no)
        return no, gap

    def _gap(self, spec: FormSpec, series: tuple[int, str, int], free: int, no: int) -> Mapping[str, Any]:
        reason = self.gap_reason or shared_reason(Store(self.ledger.connection), *series)
        if not reason:
            number = number_text(no, spec.symbol or "")
            raise Refused("number_gap", number=number, first=free, last=no - 1, body=spec.body, year=series[2])
        return {"first": free, "last": no - 1, "reason": reason}


def shared_reason(store: Store, commune_id: int, body: str, year: int) -> str:
    """Return who keeps a series beside this program, by the last declaration of it; empty when nobody does."""
    for entry in reversed(store.entries_of_kinds((SHARED,), commune_id=commune_id)):
        if (entry.payload.get("body"), entry.payload.get("year")) == (body, year):
            return str(entry.payload["reason"])
    return ""


def file_papers(ledger: Ledger, row: RoundRow, case_id: int, papers: Sequence[Paper], entries: Sequence[Entry]) -> None:
    """Write papers and their numbers, each under the journal entry that produced it."""
    parts: dict[int, int] = {}
    for paper in papers:
        part = parts[paper.place] = parts.get(paper.place, 0) + 1
        gseq = entries[paper.place].gseq
        ledger.add_document(
            {
                "gseq": gseq,
                "part": part,
                "round_id": row.id,
                "case_id": case_id,
                "form": paper.form,
                "context": paper.context,
                "context_sha256": paper.sha256,
            }
        )
        if paper.body:
            ledger.add_number(
                {
                    "commune_id": row.commune_id,
                    "body": paper.body,
                    "year": paper.year,
                    "no": paper.no,
                    "symbol": paper.symbol,
                    "gseq": gseq,
                    "part": part,
                }
            )
