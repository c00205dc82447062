"""Papers as PDF/A-2b, set by Typst from their XHTML in the house style `styles/paper.typ`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from queue import LifoQueue

import typst

from rasoat.errors import UsageError
from rasoat.notices.papers import UNDATED, Paper
from rasoat.notices.xhtml import to_xhtml

COMPILERS = 2
"""How many papers, or parts of a bundle, can be set at one time; most of an office's computers have two cores."""
GENERATIONS = 11  # Typst keeps what it has set for ten more compilations
MISSING_SIGN = re.compile(r"the text `?\"?(.+?)\"?`? could not be displayed")
_FREE: LifoQueue[int] = LifoQueue()  # a compiler is no two threads' at once; the last one used is the warm one
for _place in reversed(range(COMPILERS)):
    _FREE.put(_place)


def to_pdf(paper: Paper) -> bytes:
    """Return one paper as tagged PDF/A-2b; the same paper gives the same bytes.

    Raises:
        UsageError: no such form, a fact is missing, or the pages cannot be set.
    """
    return set_papers([paper], tagged=True)


def set_papers(papers: Sequence[Paper], *, tagged: bool, forget: bool = False) -> bytes:
    """Return papers as one PDF/A-2b under the title of the first, each with an entry in the outline.

    Args:
        papers: at least one; all are in memory at once, about 1 MB a page.
        tagged: with structure for screen readers, which costs a third more time.
        forget: let the compiler forget the pages, of which it would hold on to those of ten more calls.

    Raises:
        UsageError: as `to_pdf`.
    """
    first = papers[0]
    source = f"<papers>{''.join([to_xhtml(paper) for paper in papers])}</papers>"
    return _set({"papers": source, "title": first.title}, first.stamp, tagged=tagged, forget=forget)


def report_pdf(xhtml: str, title: str, stamp: datetime) -> bytes:
    """Return a report's XHTML as tagged PDF/A-2b in the house style `styles/report.typ`.

    Raises:
        UsageError: the pages cannot be set.
    """
    return _set({"papers": "<papers/>", "report": xhtml, "title": title}, stamp, tagged=True, forget=False)


def _set(inputs: Mapping[str, str], stamp: datetime, *, tagged: bool, forget: bool) -> bytes:
    with _one_compiler() as place:
        try:
            return _compile_with_any_font(place, inputs, stamp, tagged=tagged)
        except RuntimeError as error:
            raise _refusal(inputs["title"], str(error)) from error
        finally:
            if forget:
                _forget(place)


def set_sheet(style: str, sheet: str, title: str, stamp: datetime) -> bytes:
    """Return a sheet that is no paper of a round as tagged PDF/A-2b.

    Args:
        style: the file in `styles` that sets it.
        sheet: what it says, as JSON; the style reads it from `sys.inputs.sheet`.
        title: names it when it cannot be set.
        stamp: the time written into the file.

    Raises:
        UsageError: it cannot be set.
    """
    room = files(__package__)
    for every_font in (False, True):
        fonts = _fonts(str(room / "fonts"), every_font=every_font)
        compiler = typst.Compiler(str(room / "styles" / style), font_paths=fonts)
        try:
            pdf = compiler.compile(
                format="pdf", sys_inputs={"sheet": sheet}, pdf_standards="a-2b", timestamp=stamp, pdf_tags=True
            )
        except RuntimeError as error:
            if every_font or not MISSING_SIGN.search(str(error)):
                raise _refusal(title, str(error)) from error
            continue
        if isinstance(pdf, bytes):
            return pdf
    raise TypeError  # only image formats come back as a list, one a page


@contextmanager
def _one_compiler() -> Iterator[int]:
    place = _FREE.get()
    try:
        yield place
    finally:
        _FREE.put(place)


def _compile_with_any_font(place: int, inputs: Mapping[str, str], stamp: datetime, *, tagged: bool) -> bytes:
    """Compile with the house's fonts; only for a sign they lack, with every font of the machine."""
    try:
        return _compile(place, inputs, stamp, tagged=tagged)
    except RuntimeError as error:
        if not MISSING_SIGN.search(str(error)):
            raise
    return _compile(place, inputs, stamp, tagged=tagged, every_font=True)


def _compile(
    place: int, inputs: Mapping[str, str], stamp: datetime, *, tagged: bool, every_font: bool = False
) -> bytes:
    style = "report.typ" if "report" in inputs else "paper.typ"
    pdf = _compiler(place, style, every_font=every_font).compile(
        format="pdf",
        sys_inputs=dict(inputs),
        pdf_standards="a-2b",
        timestamp=stamp,
        pdf_tags=tagged,
    )
    if not isinstance(pdf, bytes):  # only image formats come back as a list, one a page
        raise TypeError
    return pdf


def _refusal(title: str, reason: str) -> UsageError:
    sign = MISSING_SIGN.search(reason)
    if sign:
        return UsageError("paper_sign_unknown", form=title, sign=sign[1])
    return UsageError("paper_not_set", form=title, reason=" ".join(reason.split()))


def _forget(place: int) -> None:
    """Age the compilers' memory of the pages just set until they let them go: no print run grows the program."""
    stamp = datetime.combine(UNDATED, datetime.min.time(), UTC)
    for generation in range(GENERATIONS):
        _compile(place, {"papers": "<papers/>", "title": str(generation)}, stamp, tagged=False)


@cache
def _compiler(place: int, style: str, *, every_font: bool) -> typst.Compiler:  # noqa: ARG001 # each place has its own
    """Return the compiler of a place for a style, which reads its fonts once."""
    room = files(__package__)
    return typst.Compiler(str(room / "styles" / style), font_paths=_fonts(str(room / "fonts"), every_font=every_font))


@cache
def _fonts(ours: str, *, every_font: bool) -> typst.Fonts:
    """Return the machine's fonts if its Times New Roman is whole (or `every_font`), else only those this room brings.

    It brings Liberation Serif 2, cut to the widths of Times New Roman: Typst's own serif lacks ơ and ư in bold italic,
    and the first Liberation, which servers still install and which would be taken for the second, lacks most
    Vietnamese letters.
    """
    machine = typst.Fonts(include_system_fonts=True, font_paths=[ours])
    if every_font or sets_vietnamese(machine, "Times New Roman"):
        return machine
    return typst.Fonts(include_system_fonts=False, font_paths=[ours])


def sets_vietnamese(fonts: typst.Fonts, family: str) -> bool:
    """Return whether a family is there and has every letter of Vietnamese, upright, bold, italic and bold italic.

    An old Times New Roman may lack some; Typst would take these out of other fonts, in the middle of words.
    """
    if family not in fonts.families():
        return False
    letters = typst.Compiler(str(files(__package__) / "styles" / "letters.typ"), font_paths=fonts)
    try:
        letters.compile(format="pdf", sys_inputs={"family": family}, pdf_standards="a-2b")
    except RuntimeError:
        return False
    return True
