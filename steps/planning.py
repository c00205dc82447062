"""The backward plan: from the last day of a round, the latest safe date of each step. Pure: no session, no clock.

The steps and what must run out between them are read from the procedure: a step whose requirements have terms
waits for these terms, one after the other in the order of their events; a term ends at 24:00, so the step comes on
the next working day. Objections are planned for as if one came on the last day of every posting. Where the law sets
no term, working days are left for the work; how many is the planner's choice, not the law's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from rasoat.errors import UsageError
from rasoat.workflow.calendars import Calendar
from rasoat.workflow.citations import Citation
from rasoat.workflow.rules import Procedure, Term, Track, Transition
from rasoat.workflow.terms import compute

POSTING = "posting"
"""The day the draft result goes up: no transition, but the day from which the posting counts."""
LAST = "recognise"
"""The step with which households get their status; what follows are reports."""
EVENTS = ("posting_started", "objection_received", "reverification_posted", "report_received")
"""The events from which terms between two steps count, in the order in which they happen."""
OBJECTED = EVENTS[1:3]
"""Those of them that happen only after an objection."""
USUAL_DAYS = {"complete_survey": 10}
"""Working days left for a step unless told otherwise; one for any other."""
MONTHLY_DAYS = {"complete_survey": 2}
"""The same where there is a round each month, of a handful of households, in days instead of a season."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One step of the plan.

    Attributes:
        id: its trigger, or `posting`.
        stage: the stage in which it is awaited.
        waits: the terms that run between the step before and this one: groups by event, in order; the terms of
            a group run side by side.
        leave: working days left for it after the step before, where no term runs.
        citation: the place in the law that orders the step.
    """

    id: str
    track: Track
    stage: str
    waits: tuple[tuple[Term, ...], ...] = ()
    leave: int = 1
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a village, or the round, stands.

    Attributes:
        next: the milestone it comes to next, None at its end.
        ready_on: the first day on which that can be reached, terms that run already included; for the round's
            first step only what does not hang on the villages.
        done: the day of each milestone behind it.
    """

    subject: str
    next: str | None
    ready_on: date
    done: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One milestone of one subject.

    Attributes:
        latest: the latest safe date.
        expected: when it is reached if nothing is lost from today; None when it is done.
    """

    milestone: Milestone
    latest: date
    done: date | None
    expected: date | None

    @property
    def planned(self) -> date:
        """The day to write into a timetable: done, or else the latest safe date if it can still be kept."""
        return self.done or max(self.latest, self.expected or self.latest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One subject's way.

    Attributes:
        spare: working days left before its next step is late; negative when it is, None at the end.
    """

    standing: Standing
    legs: tuple[Leg, ...]
    spare: int | None

    @property
    def next(self) -> Leg | None:
        """The leg it comes to next."""
        return next((leg for leg in self.legs if leg.milestone.id == self.standing.next), None)

    @property
    def late(self) -> bool:
        """Whether the last day can no longer be kept."""
        return self.spare is not None and self.spare < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan of a round.

    Attributes:
        limit: the day by which all must be done.
        latest: latest safe date by milestone; the same for all villages.
        villages: the most urgent first, those that are done at the end.
        own: the round's own way.
    """

    limit: date
    milestones: tuple[Milestone, ...]
    latest: Mapping[str, date]
    villages: tuple[Row, ...]
    own: Row


def milestones(
    procedure: Procedure, leave: Mapping[str, int] | None = None, *, reserve: bool = True
) -> tuple[Milestone, ...]:
    """Return the steps of a procedure up to recognition: the villages' way, then the round's.

    `leave` maps steps to the working days to leave for them; without `reserve` no time is kept for an objection.

    Raises:
        UsageError: `leave` names a step that the procedure does not have, or for which a term runs.
    """
    usual = USUAL_DAYS if procedure.window else MONTHLY_DAYS
    given = leave or {}
    leave = {**usual, **given}
    found: list[Milestone] = []
    known: set[str] = set()
    tracks: tuple[Track, ...] = ("village", "round")
    for track in tracks:
        for stage, move in _way(procedure, track):
            waits = _waits(move, known)
            if not reserve:
                waits = tuple(group for group in waits if group[0].counts_from not in OBJECTED)
            known |= {term.id for group in waits for term in group}
            if waits and waits[0][0].counts_from == EVENTS[0]:
                found.append(_milestone(POSTING, move, stage, (), leave))
            found.append(_milestone(move.trigger, move, stage, waits, leave))
    free = [item.id for item in found[1:] if not item.waits]
    for step in given:
        if step not in free:
            raise UsageError("plan_unknown_step", step=step, known=tuple(free))
    return tuple(found)


def _milestone(
    id_: str, move: Transition, stage: str, waits: tuple[tuple[Term, ...], ...], leave: Mapping[str, int]
) -> Milestone:
    days = leave.get(id_, 1)
    return Milestone(id=id_, track=move.track, stage=stage, waits=waits, leave=days, citation=move.citation)


def _way(procedure: Procedure, track: Track) -> Iterator[tuple[str, Transition]]:
    """Yield the stages that lead on, loops aside, each with the step out of it."""
    stage, seen = procedure.initial(track), set[str]()
    while stage not in seen:
        seen.add(stage)
        leaving = (move for move in procedure.transitions if move.track == track and stage in move.sources)
        move = next((move for move in leaving if not move.new_pass), None)
        if move is None:
            return
        yield stage, move
        if move.trigger == LAST:
            return
        stage = move.dest


def _waits(move: Transition, known: Iterable[str]) -> tuple[tuple[Term, ...], ...]:
    terms = {rule.term.id: rule.term for rule in move.requires if rule.term and rule.term.id not in known}
    running = [term for term in terms.values() if term.counts_from in EVENTS]
    running.sort(key=lambda term: EVENTS.index(term.counts_from))
    return tuple(tuple(group) for _, group in groupby(running, key=lambda term: term.counts_from))


def limit_of(procedure: Procedure, year: int, opened_on: date, calendar: Calendar) -> date:
    """Return the last day that the procedure gives a round of `year`.

    Raises:
        UsageError: it gives none.
    """
    if procedure.window:
        month, day = procedure.window.last
        return date(year, month, day)
    whole = [term for term in procedure.terms.values() if term.counts_from == "review_started"]
    if not whole:
        raise UsageError("plan_without_end", procedure=procedure.id)
    return max(compute(term, opened_on, calendar).last_day for term in whole)


def working_day_from(day: date, calendar: Calendar) -> date:
    """Return `day`, or the next working day."""
    return day if calendar.is_working(day) else calendar.add_working_days(day, 1)


def reached(milestone: Milestone, before: date, calendar: Calendar) -> date:
    """Return the first day on which a milestone can be reached when the one before was reached on `before`."""
    if not milestone.waits:
        days = milestone.leave
        return calendar.add_working_days(before, days) if days else working_day_from(before, calendar)
    return calendar.add_working_days(end_of(milestone.waits, before, calendar), 1)


def end_of(waits: Iterable[tuple[Term, ...]], event: date, calendar: Calendar) -> date:
    """Return the day on which terms that follow each other end, the first counted from `event`."""
    for group in waits:
        event = max(compute(term, event, calendar).last_day for term in group)
    return event


def latest_dates(way: tuple[Milestone, ...], limit: date, calendar: Calendar) -> dict[str, date]:
    """Return the latest safe date of each milestone, so that the last one falls on or before `limit`."""
    found: dict[str, date] = {}
    day, after = limit, None
    for milestone in reversed(way):
        while not calendar.is_working(day) or (after and reached(after, day, calendar) > found[after.id]):
            day -= timedelta(days=1)
        found[milestone.id] = day
        after = milestone
    return {milestone.id: found[milestone.id] for milestone in way}


def make_plan(
    way: tuple[Milestone, ...],
    limit: date,
    standings: Iterable[Standing],
    own: Standing,
    calendar: Calendar,
) -> Plan:
    """Return the plan of a round whose villages, and itself, stand so."""
    latest = latest_dates(way, limit, calendar)
    villages = tuple(item for item in way if item.track == "village")
    rounds = tuple(item for item in way if item.track == "round")
    rows = [_row(villages, latest, standing, standing.ready_on, calendar) for standing in standings]
    ready = own.ready_on
    if rounds and own.next == rounds[0].id:
        settled = max((row.legs[-1].done or row.legs[-1].expected or ready for row in rows), default=ready)
        ready = max(ready, reached(rounds[0], settled, calendar))
    return Plan(
        limit=limit,
        milestones=way,
        latest=latest,
        villages=tuple(sorted(rows, key=lambda row: (row.spare is None, row.spare))),
        own=_row(rounds, latest, own, ready, calendar),
    )


def _row(
    way: tuple[Milestone, ...], latest: Mapping[str, date], standing: Standing, ready: date, calendar: Calendar
) -> Row:
    legs: list[Leg] = []
    expected: date | None = None
    for item in way:
        if item.id == standing.next:
            expected = ready
        elif expected is not None:
            expected = reached(item, expected, calendar)
        done = None if expected else standing.done.get(item.id)
        legs.append(Leg(milestone=item, latest=latest[item.id], done=done, expected=expected))
    spare = None
    if standing.next is not None:
        spare = calendar.working_days_between(ready, latest[standing.next])
    return Row(standing=standing, legs=tuple(legs), spare=spare)
