"""`rasoat procedure export`: what other programs load, and what people see, is the procedure itself."""

import runpy
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from doc_pages import ROOT
from lxml import etree
from office import assert_paragraph, typed
from procedure_words import WORDS
from SpiffWorkflow.bpmn.parser import BpmnParser, BpmnValidator
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from rasoat.messages import LANGS, Lang, text
from rasoat.reports.bpmn import bpmn_of
from rasoat.reports.mermaid import mermaid_of
from rasoat.reports.state_diagram import svg_of
from rasoat.workflow.procedure_names import trigger_title
from rasoat.workflow.procedures import Procedure, load, shipped

DIAGRAMS = ROOT / "docs" / "diagrams"
MODEL, DRAWN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}", "{http://www.omg.org/spec/BPMN/20100524/DI}"

SCHEMA = BpmnValidator()


def every_procedure() -> Iterator[Any]:
    """Yield every shipped procedure in every variant."""
    for name in shipped():
        for variant in [item.id for item in load(name, vocabulary=WORDS).variants] or [None]:
            yield pytest.param(load(name, vocabulary=WORDS, variant=variant), id=f"{name}-{variant}")


EVERY = pytest.mark.parametrize("procedure", list(every_procedure()))


def test_the_diagrams_of_the_documentation_are_current() -> None:
    """What stands in docs/diagrams is what the program draws of its procedures today."""
    drawn = runpy.run_path(str(ROOT / "docs" / "make_diagrams.py"))["diagrams"]()
    there = {path.name: path.read_text("utf-8") for path in DIAGRAMS.iterdir()}
    assert drawn.keys() == there.keys(), "run make diagrams"
    assert [name for name, text in drawn.items() if there[name] != text] == [], "run make diagrams"


def spec_of(path: Path) -> BpmnWorkflow:
    """Return a BPMN file as SpiffWorkflow loads it, its schema checked."""
    parser = BpmnParser(validator=SCHEMA)
    parser.add_bpmn_file(str(path))
    name = parser.get_process_ids()[0]
    return BpmnWorkflow(parser.get_spec(name), parser.get_subprocess_specs(name))


def walked(workflow: BpmnWorkflow, villages: int, **chosen: str) -> list[str]:
    """Return the stages that a process engine goes through; `chosen` are the steps taken, once, at some stages."""
    stages: list[str] = []
    workflow.task_tree.data["villages"] = villages
    while not workflow.is_completed():
        workflow.do_engine_steps()
        for task in workflow.get_tasks(state=TaskState.READY):
            name = task.task_spec.bpmn_id or task.task_spec.name
            if task.task_spec.manual:
                stages.append(name)
            task.data["step"] = chosen.pop(name, "")
            task.run()
    return stages


@EVERY
@pytest.mark.parametrize("lang", LANGS)
def test_a_process_engine_loads_the_procedure(tmp_path: Path, procedure: Procedure, lang: Lang) -> None:
    """The file holds to the schema of BPMN 2.0, and SpiffWorkflow makes a process of it."""
    path = tmp_path / "p.bpmn"
    path.write_bytes(bpmn_of(procedure, lang))
    assert spec_of(path).spec.description == procedure.title.render(lang)


def forward(procedure: Procedure, track: str) -> list[str]:
    """Return the stages of a track in the order of the law, those at the end aside."""
    found, stage = [], procedure.initial(track)
    while not procedure.stages[stage].final:
        found.append(stage)
        stage = next(item.dest for item in procedure.transitions if stage in item.sources and not item.new_pass)
    return found


@EVERY
def test_a_process_engine_goes_the_way_of_the_law(tmp_path: Path, procedure: Procedure) -> None:
    """SpiffWorkflow leads two villages through their stages, then the round through its own, to the end."""
    path = tmp_path / "p.bpmn"
    path.write_bytes(bpmn_of(procedure, "vi"))
    stages = walked(spec_of(path), 2)
    village, own = forward(procedure, "village"), forward(procedure, "round")[1:]
    assert [stage for stage in stages if stage in own] == own
    assert stages[-len(own) :] == own
    assert sorted(stages[: -len(own)]) == sorted(village * 2)


def test_a_process_engine_goes_back_where_the_meeting_rejects(tmp_path: Path) -> None:
    """The step that a meeting takes when it does not agree leads the village back to its survey."""
    procedure = load("qd24-periodic-two-tier", vocabulary=WORDS)
    path = tmp_path / "p.bpmn"
    path.write_bytes(bpmn_of(procedure, "vi"))
    stages = walked(spec_of(path), 1, village_meeting="reject_results")
    assert stages[:6] == [
        "preliminary_list",
        "survey",
        "village_meeting",
        "survey",
        "village_meeting",
        "public_posting",
    ]


@EVERY
def test_bpmn_carries_every_stage_and_step_with_its_article(procedure: Procedure) -> None:
    """Each stage and each step stands in the file under its name, with the article and how well it was read."""
    root = etree.fromstring(bpmn_of(procedure, "vi"))
    said = {(item.get("name"), item.findtext(f"{MODEL}documentation", "").partition(" (")[0]) for item in root.iter()}
    for stage in procedure.stages.values():
        assert (stage.title.render("vi"), stage.citation.short()) in said
    for step in procedure.transitions:
        assert (trigger_title(step.trigger).render("vi"), step.citation.short()) in said
    for mark in {stage.citation.evidence for stage in procedure.stages.values()}:
        assert f"({text(f'pages.mark.{mark}')})" in "".join(root.itertext())


@EVERY
def test_bpmn_draws_everything_once_and_nothing_over_another(procedure: Procedure) -> None:
    """Every element has its place in the drawing, no two share an id, and no two shapes of a track touch."""
    root = etree.fromstring(bpmn_of(procedure, "vi"))
    ids = [item.get("id") for item in root.iter() if item.get("id")]
    assert len(ids) == len(set(ids))
    parts = {item.get("id") for item in root.find(f"{MODEL}process").iter() if item.get("id")}
    plane = root.find(f"{DRAWN}BPMNDiagram/{DRAWN}BPMNPlane")
    assert sorted(item.get("bpmnElement") for item in plane) == sorted(parts - {plane.get("bpmnElement")})
    boxes = {}
    for shape in plane.iter(f"{DRAWN}BPMNShape"):
        x, y, width, height = (float(shape[0].get(key)) for key in ("x", "y", "width", "height"))
        boxes[shape.get("bpmnElement")] = (x, y, x + width, y + height)
    outer = boxes.pop(procedure.initial("round"))
    for one, other in combinations(boxes.values(), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for stage in procedure.stages.values():
        if stage.track == "village" and stage.id in boxes:
            box = boxes[stage.id]
            assert outer[0] < box[0]
            assert outer[1] < box[1]
            assert box[2] < outer[2]
            assert box[3] < outer[3]


@EVERY
@pytest.mark.parametrize("lang", LANGS)
def test_the_drawing_names_every_stage_and_step(procedure: Procedure, lang: Lang) -> None:
    """The drawing shows each stage and step by name, and every text begins within the page."""
    root = etree.fromstring(svg_of(procedure, lang).encode())
    width, height = float(root.get("width")), float(root.get("height"))
    texts = [item for item in root if etree.QName(item).localname == "text"]
    words = "".join("".join(item.text.split()) for item in texts)
    for name in [stage.title for stage in procedure.stages.values()]:
        assert "".join(name.render(lang).split()) in words
    for step in procedure.transitions:
        assert "".join(trigger_title(step.trigger).render(lang).split()) in words
    for item in texts:
        x, length = float(item.get("x")), 5.5 * len(item.text)
        left = {"start": x, "middle": x - length / 2, "end": x - length}[item.get("text-anchor")]
        assert left > -1
        assert left + length < width
        assert 0 < float(item.get("y")) < height


@EVERY
def test_mermaid_draws_every_step(procedure: Procedure) -> None:
    """Each step is an arrow from each of its stages, and each stage has its name."""
    lines = [line.strip() for line in mermaid_of(procedure, "vi").splitlines()]
    for stage in procedure.stages.values():
        assert f'state "{stage.title.render("vi")}" as {stage.id}' in lines
    for step in procedure.transitions:
        for source in step.sources:
            assert f"{source} --> {step.dest} : {trigger_title(step.trigger).render('vi')}" in lines


@pytest.mark.parametrize("form", ["bpmn", "mermaid", "svg"])
def test_the_command_writes_the_file_and_overwrites_none(tmp_path: Path, form: str) -> None:
    """A file is written once; the second time the command says that it is there already."""
    path = tmp_path / f"p.{form}"
    words = ("procedure", "export", "qd24-periodic-two-tier", "--format", form, "--out", path)
    assert typed(*words).code == 0
    written = path.read_bytes()
    again = typed(*words)
    assert again.code != 0
    assert_paragraph(again.err)
    assert path.read_bytes() == written
