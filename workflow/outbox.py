"""Papers as the machinery knows them: a form, a frozen context, a number. Rendering happens elsewhere, later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.errors import UsageError
from rasoat.models.canonical import digest, dumps
from rasoat.models.records import Entry, RoundRow
from rasoat.models.store import Store
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
    """

    form: str
    place: int
    context: str
    sha256: str
    body: str | None
    year: int
    no: int | None
    symbol: str | None

    def summary(self) -> dict[str, Any]:
        """Return what the journal says of it: enough to prove the paper, nothing personal."""
        return {"form": self.form, "no": self.no, "sha256": self.sha256}


def number_text(no: int, symbol: str) -> str:
    """Return a number as paper shows it: numbers under 10 have a zero (Decree 30/2020, Phụ lục I)."""
    return f"{no:02d}/{symbol}"


def write_papers(
    store: Store,
    forms: Sequence[str],
    desk: Desk,
    *,
    place: int,
    before: Sequence[Paper],
    given: Mapping[str, int],
) -> list[Paper]:
    """Return the papers of a step, numbered, contexts frozen.

    Args:
        store: the open transaction.
        forms: form codes in order.
        desk: what the papers are written from.
        place: which entry of the step produces them.
        before: papers of the same step that already took numbers.
        given: numbers issued by the agency's own system, by form.

    Raises:
        UsageError: a given number is already in the register.
    """
    numbering = _Numbering(store, desk.round.file.row.commune_id, before)
    papers: list[Paper] = []
    for form in forms:
        spec = form_of(form)
        for sheet in builder_of(form)(desk):
            papers.append(_paper(spec, desk, sheet, place, numbering, given.get(form)))
    return papers


def _paper(
    spec: FormSpec, desk: Desk, sheet: Sheet, place: int, numbering: "_Numbering", given: int | None
) -> Paper:
    on: date = sheet.on or desk.on
    no = numbering.take(spec, on.year, given) if spec.body else None
    number = number_text(no, spec.symbol or "") if no else None
    if number:
        desk.numbers[spec.code] = number
    context = dumps(envelope(spec, desk, sheet, on, number, no))
    return Paper(
        form=spec.code,
        place=place,
        context=context,
        sha256=digest(context),
        body=spec.body,
        year=on.year,
        no=no,
        symbol=spec.symbol,
    )


class _Numbering:
    """The next number of each series, counting those this step already took."""

    def __init__(self, store: Store, commune_id: int, before: Sequence[Paper]) -> None:
        self.store = store
        self.commune_id = commune_id
        self.next: dict[tuple[str, int], int] = {}
        for paper in before:
            if paper.body and paper.no:
                self.next[paper.body, paper.year] = paper.no + 1

    def take(self, spec: FormSpec, year: int, given: int | None) -> int:
        body = spec.body or ""
        if given is not None and self.store.number_taken(self.commune_id, body, year, given):
            free = self.store.next_number(self.commune_id, body, year)
            raise UsageError(
                "number_taken", number=number_text(given, spec.symbol or ""), year=year, free=free
            )
        proposed = self.next.get((body, year)) or self.store.next_number(self.commune_id, body, year)
        no = given if given is not None else proposed
        self.next[body, year] = max(proposed, no + 1)
        return no


def file_papers(
    store: Store, row: RoundRow, case_id: int, papers: Sequence[Paper], entries: Sequence[Entry]
) -> None:
    """Write papers and their numbers, each under the journal entry that produced it."""
    numbers: list[dict[str, Any]] = []
    parts: dict[int, int] = {}
    for paper in papers:
        parts[paper.place] = parts.get(paper.place, 0) + 1
        document_id = store.add_document(
            round_id=row.id,
            case_id=case_id,
            gseq=entries[paper.place].gseq,
            part=parts[paper.place],
            form=paper.form,
            context=paper.context,
            context_sha256=paper.sha256,
        )
        if paper.body:
            numbers.append(
                {
                    "commune_id": row.commune_id,
                    "body": paper.body,
                    "year": paper.year,
                    "no": paper.no,
                    "symbol": paper.symbol,
                    "document_id": document_id,
                }
            )
    store.add_numbers(numbers)
