"""The rules of PDF/A-2b (ISO 19005-2) that can be told from a file's structure, as a list of what breaks them."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

FORBIDDEN_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide", "/SetOCGState"}
FORBIDDEN_FILTERS = {"/LZWDecode", "/Crypt"}
PRINTED = 4
"""The flag of an annotation that is printed."""


def archival_faults(file: bytes) -> list[str]:
    """Return what in a PDF breaks the rules; none where it keeps them."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        return sorted({*_of_file(file, pdf), *_of_metadata(pdf), *_of_objects(pdf), *_of_pages(pdf)})


def _of_file(file: bytes, pdf: Pdf) -> Iterator[str]:
    lines = file.split(b"\n", 2)
    if not lines[0].startswith(b"%PDF-1.") or not lines[1].startswith(b"%") or min(lines[1][1:5]) < 128:
        yield "header"
    if "/ID" not in pdf.trailer:
        yield "no file identifier"
    if pdf.is_encrypted:
        yield "encrypted"
    if not file.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "data after the end"
    yield from _of_catalogue(pdf)


def _of_catalogue(pdf: Pdf) -> Iterator[str]:
    for key in ("/OpenAction", "/AA", "/Collection", "/NeedsRendering"):
        if key in pdf.Root:
            yield f"catalogue has {key}"
    for key in ("/JavaScript", "/EmbeddedFiles", "/AlternatePresentations"):
        if key in pdf.Root.get("/Names", {}):
            yield f"names have {key}"
    intents = [item for item in pdf.Root.get("/OutputIntents", []) if item.S == Name.GTS_PDFA1]
    if len(intents) != 1 or not isinstance(intents[0].get("/DestOutputProfile"), Stream):
        yield "output intent"
    elif intents[0].DestOutputProfile.read_bytes()[36:40] != b"acsp":
        yield "output profile is no ICC profile"
    if "/Lang" not in pdf.Root:
        yield "no language"


def _of_metadata(pdf: Pdf) -> Iterator[str]:
    if "/Filter" in pdf.Root.Metadata:
        yield "metadata are compressed"
    with pdf.open_metadata(set_pikepdf_as_editor=False) as said:
        if said.pdfa_status != "2B":
            yield f"metadata say {said.pdfa_status}"
        if not said.get("dc:title"):
            yield "no title"
        if "/Title" in pdf.docinfo and str(pdf.docinfo["/Title"]) != said.get("dc:title"):
            yield "two titles"
        if "/CreationDate" in pdf.docinfo and "xmp:CreateDate" not in said:
            yield "two dates"


def _of_objects(pdf: Pdf) -> Iterator[str]:
    for item in pdf.objects:
        if isinstance(item, Stream):
            filters = item.get("/Filter", [])
            names = {str(one) for one in (filters if isinstance(filters, Array) else [filters])}
            if names & FORBIDDEN_FILTERS:
                yield "forbidden filter"
            if "/F" in item or "/FFilter" in item:
                yield "stream in another file"
            if item.get("/Subtype") == Name.Image and (item.get("/Interpolate") or "/Alternates" in item):
                yield "image with interpolation or alternates"
            if item.get("/Subtype") == Name.PS or "/PS" in item:
                yield "PostScript"
        if isinstance(item, Dictionary):
            yield from _of_dictionary(item)


def _of_dictionary(item: Any) -> Iterator[str]:
    if item.get("/S") in FORBIDDEN_ACTIONS or str(item.get("/S")) in FORBIDDEN_ACTIONS:
        yield f"action {item.S}"
    if item.get("/Type") == Name.Font:
        yield from _of_font(item)
    if item.get("/Type") == Name.ExtGState and "/TR" in item:
        yield "transfer function"
    if item.get("/Type") == Name.Annot and not int(item.get("/F", 0)) & PRINTED:
        yield "annotation that is not printed"


def _of_font(font: Any) -> Iterator[str]:
    if font.Subtype == Name.Type0:
        if "/ToUnicode" not in font:
            yield "font whose letters cannot be read"
        return
    if font.Subtype == Name.Type3:
        return
    found = font.get("/FontDescriptor", {})
    if not any(key in found for key in ("/FontFile", "/FontFile2", "/FontFile3")):
        yield f"font {font.BaseFont} is not in the file"
    if font.Subtype == Name.CIDFontType2 and "/CIDToGIDMap" not in font:
        yield "font without a map of its glyphs"


def _of_pages(pdf: Pdf) -> Iterator[str]:
    for page in pdf.pages:
        if "/AA" in page.obj or "/PresSteps" in page.obj:
            yield "page with actions"
        if zero_glyphs(page):
            yield "letter that the font does not have"
    tagged = bool(pdf.Root.get("/MarkInfo", {}).get("/Marked", False))
    if tagged != ("/StructTreeRoot" in pdf.Root):
        yield "marked as tagged and has no structure, or the other way round"
    if not tagged and any("/StructParents" in page.obj for page in pdf.pages):
        yield "pages point into a structure that is not there"


def zero_glyphs(page: Any) -> int:
    """Return how many letters of a page are .notdef: glyph 0 of a font with two bytes a glyph."""
    count = 0
    for step in pikepdf.parse_content_stream(page, "Tj TJ"):
        shown = step.operands[0]
        for part in shown if isinstance(shown, Array) else [shown]:
            if isinstance(part, pikepdf.String):
                codes = bytes(part)
                count += sum(codes[at : at + 2] == b"\0\0" for at in range(0, len(codes), 2))
    return count
