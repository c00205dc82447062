"""A round of ours as the lines of an event register: counts instead of households, one line an event."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rasoat.messages import Lang, message
from rasoat.reports.event_log import LoggedEvent, events_of_round, evidence_of
from rasoat.reports.register_words import OPENED, SPECIAL
from rasoat.workflow.desk import Round

_BY_HOUSEHOLD = frozenset({"application_received", "household_removed", "household_surveyed"})
"""Kinds that our journal has for each household, and a register once a day with their number."""

RowOf = Mapping[str, Any]
"""One line: what stands in each column, by its key."""


def rows_of_round(desk_round: Round, lang: Lang) -> list[RowOf]:
    """Return the lines of a round, words in `lang`; some lines of our journal become one."""
    counts: dict[tuple[Any, ...], int] = {}
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for event in events_of_round(desk_round):
        grouped = event.name in _BY_HOUSEHOLD and not event.step
        key = (event.subject.title, event.name, event.on, event.pass_no) if grouped else (event.seq,)
        counts[key] = counts.get(key, 0) + 1
        rows.setdefault(key, dict(_row(event, lang)))
        if grouped:
            rows[key]["households"] = counts[key]
    return [{**row, "round": desk_round.file.row.code} for row in rows.values()]


def _row(event: LoggedEvent, lang: Lang) -> Iterator[tuple[str, Any]]:
    yield "village", event.subject.name if event.village else ""
    yield "event", _label(event).render(lang)
    yield "on", event.on
    yield "evidence", "; ".join(evidence_of(event))
    yield "recorded_at", event.recorded_at
    if event.deviation:
        yield "reason", event.deviation.reason
        yield "reason_by", event.deviation.by
        yield "reason_order", event.deviation.order
    yield from _said(event, lang)


def _label(event: LoggedEvent) -> Any:
    for code, special in SPECIAL.items():
        if special.kind == event.name and all(event.data.get(name) == value for name, value in _decisive(special.says)):
            return message(f"register.event.{code}")
    return event.title


def _decisive(says: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Return what tells a special event from others of its kind: a yes or a no."""
    return [(name, value) for name, value in says.items() if isinstance(value, bool)]


def _said(event: LoggedEvent, lang: Lang) -> Iterator[tuple[str, Any]]:
    """Yield the columns that a fact fills."""
    data = event.data
    for name in ("attendees", "members", "document", "copies"):
        if data.get(name) is not None:
            yield name, data[name]
    if event.name == "managed_listed":
        yield "households", len(data["households"])
    if data.get("place") and event.name != "meeting_held":
        yield "place", message(f"words.places.{data['place']}").render(lang)
    number = data.get("no") or data.get("objection")
    if number:
        yield "objection", number
    if event.name == "meeting_held":
        yield from _meeting(data, event.subject.head, lang)
    elif "agree" in data:
        yield "agree", data["agree"]
    if data.get("signer"):
        yield "person", data["signer"]
    if data.get("medium"):
        yield "place", data["medium"]


def _meeting(data: Mapping[str, Any], head: str | None, lang: Lang) -> Iterator[tuple[str, Any]]:
    chair = data["chair"]
    post = chair.get("title") or (message("register.head").render(lang) if chair["name"] == head else None)
    present = [name for name, people in data["groups"].items() if people]
    present += ["front"] if data.get("front_invited") and "front" not in present else []
    yield "households", data["listed_attending"]
    yield "person", ", ".join(part for part in (chair["name"], post) if part)
    yield "groups", "; ".join(message(f"words.groups.{name}").render(lang) for name in present)
    yield "signed", "; ".join(message(f"words.signers.{name}").render(lang) for name in data.get("signed", ()))
    yield (
        "agree",
        "; ".join(f"{message(f'words.lists.{name}').render(lang)}: {agree}" for name, agree in data["agree"].items()),
    )


__all__ = ["OPENED", "RowOf", "rows_of_round"]
