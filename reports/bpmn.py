"""A procedure as BPMN 2.0 (ISO 19510): the round's way, with the villages' way inside it, once a village.

A stage is a user task, the step that leaves it a sequence flow; where a stage has several ways out, a gateway
asks which step was taken: the variable `step` names it. `villages` counts the villages. A round that is sent back
goes through its villages anew. Coordinates are given, so that every modeller draws it alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from lxml import etree

from rasoat.messages import Lang, Message, message
from rasoat.reports.bpmn_graph import APART, Flow, Graph, Kind, Node, Point, graph_of, way_of
from rasoat.reports.stage_rows import Edge, rows_of
from rasoat.workflow.citations import Citation
from rasoat.workflow.machine import Machine
from rasoat.workflow.procedure_names import check_title, trigger_title
from rasoat.workflow.procedures import Procedure

_SPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_MODEL, _DIAGRAM, _SHAPES, _LINES = (f"{{{_SPACES[name]}}}" for name in ("bpmn", "bpmndi", "dc", "di"))
_ELEMENTS: Mapping[Kind, str] = {
    "start": "startEvent",
    "stage": "userTask",
    "again": "exclusiveGateway",
    "which": "exclusiveGateway",
    "end": "endEvent",
}


def bpmn_of(procedure: Procedure, lang: Lang) -> bytes:
    """Return the document, titles in `lang`."""
    writer = _Writer(procedure, lang)
    document: bytes = etree.tostring(writer.document(), xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return document


class _Writer:
    def __init__(self, procedure: Procedure, lang: Lang) -> None:
        self.procedure = procedure
        self.lang = lang
        self.machine = Machine(procedure)
        self.village = graph_of(rows_of(procedure, "village"), self._own_steps)
        self.round = graph_of(rows_of(procedure, "round"), list)
        self.inside = procedure.initial("round")
        """The stage of the round in which the villages are on their way."""

    def _own_steps(self, edges: Iterable[Edge]) -> list[Edge]:
        """Leave out the steps that a village takes only when the round does: there the flow leads back to all."""
        return [edge for edge in edges if not self.machine.follows_round(edge.step.trigger)]

    def document(self) -> Any:
        """Return the definitions element."""
        name = self.procedure.id.replace("-", "_")
        root = etree.Element(_MODEL + "definitions", nsmap=_SPACES, id=f"definitions_{name}", exporter="rasoat")
        root.set("targetNamespace", f"urn:rasoat:procedure:{self.procedure.id}")
        title = self.procedure.title.render(self.lang)
        process = etree.SubElement(root, _MODEL + "process", id=f"round_{name}", name=title, isExecutable="true")
        self._contents(process, self.round)
        self._layout()
        diagram = etree.SubElement(root, _DIAGRAM + "BPMNDiagram", id="diagram")
        plane = etree.SubElement(diagram, _DIAGRAM + "BPMNPlane", id="plane", bpmnElement=f"round_{name}")
        for graph in (self.round, self.village):
            self._shapes(plane, graph)
            _lines(plane, graph)
        return root

    # what the process is

    def _contents(self, parent: Any, graph: Graph) -> None:
        """Write nodes and flows of a graph; the villages' own stand inside the stage of the round."""
        for node in graph.nodes.values():
            usual = next((flow.id for flow in graph.flows if flow.source == node.id and flow.default), None)
            element = self._element(parent, node, usual)
            for name, ends in (("incoming", attrgetter("target")), ("outgoing", attrgetter("source"))):
                for flow in graph.flows:
                    if ends(flow) == node.id:
                        etree.SubElement(element, _MODEL + name).text = flow.id
            if node.id == self.inside:
                _once_a_village(element)
                self._contents(element, self.village)
        for flow in graph.flows:
            self._flow(parent, flow)

    def _element(self, parent: Any, node: Node, usual: str | None) -> Any:
        """Write a node without its flows; `usual` is the flow that is taken when no condition says otherwise."""
        kind = "subProcess" if node.id == self.inside else _ELEMENTS[node.kind]
        element = etree.SubElement(parent, _MODEL + kind, id=node.id)
        if node.kind in {"again", "which"}:
            element.set("gatewayDirection", "Diverging" if node.kind == "which" else "Converging")
            if usual:
                element.set("default", usual)
        elif node.kind != "start":
            stage = self.procedure.stages[node.stage]
            element.set("name", stage.title.render(self.lang))
            self._document(element, stage.citation)
        return element

    def _flow(self, parent: Any, flow: Flow) -> None:
        ends = {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target}
        element = etree.SubElement(parent, _MODEL + "sequenceFlow", ends)
        if flow.step is None:
            return
        element.set("name", trigger_title(flow.step.trigger).render(self.lang))
        self._document(element, flow.step.citation, [check_title(rule.check) for rule in flow.step.requires])
        if flow.asked:
            _expression(element, "conditionExpression", f"step == '{flow.step.trigger}'")

    def _document(self, element: Any, citation: Citation, needs: Iterable[Message] = ()) -> None:
        """Write the article, how well it was read, and what a step requires."""
        mark = message(f"pages.mark.{citation.evidence}").render(self.lang)
        lines = [f"{citation.short(self.lang)} ({mark})", *(f"- {need.render(self.lang)}" for need in needs)]
        etree.SubElement(element, _MODEL + "documentation").text = "\n".join(lines)

    # where it is drawn

    def _layout(self) -> None:
        """Place the villages' way inside its stage of the round, and the round's way around it."""
        inner = self.village.place(0, 0)
        box = self.round.nodes[self.inside]
        box.width, box.height = inner + 2 * APART, 240 + 40 * self.village.loops
        self.round.place(160, 120 + box.height / 2)
        self.village.place(box.x + APART, box.y + 110)

    def _shapes(self, plane: Any, graph: Graph) -> None:
        for node in graph.nodes.values():
            shape = etree.SubElement(plane, _DIAGRAM + "BPMNShape", id=f"{node.id}_di", bpmnElement=node.id)
            if node.id == self.inside:
                shape.set("isExpanded", "true")
            _bounds(shape, node.x, node.y, node.width, node.height)
            if node.kind == "end":
                label = etree.SubElement(shape, _DIAGRAM + "BPMNLabel")
                _bounds(label, node.x - 42, node.y + node.height + 6, 120, 30)


