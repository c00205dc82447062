"""Papers as pages for screen and browser print: their XHTML with the house style `styles/page.css` inside."""

from functools import cache
from importlib.resources import files
from urllib.parse import quote

from rasoat.notices.papers import Paper
from rasoat.notices.xhtml import clean, qr_svg, to_xhtml

VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
MARK_HEAD = '@page {{ @top-right {{ content: "{}"; font: bold 13pt "Times New Roman", serif; color: #6e6e6e; }} }}\n'
MARKS = {"cancelled": "ĐÃ HỦY", "replaced": "ĐÃ THAY THẾ"}


def to_html(paper: Paper) -> str:
    """Return one paper as a complete HTML page that needs no other file.

    Raises:
        UsageError: no such form, or a fact is missing.
    """
    margin = "" if paper.anchor is None else _page_foot(clean(paper.anchor), clean(paper.foot))
    if paper.mark:
        margin += MARK_HEAD.format(MARKS[paper.mark.kind])
    elif paper.context.get("draft"):
        margin += MARK_HEAD.format("DỰ THẢO")
    head = f"{VIEWPORT}<style>\n{_style()}{margin}</style></head>"
    return "<!DOCTYPE html>\n" + to_xhtml(paper).replace("</head>", head, 1)


def page_of(xhtml: str, *styles: str) -> str:
    """Return a report's XHTML as a complete HTML page in the house style and the `styles` of that room beside it."""
    more = "".join((files(__package__) / "styles" / name).read_text("utf-8") for name in styles)
    head = f"{VIEWPORT}<style>\n{_style()}{more}</style></head>"
    return "<!DOCTYPE html>\n" + xhtml.replace("</head>", head, 1)


def _page_foot(anchor: str, foot: str) -> str:
    """Return the CSS that prints the anchor and its QR code in the bottom margin of every page."""
    drawing = str(qr_svg(anchor)).replace("<svg", '<svg width="11mm" height="11mm"', 1).replace("#000", "#555")
    words = "".join(f"\\{ord(letter):x} " for letter in foot)
    return (
        f'@page {{ @bottom-left {{ content: "{words}"; padding: 6mm 0 1mm 13mm; '
        f'background: url("data:image/svg+xml,{quote(drawing)}") left center / 11mm no-repeat; '
        "-webkit-print-color-adjust: exact; print-color-adjust: exact; } }\n"
    )


@cache
def _style() -> str:
    return (files(__package__) / "styles" / "page.css").read_text("utf-8")
