"""Making a dossier: the whole round as a folder that opens without this program, written whole or not at all."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rasoat import __version__
from rasoat.errors import UsageError
from rasoat.exchange.dossiers import open_dossier
from rasoat.messages import Message, message
from rasoat.models.database import Database
from rasoat.models.records import Draft
from rasoat.models.store import Store
from rasoat.notices.catalogue import forms
from rasoat.notices.printing import Print, render, slug
from rasoat.reports.dossier_content import write_pages_and_data
from rasoat.reports.dossier_files import Workshop, publish, refuse_taken, withdraw, workshop
from rasoat.reports.dossier_layout import EVIDENCE, FORMAT, PAPERS, Manifest, seal_code
from rasoat.reports.dossier_lines import EXPORTED
from rasoat.reports.dossier_masking import Mask, mask_of
from rasoat.reports.dossier_source import Proof, Source, read_round
from rasoat.reports.dossier_verify import verify
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author

_BODY = re.compile(r"<body[^>]*>")
_MASKED_NOTE = (
    '<p style="margin:0;padding:2mm 4mm;border:1pt solid;background:#fff;text-indent:0;font-weight:bold">'
    "BẢN CHE THÔNG TIN CÁ NHÂN: họ tên đã được che, không thay cho văn bản đã ký.</p>"
)
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".heic", ".gif", ".bmp", ".tif", ".tiff"})
_SUFFIXES = _PICTURES | {".pdf", ".doc", ".docx", ".xls", ".xlsx", ".txt", ".mp3", ".m4a", ".wav", ".mp4", ".mov"}
"""Names under which evidence may be opened by a click; a page or a program that came as evidence is not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to make: `out` is a new or empty folder; the archive, if wanted, lies beside it."""

    out: Path
    zipped: bool = False
    masked: bool = False
    command_id: str | None = None

    @property
    def archive(self) -> Path | None:
        """Where the archive goes."""
        return self.out.with_name(f"{self.out.name}.zip") if self.zipped else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made: `code` stands for every byte of it; `problems` are what its verification finds."""

    files: int
    code: str
    problems: tuple[Message, ...]


def read(database: Database, round_code: str | None, today: date, command_id: str | None = None) -> Source:
    """Return a round as a dossier will show it, all read at one moment.

    Raises:
        UsageError: there is no such round, or the command id was used for something else.
    """
    with database.read() as connection:
        store = Store(connection)
        _refuse_other_command(store, command_id)
        return read_round(store, round_code, today)


def pieces(source: Source, *, masked: bool) -> int:
    """Return how many papers and evidence files a dossier holds, for whoever watches."""
    return sum(_belongs(item, masked=masked) for item in source.prints) + (0 if masked else len(source.proofs))


def export(
    database: Database,
    evidence: Path,
    source: Source,
    order: Order,
    author: Author,
    *,
    done: Callable[[], None] = lambda: None,
    printed: Callable[[Print], bytes] = lambda item: render(item.paper, "pdf"),
) -> Made:
    """Make a dossier of `source` and enter into the journal that it was made.

    Args:
        database: where the making is recorded.
        evidence: the folder that holds the evidence files.
        source: the round, as `read` returned it.
        order: what to make.
        author: who makes it.
        done: called after each paper and each evidence file.
        printed: gives a paper as PDF; whoever has just printed it need not set it again.

    Raises:
        UsageError: something is there already; nothing was written.
        StoreError: it cannot be written; nothing is left behind and nothing recorded.
    """
    targets = [order.out, *([order.archive] if order.archive else [])]
    refuse_taken(*targets)
    manifest = _manifest(source, masked=order.masked)
    mask = mask_of(source) if order.masked else None
    with workshop(order.out) as shop:
        papers = _write_papers(shop, source, mask, done, printed)
        files = {} if mask else _take_evidence(shop, source, evidence, done)
        write_pages_and_data(shop, source, manifest, mask, files=files, papers=papers)
        digest = shop.seal()
        with open_dossier(shop.folder) as box:
            found = verify(box)
        made = {shop.folder: order.out}
        if order.archive:
            packed = shop.folder.with_suffix(".zip")
            shop.pack(packed, f"ho-so-{slug(source.file.row.code)}")
            made[packed] = order.archive
        _publish(database, source, order, author, made, digest, len(shop.sums) + 1)
        return Made(files=len(shop.sums) + 1, code=seal_code(manifest.chain, digest), problems=found.problems)


