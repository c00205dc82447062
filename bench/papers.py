"""Papers: the minutes of a village meeting as PDF beside WeasyPrint, as Word file beside docxtpl and LibreOffice.

All set the same words: WeasyPrint and LibreOffice our page for screens, docxtpl our Word file with its facts
replaced by placeholders. WeasyPrint is measured at its best: its fonts are shared between papers, which saves it about
a fifth. Run as a script this sets one bundle, so that its memory is that of a fresh process.
"""

import io
import json
import logging
import shutil
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

from docxtpl import DocxTemplate
from measure import Job, Row, alone, at_least, at_most, compared, in_turns, timed
from processes import run
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from rasoat.notices.bundle import to_pdf_bundle
from rasoat.notices.pages import to_html
from rasoat.notices.papers import Paper, sample
from rasoat.notices.pdf import to_pdf
from rasoat.notices.word import to_docx

PAGES, FILES = 1000, 10
OURS = "rasoat"
_numbers = count(1)


def rows(rounds: int) -> list[Row]:
    """Return the table's rows on papers."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    return [*_pdf_rows(rounds), *_word_rows(rounds)]


def minutes(village: str | None = None) -> Paper:
    """Return the minutes of a village, of another one each time."""
    paper = sample("meeting-minutes")
    place = {**paper.context["village"], "title": village or f"thôn Mẫu {next(_numbers)}"}
    return Paper(paper.form, {**paper.context, "village": place}, paper.anchor)


def _ms(make: Callable[[Paper], object], parts: int = 1) -> Job:
    """Return what makes a new paper and gives its milliseconds, by page or other part."""

    def job() -> float:
        paper = minutes()
        return 1000 * timed(lambda: make(paper)) / parts

    return job


# PDF


def _pdf_rows(rounds: int) -> list[Row]:
    peer, fonts = "WeasyPrint", FontConfiguration()
    makers: dict[str, Callable[[Paper], bytes]] = {
        OURS: to_pdf,
        peer: lambda paper: HTML(string=to_html(paper)).write_pdf(font_config=fonts),
    }
    pages = {name: _pages_of(make(minutes())) for name, make in makers.items()}  # warms them, too
    jobs = {name: _ms(make, pages[name]) for name, make in makers.items()}
    bundles: list[float] = []
    jobs[BUNDLE] = lambda: _bundle(bundles)
    found = in_turns(jobs, rounds)
    whole = [figure * pages[OURS] for figure in found[OURS]]
    faster = at_least(15, ">= 15x faster a page")
    return [
        alone(f"PDF of minutes, {pages[OURS]} pages, warm", "ms", whole, at_most(60, "<= 60 ms")),
        compared("PDF of minutes, alone", "ms a page", found, OURS, peer, ratio_of="theirs/ours"),
        compared(BUNDLE, "ms a page", found, BUNDLE, peer, faster, ratio_of="theirs/ours"),
        alone(f"{BUNDLE}, in all", "s", [figure * PAGES / 1000 for figure in found[BUNDLE]], at_most(6, "<= 6 s")),
        alone(f"{BUNDLE}, most memory", "MB", bundles, at_most(700, "<= 700 MB")),
    ]


BUNDLE = f"PDF of minutes, {PAGES:,} pages in one file"


def _pages_of(pdf: bytes) -> int:
    return len(PdfReader(io.BytesIO(pdf)).pages)


def _bundle(peaks: list[float]) -> float:
    """Set a bundle in a process of its own; return its milliseconds a page, and note its memory."""
    done = run([sys.executable, __file__])
    peaks.append(done.peak)
    figure: float = json.loads(done.output)
    return figure


def _set_bundle() -> float:
    to_pdf(minutes())
    papers = [minutes() for _ in range(PAGES // 2)]
    pdf: list[bytes] = []
    seconds = timed(lambda: pdf.append(to_pdf_bundle(papers)))
    return 1000 * seconds / _pages_of(pdf[0])


# Word


def _word_rows(rounds: int) -> list[Row]:
    what, unit = "Word file of minutes", "ms a file"
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.docx"
        template.write_bytes(to_docx(minutes("{{ village }}")))
        jobs = {OURS: _ms(to_docx), "docxtpl": _ms(lambda paper: _docxtpl(template, paper))}
        office = shutil.which("soffice")
        if office:
            jobs["LibreOffice"] = lambda: _libreoffice(office, Path(folder))
        for job in jobs.values():
            job()
        found = in_turns(jobs, rounds)
    rate = [1000 / figure for figure in found[OURS]]
    return [
        *(compared(what, unit, found, OURS, peer, ratio_of="theirs/ours") for peer in jobs if peer != OURS),
        alone(what, "files a second", rate, at_least(100, ">= 100 a second")),
    ]


def _docxtpl(template: Path, paper: Paper) -> bytes:
    """Fill a template that has one placeholder where ours is made from the paper's words."""
    document, file = DocxTemplate(template), io.BytesIO()
    document.render({"village": paper.context["village"]["title"]})
    document.save(file)
    return file.getvalue()


def _libreoffice(office: str, folder: Path) -> float:
    """Convert several of our pages in one run of LibreOffice; return the milliseconds of each.

    Raises:
        RuntimeError: it made no file.
    """
    pages = [folder / f"{no}.html" for no in range(FILES)]
    for page in pages:
        page.write_text(to_html(minutes()), encoding="utf-8")
        page.with_suffix(".docx").unlink(missing_ok=True)
    profile, filters = f"-env:UserInstallation=file://{folder}/profile", "--infilter=HTML (StarWriter)"
    done = run([office, profile, "--headless", filters, "--convert-to", "docx", "--outdir", folder, *pages])
    if not all(page.with_suffix(".docx").exists() for page in pages):
        raise RuntimeError(done.output)
    return 1000 * done.seconds / FILES


if __name__ == "__main__":
    print(json.dumps(_set_bundle()))
