"""A timetable as a picture (SVG): a row a subject, days as columns, steps as bars; readable in black and white."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from lxml import etree

Style = Literal["done", "planned", "reserve", "late"]
"""done: behind; planned: latest safe days; reserve: kept for an objection; late: past what is safe."""

_NAMESPACE = "http://www.w3.org/2000/svg"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DAY, _ROW, _BAR = 10, 26, 16
_LEFT, _TOP, _RIGHT, _FOOT = 190, 92, 84, 30
_LEGEND_COLUMN = 205
_FONT = "'Liberation Sans', Arial, 'DejaVu Sans', sans-serif"
_LABEL_WIDTH = 6.2
"""Width of a letter of 11 px, to see what fits into a bar."""
_NAME = 27
"""Letters of a name that fit before the first day."""
_MONDAY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One step of one subject.

    Attributes:
        first: first day of the bar.
        last: last day of the bar, on which the step is reached.
        label: what stands in it, cut out where it does not fit; `short` stands there then.
        tip: shown when the mouse rests on it.
    """

    first: date
    last: date
    style: Style
    label: str
    short: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRow:
    """One subject: its name, a remark at the right end, its bars."""

    name: str
    remark: str
    strong: bool
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A day marked by a line through all rows."""

    day: date
    label: str
    dashed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A timetable.

    Attributes:
        months: the name of each month from the first to the last, in order.
        days_off: days on which nobody works; they are shaded.
        legend: samples of the styles, with their words.
        notes: lines under the legend.
    """

    title: str
    subtitle: str
    first: date
    last: date
    months: tuple[str, ...]
    days_off: frozenset[date]
    rows: tuple[ChartRow, ...]
    marks: tuple[Mark, ...]
    legend: tuple[tuple[Style, str], ...]
    notes: tuple[str, ...]
    lang: str


def draw(chart: Chart, *, font: str = _FONT) -> bytes:
    """Return the picture as an SVG document, its letters in `font` (as CSS names families)."""
    width = _LEFT + _DAY * _count(chart) + _RIGHT
    body = _TOP + _ROW * len(chart.rows)
    height = body + _FOOT + 20 + 17 * len(chart.notes)
    root = _element(
        "svg",
        {
            "width": str(width),
            "height": str(height),
            "viewBox": f"0 0 {width} {height}",
            "font-family": font,
            "xmlns": _NAMESPACE,
            _XML_LANG: chart.lang,
        },
        _element("title", {}, chart.title),
        _patterns(),
        _rect(0, 0, width, height, fill="#fff"),
        _text(16, 26, chart.title, size=17, weight="bold"),
        _text(16, 46, chart.subtitle, size=12),
        *_columns(chart, body),
        *_marks(chart, body),
        *_rows(chart),
        *_legend(chart, body + 24),
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _element(name: str, values: Mapping[str, str], *inside: Any) -> Any:
    """Return an element with attributes and what is inside: other elements, or its text."""
    element = etree.Element(name, dict(values))
    for item in inside:
        if isinstance(item, str):
            element.text = item
        else:
            element.append(item)
    return element


def _count(chart: Chart) -> int:
    return (chart.last - chart.first).days + 1


def _x(chart: Chart, day: date) -> int:
    return _LEFT + _DAY * (day - chart.first).days


def _days(chart: Chart) -> Iterator[date]:
    return (chart.first + timedelta(days=step) for step in range(_count(chart)))


def _text(x: float, y: float, words: str, *, size: int = 11, anchor: str = "start", **more: str) -> Any:
    style = {"x": f"{x:g}", "y": f"{y:g}", "font-size": str(size), "text-anchor": anchor}
    names = {"weight": "font-weight", "fill": "fill"}
    return _element("text", style | {names[name]: value for name, value in more.items()}, words)


def _rect(x: float, y: float, width: float, height: float, **more: str) -> Any:
    place = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}"}
    return _element("rect", place | {name.replace("_", "-"): value for name, value in more.items()})


def _line(x1: float, y1: float, x2: float, y2: float, **more: str) -> Any:
    place = {"x1": f"{x1:g}", "y1": f"{y1:g}", "x2": f"{x2:g}", "y2": f"{y2:g}"}
    return _element("line", place | {name.replace("_", "-"): value for name, value in more.items()})


