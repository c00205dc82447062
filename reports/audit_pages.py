"""An audit report as PDF, as a page for any browser, as a workbook, as JSON: one tree of values, four forms of it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rasoat.errors import UsageError
from rasoat.messages import Lang, show, text
from rasoat.notices.pages import page_of
from rasoat.notices.pdf import report_pdf
from rasoat.notices.xhtml import clean, qr_svg, tidy
from rasoat.reports.audit_book import to_xlsx
from rasoat.reports.audit_report import plain_report
from rasoat.reports.dossier_files import to_json
from rasoat.reports.dossier_pages import page

Told = Mapping[str, Any]


def to_pdf(told: Told) -> bytes:
    """Return a report as tagged PDF/A-2b in the house style; the same report gives the same bytes."""
    stamp = datetime.combine(date.fromisoformat(told["made_on"]), datetime.min.time(), UTC)
    return report_pdf(_xhtml(told), text("report.page", told["lang"], round=told["round"]), stamp)


def to_html(told: Told) -> bytes:
    """Return a report as one page that needs no other file and no network."""
    return page_of(_xhtml(told), "report.css").encode()


FORMATS: Mapping[str, Callable[[Told], bytes]] = {
    ".pdf": to_pdf,
    ".html": to_html,
    ".xlsx": to_xlsx,
    ".json": lambda told: to_json(plain_report(told)),
}
"""The forms of a report by the ending of the file's name."""


def format_of(path: Path) -> Callable[[Told], bytes]:
    """Return what makes the form that a file's name asks for.

    Raises:
        UsageError: the name ends otherwise.
    """
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise UsageError("report_format_unknown", file=path, known=tuple(FORMATS))
    return found


def _xhtml(told: Told) -> str:
    lang: Lang = told["lang"]
    facts = clean(dict(told))
    code = facts["journal"] and facts["journal"]["code"]
    return tidy(
        page(
            "audit-report.html.j2",
            {
                **facts,
                "unseen_bases": facts["unseen"],
                "qr": qr_svg(code) if code else "",
                "t": lambda key, **values: _say(key, lang, values),
                "day_in": lambda value: show(date.fromisoformat(value), lang),
            },
        ).decode()
    )


def _say(key: str, lang: Lang, values: Mapping[str, Any]) -> str:
    return text(key[1:] if key.startswith("/") else f"report.{key}", lang, **values)
