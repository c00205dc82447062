"""Papers as the machinery knows them: a form, a frozen context, a number. Rendering happens elsewhere, later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.errors import UsageError
from rasoat.models.canonical import sealed
from rasoat.models.journal import Ledger
from rasoat.models.records import Entry, RoundRow
from rasoat.workflow.desk import Desk, Sheet
from rasoat.workflow.envelope import envelope
from rasoat.workflow.registry import FormSpec, builder_of, form_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper in the outbox.

    Attributes:
        place: which entry of the step produced it, from 0.
        number: its register number with body, year and symbol, None where the law gives none.
        context: what it says; canonical JSON.
        says: its lists of refs or its figures, see `rasoat.workflow.desk.Sheet`.
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

    def summary(self) -> dict[str, Any]:
        """Return what the journal says of it: enough to prove the paper, nothing personal."""
        summary = {"form": self.form, "no": self.no, "sha256": self.sha256}
        return {**summary, "says": self.says} if self.says else summary


def number_text(no: int, symbol: str) -> str:
    """Return a number as paper shows it: numbers under 10 have a zero (Decree 30/2020, Phụ lục I)."""
    return f"{no:02d}/{symbol}"


def write_papers(
    forms: Sequence[str],
    desk: Desk,
    *,
    place: int,
    given: Mapping[str, int],
) -> list[Paper]:
    """Return the papers of a step, numbered, contexts frozen.

    Args:
        forms: form codes in order.
        desk: what the papers are written from.
        place: which entry of the step produces them.
        given: numbers issued by the agency's own system, by form; further papers of a form take the numbers after.

    Raises:
        UsageError: a given number is already in the register.
    """
    numbering = _Numbering(desk.round.ledger, desk.round.file.row.commune_id)
    papers: list[Paper] = []
    for form in forms:
        spec, first = form_of(form), given.get(form)
        for sheet in builder_of(form)(desk):
            papers.append(_paper(spec, desk, sheet, place, numbering, first))
            first = None
    return papers


def _paper(spec: FormSpec, desk: Desk, sheet: Sheet, place: int, numbering: "_Numbering", given: int | None) -> Paper:
    on: date = sheet.on or desk.on
    no = numbering.take(spec, on.year, given) if spec.body else None
    number = number_text(no, spec.symbol or "") if no else None
    if number:
        desk.numbers[spec.code] = number
    context, sha256 = sealed(envelope(spec, desk, sheet, on, number, no))
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
    )


class _Numbering:
    """The next number of each series, counting those this transaction already took."""

    def __init__(self, ledger: Ledger, commune_id: int) -> None:
        self.ledger = ledger
        self.commune_id = commune_id

    def take(self, spec: FormSpec, year: int, given: int | None) -> int:
        series = (self.commune_id, spec.body or "", year)
        free = self.ledger.next_number(*series)
        if given is not None and self.ledger.number_taken(*series, given):
            raise UsageError("number_taken", number=number_text(given, spec.symbol or ""), year=year, free=free)
        no = free if given is None else given
        self.ledger.use_number(*series, no)
        return no


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
