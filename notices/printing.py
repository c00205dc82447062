"""Printing papers of a round: chosen from the outbox, rendered from their frozen contexts, written whole, recorded.

Rendering never asks the database again, so a print can neither be lost nor differ from the last one.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rasoat.errors import UsageError
from rasoat.models.canonical import anchor_code, loads
from rasoat.models.database import Database
from rasoat.models.records import DocumentRow, Draft
from rasoat.models.store import Store
from rasoat.notices.catalogue import forms
from rasoat.notices.files import write_whole
from rasoat.notices.marks import marks_of
from rasoat.notices.papers import Mark, Paper
from rasoat.notices.xhtml import to_xhtml
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author
from rasoat.workflow.issued_papers import find_paper, issued_papers, trail_of

Format = Literal["pdf", "docx", "html"]
PRINTED = "printed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which papers: all, or those of a village, of some forms, of one journal entry, or one by its name."""

    village: str | None = None
    forms: tuple[str, ...] = ()
    entry: int | None = None
    paper: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """One paper with where it goes."""

    row: DocumentRow
    paper: Paper
    name: Path


def chosen(database: Database, round_code: str | None, choice: Choice) -> list[Print]:
    """Return the papers of a round that a choice names, in the order they were produced.

    Raises:
        UsageError: unknown form or village, or nothing is chosen.
    """
    unknown = [form for form in choice.forms if form not in forms()]
    if unknown:
        raise UsageError("paper_unknown_form", form=unknown[0], known=tuple(forms()))
    with database.read() as connection:
        store = Store(connection)
        prints = prints_of(Round(store, open_file(store, round_code)), choice, marked=True)
    if not prints:
        raise UsageError("nothing_to_print")
    return prints


def prints_of(desk_round: Round, choice: Choice, *, marked: bool = False) -> list[Print]:
    """Return the papers of an open round that a choice names, in the order they were produced.

    Args:
        desk_round: the round.
        choice: which of its papers.
        marked: mark those that no longer stand; otherwise each is as it was issued.

    Raises:
        UsageError: unknown village, no such paper.
    """
    file = desk_round.file
    wanted = file.village_named(choice.village).id if choice.village else None
    folders = _folders(desk_round)
    cases = {row.id for row in desk_round.rows if wanted in {None, row.village_id}}
    rows = [row for row in desk_round.store.documents(file.row.id) if row.case_id in cases]
    rows = [row for row in rows if not choice.forms or row.form in choice.forms]
    rows = [row for row in rows if choice.entry in {None, row.seq}]
    if choice.paper:
        named = find_paper(issued_papers(desk_round), choice.paper).place
        rows = [row for row in rows if (row.seq, row.part) == named]
    marks = marks_of(desk_round) if marked else {}
    return [_print(row, file.row.chain_name, folders[row.case_id], marks.get((row.seq, row.part))) for row in rows]


def _folders(desk_round: Round) -> dict[int, str]:
    folders: dict[int, str] = {}
    for row in desk_round.rows:
        position = desk_round.file.villages[row.village_id].position if row.village_id else 0
        folders[row.id] = f"{position:02d}-{slug(desk_round.subject(row).title)}"
    return folders


def _print(row: DocumentRow, chain: str, folder: str, mark: Mark | None) -> Print:
    context = loads(row.context)
    number = context.get("number")
    parts = [f"{row.seq:04d}", slug(forms()[row.form].title_vi)[:60].strip("-")]
    if number:
        parts.append(f"so-{number['no']:03d}")
    elif row.part > 1:
        parts.append(str(row.part))
    paper = Paper(row.form, context, anchor_code(chain, row.seq, row.hash), mark=mark)
    return Print(row=row, paper=paper, name=Path(folder) / "-".join(parts))


def slug(title: str) -> str:
    """Return a title as a file name that any system and any zip program takes: no accents, no blanks."""
    plain = title.lower().replace("đ", "d")
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in plain).split())


def targets(prints: Iterable[Print], folder: Path, formats: Iterable[str]) -> list[Path]:
    """Return the files that `print_papers` writes."""
    return [folder / item.name.with_suffix(f".{kind}") for item in prints for kind in formats]


@contextmanager
def or_none_left(files: Sequence[Path]) -> Iterator[None]:
    """Remove the files that were not there before when they could not be printed and recorded to the last.

    A sheet that the journal knows nothing of is not to lie about: somebody would sign it.
    """
    there = {path for path in files if path.exists()}
    try:
        yield
    except BaseException:
        for path in files:
            if path not in there:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
        raise


