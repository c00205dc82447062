"""A round as an XES event log (IEEE 1849): one trace a village and one for the commune, for process mining.

What XES has no word for stands in attributes that begin with `rasoat:`; with them an audit of the log finds
what an audit of the database finds (`rasoat audit --from`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from lxml import etree

from rasoat.exchange.event_lines import VIETNAM
from rasoat.exchange.event_logs import PREFIX, ROUND
from rasoat.messages import Lang
from rasoat.models.canonical import dumps
from rasoat.reports.event_log import LoggedEvent, cases_of, events_of_round, evidence_of
from rasoat.workflow.desk import Round, RoundFile

_NAMESPACE = "http://www.xes-standard.org/"
_COLUMNS = {
    "place": "place",
    "no": "objection",
    "objection": "objection",
    "attendees": "attendees",
    "members": "members",
    "document": "document",
}
"""What a fact says that has a column of its own in registers."""
_EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
)


def xes_of(desk_round: Round, lang: Lang) -> bytes:
    """Return a round as an XES document, activities named in `lang`."""
    log = etree.Element("log", {"xes.version": "1849.2016", "xes.features": "", "xmlns": _NAMESPACE})
    for name, prefix, uri in _EXTENSIONS:
        etree.SubElement(log, "extension", name=name, prefix=prefix, uri=uri)
    _globals(log)
    etree.SubElement(log, "classifier", name="Activity", keys="concept:name")
    _put(log, _about(desk_round.file))
    for events in cases_of(events_of_round(desk_round)).values():
        _trace(log, events, desk_round.file, lang)
    document: bytes = etree.tostring(log, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return document


def _globals(log: Any) -> None:
    trace = etree.SubElement(log, "global", scope="trace")
    _put(trace, {"concept:name": "-"})
    event = etree.SubElement(log, "global", scope="event")
    _put(event, {"concept:name": "-", "lifecycle:transition": "complete"})
    etree.SubElement(event, "date", key="time:timestamp", value="1970-01-01T00:00:00+00:00")


def _about(file: RoundFile) -> Mapping[str, Any]:
    commune = file.commune.description
    return {
        "concept:name": file.row.code,
        f"{PREFIX}round": file.row.code,
        f"{PREFIX}procedure": file.procedure.id,
        f"{PREFIX}procedure_version": file.procedure.version,
        f"{PREFIX}procedure_sha256": file.procedure.digest,
        f"{PREFIX}variant": file.procedure.variant.id if file.procedure.variant else "",
        f"{PREFIX}commune": file.commune.name,
        f"{PREFIX}subject": f"{commune['kind']} {file.commune.name}",
        f"{PREFIX}area": commune["area"],
        f"{PREFIX}year": file.row.year,
        f"{PREFIX}opened_on": file.row.opened_on,
    }


def _trace(log: Any, events: Sequence[LoggedEvent], file: RoundFile, lang: Lang) -> None:
    subject = events[0].subject
    trace = etree.SubElement(log, "trace")
    track = "village" if events[0].village else ROUND
    about = {
        "concept:name": subject.name,
        f"{PREFIX}track": track,
        f"{PREFIX}round": file.row.code,
        f"{PREFIX}subject": subject.title,
        f"{PREFIX}head": subject.head or "",
    }
    _put(trace, about)
    for event in events:
        _event(trace, event, lang)


def _event(trace: Any, event: LoggedEvent, lang: Lang) -> None:
    element = etree.SubElement(trace, "event")
    title = event.title.render(lang)
    day = datetime.combine(event.on, time(0), VIETNAM)
    _put(
        element,
        {
            "concept:name": title[:1].upper() + title[1:],
            "lifecycle:transition": "complete",
            "time:timestamp": day,
            "org:resource": event.actor,
            f"{PREFIX}event": event.name,
            f"{PREFIX}entry": event.seq,
            f"{PREFIX}pass": event.pass_no,
            f"{PREFIX}recorded_at": event.recorded_at,
            f"{PREFIX}evidence": ";".join(evidence_of(event)),
            **_said(event),
        },
    )


def _said(event: LoggedEvent) -> Mapping[str, Any]:
    if not event.step:
        plain = {f"{PREFIX}{_COLUMNS[key]}": value for key, value in event.data.items() if key in _COLUMNS and value}
        return {**plain, f"{PREFIX}data": dumps(event.data)}
    said: dict[str, Any] = {f"{PREFIX}paper:{form}": number for form, number in event.numbers.items()}
    if event.deviation:
        said[f"{PREFIX}reason"] = event.deviation.reason
        said[f"{PREFIX}reason_by"] = event.deviation.by
        said[f"{PREFIX}reason_order"] = event.deviation.order
    return said


def _put(element: Any, attributes: Mapping[str, Any]) -> None:
    """Write attributes by their types; empty texts are left out."""
    for key, value in attributes.items():
        if isinstance(value, datetime):
            etree.SubElement(element, "date", key=key, value=value.isoformat(timespec="milliseconds"))
        elif isinstance(value, int):
            etree.SubElement(element, "int", key=key, value=str(value))
        elif value != "":
            etree.SubElement(element, "string", key=key, value=str(value))
