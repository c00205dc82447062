"""A procedure as a drawing (SVG): the village's way and the round's way side by side, each step with its article.

Readable in black and white: a sign before each article says how well it was read, and what is not yet compared with
the official text has a broken outline.
"""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from rasoat.messages import Lang, message
from rasoat.reports.stage_rows import Edge, Rows, rows_of
from rasoat.workflow.citations import Citation, Evidence
from rasoat.workflow.procedure_names import trigger_title
from rasoat.workflow.procedures import Procedure, Stage

BOX, HIGH, GAP = 300, 70, 96
"""Width and height of a stage, and the room between two for the step that joins them."""
TOP, MARGIN, SIDE, BETWEEN = 132, 28, 190, 76
"""Room above the stages, around everything, beside a column for its loops, and between the columns."""
BOLD, LETTER, SMALL = 7.2, 6.3, 5.7
"""Average widths of the letters of stages, of steps, of articles."""
LINE = 16
_SIGNS: Mapping[Evidence, str] = {"seen": "●", "secondary": "◐", "assumed": "○", "unverified": "?"}
_ARROW = """<defs>
<marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">
<path d="M0 0 L10 5 L0 10 z" fill="#37474f"/></marker>
</defs>"""
_STYLE = """
text { font-family: "Segoe UI", "Liberation Sans", Arial, sans-serif; fill: #1b2733; }
.title { font-size: 19px; font-weight: 600; }
.sub, .cite, .legend { font-size: 12px; fill: #53626f; white-space: pre; }
.track { font-size: 14px; font-weight: 600; letter-spacing: .04em; fill: #1f4e79; }
.stage { font-size: 14px; font-weight: 600; }
.step { font-size: 13px; }
.box { fill: #eef3f8; stroke: #1f4e79; stroke-width: 1.5; }
.end { fill: #ffffff; stroke-width: 3; }
.open { stroke-dasharray: 6 4; }
.way { fill: none; stroke: #37474f; stroke-width: 1.5; }
.loop { stroke: #9a3b26; }
.wait { fill: none; stroke: #53626f; stroke-width: 1.2; stroke-dasharray: 2 4; }
"""


@dataclass(slots=True)
class _Column:
    """One track with the place of its column."""

    rows: Rows
    left: float

    @property
    def box(self) -> float:
        """Where the boxes begin, right of the room for loops."""
        return self.left + (SIDE if any(edge.back for edge in self.rows.edges) else 0)

    @property
    def right(self) -> float:
        """Where the column ends."""
        return self.box + BOX

    @property
    def bottom(self) -> float:
        """Where its last box ends."""
        return self.top(len(self.rows.stages) - 1) + HIGH

    def top(self, place: int) -> float:
        """Return where a stage's box begins."""
        return TOP + place * (HIGH + GAP)


@dataclass(slots=True)
class _Drawing:
    """The drawing as it grows."""

    lang: Lang
    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, lines: Iterable[str], kind: str, anchor: str = "start") -> None:
        """Write lines of text, one below the other."""
        for number, line in enumerate(lines):
            place = f'x="{x:g}" y="{y + number * LINE:g}" text-anchor="{anchor}"'
            self.parts.append(f'<text class="{kind}" {place}>{escape(line)}</text>')

    def path(self, points: Sequence[tuple[float, float]], kind: str, *, arrow: bool = True) -> None:
        """Draw a line through points, its corners rounded."""
        end = ' marker-end="url(#arrow)"' if arrow else ""
        self.parts.append(f'<path class="{kind}" d="{_rounded(points)}"{end}/>')


def svg_of(procedure: Procedure, lang: Lang) -> str:
    """Return the drawing, in `lang`."""
    village = _Column(rows_of(procedure, "village"), MARGIN)
    own = _Column(rows_of(procedure, "round"), village.right + BETWEEN)
    width, height = own.right + MARGIN + 20, max(village.bottom, own.bottom) + 84
    drawing = _Drawing(lang)
    _heading(drawing, procedure)
    for column in (village, own):
        _column(drawing, column)
    _waiting(drawing, village, own)
    _legend(drawing, procedure, height - 44)
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} lang="{lang}" role="img">',
            f"<title>{escape(procedure.title.render(lang))}</title>",
            f"<style>{_STYLE}</style>",
            _ARROW,
            f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
            *drawing.parts,
            "</svg>\n",
        ]
    )


