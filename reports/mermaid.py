"""A procedure as a Mermaid state diagram, which code hosts and editors draw."""

from collections.abc import Iterator
from typing import get_args

from rasoat.messages import Lang, message
from rasoat.reports.stage_rows import Rows, rows_of
from rasoat.workflow.procedure_names import trigger_title
from rasoat.workflow.procedures import Procedure, Track


def mermaid_of(procedure: Procedure, lang: Lang) -> str:
    """Return the diagram: one composite state a track, titles in `lang`."""
    lines = ["---", f"title: {_plain(procedure.title.render(lang))}", "---", "stateDiagram-v2"]
    for track in get_args(Track):
        lines += _track(rows_of(procedure, track), lang)
    return "\n".join(lines) + "\n"


def _track(rows: Rows, lang: Lang) -> Iterator[str]:
    name = _plain(message(f"words.tracks.{rows.track}").render(lang))
    yield f'    state "{name[:1].upper()}{name[1:]}" as {rows.track} {{'
    for stage in rows.stages:
        yield f'        state "{_plain(stage.title.render(lang))}" as {stage.id}'
    for stage in rows.stages:
        if stage.initial:
            yield f"        [*] --> {stage.id}"
    for edge in rows.edges:
        source, dest = rows.stages[edge.source].id, rows.stages[edge.dest].id
        title = trigger_title(edge.step.trigger).render(lang)
        yield f"        {source} --> {dest} : {_plain(title)}"
    for stage in rows.stages:
        if stage.final:
            yield f"        {stage.id} --> [*]"
    yield "    }"


def _plain(text: str) -> str:
    """Return a text without the signs that Mermaid reads as its own."""
    return text.replace('"', "'").replace(":", " -").replace(";", ",").replace("#", " ")
