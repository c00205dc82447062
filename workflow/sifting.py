"""Auditing very many cases: those that are provably clean are told apart fast, the others judged in full.

When a step was found clean in one case, it is clean in every case that agrees in all that its checks read
(`rasoat.workflow.noting`). What they read is not declared anywhere but noted while they run, so that a changed
check, or another procedure, cannot make this wrong. One thing is taken for granted, and tested: of evidence a
requirement asks only whether there is any.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection

from rasoat.models.records import CaseRow
from rasoat.workflow.auditing import Audited, Finding, audit_case, audit_step, awaited
from rasoat.workflow.judging import judge
from rasoat.workflow.memories import Alphabet, Memories, Moment
from rasoat.workflow.noting import Reads
from rasoat.workflow.procedures import Requirement, Transition
from rasoat.workflow.verdicts import MET, Status

_CLEAN = MET | {Status.NOT_DUE}
_NOT_YET = _CLEAN | {Status.MISSING}
"""What is merely not done yet is not due."""
_WORTH_A_PROCESS = 2_000
"""Cases from which a second process gains more than it costs."""

Place = tuple[int, int]
"""A step of a case: the case's place among those sifted, and the step's place, -1 for the one it waits for."""


class _Step:
    """One step of the procedure: what its checks found, those together that mostly read the same, others alone."""

    def __init__(self, clean: frozenset[Status], alphabet: Alphabet) -> None:
        self.clean = clean
        self.alphabet = alphabet
        self._alone: frozenset[str] = frozenset()
        self._together = Memories(alphabet, exact=False)
        self._each: defaultdict[str, Memories] = defaultdict(lambda: Memories(alphabet, exact=True))

    def is_clean(self, moment: Moment, rules: Sequence[Requirement]) -> bool:
        """Return whether all requirements are met at a moment."""
        for rule in rules if self._alone else ():
            if rule.id in self._alone and not self._one(moment, rule)[0]:
                return False
        known = self._together.find(moment)
        if known is not None:
            return known[0]
        reads, found = Reads(), True
        for rule in rules:
            if rule.id not in self._alone:
                met, read = self._one(moment, rule)
                reads.add(read)
                found = found and met
        self._together.keep(moment, reads, found=found)
        if self._together.idle:
            self._part(rules)
        return found

    def _part(self, rules: Sequence[Requirement]) -> None:
        """Take the check that reads the most varied values out of those that are remembered together."""
        together = [rule.id for rule in rules if rule.id not in self._alone]
        self._alone |= {max(together, key=lambda name: len(self._each[name]))}
        self._together = Memories(self.alphabet, exact=True)

    def _one(self, moment: Moment, rule: Requirement) -> tuple[bool, Reads]:
        memories = self._each[rule.id]
        known = memories.find(moment)
        if known is not None:
            return known
        view = moment.view()
        found = judge(view, (rule,))[0].verdict.status in self.clean
        memories.keep(moment, view.reads, found=found)
        return found, view.reads


class Sieve:
    """Tells clean steps of villages from others; one for each round, or for each process that shares the work."""

    def __init__(self, audited: Audited, on: date) -> None:
        self.audited = audited
        self.on = on
        self.tools = audited.view(audited.row_of(None), on).tools
        self.transition = audited.file.machine.transition
        self.alphabet = Alphabet()
        self._taken: defaultdict[tuple[str, str], _Step] = defaultdict(lambda: _Step(_CLEAN, self.alphabet))
        self._awaited: defaultdict[str, _Step] = defaultdict(lambda: _Step(_NOT_YET, self.alphabet))
        self._next: dict[str, Transition | None] = {}

    def unclean(self, rows: Sequence[CaseRow]) -> Iterator[Place]:
        """Yield the steps of these villages that are not clean, or were taken as a deviation."""
        for place, row in enumerate(rows):
            yield from ((place, number) for number in self._unclean(row))

    def _unclean(self, row: CaseRow) -> Iterator[int]:
        case, subject = self.audited.case(row), self.audited.subject(row)
        facts, tools, count = case.facts, self.tools, 0
        letters, generation = self.alphabet.spell(facts), self.alphabet.generation
        latest = list(accumulate((fact.on for fact in facts), max, initial=date.min))
        for number, taken in enumerate(case.taken):
            if taken.on > self.on:
                continue
            while count < len(facts) and facts[count].seq < taken.seq:
                count += 1
            # a view of an earlier day than some fact leaves that fact out: such a step is judged in full
            if taken.deviation or latest[count] > taken.on:
                yield number
                continue
            moment = Moment(
                case, facts[:count], letters[:count], generation, subject, taken.pass_no, taken.on, taken.seq, tools
            )
            rules = self.transition(case.track, taken.source, taken.trigger).requires
            if not self._taken[taken.source, taken.trigger].is_clean(moment, rules):
                yield number
        waiting = self._waits_for(row, case.stage)
        if waiting:
            moment = Moment(case, facts, letters, generation, subject, case.pass_no, self.on, None, tools)
            if latest[-1] > self.on or not self._awaited[case.stage].is_clean(moment, waiting.requires):
                yield -1

    def _waits_for(self, row: CaseRow, stage: str) -> Transition | None:
        if stage not in self._next:
            final = self.audited.file.procedure.stages[stage].final
            self._next[stage] = None if final else awaited(self.audited, row)
        return self._next[stage]


def unclean_findings(audited: Audited, on: date, *, processes: int = 1) -> tuple[Finding, ...]:
    """Return what an audit finds that is not clean, as `rasoat.workflow.auditing.audit` would, in its order.

    Args:
        audited: the round.
        on: the day of the audit.
        processes: how many share the villages, where the system can fork.
    """
    rows = audited.village_rows()
    findings = list(_in_full(audited, rows, _places(audited, rows, on, processes), on))
    own = audit_case(audited, audited.row_of(None), on)
    return (*findings, *(finding for finding in own if not finding.clean))


def _in_full(audited: Audited, rows: Sequence[CaseRow], places: Iterable[Place], on: date) -> Iterator[Finding]:
    """Yield what is not clean of the steps that a sieve left."""
    for place, number in places:
        row = rows[place]
        taken = audited.case(row).taken[number] if number >= 0 else None
        yield from (finding for finding in audit_step(audited, row, taken, on) if not finding.clean)


def _places(audited: Audited, rows: Sequence[CaseRow], on: date, processes: int) -> list[Place]:
    """Return the steps that are not clean, found by several processes where that pays."""
    if processes == 1 or len(rows) < _WORTH_A_PROCESS or "fork" not in get_all_start_methods():
        return list(Sieve(audited, on).unclean(rows))
    share = -(-len(rows) // processes)
    context = get_context("fork")
    running = []
    for start in range(share, len(rows), share):
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=_send, args=(theirs, audited, rows[start : start + share], on))
        worker.start()
        theirs.close()
        running.append((start, ours, worker))
    places = list(Sieve(audited, on).unclean(rows[:share]))
    for start, ours, worker in running:
        places += [(start + place, number) for place, number in ours.recv()]
        worker.join()
    return places


def _send(pipe: Connection, audited: Audited, rows: Sequence[CaseRow], on: date) -> None:
    pipe.send(list(Sieve(audited, on).unclean(rows)))
    pipe.close()
