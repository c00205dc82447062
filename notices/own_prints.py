"""Prints made with an office's own templates: those that cannot be made wait, and hold up no other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rasoat.notices.own_forms import folder_for
from rasoat.notices.printing import PRINTED, Choice, Print, prints_of
from rasoat.notices.template_faults import TemplateBroken
from rasoat.notices.xhtml import to_xhtml
from rasoat.workflow.desk import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A paper that waits, and what is wrong with the office's template of it."""

    item: Print
    error: TemplateBroken


def dressed(prints: Sequence[Print], folder: Path | None) -> list[Print]:
    """Return the prints with the office's own templates, where the folder has a part in their forms."""
    folders = {form: folder_for(folder, form) for form in {item.paper.form for item in prints}}
    return [
        replace(item, paper=replace(item.paper, templates=own)) if (own := folders[item.paper.form]) else item
        for item in prints
    ]


def sifted(prints: Iterable[Print]) -> tuple[list[Print], list[Waiting]]:
    """Return the prints that can be made, and those that wait for a template to be mended."""
    sound: list[Print] = []
    waiting: list[Waiting] = []
    for item in prints:
        try:
            if item.paper.templates is not None:
                to_xhtml(item.paper)
            sound.append(item)
        except TemplateBroken as error:
            waiting.append(Waiting(item=item, error=error))
    return sound, waiting


def not_yet_printed(desk_round: Round, folder: Path) -> list[Waiting]:
    """Return the papers of a round that were never printed and wait for a template, one a form and case."""
    entries = desk_round.store.entries(desk_round.row_of(None).id)
    printed = {tuple(place) for entry in entries if entry.kind == PRINTED for place in entry.payload["printed"]}
    rest = [item for item in prints_of(desk_round, Choice()) if (item.row.gseq, item.row.part) not in printed]
    _, waiting = sifted(dressed(rest, folder))
    return list({(one.item.row.case_id, one.item.row.form): one for one in waiting}.values())
