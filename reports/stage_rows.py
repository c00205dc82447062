"""A track of a procedure drawn as rows: its stages one below the other, its steps between or beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from rasoat.workflow.procedures import Procedure, Stage, Track, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One step between two rows; `source` and `dest` are places among the stages."""

    step: Transition
    source: int
    dest: int

    @property
    def back(self) -> bool:
        """Whether it leads back up."""
        return self.dest <= self.source

    @property
    def skips(self) -> bool:
        """Whether it passes over a stage."""
        return self.dest > self.source + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The stages of a track in the order in which the law goes through them, and the steps between them."""

    track: Track
    stages: Sequence[Stage]
    edges: Sequence[Edge]


def rows_of(procedure: Procedure, track: Track) -> Rows:
    """Return the rows of a track: each stage below all those that lead to it, loops aside."""
    own = [stage for stage in procedure.stages.values() if stage.track == track]
    steps = [item for item in procedure.transitions if item.track == track]
    depth = {stage.id: 0 for stage in own}
    for _stage in own:  # a way without loops is no longer than the stages are many
        for item in steps:
            for source in item.sources:
                if not item.new_pass and depth[item.dest] <= depth[source] < len(own):
                    depth[item.dest] = depth[source] + 1
    ordered = sorted(own, key=lambda stage: depth[stage.id])
    places = {stage.id: place for place, stage in enumerate(ordered)}
    edges = [
        Edge(step=item, source=places[source], dest=places[item.dest]) for item in steps for source in item.sources
    ]
    return Rows(track=track, stages=ordered, edges=edges)