def _patterns() -> Any:
    """Return the hatchings that tell the styles apart without colour."""

    def hatch(name: str, turn: int, size: int, ink: str) -> Any:
        line = _line(0, 0, 0, size, stroke=ink, stroke_width="1.6")
        ground = _rect(0, 0, size, size, fill="#fff")
        values = {
            "id": name,
            "width": str(size),
            "height": str(size),
            "patternUnits": "userSpaceOnUse",
            "patternTransform": f"rotate({turn})",
        }
        return _element("pattern", values, ground, line)

    return _element("defs", {}, hatch("reserve", 45, 6, "#777"), hatch("late", -45, 4, "#000"))


def _columns(chart: Chart, body: int) -> Iterator[Any]:
    """Yield the shading of days off, the months, and the number of each Monday."""
    for day in _days(chart):
        if day in chart.days_off:
            yield _rect(_x(chart, day), _TOP - 18, _DAY, body - _TOP + 18, fill="#e3e3e3")
    firsts = [day for day in _days(chart) if day == chart.first or day.day == 1]
    for day, name in zip(firsts, chart.months, strict=True):
        yield _line(_x(chart, day), _TOP - 34, _x(chart, day), body, stroke="#999", stroke_width="1")
        yield _text(_x(chart, day) + 4, _TOP - 24, name, size=12, weight="bold")
    for day in _days(chart):
        if day.weekday() == _MONDAY:
            yield _text(_x(chart, day) + _DAY / 2, _TOP - 6, str(day.day), size=10, anchor="middle")


def _rows(chart: Chart) -> Iterator[Any]:
    right = _LEFT + _DAY * _count(chart)
    for place, row in enumerate(chart.rows):
        top = _TOP + _ROW * place
        yield _line(16, top, right + _RIGHT - 8, top, stroke="#bbb", stroke_width="0.6")
        weight = "bold" if row.strong else "normal"
        name = row.name if len(row.name) <= _NAME else f"{row.name[: _NAME - 1]}…"
        yield _text(16, top + 17, name, size=12, weight=weight)
        yield _text(right + 6, top + 17, row.remark, size=11, weight=weight)
        for bar in row.bars:
            yield _bar(chart, bar, top + (_ROW - _BAR) / 2)
    bottom = _TOP + _ROW * len(chart.rows)
    yield _line(16, bottom, right + _RIGHT - 8, bottom, stroke="#bbb", stroke_width="0.6")


_FILLS: dict[Style, tuple[str, str]] = {
    "done": ("#444", "#fff"),
    "planned": ("#fff", "#000"),
    "reserve": ("url(#reserve)", "#000"),
    "late": ("url(#late)", "#000"),
}
"""Ground and letters of each style."""


def _bar(chart: Chart, bar: Bar, top: float) -> Any:
    left, width = _x(chart, bar.first), _DAY * ((bar.last - bar.first).days + 1)
    fill, ink = _FILLS[bar.style]
    label = bar.label if len(bar.label) * _LABEL_WIDTH + 6 <= width else bar.short
    room = len(label) * _LABEL_WIDTH + 6
    group = _element(
        "g",
        {},
        _element("title", {}, bar.tip),
        _rect(left + 0.5, top, width - 1, _BAR, fill=fill, stroke="#000", stroke_width="1"),
    )
    if room <= width + 4:
        middle = left + width / 2
        if fill.startswith("url"):  # letters on hatching need white ground
            group.append(_rect(middle - room / 2 + 1, top + 2, room - 2, _BAR - 4, fill="#fff"))
        group.append(_text(middle, top + 12, label, anchor="middle", fill=ink))
    return group


def _marks(chart: Chart, body: int) -> Iterator[Any]:
    for mark in chart.marks:
        if chart.first <= mark.day <= chart.last:
            x = _x(chart, mark.day) + (_DAY / 2 if mark.dashed else _DAY)
            dashes = {"stroke_dasharray": "5 3"} if mark.dashed else {}
            yield _line(x, _TOP - 44, x, body + 4, stroke="#000", stroke_width="2", **dashes)
            near_end = mark.day > chart.last - timedelta(days=12)
            anchor, gap = ("end", -4) if near_end else ("start", 4)
            yield _text(x + gap, _TOP - 38, mark.label, size=11, anchor=anchor, weight="bold")


def _legend(chart: Chart, top: int) -> Iterator[Any]:
    for place, (style, words) in enumerate(chart.legend):
        left = 16 + _LEGEND_COLUMN * place
        fill, _ = _FILLS[style]
        yield _rect(left, top - 11, 24, 12, fill=fill, stroke="#000", stroke_width="1")
        yield _text(left + 30, top, words)
    yield from _notes(chart.notes, top + 20)


def _notes(notes: Sequence[str], top: int) -> Iterator[Any]:
    for place, words in enumerate(notes):
        yield _text(16, top + 17 * place, words)
