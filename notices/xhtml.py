"""A paper's words: its form's Jinja template, rendered to semantic XHTML. The three house styles read only this."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import segno
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    nodes,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from rasoat.errors import UsageError
from rasoat.messages import text
from rasoat.notices.catalogue import forms
from rasoat.notices.papers import Paper
from rasoat.notices.template_faults import UNESCAPED, TemplateBroken, fault_of

DOTS = "……………"  # an unknown fact is a line to write on
CELL_DOTS = "……"  # and in the cell of a table, a shorter one
NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]"
)  # no XML, or private to one font
SPACE = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
_BLOCK = r"</?(?:html|head|meta|title|body|article|footer|div|p|h1|h2|h3|table|colgroup|col|thead|tbody|tr|th|td|svg)\b"
UNDER_TITLE = re.compile(r'<h1>.*?</h1>(?:<p class="subject">.*?</p>)?|(?=<p class="dear">)')
BEFORE_BLOCK, AFTER_BLOCK = re.compile(f" (?={_BLOCK})"), re.compile(f"({_BLOCK}[^>]*>) ")
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@lru_cache(maxsize=4)  # a paper is printed in several formats, one after the other
def to_xhtml(paper: Paper) -> str:
    """Return the paper as one well-formed XHTML element, `<html>`, without white space between blocks.

    Raises:
        UsageError: there is no such form, or the context lacks a fact the form asks for.
        TemplateBroken: the office's own template fails, or makes what the house styles cannot set.
    """
    if paper.templates is not None:
        return _of_office(paper, paper.templates)
    try:
        return _filled(paper, environment(None))
    except (TemplateError, TypeError, ValueError, KeyError) as error:
        raise UsageError("paper_incomplete", form=paper.entry.title_vi, reason=str(error)) from error


def _of_office(paper: Paper, folder: Path) -> str:
    """Return what the office's own template makes, once it is known that the styles can set it."""
    from rasoat.notices.own_forms import examined  # noqa: PLC0415 # few offices have templates of their own

    form = paper.entry
    try:
        xhtml = _filled(paper, environment(folder))
    except Exception as error:
        raise TemplateBroken(form.title_vi, [fault_of(error, folder, f"{form.code}.xhtml.j2")]) from error
    examined(paper, folder, xhtml)
    return xhtml


def _filled(paper: Paper, templates: Environment) -> str:
    form, facts = paper.entry, clean(paper.context)
    anchor = None if paper.anchor is None else clean(paper.anchor)
    page = templates.get_template(f"{form.code}.xhtml.j2")
    markup = page.render(
        facts,
        entry=form,
        title=clean(paper.title),
        anchor=anchor,
        foot=clean(paper.foot),
        blank=paper.blank,
        mark=paper.mark,
    )
    words = tidy(markup)
    return _with_replaced(words, facts["replaces"]) if facts.get("replaces") else words


def _with_replaced(page: str, old: Mapping[str, Any]) -> str:
    """Return a paper that says, under its title, which paper it replaces: every form can be issued again."""
    title = forms()[old["form"]].title_vi
    number = f" số {old['number']}" if old["number"] else ""
    words = f"(Thay thế {title}{number} {date_words(old['date'])}; lý do: {old['reason'].rstrip('.')})"
    line = Markup('<p class="attached">{}</p>').format(words)  # typed by a person: escaped
    return UNDER_TITLE.sub(lambda found: f"{found[0]}{line}", page, count=1)


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


class _Sandbox(ImmutableSandboxedEnvironment):
    """Templates that fill in words and run no code; none may let what people typed pass as markup."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.ScopedEvalContextModifier):
            raise TemplateSyntaxError(UNESCAPED, node.lineno, name, filename)
        return tree


@lru_cache(maxsize=4)
def environment(folder: Path | None) -> Environment:
    """Return the templates of an office's folder before the shipped ones, or these alone.

    `rasoat/NAME` is the shipped one, for an office's template of the same name to extend.
    """
    shipped = FileSystemLoader(str(files(__package__) / "forms"))
    loader: BaseLoader = shipped
    if folder is not None:
        loader = ChoiceLoader([PrefixLoader({"rasoat": shipped}), FileSystemLoader(folder), shipped])
    environment = _Sandbox(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: DOTS if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=folder is not None,
    )
    del environment.filters["safe"]  # what people typed stays text
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
