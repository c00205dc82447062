"""A round as an OCEL 2.0 event log (JSON): events with the villages, households, objections, papers they are about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

import msgspec

from rasoat.exchange.event_lines import VIETNAM
from rasoat.messages import Lang
from rasoat.reports.event_log import LoggedEvent, events_of_round, evidence_of
from rasoat.workflow.desk import Round, RoundFile

_EVENT_ATTRIBUTES = {
    "code": "string",
    "entry": "integer",
    "pass": "integer",
    "actor": "string",
    "recorded_at": "time",
    "attendees": "integer",
    "place": "string",
    "document": "string",
    "reason": "string",
}
_OBJECT_ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "round": {"procedure": "string", "version": "string", "variant": "string", "sha256": "string", "year": "integer"},
    "village": {"title": "string"},
    "household": {"class_before": "string"},
    "objection": {"number": "integer"},
    "paper": {"form": "string", "number": "integer"},
    "evidence": {"sha256": "string"},
}
_SAID = ("attendees", "place", "document")


@dataclass(slots=True)
class _Log:
    """The log as it grows: objects by id, events in order."""

    lang: Lang
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    types: dict[str, None] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)

    def object(self, kind: str, name: str, at: str, **values: Any) -> str:
        """Enter an object unless it is known; return its id."""
        key = f"{kind}:{name}"
        if key not in self.objects:
            attributes = [{"name": name, "time": at, "value": value} for name, value in values.items()]
            self.objects[key] = {"id": key, "type": kind, "attributes": attributes, "relationships": []}
        return key

    def relate(self, source: str, target: str, qualifier: str) -> None:
        """Enter that one object belongs to another."""
        relation = {"objectId": target, "qualifier": qualifier}
        if relation not in self.objects[source]["relationships"]:
            self.objects[source]["relationships"].append(relation)


def ocel_of(desk_round: Round, lang: Lang) -> bytes:
    """Return a round as an OCEL 2.0 document in JSON, activities named in `lang`."""
    log = _Log(lang)
    for event in events_of_round(desk_round):
        _event(log, event, desk_round.file)
    document = {
        "objectTypes": [_type(name, attributes) for name, attributes in _OBJECT_ATTRIBUTES.items()],
        "eventTypes": [_type(name, _EVENT_ATTRIBUTES) for name in log.types],
        "objects": list(log.objects.values()),
        "events": log.events,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1)


def _type(name: str, attributes: Mapping[str, str]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": key, "type": kind} for key, kind in attributes.items()]}


def _event(log: _Log, event: LoggedEvent, file: RoundFile) -> None:
    at = _instant(datetime.combine(event.on, time(0), VIETNAM))
    title = event.title.render(log.lang)
    title = title[:1].upper() + title[1:]
    log.types[title] = None
    values = {
        "code": event.name,
        "entry": event.seq,
        "pass": event.pass_no,
        "actor": event.actor,
        "recorded_at": _instant(event.recorded_at),
        **{name: event.data[name] for name in _SAID if event.data.get(name) is not None},
        **({"reason": event.deviation.reason} if event.deviation else {}),
    }
    log.events.append(
        {
            "id": f"entry:{event.seq}",
            "type": title,
            "time": at,
            "attributes": [{"name": name, "value": value} for name, value in values.items()],
            "relationships": [
                {"objectId": key, "qualifier": qualifier} for qualifier, key in _objects(log, event, file, at)
            ],
        }
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _objects(log: _Log, event: LoggedEvent, file: RoundFile, at: str) -> Iterator[tuple[str, str]]:
    """Yield the objects an event is about, each with its part in it."""
    procedure = file.procedure
    own = log.object(
        "round",
        file.row.code,
        at,
        procedure=procedure.id,
        version=procedure.version,
        variant=procedure.variant.id if procedure.variant else "",
        sha256=procedure.digest,
        year=file.row.year,
    )
    yield "round", own
    if event.village:
        village = log.object("village", event.subject.name, at, title=event.subject.title)
        log.relate(village, own, "round")
        yield "village", village
        yield from _households(log, event, village, at)
        number = event.data.get("no") or event.data.get("objection")
        if number:
            objection = log.object("objection", f"{event.subject.name}/{number}", at, number=number)
            log.relate(objection, village, "village")
            yield "objection", objection
    for form, number in event.numbers.items():
        yield "paper", log.object("paper", f"{form}/{number}", at, form=form, number=number)
    for digest in evidence_of(event):
        yield "evidence", log.object("evidence", digest[:16], at, sha256=digest)


def _households(log: _Log, event: LoggedEvent, village: str, at: str) -> Iterator[tuple[str, str]]:
    listed = {item["ref"]: item["class"] for item in event.data.get("households") or ()}
    refs = listed or ({event.data["ref"]: ""} if event.data.get("ref") else {})
    for ref, before in refs.items():
        household = log.object("household", ref, at, **({"class_before": before} if before else {}))
        log.relate(household, village, "village")
        yield "household", household
