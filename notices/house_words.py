"""The XHTML that the three house styles know, and what no paper may lose, whatever template it came from."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from rasoat.messages import Message, message

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}svg"
PARAGRAPHS = frozenset(
    [
        "",
        "annex",
        "attached",
        "authority",
        "basis",
        "confirm",
        "dear",
        "draft-note",
        "form-ref",
        "note",
        "subject",
        "total",
    ]
)
HEAD_LINES = frozenset(["superior", "agency", "state", "motto", "number", "about", "place-date"])
SIGN_LINES = frozenset(["", "power", "post", "hint", "name", "to"])
TABLES = frozenset(["head", "signs", "list", "list small"])
ATTRIBUTES = frozenset(["class", "style"])
SHOWN = 40
"""So many letters of a place are shown."""


@dataclass(frozen=True, slots=True)
class Strange:
    """What a style cannot set, or what is lost; `sought` are the letters of a template that made it, where known."""

    what: Message
    sought: str | None = None


def strangers(xhtml: str, *, numbered: bool, draft: bool, anchor: str | None) -> Iterator[Strange]:
    """Yield what is wrong with a paper's XHTML.

    Args:
        xhtml: one `<html>` element.
        numbered: the form takes a number of the register.
        draft: the paper rests on what nobody has compared with a text.
        anchor: the code that the footer must show, None where there is no footer.
    """
    try:
        root = etree.fromstring(xhtml, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError as error:
        yield Strange(message("templates.fault.not_xml", reason=str(error).partition(", line")[0]))
        return
    body = root.find(f"{XHTML}body")
    sheets = [] if body is None else body.findall(f"{XHTML}article")
    if body is None or not sheets:
        yield Strange(message("templates.fault.no_sheet"))
        return
    yield from _of_body(body)
    yield from _lost(body, sheets[0], numbered=numbered, draft=draft, anchor=anchor)


def _of_body(body: etree._Element) -> Iterator[Strange]:
    yield from _only_elements(body)
    for node in body:
        tag = _tag(node)
        if tag == "article":
            yield from _classes(node, {"sheet", "sheet landscape"})
            yield from _of_blocks(node)
        elif tag == "footer":
            if [child.tag for child in node] != [SVG, f"{XHTML}p"]:
                yield Strange(message("templates.fault.footer"), "<footer")
        else:
            yield _unknown(node)


def _of_blocks(parent: etree._Element) -> Iterator[Strange]:
    yield from _only_elements(parent)
    for node in parent:
        tag = _tag(node)
        if tag in {"p", "h1", "h2"}:
            yield from _classes(node, PARAGRAPHS if tag == "p" else {""})
            yield from _of_line(node)
        elif tag == "table":
            yield from _of_table(node)
        elif tag == "div":
            yield from _classes(node, {"proof", "ending"})
            yield from _of_proof(node) if _class(node) == "proof" else _of_blocks(node)
        else:
            yield _unknown(node)


def _of_proof(parent: etree._Element) -> Iterator[Strange]:
    yield from _only_elements(parent)
    for node in parent:
        yield from (_of_line(node) if _tag(node) == "p" else [_unknown(node)])


def _of_table(table: etree._Element) -> Iterator[Strange]:
    yield from _classes(table, TABLES)
    if _class(table) in {"head", "signs"}:
        known = HEAD_LINES if _class(table) == "head" else SIGN_LINES
        yield from (fault for row in table for fault in _of_side_by_side(row, known))
    elif _class(table) in TABLES:
        yield from _of_list(table)


def _of_side_by_side(row: etree._Element, known: frozenset[str]) -> Iterator[Strange]:
    yield from _only_elements(row)
    for cell in row:
        if _tag(row) != "tr" or _tag(cell) != "td":
            yield _unknown(cell)
            continue
        yield from _only_elements(cell)
        for line in cell:
            if _tag(line) != "p":
                yield _unknown(line)
                continue
            yield from _classes(line, known)
            yield from _of_line(line)


def _of_list(table: etree._Element) -> Iterator[Strange]:
    if [_tag(part) for part in table] != ["colgroup", "thead", "tbody"]:
        yield Strange(message("templates.fault.list_parts", place=_shown(table)), '<table class="list')
        return
    columns, heads, rows = table
    width = len(columns)
    if any(not _percent(column.get("style")) for column in columns):
        yield Strange(message("templates.fault.list_widths", place=_shown(table)), "<col ")
    for row in (*heads, *rows):
        cells = [_tag(cell) for cell in row]
        if _tag(row) != "tr" or set(cells) - {"th", "td"} or len(cells) != width:
            yield Strange(message("templates.fault.list_cells", place=_shown(row), columns=width), _sought(row))
        for cell in row:
            yield from _classes(cell, {"", "c"})
            yield from _of_line(cell)


def _of_line(line: etree._Element) -> Iterator[Strange]:
    yield from _attributes(line)
    for node in line.iterdescendants():
        if _tag(node) in {"b", "br"}:
            yield from _classes(node, {""})
        else:
            yield _unknown(node)


def _lost(
    body: etree._Element, first: etree._Element, *, numbered: bool, draft: bool, anchor: str | None
) -> Iterator[Strange]:
    """Yield what a paper must show and does not (Decree 30/2020 art. 8; the program's own marks)."""
    heads = {line for table in first.iter(f"{XHTML}table") if _class(table) == "head" for line in _lines(table)}
    wanted = ["state", "motto", "place-date", *(["number"] if numbered else [])]
    for name in wanted:
        if name not in heads:
            yield Strange(message("templates.fault.lost", part=message(f"templates.part.{name}")), "{% block head %}")
    if not any(_class(cell) == "signer" for cell in body.iter(f"{XHTML}td")):
        yield Strange(message("templates.fault.lost", part=message("templates.part.signer")), "{% block signers %}")
    notes = {_class(line) for line in body.iter(f"{XHTML}p")}
    if draft and not ("draft-note" in notes and "draft" in _class(body).split()):
        yield Strange(message("templates.fault.lost", part=message("templates.part.draft")), "{% block head %}")
    footer = body.find(f"{XHTML}footer")
    if anchor is not None and (footer is None or anchor not in _words(footer)):
        yield Strange(message("templates.fault.lost", part=message("templates.part.anchor")))


def _lines(table: etree._Element) -> Iterator[str]:
    return (_class(line) for line in table.iter(f"{XHTML}p") if _words(line).strip())


def _classes(node: etree._Element, known: frozenset[str] | set[str]) -> Iterator[Strange]:
    yield from _attributes(node)
    name = _class(node)
    if name not in known:
        what = message("templates.fault.class", tag=_tag(node), name=name or "-", known=tuple(sorted(known - {""})))
        yield Strange(what, f'class="{name}"' if name else f"<{_tag(node)}")


def _attributes(node: etree._Element) -> Iterator[Strange]:
    for name in map(str, node.attrib):
        if name not in ATTRIBUTES or (name == "style" and _tag(node) != "col"):
            yield Strange(message("templates.fault.attribute", tag=_tag(node), name=name), f"{name}=")


def _only_elements(parent: etree._Element) -> Iterator[Strange]:
    """Yield letters that stand between blocks: no style would set them."""
    for words in (parent.text, *(child.tail for child in parent)):
        if words and words.strip():
            yield Strange(message("templates.fault.loose", words=words.strip()[:SHOWN]), words.strip()[:SHOWN])


def _unknown(node: etree._Element) -> Strange:
    return Strange(message("templates.fault.element", tag=_tag(node), place=_shown(node)), f"<{_tag(node)}")


def _tag(node: etree._Element) -> str:
    return str(node.tag).removeprefix(XHTML) if isinstance(node.tag, str) else "!--"


def _class(node: etree._Element) -> str:
    return str(node.get("class", ""))


def _percent(style: str | None) -> bool:
    name, _, value = (style or "").partition(":")
    return name == "width" and value.endswith("%") and value[:-1].replace(".", "", 1).isdigit()


def _words(node: etree._Element) -> str:
    return "".join(str(words) for words in node.itertext())


def _shown(node: etree._Element) -> str:
    words = " ".join(_words(node).split())
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"


def _sought(row: etree._Element) -> str | None:
    return next((words.strip() for cell in row if (words := cell.text) and words.strip()), None)
