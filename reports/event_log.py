"""The journal of a round as events for other programs: what stands after corrections, without private persons.

Households are their refs, as in the journal. Those who objected, witnesses and teams are numbers, free texts about them
stay here; officials who act for an office are named as on the papers (`rasoat.reports.log_persons`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rasoat.messages import Message
from rasoat.reports.log_persons import Persons
from rasoat.reports.register_words import OPENED
from rasoat.workflow.cases import Deviation, Fact, Subject, Taken
from rasoat.workflow.desk import Round
from rasoat.workflow.procedure_names import fact_title, trigger_title


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """One fact, or one step, of a case.

    Attributes:
        seq: its place in the round's journal.
        name: kind of the fact, or the trigger of the step.
        data: what was recorded, private persons as numbers.
        numbers: register numbers of the papers of a step, by form.
    """

    subject: Subject
    village: bool
    seq: int
    step: bool
    name: str
    on: date
    recorded_at: datetime
    actor: str
    pass_no: int
    data: Mapping[str, Any] = field(default_factory=dict)
    deviation: Deviation | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def title(self) -> Message:
        """The event in words."""
        return trigger_title(self.name) if self.step else fact_title(self.name)


def events_of_round(desk_round: Round) -> tuple[LoggedEvent, ...]:
    """Return the events of a round in the order in which they happened; what was printed or exported is none."""
    known = {kind for stage in desk_round.file.procedure.stages.values() for kind in stage.records} | {OPENED}
    persons = Persons.of(
        (fact for row in desk_round.rows for fact in desk_round.case(row).facts if fact.kind in known),
        (desk_round.subject(row).head for row in desk_round.rows),
    )
    found: list[LoggedEvent] = []
    for row in desk_round.rows:
        case, subject = desk_round.case(row), desk_round.subject(row)
        village = row.village_id is not None
        found += (_of_fact(fact, subject, persons, village=village) for fact in case.facts if fact.kind in known)
        found += (_of_step(taken, subject, village=village) for taken in case.taken)
    return tuple(sorted(found, key=lambda event: (event.on, event.seq)))


def _of_fact(fact: Fact, subject: Subject, persons: Persons, *, village: bool) -> LoggedEvent:
    return LoggedEvent(
        subject=subject,
        village=village,
        seq=fact.seq,
        step=False,
        name=fact.kind,
        on=fact.on,
        recorded_at=fact.recorded_at,
        actor=fact.actor,
        pass_no=fact.pass_no,
        data=persons.shown(fact),
    )


def _of_step(taken: Taken, subject: Subject, *, village: bool) -> LoggedEvent:
    return LoggedEvent(
        subject=subject,
        village=village,
        seq=taken.seq,
        step=True,
        name=taken.trigger,
        on=taken.on,
        recorded_at=taken.recorded_at,
        actor=taken.actor,
        pass_no=taken.pass_no,
        deviation=taken.deviation,
        numbers=taken.numbers,
    )


def evidence_of(event: LoggedEvent) -> tuple[str, ...]:
    """Return the digests of the files that show an event."""
    return tuple(event.data.get("evidence") or ())


def cases_of(events: Iterable[LoggedEvent]) -> dict[str, list[LoggedEvent]]:
    """Return events by the name of their case, in order of first appearance; a village may bear the commune's name."""
    cases: dict[str, list[LoggedEvent]] = {}
    for event in events:
        cases.setdefault(event.subject.title, []).append(event)
    return cases
