"""What a check says of one requirement on one case."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rasoat.messages import Message, message
from rasoat.workflow.terms import Due


class Status(StrEnum):
    """How well a requirement is met."""

    PROVEN = "proven"
    """Met, and the evidence the law or the procedure asks for exists."""
    CLAIMED = "claimed"
    """Met by what was entered; nothing outside the record shows it."""
    MISSING = "missing"
    """Not met: something was not done or not recorded."""
    CONTRADICTED = "contradicted"
    """Not met: what was recorded shows a breach."""
    NOT_DUE = "not_due"
    """The day has not come."""
    WAIVED = "waived"
    """Not met, and the step was taken as a recorded deviation."""


MET = frozenset({Status.PROVEN, Status.CLAIMED})
"""Statuses that let a transition pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One requirement judged; what it asks for is said by `workflow.expecting.expected`.

    Attributes:
        status: how well it is met.
        found: what the record shows.
        cure: what to do, when it is not met.
        facts: journal places of the facts looked at.
        due: the term that was computed, when the requirement has one.
    """

    status: Status
    found: Message
    cure: Message | None = None
    facts: tuple[int, ...] = ()
    due: Due | None = None


def met(
    key: str, *, proven: bool = True, facts: tuple[int, ...] = (), due: Due | None = None, **params: Any
) -> Verdict:
    """Return that a requirement is met; `claimed` unless `proven`."""
    status = Status.PROVEN if proven else Status.CLAIMED
    return Verdict(status=status, found=message(f"checks.{key}", **params), facts=facts, due=due)


def unmet(
    status: Status,
    key: str,
    *,
    facts: tuple[int, ...] = (),
    due: Due | None = None,
    params: Mapping[str, Any] | None = None,
) -> Verdict:
    """Return that a requirement is not met: `checks.KEY` says what was found, `checks.KEY_cure` what to do."""
    given = dict(params or {})
    return Verdict(
        status=status,
        found=message(f"checks.{key}", **given),
        cure=message(f"checks.{key}_cure", **given),
        facts=facts,
        due=due,
    )