def _heading(drawing: _Drawing, procedure: Procedure) -> None:
    drawing.text(MARGIN, 40, [procedure.title.render(drawing.lang)], "title")
    told = [procedure.id, procedure.version]
    if procedure.variant:
        told.append(procedure.variant.title.render(drawing.lang))
    drawing.text(MARGIN, 64, ["  ·  ".join(told)], "sub")


def _column(drawing: _Drawing, column: _Column) -> None:
    title = message(f"words.tracks.{column.rows.track}").render(drawing.lang)
    drawing.text(column.box, TOP - 34, [title.upper()], "track")
    drawing.path([(column.box + BOX / 2, TOP - 26), (column.box + BOX / 2, TOP - 2)], "way")
    for place, stage in enumerate(column.rows.stages):
        _stage(drawing, column, place, stage)
    back = [edge for edge in column.rows.edges if edge.back]
    skipping = [edge for edge in column.rows.edges if edge.skips]
    for edge in column.rows.edges:
        if edge in back:
            _loop(drawing, column, edge, back.index(edge))
        elif edge in skipping:
            _skip(drawing, column, edge, skipping.index(edge))
        else:
            _step(drawing, column, edge)


def _stage(drawing: _Drawing, column: _Column, place: int, stage: Stage) -> None:
    kinds = " ".join(["box", *(["end"] if stage.final else []), *(["open"] if _unread(stage.citation) else [])])
    x, y = column.box, column.top(place)
    box = f'x="{x:g}" y="{y:g}" width="{BOX}" height="{HIGH}" rx="9"'
    drawing.parts.append(f'<rect class="{kinds}" {box} data-stage={quoteattr(stage.id)}/>')
    title = _wrapped(stage.title.render(drawing.lang), BOX - 20, BOLD)
    article = _wrapped(_cited(stage.citation, drawing.lang), BOX - 20, SMALL)
    middle, first = x + BOX / 2, y + (HIGH - LINE * (len(title) + len(article))) / 2 + 12
    drawing.text(middle, first, title, "stage", "middle")
    drawing.text(middle, first + LINE * len(title) + 2, article, "cite", "middle")


def _step(drawing: _Drawing, column: _Column, edge: Edge) -> None:
    """Draw the step to the next stage, its name to the right of the arrow."""
    x, start = column.box + 46, column.top(edge.source) + HIGH
    kind = "way open" if _unread(edge.step.citation) else "way"
    drawing.path([(x, start + 1), (x, column.top(edge.dest) - 2)], kind)
    _label(drawing, x + 14, start + 24, edge, BOX - 34)


def _skip(drawing: _Drawing, column: _Column, edge: Edge, lane: int) -> None:
    """Draw a step that passes over stages, along the right side."""
    x = column.right + 18 + 12 * lane
    start, end = column.top(edge.source) + HIGH - 14, column.top(edge.dest) + 14
    drawing.path([(column.right, start), (x, start), (x, end), (column.right + 2, end)], "way")
    _label(drawing, column.box + 120, start + 44, edge, BOX - 130)


def _loop(drawing: _Drawing, column: _Column, edge: Edge, lane: int) -> None:
    """Draw a step that leads back, along the left side."""
    x = column.box - 22 - 22 * lane
    start, end = column.top(edge.source) + HIGH / 2 + 8 * lane, column.top(edge.dest) + HIGH / 2 + 8 * lane
    kind = "way loop open" if _unread(edge.step.citation) else "way loop"
    drawing.path([(column.box, start), (x, start), (x, end), (column.box - 2, end)], kind)
    loops = sum(item.back for item in column.rows.edges)
    edge_of_text = column.box - 32 - 22 * (loops - 1)
    width = edge_of_text - column.left
    _label(drawing, edge_of_text, (start + end) / 2 - 30 + 92 * lane, edge, width, "end")


