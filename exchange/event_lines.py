"""What a register of events says, line by line, and when it cannot be the register of one round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from rasoat.exchange.findings import Findings, Notice, Place
from rasoat.messages import message
from rasoat.workflow.calendars import VIETNAM

__all__ = ["BOTH", "LONGEST_ROUND", "VIETNAM", "Line", "Register", "Words", "refuse_mixed"]

BOTH = "both"
"""Posted at both places that the law names, in one line."""
LONGEST_ROUND = 366
"""Days; events further apart are of two rounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event of a register. What a cell leaves empty is None, an empty tuple or an empty text.

    Attributes:
        place: where it stands in the file; faults found later name it.
        village: as written; None for the commune's own steps.
        event: code of the event.
        at: instant it happened, where the file has one (XES); registers have days.
        recorded_at: when it was written down, None when the file does not say.
        posted_at: `village_house`, `commune_office` or `both`; None where nothing is posted.
        agree: votes by result list, or of all lists under `all`.
        data: the whole fact as our own journal has it, in an event log of ours.
    """

    place: Place
    village: str | None
    event: str
    on: date
    at: datetime | None = None
    recorded_at: datetime | None = None
    posted_at: str | None = None
    where: str | None = None
    households: int | None = None
    attendees: int | None = None
    members: int | None = None
    agree: Mapping[str, int] | None = None
    objection: int | None = None
    person: str | None = None
    groups: tuple[str, ...] | None = None
    signed: tuple[str, ...] | None = None
    copies: int | None = None
    evidence: tuple[str, ...] = ()
    document: str | None = None
    reason: str | None = None
    reason_by: str | None = None
    reason_order: str | None = None
    round: str | None = None
    actor: str | None = None
    data: Mapping[str, Any] | None = None

    def same(self) -> tuple[object, ...]:
        """Return all that it says, without where it says so: two lines of one event are equal in it."""
        return tuple(repr(getattr(self, item.name)) for item in fields(self) if item.name != "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words a register may use, each with its code; keys are folded (`rasoat.exchange.texts.fold`).

    Attributes:
        posting: codes of the events that need a posting place.
        numbered: codes of the events that need the number of an objection.
        villages: codes of events of villages alone; `commune`: of the commune alone.
    """

    events: Mapping[str, str]
    places: Mapping[str, str]
    lists: Mapping[str, str]
    groups: Mapping[str, str]
    signers: Mapping[str, str]
    commune_names: frozenset[str]
    posting: frozenset[str]
    numbered: frozenset[str]
    villages: frozenset[str]
    commune: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """A register that was read: its lines, and what was accepted with a remark.

    Attributes:
        ordered: the file gives the order of the events of one day.
        about: what the file says of the round as a whole (an event log of ours).
        villages: what it says of each village.
    """

    lines: tuple[Line, ...]
    findings: Findings
    sheets: tuple[str, ...]
    ordered: bool = False
    about: Mapping[str, str] | None = None
    villages: Mapping[str, Mapping[str, str]] | None = None

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What was accepted with a remark."""
        return tuple(self.findings.notices)

    def refuse(self, lines: Sequence[tuple[Line, str]], key: str, /, **params: object) -> None:
        """Refuse the register whole because of some of its lines, each with the value that is wrong.

        Raises:
            BadFile: there is such a line.
        """
        for line, value in lines:
            self.findings.fault(line.place, value, message(f"exchange.why.{key}", **params))
        self.findings.refuse_if_faulty(self.sheets)


def refuse_mixed(lines: Sequence[Line], findings: Findings) -> None:
    """Note as faults the lines that stand there twice, and those of another round than the first."""
    known: dict[tuple[object, ...], Line] = {}
    for line in lines:
        first = known.setdefault(line.same(), line)
        if first is not line:
            findings.fault(line.place, line.event, message("exchange.why.line_twice", row=first.place.row))
    rounds = [line for line in lines if line.round]
    for line in rounds:
        if line.round != rounds[0].round:
            why = message("exchange.why.other_round", first=rounds[0].round, other=line.round)
            findings.fault(line.place, line.round, why)
    start = min((line.on for line in lines), default=None)
    for line in lines:
        if start and (line.on - start).days > LONGEST_ROUND:
            findings.fault(line.place, line.on, message("exchange.why.other_year", first=start))
    for line in [line for line in lines if line.event == "round_opened"][1:]:
        findings.fault(line.place, line.event, message("exchange.why.opened_twice"))
