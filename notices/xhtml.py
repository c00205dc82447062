"""A paper's words: its form's Jinja template, rendered to semantic XHTML. The three house styles read only this."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from rasoat.errors import UsageError
from rasoat.messages import text
from rasoat.notices.papers import Paper

DOTS = "……………"  # an unknown fact is a line to write on
CELL_DOTS = "……"  # and in the cell of a table, a shorter one
NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]"
)  # no XML, or private to one font
SPACE = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
_BLOCK = r"</?(?:html|head|meta|title|body|article|footer|div|p|h1|h2|h3|table|colgroup|col|thead|tbody|tr|th|td|svg)\b"
BEFORE_BLOCK, AFTER_BLOCK = re.compile(f" (?={_BLOCK})"), re.compile(f"({_BLOCK}[^>]*>) ")
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@lru_cache(maxsize=4)  # a paper is printed in several formats, one after the other
def to_xhtml(paper: Paper) -> str:
    """Return the paper as one well-formed XHTML element, `<html>`, without white space between blocks.

    Raises:
        UsageError: there is no such form, or the context lacks a fact the form asks for.
    """
    form = paper.entry
    facts = clean(paper.context)
    anchor = None if paper.anchor is None else clean(paper.anchor)
    try:
        page = _environment().get_template(f"{form.code}.xhtml.j2")
        markup = page.render(facts, entry=form, title=clean(paper.title), anchor=anchor)
    except (TemplateError, TypeError, ValueError, KeyError) as error:
        raise UsageError("paper_incomplete", form=form.title_vi, reason=str(error)) from error
    return tidy(markup)


def tidy(markup: str) -> str:
    """Return markup without white space between blocks, which would show in print."""
    return AFTER_BLOCK.sub(r"\1", BEFORE_BLOCK.sub("", SPACE.sub(" ", markup))).strip()


def clean(value: Any) -> Any:
    """Return JSON `value` with every text in composed Unicode (NFC) and free of what is no text."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", NOT_TEXT.sub("", value))
    if isinstance(value, Mapping):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(files(__package__) / "forms")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: DOTS if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(words=date_words, day=short_date, clock=clock, two=two, weekday=weekday, cell=cell)
    environment.filters.update(sentence=sentence, movement=movement)
    environment.globals.update(DOTS=DOTS, ROMAN=ROMAN, qr=qr_svg)
    return environment


def cell(value: Any) -> Any:
    """Return what a narrow cell shows: the fact, or a short dotted line."""
    return CELL_DOTS if value is None else value


def sentence(value: str | None) -> str:
    """Return what a person wrote, closed by a full stop; dotted when unknown."""
    return DOTS if value is None else value if value.rstrip().endswith((".", "!", "?")) else f"{value.rstrip()}."


def movement(code: str | None) -> str:
    """Return how a household moved between the classes, "-" where it did not take part."""
    if code is None:
        return "-"
    words = text(f"words.movements.{code}")
    return words[0].upper() + words[1:]


def two(number: int | None) -> str:
    """Return a count as offices write it: 05, 12, 1.250."""
    return DOTS if number is None else f"{number:02,d}".replace(",", ".")


def _day_month(day: date) -> tuple[str, str]:
    """Return day and month; days below 10 and months 1 and 2 take a zero (Decree 30/2020, annex I, II.4)."""
    return f"{day.day:02d}", f"{day.month:02d}" if day.month < 3 else str(day.month)  # noqa: PLR2004 # January, February


def date_words(value: str | None) -> str:
    """Return "ngày 05 tháng 9 năm 2026"; dotted when unknown."""
    if value is None:
        return "ngày …… tháng …… năm ………"
    day, month = _day_month(parsed := date.fromisoformat(value))
    return f"ngày {day} tháng {month} năm {parsed.year}"


def short_date(value: str | None) -> str:
    """Return "05/9/2026"; dotted when unknown."""
    if value is None:
        return "…/…/……"
    day, month = _day_month(parsed := date.fromisoformat(value))
    return f"{day}/{month}/{parsed.year}"


def weekday(value: str) -> str:
    """Return the name of the day of the week."""
    return WEEKDAYS[date.fromisoformat(value).weekday()]


def clock(value: str | None) -> str:
    """Return "19 giờ 30 phút"; dotted when unknown."""
    if value is None:
        return "…… giờ …… phút"
    hours, minutes = value.split(":")[:2]
    return f"{int(hours):02d} giờ {int(minutes):02d} phút"


@lru_cache(maxsize=64)  # papers printed together mostly stand on the same head of the journal
def qr_code(text: str) -> segno.QRCode:
    """Return the QR code of `text`."""
    return segno.make(text, error="m", micro=False)


@lru_cache(maxsize=64)  # as above
def qr_svg(text: str) -> Markup:
    """Return a QR code of `text` as inline SVG, one unit a module."""
    drawing: str = qr_code(text).svg_inline(border=0, omitsize=True)
    return Markup(drawing.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))  # noqa: S704 # drawn here: digits only
