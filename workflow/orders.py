"""Orders to the engine and what comes of them: a step of one case, its author, its outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from rasoat.errors import UsageError
from rasoat.models.journal import Signature
from rasoat.models.records import Entry
from rasoat.workflow.cases import Deviation
from rasoat.workflow.grounds import Ground
from rasoat.workflow.judging import Judgement
from rasoat.workflow.outbox import Paper

LONGEST_ID = 80
"""Characters of a command id that every database keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """A fact to record: its kind, the day it happened, what is to be recorded."""

    kind: str
    on: date
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who acts, and when it is entered (UTC)."""

    actor: str
    at: datetime
    today: date

    def signature(self, command_id: str | None) -> Signature:
        """Return how the journal is signed for one command.

        Raises:
            UsageError: the command id is longer than the journal keeps.
        """
        if command_id and len(command_id) > LONGEST_ID:
            raise UsageError("command_id_long", limit=LONGEST_ID)
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return Signature(actor=self.actor, recorded_at=at, command_id=command_id or str(uuid4()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one case is asked to do.

    Attributes:
        village: the village's name, None for the round's own case.
        facts: facts to record, in order.
        trigger: the transition to take after them; None to record only.
        on: the day of the transition.
        deviation: set to take the transition although requirements are unmet.
        numbers: register numbers given by the agency's own system, by form.
        gap_reason: why a given number leaves out numbers before it.
        command_id: makes the step idempotent.
        send_back: villages that a return for review names.
    """

    round: str | None = None
    village: str | None = None
    facts: tuple[NewFact, ...] = ()
    trigger: str | None = None
    on: date
    deviation: Deviation | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    gap_reason: str | None = None
    command_id: str | None = None
    send_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a step did.

    `subject` is whom it is about, as papers write it ("thôn Cây Thị"); `unverified` is what the step rests on that
    nobody has compared with the official text.
    """

    subject: str
    entries: tuple[Entry, ...]
    stage: str
    papers: tuple[Paper, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    deviation: Deviation | None = None
    unverified: tuple[Ground, ...] = ()
    repeated: bool = False