def _once_a_village(element: Any) -> None:
    loop = etree.SubElement(element, _MODEL + "multiInstanceLoopCharacteristics", isSequential="false")
    _expression(loop, "loopCardinality", "villages")


def _expression(parent: Any, name: str, text: str) -> None:
    element = etree.SubElement(parent, _MODEL + name)
    element.set(f"{{{_SPACES['xsi']}}}type", "bpmn:tFormalExpression")
    element.text = text


def _lines(plane: Any, graph: Graph) -> None:
    back = 0
    for flow in graph.flows:
        back += graph.leads_back(flow)
        points = way_of(graph, flow, back)
        edge = etree.SubElement(plane, _DIAGRAM + "BPMNEdge", id=f"{flow.id}_di", bpmnElement=flow.id)
        for x, y in points:
            etree.SubElement(edge, _LINES + "waypoint", x=f"{x:g}", y=f"{y:g}")
        if flow.step:
            _named(edge, points)


def _named(edge: Any, points: Sequence[Point]) -> None:
    """Give the name of a flow its place: above a straight line, below the long side of another."""
    label = etree.SubElement(edge, _DIAGRAM + "BPMNLabel")
    middle = len(points) // 2
    (left, first), (right, second) = points[middle - 1], points[middle]
    width, height = 108, 44
    straight = middle == 1
    top = min(first, second) - height - 4 if straight else max(first, second) + 6
    _bounds(label, (left + right) / 2 - width / 2, top, width, height)


def _bounds(parent: Any, x: float, y: float, width: float, height: float) -> None:
    sizes = {"x": x, "y": y, "width": width, "height": height}
    etree.SubElement(parent, _SHAPES + "Bounds", {name: f"{value:g}" for name, value in sizes.items()})
