"""Auditing very many cases: those that are provably clean are told apart fast, the others judged in full.

When a step was found clean in one case, it is clean in every case that agrees in all that its checks read
(`rasoat.workflow.noting`). What they read is not declared anywhere but noted while they run, so that a changed
check, or another procedure, cannot make this wrong. One thing is taken for granted, and tested: of evidence a
requirement asks only whether there is any.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate

from rasoat.models.records import CaseRow
from rasoat.workflow.auditing import Audited, Finding, audit, audit_case, audit_step, leading, rests
from rasoat.workflow.cases import Taken
from rasoat.workflow.judging import judge
from rasoat.workflow.memories import Alphabet, Memories, Moment
from rasoat.workflow.noting import Reads
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.verdicts import MET, Status

_CLEAN = MET | {Status.NOT_DUE}
_NOT_YET = _CLEAN | {Status.MISSING}
"""What is merely not done yet is not due."""
_TRIAL, _TRIALS, _MORE = 256, 1024, 1.1
"""Every so many questions, up to so many, checks are parted that together read more different things, by so much,
than the most varied of them reads alone."""


class _Step:
    """One step of the procedure: what its checks found, those together that mostly read the same, others alone."""

    def __init__(self, clean: frozenset[Status], alphabet: Alphabet) -> None:
        self.clean = clean
        self.alphabet = alphabet
        self._alone: frozenset[str] = frozenset()
        self._together = Memories(alphabet, exact=False)
        self._each: defaultdict[str, Memories] = defaultdict(lambda: Memories(alphabet, exact=True))
        self._on_trial = True

    def is_clean(self, moment: Moment, rules: Sequence[Requirement]) -> bool:
        """Return whether all requirements are met at a moment; a step without any always is clean."""
        if not rules:
            return True
        for rule in rules if self._alone else ():
            if rule.id in self._alone and not self._one(moment, rule)[0]:
                return False
        known = self._together.find(moment)
        if known is not None:
            return known[0]
        together = [rule for rule in rules if rule.id not in self._alone]
        found, reads = self._apart(moment, together)
        self._together.keep(moment, reads, found=found)
        if self._on_trial and self._together.asked % _TRIAL == 0:
            self._part(together)
        return found

    def _judged(self, moment: Moment, rules: Sequence[Requirement]) -> tuple[bool, Reads]:
        """Return whether requirements are met, and what was read to tell."""
        view = moment.view()
        return all(item.verdict.status in self.clean for item in judge(view, rules)), view.reads

    def _apart(self, moment: Moment, rules: Sequence[Requirement]) -> tuple[bool, Reads]:
        """Return the same, each requirement judged alone, to learn how varied what it reads is."""
        reads, found = Reads(), True
        for rule in rules:
            met, read = self._one(moment, rule)
            reads.add(read)
            found = found and met
        return found, reads

    def _one(self, moment: Moment, rule: Requirement) -> tuple[bool, Reads]:
        memories = self._each[rule.id]
        known = memories.find(moment)
        if known is None:
            known = self._judged(moment, (rule,))
            memories.keep(moment, known[1], found=known[0])
        return known

    def _part(self, together: Sequence[Requirement]) -> None:
        """Let the check that reads the most varied values be remembered alone, if together they vary more."""
        varied = max(together, key=lambda rule: len(self._each[rule.id])).id
        answers_little = 2 * self._together.answered < self._together.asked
        if answers_little and len(self._together) > _MORE * len(self._each[varied]) and len(together) > 1:
            self._alone |= {varied}
            self._together = Memories(self.alphabet, exact=True)
        self._on_trial = self._together.asked < _TRIALS


class _Steps:
    """The steps of one procedure in one variant."""

    def __init__(self, audited: Audited, alphabet: Alphabet) -> None:
        self.file = audited.file
        self.tools = audited.view(audited.row_of(None), date.max).tools
        self._alphabet = alphabet
        self._taken: dict[tuple[str, str, str], tuple[_Step, Sequence[Requirement]]] = {}
        self._awaited: dict[str, tuple[_Step, Sequence[Requirement]] | None] = {}

    def taken(self, track: str, taken: Taken) -> tuple[_Step, Sequence[Requirement]]:
        """Return a step that was taken, and what it required."""
        key = (track, taken.source, taken.trigger)
        if key not in self._taken:
            transition = self.file.machine.transition(*key)
            self._taken[key] = (_Step(_CLEAN, self._alphabet), transition.requires)
        return self._taken[key]

    def awaited(self, audited: Audited, row: CaseRow, stage: str) -> tuple[_Step, Sequence[Requirement]] | None:
        """Return the step that a case in this stage waits for unless it rests, None at the end."""
        if stage not in self._awaited:
            waiting = None if self.file.procedure.stages[stage].final else leading(audited, row)
            self._awaited[stage] = (_Step(_NOT_YET, self._alphabet), waiting.requires) if waiting else None
        return self._awaited[stage]


class Sieve:
    """Tells clean steps of villages from others, in as many rounds as there are; what it learnt in one helps in all."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._alphabet = Alphabet()
        self._procedures: dict[tuple[str, str | None], _Steps] = {}

    def findings(self, audited: Audited) -> tuple[Finding, ...]:
        """Return what an audit finds that is not clean, as `rasoat.workflow.auditing.audit` would, in its order.

        Where evidence files are at hand, checks look into them, and no case is like another: all are judged in full.
        """
        if audited.view(audited.row_of(None), self.on).exhibits is not None:
            return tuple(finding for finding in audit(audited, self.on) if not finding.clean)
        found = [finding for row in audited.village_rows() for finding in self._village(audited, row)]
        found += audit_case(audited, audited.row_of(None), self.on)
        return tuple(finding for finding in found if not finding.clean)

    def _village(self, audited: Audited, row: CaseRow) -> Iterator[Finding]:
        for taken in self._unclean(audited, row):
            yield from audit_step(audited, row, taken, self.on)

    def _steps_of(self, audited: Audited) -> _Steps:
        procedure = audited.file.procedure
        key = (procedure.digest, procedure.variant.id if procedure.variant else None)
        if key not in self._procedures:
            self._procedures[key] = _Steps(audited, self._alphabet)
        return self._procedures[key]

    def _unclean(self, audited: Audited, row: CaseRow) -> Iterator[Taken | None]:
        """Yield the steps of a village that are not clean, or were taken as a deviation; None for the awaited one."""
        case, subject, steps = audited.case(row), audited.subject(row), self._steps_of(audited)
        facts, tools, count = case.facts, steps.tools, 0
        numbers, generation = self._alphabet.spell(facts), self._alphabet.generation
        kinds = tuple([fact.kind for fact in facts])
        latest = list(accumulate([fact.on for fact in facts], max, initial=date.min))
        for taken in case.taken:
            if taken.on > self.on:
                continue
            while count < len(facts) and facts[count].seq < taken.seq:
                count += 1
            # a view of an earlier day than some fact leaves that fact out: such a step is judged in full
            if taken.deviation or latest[count] > taken.on:
                yield taken
                continue
            step, rules = steps.taken(case.track, taken)
            place = (subject, taken.pass_no, taken.on, taken.seq, tools)
            if not step.is_clean(Moment(case, facts, kinds[:count], numbers, generation, *place), rules):
                yield taken
        waiting = None if rests(steps.file.procedure, case) else steps.awaited(audited, row, case.stage)
        if waiting:
            moment = Moment(case, facts, kinds, numbers, generation, subject, case.pass_no, self.on, None, tools)
            if latest[-1] > self.on or not waiting[0].is_clean(moment, waiting[1]):
                yield None
