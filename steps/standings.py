"""Where each village and the round stand, for the plan: what is behind them, and the first day of what comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rasoat.models.records import CaseRow
from rasoat.steps.complaints import Objection, objections
from rasoat.steps.planning import (
    EVENTS,
    POSTING,
    Milestone,
    Plan,
    Standing,
    end_of,
    limit_of,
    make_plan,
    milestones,
    working_day_from,
)
from rasoat.steps.postings import Posting, places_of, postings
from rasoat.steps.public_posting import last_day_to_object
from rasoat.workflow.auditing import rests
from rasoat.workflow.calendars import Calendar
from rasoat.workflow.cases import Taken, View
from rasoat.workflow.desk import Round
from rasoat.workflow.rules import Procedure, Term


def plan_round(
    desk_round: Round,
    on: date,
    by: date | None = None,
    leave: Mapping[str, int] | None = None,
    *,
    reserve: bool = True,
) -> Plan:
    """Return the plan of a round as it stands on a day.

    Args:
        desk_round: the round.
        on: the day.
        by: the last day, when it is not the one that the procedure gives.
        leave: working days to leave for steps for which no term runs.
        reserve: whether time is kept for one objection.

    Raises:
        UsageError: the procedure gives no last day and none is given; `leave` names no such step.
    """
    file = desk_round.file
    calendar = file.tools.calendar
    way = milestones(file.procedure, leave, reserve=reserve)
    opened_on = date.fromisoformat(file.row.opened_on)
    limit = by or limit_of(file.procedure, file.row.year, opened_on, calendar)
    return make_plan(way, limit, village_standings(desk_round, way, on), own_standing(desk_round, way, on), calendar)


def village_standings(desk_round: Round, way: Sequence[Milestone], on: date) -> Iterator[Standing]:
    """Yield where each village stands on a day, in the order of the commune file; not those that wait to begin."""
    for row in desk_round.village_rows():
        if rests(desk_round.file.procedure, desk_round.case(row)):
            continue
        yield _standing(desk_round, row, way, on)


def own_standing(desk_round: Round, way: Sequence[Milestone], on: date) -> Standing:
    """Return where the round itself stands on a day."""
    return _standing(desk_round, desk_round.row_of(None), way, on)


def _standing(desk_round: Round, row: CaseRow, way: Sequence[Milestone], on: date) -> Standing:
    procedure = desk_round.file.procedure
    later = next((item.seq for item in desk_round.case(row).taken if item.on > on), None)
    view = desk_round.view(row, on, later)
    stage, taken = view.case.stage, view.case.taken
    own = [item for item in way if item.track == row.track]
    ahead = [item for item in own if item.stage == stage]
    posted = _posted_everywhere(view, procedure)
    if posted and len(ahead) > 1:
        ahead = ahead[1:]
    place = own.index(ahead[0]) if ahead else len(own)
    done = _done(own[:place], taken)
    if posted and any(item.id == POSTING for item in own[:place]):
        done[POSTING] = max(item.start for item in postings(view))
    return Standing(
        subject=view.subject.title,
        next=own[place].id if ahead else None,
        ready_on=_Clock(view, desk_round.file.tools.calendar).ready(own[place]) if ahead else on,
        done=done,
    )


def _done(behind: Sequence[Milestone], taken: Sequence[Taken]) -> dict[str, date]:
    """Return the last day on which each milestone was reached; a loop may have reached it more than once."""
    days = {item.trigger: item.on for item in taken}
    return {item.id: days[item.id] for item in behind if item.id in days}


def _posted_everywhere(view: View, procedure: Procedure) -> bool:
    found = {item.place for item in postings(view)}
    return bool(found) and found >= set(places_of(procedure))


@dataclass(frozen=True, slots=True)
class _Clock:
    """Finds the first day of a village's next step from the terms that run already."""

    view: View
    calendar: Calendar

    def ready(self, milestone: Milestone) -> date:
        """Return the first day, today or later, on which a milestone can be reached."""
        today = working_day_from(self.view.on, self.calendar)
        waits: dict[str, tuple[Term, ...]] = {group[0].counts_from: group for group in milestone.waits}
        ends = [end for event in waits for end in self._ends(event, waits)]
        if not ends:
            return today
        return max(today, self.calendar.add_working_days(max(ends), 1))

    def _ends(self, event: str, waits: Mapping[str, tuple[Term, ...]]) -> Iterator[date]:
        posting, objection, _, report = EVENTS
        if event == posting:
            up = [item for item in postings(self.view) if not item.over]
            yield from (self._hangs_until(item, term) for item in up for term in waits[event])
        elif event == objection:
            yield from self._objections(tuple(waits.values())[list(waits).index(event) :])
        elif event == report:
            sent = self.view.taken("submit_report")
            if sent and not self.view.last("opinion_received"):
                yield end_of([waits[event]], sent.on, self.calendar)

    def _hangs_until(self, item: Posting, term: Term) -> date:
        """Return the day that completes a posting; one that was torn is taken as put up again today."""
        posted = item.posted(self.view, term)
        if posted.last_day:
            return posted.last_day
        return self.calendar.add_working_days(self.view.on, max(1, term.days - len(posted.counted)))

    def _objections(self, waits: Sequence[tuple[Term, ...]]) -> Iterator[date]:
        """Yield until when objections keep the village: those that came, and one that may still come."""
        last = max(self._last_days_to_object(), default=self.view.on)
        yield last
        if self.view.on <= last:
            yield end_of(waits, last, self.calendar)
        for item in objections(self.view):
            if item.timely and not (item.reposted and all(part.over for part in item.reposted)):
                yield self._objection(item, waits)

    def _last_days_to_object(self) -> Iterator[date]:
        for term in self.view.tools.terms.values():
            if term.counts_from == EVENTS[0] and (last := last_day_to_object(self.view, term)):
                yield last

    def _objection(self, item: Objection, waits: Sequence[tuple[Term, ...]]) -> date:
        """Return when the result of one objection has hung for its whole term, if nothing is lost from today."""
        if item.reposted:
            again = [term for group in waits[1:] for term in group]
            return max(
                (self._hangs_until(part, term) for part in item.reposted for term in again), default=self.view.on
            )
        due = self.view.on
        if not item.reverified:
            due = max(due, end_of(waits[:1], item.filed.on, self.calendar))
        return end_of(waits[1:], due, self.calendar)
