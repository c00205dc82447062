"""One requirement, three uses: the same check guards a transition, advises a person, and audits a record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rasoat.errors import Refused, UsageError
from rasoat.messages import Message, message
from rasoat.workflow.cases import Deviation, View
from rasoat.workflow.gathering import sentences
from rasoat.workflow.machine import cited
from rasoat.workflow.partial import NotCarried
from rasoat.workflow.procedure_names import trigger_title
from rasoat.workflow.procedures import Requirement, Transition
from rasoat.workflow.registry import check_of, counted_check_of
from rasoat.workflow.verdicts import MET, Status, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A requirement with what its check said."""

    rule: Requirement
    verdict: Verdict

    @property
    def blocks(self) -> bool:
        """Whether this stops a transition."""
        return self.rule.severity == "block" and self.verdict.status not in MET

    def sentence(self) -> Message:
        """Return the requirement, what was found, its article, and what to do, as one line."""
        return message(
            "checks.unmet_line",
            title=message(f"checks.{self.rule.check}"),
            found=self.verdict.found,
            basis=cited(self.rule.citation),
            cure=self.verdict.cure or message("checks.no_cure"),
        )


def judge(view: View, rules: Sequence[Requirement]) -> tuple[Judgement, ...]:
    """Return every requirement judged on a case as it stands on the view's day."""
    return tuple(Judgement(rule=rule, verdict=_verdict(view, rule)) for rule in rules)


def _verdict(view: View, rule: Requirement) -> Verdict:
    try:
        return check_of(rule)(view, rule)
    except NotCarried:  # only a register of a past round knows its facts in part
        return _by_counts(view, rule)


def _by_counts(view: View, rule: Requirement) -> Verdict:
    """Judge by what a register carries; where it leaves even that open, the step does no more than claim it."""
    counted = counted_check_of(rule)
    try:
        return counted(view, rule) if counted else not_carried()
    except NotCarried:
        return not_carried()


def not_carried(facts: tuple[int, ...] = ()) -> Verdict:
    """Return that the step claims a requirement, and the register carries nothing to judge it by."""
    found, cure = message("checks.not_carried"), message("checks.not_carried_cure")
    return Verdict(status=Status.CLAIMED, found=found, cure=cure, facts=facts)


def waive(judgements: Sequence[Judgement], deviation: Deviation) -> tuple[Judgement, ...]:
    """Return the judgements with those that a deviation covers marked as waived, their finding kept."""
    return tuple(
        replace(item, verdict=replace(item.verdict, status=Status.WAIVED))
        if item.verdict.status not in MET and item.rule.id in deviation.waived
        else item
        for item in judgements
    )


def admit(
    subject: Message | str,
    transition: Transition,
    judgements: Sequence[Judgement],
    deviation: Deviation | None,
) -> Deviation | None:
    """Return the deviation to record (None on a clean step), naming what it waives.

    Raises:
        Refused: a blocking requirement is unmet and no deviation was declared; ALL unmet ones are listed.
        UsageError: the deviation does not say why, by whom, or on whose order.
    """
    blocking = [item for item in judgements if item.blocks]
    if not blocking:
        return None
    if deviation is None:
        unmet = [item for item in judgements if item.verdict.status not in {*MET, Status.WAIVED}]
        raise Refused(
            "transition_refused",
            subject=subject,
            title=trigger_title(transition.trigger),
            count=len(unmet),
            basis=cited(transition.citation),
            details=sentences(unmet),
        )
    if not (deviation.reason.strip() and deviation.by.strip() and deviation.order.strip()):
        raise UsageError("deviation_incomplete")
    return replace(deviation, waived=tuple(item.rule.id for item in blocking))