def print_papers(
    prints: Sequence[Print],
    folder: Path,
    formats: Sequence[Format],
    *,
    done: Callable[[], None] = lambda: None,
) -> list[Path]:
    """Write every paper in every format into a folder; return the files.

    Raises:
        RasoatError: a paper cannot be rendered, or a file cannot be written; finished files are whole, and it is for
            the caller to keep them or not.
    """
    written: list[Path] = []
    with ThreadPoolExecutor(max_workers=1) as typesetter:
        for item, pdf in _one_ahead(prints, typesetter if "pdf" in formats else None):
            for kind in sorted(formats, key=lambda kind: kind == "pdf"):  # what is being set meanwhile comes last
                content = pdf.result() if pdf and kind == "pdf" else render(item.paper, kind)
                path = folder / item.name.with_suffix(f".{kind}")
                write_whole(path, content)
                written.append(path)
            done()
    return written


def _one_ahead(
    prints: Sequence[Print], typesetter: ThreadPoolExecutor | None
) -> Iterator[tuple[Print, Future[bytes] | None]]:
    """Yield each paper when the PDF of the next one is already being set: Typst works outside Python's lock."""
    current: tuple[Print, Future[bytes] | None] | None = None
    for item in prints:
        to_xhtml(item.paper)  # here and not there, that it be done once
        following = (item, typesetter.submit(render, item.paper, "pdf") if typesetter else None)
        if current:
            yield current
        current = following
    if current:
        yield current


def render(paper: Paper, kind: Format) -> bytes:
    """Return a paper in a format."""
    if kind == "pdf":
        from rasoat.notices.pdf import to_pdf  # noqa: PLC0415 # Typst is loaded only for PDF

        return to_pdf(paper)
    if kind == "docx":
        from rasoat.notices.word import to_docx  # noqa: PLC0415 # lxml is loaded only for Word

        return to_docx(paper)
    from rasoat.notices.pages import to_html  # noqa: PLC0415 # as above

    return to_html(paper).encode()


def check_command(database: Database, command_id: str | None) -> None:
    """Refuse a command id that was used for something else than printing, before anything is printed.

    Raises:
        UsageError: it was.
    """
    if command_id is None:
        return
    with database.read() as connection:
        if any(entry.kind != PRINTED for entry in Store(connection).entries_of_command(command_id)):
            raise UsageError("command_id_reused", command=command_id)


def record_print(
    database: Database,
    round_code: str | None,
    prints: Sequence[Print],
    formats: Sequence[str],
    author: Author,
    command_id: str | None = None,
    copies: Sequence[int] | None = None,
) -> int:
    """Enter into the journal what was printed, when and by whom, and which text of templates it was made from.

    What was printed before is named under `again`; what replaces another paper under `replacing`, with the place of
    that one; `copies` are the originals of each. Return how many were printed again.
    """
    with database.write() as connection:
        store = Store(connection)
        if command_id and (done := store.entries_of_command(command_id)):
            return len(done[0].payload.get("again", ()))
        desk_round = Round(store, open_file(store, round_code))
        file, own = desk_round.file, desk_round.row_of(None)
        before = {
            (gseq, part)
            for entry in store.entries_of_kinds((PRINTED,), chain_id=file.row.chain_id)
            for gseq, part in entry.payload["printed"]
        }
        again = [[item.row.gseq, item.row.part] for item in prints if (item.row.gseq, item.row.part) in before]
        older = {(entry.seq, 1): place for place, entry in trail_of(store, file.row.chain_id).replaced.items()}
        replacing = [
            [item.row.gseq, item.row.part, *older[item.row.seq, item.row.part]]
            for item in prints
            if (item.row.seq, item.row.part) in older
        ]
        more = {"copies": list(copies or ()), "again": again, "replacing": replacing}
        payload: dict[str, Any] = {
            "printed": [[item.row.gseq, item.row.part] for item in prints],
            "formats": list(formats),
            "templates": _templates(item.paper for item in prints),
            **{name: value for name, value in more.items() if value},
        }
        draft = Draft(kind=PRINTED, case_id=own.id, occurred_on=author.today.isoformat(), payload=payload)
        desk_round.ledger.append(file.row.chain_id, [draft], author.signature(command_id))
        desk_round.ledger.flush()
    return len(again)


def _templates(papers: Iterable[Paper]) -> dict[str, str]:
    """Return, for each form printed, the digest of the templates it was made from."""
    from rasoat.notices.own_forms import digest  # noqa: PLC0415 # the template engine is loaded only for printing

    folders = {paper.form: paper.templates for paper in papers}
    return {form: digest(folder, form) for form, folder in sorted(folders.items())}
