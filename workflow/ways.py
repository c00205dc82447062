"""The ways through one track of a procedure: which step leads where, and how to get to what was recorded."""

from collections import deque
from collections.abc import Callable, Mapping

from rasoat.workflow.procedures import Procedure, Transition

Path = tuple[Transition, ...]


class Ways:
    """One track of a procedure as a graph. Loops, which start the work anew, are taken only where asked for.

    Attributes:
        steps: the transition by stage and trigger.
        facts: stage and kind of each fact that may be recorded there.
    """

    def __init__(self, procedure: Procedure, track: str) -> None:
        self.initial = procedure.initial(track)
        stages = [stage for stage in procedure.stages.values() if stage.track == track]
        self.transitions = tuple(item for item in procedure.transitions if item.track == track)
        self.steps: Mapping[tuple[str, str], Transition] = {
            (source, item.trigger): item for item in self.transitions for source in item.sources
        }
        self.facts = frozenset((stage.id, kind) for stage in stages for kind in stage.records)
        self._own = frozenset(
            stage.id for stage in stages if any(sum(k in s.records for s in stages) == 1 for k in stage.records)
        )
        self._final = frozenset(stage.id for stage in stages if stage.final)
        self._known: dict[tuple[str, str, bool], Path] = {}
        self._to_facts: dict[tuple[str, str, bool], Path] = {}

    def to_step(self, stage: str, trigger: str) -> Path:
        """Return the steps after which `trigger` is lawful, nothing when no way leads there."""
        return self._path(stage, f"step {trigger}", lambda at: (at, trigger) in self.steps)

    def to_fact(self, stage: str, kind: str, *, loops: bool) -> Path:
        """Return the steps after which a fact may be recorded; with `loops`, the first may start anew."""
        known = self._to_facts.get((stage, kind, loops))
        if known is None:
            known = self._path(stage, f"fact {kind}", lambda at: (at, kind) in self.facts, loops=loops)
            self._to_facts[stage, kind, loops] = known
        return known

    def to_end(self, stage: str) -> Path:
        """Return the steps to the end of the track, nothing at the end."""
        return self._path(stage, "end", lambda at: at in self._final)

    def has_own(self, stage: str) -> bool:
        """Return whether something is recorded in this stage and in no other."""
        return stage in self._own

    def home(self, kind: str) -> Transition:
        """Return the step that follows the first stage in which a kind of fact is recorded."""
        places = [item for item in self.transitions if any((at, kind) in self.facts for at in item.sources)]
        return next((item for item in places if not item.new_pass), places[0])

    def _path(self, stage: str, goal: str, reached: Callable[[str], bool], *, loops: bool = False) -> Path:
        key = (stage, goal, loops)
        if key not in self._known:
            ahead = self._search(stage, reached, ())
            again = [item for item in self.transitions if item.new_pass and stage in item.sources] if loops else []
            found = [ahead, *(self._search(item.dest, reached, (item,)) for item in again)]
            self._known[key] = next((path for path in found if path), ())
        return self._known[key]

    def _search(self, stage: str, reached: Callable[[str], bool], before: Path) -> Path:
        """Return the shortest way on from `stage` to a stage where `reached` holds, loops aside."""
        left, seen = deque([(stage, before)]), {stage}
        while left:
            at, path = left.popleft()
            if reached(at):
                return path
            for item in self.transitions:
                if at in item.sources and not item.new_pass and item.dest not in seen:
                    seen.add(item.dest)
                    left.append((item.dest, (*path, item)))
        return ()


_known: dict[tuple[str, str | None, str], Ways] = {}


def ways_of(procedure: Procedure, track: str) -> Ways:
    """Return the ways through a track of a procedure, worked out once per version and variant."""
    key = (procedure.digest, procedure.variant.id if procedure.variant else None, track)
    if key not in _known:
        _known[key] = Ways(procedure, track)
    return _known[key]
