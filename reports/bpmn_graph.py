"""A track of a procedure as a graph of BPMN: nodes from left to right, flows between them, and where each is drawn."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from rasoat.reports.stage_rows import Edge, Rows
from rasoat.workflow.procedures import Transition

TASK = (170, 80)
EVENT, GATEWAY, APART = 36, 50, 124
"""Sizes of tasks, of events and of gateways, and the room between two nodes for the name of a step."""
Point = tuple[float, float]
Kind = Literal["start", "stage", "again", "which", "end"]
"""What a node is: where a track begins, a stage, a gateway before one or after one, where a track ends."""


@dataclass(slots=True)
class Node:
    """A shape: what it is, of which stage, its size, and where it stands (its middle line is that of its track)."""

    id: str
    kind: Kind
    stage: str
    width: float
    height: float
    x: float = 0
    y: float = 0

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return self.y + self.height / 2


@dataclass(slots=True)
class Flow:
    """A sequence flow between two nodes; `step` names it.

    Attributes:
        default: taken when no condition of the others holds.
        asked: taken when its condition holds.
    """

    id: str
    source: str
    target: str
    step: Transition | None = None
    default: bool = False
    asked: bool = False


@dataclass(slots=True)
class Graph:
    """The nodes of a track from left to right, and the flows between them."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)

    @property
    def loops(self) -> int:
        """How many flows lead back."""
        return sum(self.leads_back(flow) for flow in self.flows)

    def leads_back(self, flow: Flow) -> bool:
        """Return whether a flow leads back to the left."""
        places = list(self.nodes)
        return places.index(flow.target) <= places.index(flow.source)

    def add(self, kind: Kind, stage: str) -> str:
        """Add a node to the right; return its id."""
        name = stage if kind == "stage" else f"{kind}_{stage}"  # unique: stages of all tracks have names of their own
        width, height = TASK if kind == "stage" else (EVENT, EVENT) if kind in {"start", "end"} else (GATEWAY, GATEWAY)
        self.nodes[name] = Node(name, kind, stage, width, height)
        return name

    def join(self, source: str, target: str, step: Transition | None = None, *, default: bool = False) -> None:
        """Add a flow."""
        name = f"flow_{source}_by_{step.trigger}" if step else f"flow_{source}_to_{target}"
        asked = step is not None and self.nodes[source].kind == "which" and not default
        self.flows.append(Flow(name, source, target, step, default, asked))

    def place(self, left: float, middle: float) -> float:
        """Put the nodes in a row; return where it ends."""
        x = left
        for node in self.nodes.values():
            node.x, node.y = x, middle - node.height / 2
            x += node.width + APART
        return x - APART


def graph_of(rows: Rows, chosen: Callable[[Iterable[Edge]], list[Edge]]) -> Graph:
    """Return a track as nodes and flows; gateways join several ways into a stage, and part several out of it."""
    edges = chosen(rows.edges)
    graph = Graph()
    start = graph.add("start", rows.track)
    into: dict[int, str] = {}
    out: dict[int, str] = {}
    for place, stage in enumerate(rows.stages):
        ways_in = sum(edge.dest == place for edge in edges) + stage.initial
        ways_out = sum(edge.source == place for edge in edges)
        into[place] = graph.add("again", stage.id) if ways_in > 1 else ""
        own = out[place] = graph.add("end" if stage.final and not ways_out else "stage", stage.id)
        if into[place]:
            graph.join(into[place], own)
        into[place] = into[place] or own
        if ways_out + stage.final > 1:
            out[place] = graph.add("which", stage.id)
            graph.join(own, out[place])
        if stage.final and ways_out:
            graph.join(out[place], graph.add("end", stage.id), default=True)
        if stage.initial:
            graph.join(start, into[place])
    for edge in edges:
        others = [item for item in edges if item.source == edge.source]
        usual = next((item for item in others if not item.back), others[0])
        default = edge is usual and len(others) > 1 and not rows.stages[edge.source].final
        graph.join(out[edge.source], into[edge.dest], edge.step, default=default)
    return graph


def way_of(graph: Graph, flow: Flow, lane: int) -> list[Point]:
    """Return the way of a flow: straight to the next node, below the row when it leads back, above when it skips.

    Args:
        graph: its track.
        flow: the flow.
        lane: which of those that lead back it is, from 1.
    """
    source, target = graph.nodes[flow.source], graph.nodes[flow.target]
    left, right = source.x + source.width / 2, target.x + target.width / 2
    if graph.leads_back(flow):
        below = max(node.y + node.height for node in graph.nodes.values()) + 30 + 40 * (lane - 1)
        return [(left, source.y + source.height), (left, below), (right, below), (right, target.y + target.height)]
    places = list(graph.nodes)
    if places.index(target.id) > places.index(source.id) + 1:
        above = min(node.y for node in graph.nodes.values()) - 40
        return [(left, source.y), (left, above), (right, above), (right, target.y)]
    return [(source.x + source.width, source.middle), (target.x, target.middle)]
