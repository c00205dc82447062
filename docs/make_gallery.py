"""Draw the gallery of the documentation: the first page of each form, from its sample about made-up people.

`make gallery` runs this file. Grey pictures of a few shades: small enough to keep beside the pages.
"""
# ruff: noqa: INP001 # a script, in no package

import io
from importlib.resources import files
from pathlib import Path

import typst
from PIL import Image

from rasoat.notices.catalogue import forms
from rasoat.notices.papers import sample
from rasoat.notices.xhtml import to_xhtml

GALLERY = Path(__file__).resolve().parent / "gallery"
DOTS_AN_INCH = 64
SHADES = 8


def page_of(form: str) -> bytes:
    """Return the first page of a form's sample as a small picture."""
    paper, room = sample(form), files("rasoat.notices")
    pages = typst.compile(
        str(room / "styles" / "paper.typ"),
        format="png",
        ppi=DOTS_AN_INCH,
        font_paths=[str(room / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"papers": f"<papers>{to_xhtml(paper)}</papers>", "title": paper.title},
    )
    first = pages[0] if isinstance(pages, list) else pages
    picture = Image.open(io.BytesIO(first)).convert("L").quantize(SHADES)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def main() -> None:
    """Draw every form, and remove the pictures of forms that are no more."""
    GALLERY.mkdir(exist_ok=True)
    for old in GALLERY.glob("*.png"):
        if old.stem not in forms():
            old.unlink()
    for form in forms():
        (GALLERY / f"{form}.png").write_bytes(page_of(form))


if __name__ == "__main__":
    main()