def _label(drawing: _Drawing, x: float, y: float, edge: Edge, width: float, anchor: str = "start") -> None:
    """Write what a step is called, and its article below."""
    lines = _wrapped(trigger_title(edge.step.trigger).render(drawing.lang), width, LETTER)
    drawing.text(x, y, lines, "step", anchor)
    article = _wrapped(_cited(edge.step.citation, drawing.lang), width, SMALL)
    drawing.text(x, y + LINE * len(lines), article, "cite", anchor)


def _waiting(drawing: _Drawing, village: _Column, own: _Column) -> None:
    """Draw that the round waits for all villages, where a requirement says so."""
    waits = [edge for edge in own.rows.edges if any(rule.check == "villages_settled" for rule in edge.step.requires)]
    ends = [place for place, stage in enumerate(village.rows.stages) if stage.final]
    if not (waits and ends):
        return
    x = village.right + BETWEEN / 2
    start = village.top(ends[-1]) + HIGH / 2
    end = own.top(waits[0].source) + HIGH + GAP / 2
    drawing.path([(village.right, start), (x, start), (x, end), (own.box + 40, end)], "wait")
    told = _wrapped(message("register.diagram.waits").render(drawing.lang), 120, SMALL)
    drawing.text(village.right + 8, start + 22, told, "cite")


def _legend(drawing: _Drawing, procedure: Procedure, y: float) -> None:
    """Explain the signs that occur, and where there is a broken outline, what it means."""
    citations = [item.citation for item in procedure.stages.values()]
    citations += [item.citation for item in procedure.transitions]
    found = {citation.evidence for citation in citations}
    marks = [f"{sign} {_mark(name, drawing.lang)}" for name, sign in _SIGNS.items() if name in found]
    drawing.text(MARGIN, y, ["     ".join(marks)], "legend")
    if any(map(_unread, citations)):
        drawing.parts.append(f'<rect class="box open" x="{MARGIN}" y="{y + 12:g}" width="34" height="18" rx="4"/>')
        drawing.text(MARGIN + 44, y + 26, [message("register.diagram.unread").render(drawing.lang)], "legend")


def _mark(evidence: Evidence, lang: Lang) -> str:
    return message(f"pages.mark.{evidence}").render(lang).lower()


def _cited(citation: Citation, lang: Lang) -> str:
    """Return an article after the sign that says how well it was read."""
    return f"{_SIGNS[citation.evidence]} {citation.short(lang)}"


def _unread(citation: Citation) -> bool:
    return citation.evidence == "unverified"


def _wrapped(text: str, width: float, letter: float) -> list[str]:
    """Return a text broken into as few lines as fit, all of about one length."""
    longest = int(width / letter)
    lines = textwrap.wrap(text, longest, break_long_words=False, break_on_hyphens=False)
    while longest > 1:
        tighter = textwrap.wrap(text, longest - 1, break_long_words=False, break_on_hyphens=False)
        if len(tighter) > len(lines):
            break
        lines, longest = tighter, longest - 1
    return lines


def _rounded(points: Sequence[tuple[float, float]], radius: float = 10) -> str:
    """Return the path through points whose corners are rounded."""
    return " ".join(_commands(points, radius))


def _commands(points: Sequence[tuple[float, float]], radius: float) -> Iterator[str]:
    yield f"M{points[0][0]:g} {points[0][1]:g}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        first, last = _towards(corner, before, radius), _towards(corner, after, radius)
        yield f"L{first[0]:g} {first[1]:g} Q{corner[0]:g} {corner[1]:g} {last[0]:g} {last[1]:g}"
    yield f"L{points[-1][0]:g} {points[-1][1]:g}"


def _towards(start: tuple[float, float], end: tuple[float, float], step: float) -> tuple[float, float]:
    """Return the point so far from `start` on the straight way to `end`, half-way at most."""
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    share = min(step / length, 0.5) if length else 0
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
