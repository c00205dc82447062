"""The pages of a dossier: written from its tables, without scripts, each readable alone in any browser."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from rasoat.models.spans import spans

VIETNAM = timezone(timedelta(hours=7))
"""The journal's times are UTC; people read them by the clock on the wall, which has no summer time there."""


def page(template: str, facts: Mapping[str, Any]) -> bytes:
    """Return a page of the dossier."""
    return (_environment().get_template(template).render(facts).strip() + "\n").encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(files(__package__) / "templates")),
        autoescape=select_autoescape(["html.j2"], default=False),
        undefined=StrictUndefined,
        finalize=lambda value: "" if value is None else value,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(day=day, moment=moment, number=number, spans=spans)
    return environment


def day(value: str | None) -> str:
    """Return a day as 05/10/2026."""
    return f"{date.fromisoformat(value):%d/%m/%Y}" if value else ""


def moment(value: str) -> str:
    """Return an instant by Vietnamese time, as 19/10/2026 08:37."""
    found = datetime.fromisoformat(value)
    return f"{(found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def number(value: int | None) -> str:
    """Return a number as 1.250."""
    return "" if value is None else f"{value:,}".replace(",", ".")