def _manifest(source: Source, *, masked: bool) -> Manifest:
    row, last = source.file.row, source.lines[-1]
    kind = source.file.commune.description["kind"]
    return Manifest(
        format=FORMAT,
        program=f"rasoat {__version__}",
        masked=masked,
        round=row.code,
        chain=row.chain_name,
        commune=f"{kind} {source.file.commune.name}",
        year=row.year,
        procedure=source.file.procedure.id,
        as_of=source.as_of.isoformat(),
        entries=len(source.lines),
        head=last.hash,
        code=last.code,
    )


def _belongs(item: Print, *, masked: bool) -> bool:
    return forms()[item.row.form].public if masked else True


def _write_papers(
    shop: Workshop, source: Source, mask: Mask | None, done: Callable[[], None], printed: Callable[[Print], bytes]
) -> Mapping[tuple[int, int], str]:
    """Write papers: as PDF with the content that the journal vouches for, or masked as pages."""
    written: dict[tuple[int, int], str] = {}
    for item in source.prints:
        if not _belongs(item, masked=mask is not None):
            continue
        name = f"{PAPERS}{item.name.as_posix()}"
        if mask:
            page = render(mask.paper(item.paper), "html").decode()
            shop.write(f"{name}.html", _BODY.sub(lambda body: body[0] + _MASKED_NOTE, page, count=1).encode())
        else:
            shop.write(f"{name}.pdf", printed(item))
            shop.write(f"{name}.json", item.row.context.encode())
        written[item.row.seq, item.row.part] = f"{name}.{'html' if mask else 'pdf'}"
        done()
    return written


def _take_evidence(shop: Workshop, source: Source, folder: Path, done: Callable[[], None]) -> Mapping[str, str]:
    """Copy evidence in; a file that is gone, or is no longer what it was, is left out and so found missing."""
    taken: dict[str, str] = {}
    kinds = {line.seq: line for line in source.lines}
    for proof in source.proofs:
        original = folder / proof.sha256[:2] / proof.sha256
        line = kinds[proof.seqs[0]]
        name = f"{EVIDENCE}{_evidence_name(proof, line.kind, source.titles.get(line.case_id, ''))}"
        if original.is_file() and shop.take(name, original, proof.sha256):
            taken[proof.sha256] = name
        done()
    return taken


def _evidence_name(proof: Proof, kind: str, village: str) -> str:
    what = slug(message(f"words.facts.{kind}").render())[:40].strip("-")
    suffix = Path(proof.name or "").suffix.lower()
    return f"{proof.seqs[0]:04d}-{slug(village)}-{what}-{proof.sha256[:12]}{suffix if suffix in _SUFFIXES else '.bin'}"


def _publish(
    database: Database,
    source: Source,
    order: Order,
    author: Author,
    made: Mapping[Path, Path],
    digest: str,
    files: int,
) -> None:
    """Record and publish together: neither a dossier nobody recorded, nor a record of a dossier that never was."""
    moved = False
    try:
        with database.write() as connection:
            _record(Store(connection), source, order, author, {"sums_sha256": digest, "files": files})
            publish(made)
            moved = True
    except BaseException:
        if moved:
            withdraw(made)
        raise


def _record(store: Store, source: Source, order: Order, author: Author, what: Mapping[str, str | int]) -> None:
    _refuse_other_command(store, order.command_id)
    if order.command_id and store.entries_of_command(order.command_id):
        return
    desk_round = Round(store, open_file(store, source.file.row.code))
    last = source.lines[-1]
    payload = {
        **what,
        "masked": order.masked,
        "as_of": source.as_of.isoformat(),
        "last_entry": last.seq,
        "last_hash": last.hash,
    }
    own = desk_round.row_of(None)
    draft = Draft(kind=EXPORTED, case_id=own.id, occurred_on=author.today.isoformat(), payload=payload)
    desk_round.ledger.append(desk_round.file.row.chain_id, [draft], author.signature(order.command_id))
    desk_round.ledger.flush()


def _refuse_other_command(store: Store, command_id: str | None) -> None:
    if command_id and any(entry.kind != EXPORTED for entry in store.entries_of_command(command_id)):
        raise UsageError("command_id_reused", command=command_id)
