"""Make the pictures of the README from the demonstration: pages of papers, and the board in a terminal.

`make pictures` runs this file. Pages need `pdftoppm` (poppler); without it only the terminal is drawn.
"""
# ruff: noqa: INP001 # a script, in no package

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import typst

PICTURES = Path(__file__).resolve().parent / "pictures"
RASOAT = Path(sys.executable).with_name("rasoat")
PAGES = {
    "bien-ban-hop-dan": "03-*/*-bien-ban-ket-qua-hop-dan-*.pdf",
    "thong-bao-niem-yet": "03-*/*-thong-bao-niem-yet-*.pdf",
    "giay-xac-nhan-niem-yet": "08-*/*-giay-xac-nhan-viec-niem-yet-*.pdf",
}
"""Picture and paper: minutes and notice of one village, the certificate of another, where a list was torn."""
DOTS_AN_INCH = 66
TERMINAL = """
#set page(width: auto, height: auto, margin: 14pt, fill: rgb("#1e2430"))
#set text(font: "DejaVu Sans Mono", size: 7pt, fill: rgb("#e8e8e8"))
#set par(leading: 0.42em)
#block(width: 620pt, raw(sys.inputs.lines))
"""


def say(*words: str, database: Path) -> str:
    """Return a command as a person types it, with what it answers."""
    run = subprocess.run(  # noqa: S603 # the program itself
        [RASOAT, "--db", database, *words], check=False, capture_output=True, text=True, encoding="utf-8"
    )
    return f"$ rasoat {' '.join(words)}\n{run.stdout}\n"


def draw_terminal(folder: Path) -> None:
    """Draw the board and the audit of the demonstration."""
    database = folder / "rasoat-demo.db"
    closed = ("--on", "20/11/2026")  # whenever the picture is drawn, it shows the day the round was closed
    lines = say(*closed, "status", database=database) + say(*closed, "audit", database=database)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "terminal.typ"
        source.write_text(TERMINAL, encoding="utf-8")
        picture = PICTURES / "tinh-hinh-dot.png"
        typst.compile(str(source), output=str(picture), format="png", ppi=110, sys_inputs={"lines": lines.rstrip()})


def draw_pages(folder: Path) -> None:
    """Draw the first page of each chosen paper, where `pdftoppm` is there to do it."""
    pdftoppm = shutil.which("pdftoppm")
    if pdftoppm is None:
        sys.stderr.write("pdftoppm is not installed: the pictures of papers stay as they are.\n")
        return
    for name, pattern in PAGES.items():
        paper = min((folder / "giay-to").glob(pattern))
        options = ("-png", "-gray", "-singlefile", "-r", str(DOTS_AN_INCH))
        subprocess.run([pdftoppm, *options, paper, PICTURES / name], check=True)  # noqa: S603 # found above


def main() -> None:
    """Play the demonstration in a folder of its own, and draw it."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "demo"
        subprocess.run([RASOAT, "demo", "--out", folder], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 # the program itself
        draw_terminal(folder)
        draw_pages(folder)


if __name__ == "__main__":
    main()
