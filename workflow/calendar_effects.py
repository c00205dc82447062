"""What another calendar does to the terms that are running: whose last day moves, or becomes final."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rasoat.messages import Message, message
from rasoat.models.records import CaseRow
from rasoat.models.store import Store
from rasoat.workflow.auditing import awaited
from rasoat.workflow.calendars import Calendar
from rasoat.workflow.cases import Subject
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.judging import Judgement, judge
from rasoat.workflow.rules import Requirement
from rasoat.workflow.terms import Due
from rasoat.workflow.tombstones import erasures


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A running term of one case under two calendars."""

    round: str
    subject: Subject
    rule: Requirement
    was: Due
    now: Due

    @property
    def moved(self) -> bool:
        """Whether the last day is another one; else only its being provisional changed."""
        return self.was.last_day != self.now.last_day

    @property
    def kind(self) -> Hashable:
        """What effects of several villages share that are told in one line."""
        return (self.round, self.rule.id, self.now.event, self.was.last_day, self.now.last_day, self.now.provisional)


def sentence(group: Sequence[Effect]) -> Message:
    """Return effects of one kind in one sentence, with all whom they are about."""
    first = group[0]
    key = "moved" if first.moved else ("unsettled" if first.now.provisional else "settled")
    return message(
        f"calendars.effect.{key}",
        round=first.round,
        title=message(f"checks.{first.rule.check}"),
        event=first.now.event,
        was=first.was.last_day,
        now=first.now.last_day,
        subjects=tuple(item.subject.title for item in group),
    )


def effects(store: Store, before: Calendar, after: Calendar, on: date) -> tuple[Effect, ...]:
    """Return the running terms that end otherwise under `after` than under `before`, in all rounds not erased."""
    erased = erasures(store).told
    codes = [row.code for row in store.rounds() if row.chain_name not in erased]
    return tuple(effect for code in codes for effect in _of_round(store, code, before, after, on))


def _of_round(store: Store, code: str, before: Calendar, after: Calendar, on: date) -> Iterator[Effect]:
    file = open_file(store, code)
    old, new = (Round(store, file.under(calendar)) for calendar in (before, after))
    for row in (*old.village_rows(), old.row_of(None)):
        earlier = {item.rule.id: item.verdict.due for item in _judged(old, row, on)}
        for item in _judged(new, row, on):
            was, now = earlier.get(item.rule.id), item.verdict.due
            if was and now and (was.last_day, was.provisional) != (now.last_day, now.provisional):
                yield Effect(round=code, subject=old.subject(row), rule=item.rule, was=was, now=now)


def _judged(desk_round: Round, row: CaseRow, on: date) -> tuple[Judgement, ...]:
    """Return how the requirements of the step stand that a case waits for."""
    transition = awaited(desk_round, row)
    return judge(desk_round.view(row, on), transition.requires) if transition else ()
