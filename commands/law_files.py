"""Procedures named on the command line: by id those that come with the program, by file any other."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasoat.errors import BadProcedure
from rasoat.messages import Lang

if TYPE_CHECKING:
    from rasoat.workflow.citations import Text
    from rasoat.workflow.procedure_file import ProcedureTable
    from rasoat.workflow.procedure_pages import Line
    from rasoat.workflow.rules import Procedure

WIDTH = 100
"""Letters a line of a page, so that it reads well on paper too."""


def take(name: str, variant: str | None = None, *, lines: bool = True) -> "Procedure":
    """Return the procedure that `name`, an id or a file, stands for; faults of a file are told with their `lines`.

    Raises:
        UsageError: no procedure of that id comes with the program, or it has no such variant.
        BadFile: the file cannot be read.
        BadProcedure: the file is wrong.
    """
    from rasoat.wiring import wire
    from rasoat.workflow.procedures import load, parse
    from rasoat.workflow.registry import vocabulary

    wire()
    if not is_file(name):
        return load(name, vocabulary=vocabulary(), variant=variant)
    from rasoat.exchange.typed import read_text

    path = Path(name)
    source = read_text(path)
    try:
        found = parse(source, name=path.name, vocabulary=vocabulary(), variant=variant)
        _refuse_raised(found, path.name)
    except BadProcedure as error:
        if not lines:
            raise
        from rasoat.workflow.places import at_line

        details = [at_line(source, fault) for fault in error.details]
        raise BadProcedure(error.key, details=details, **error.params) from error
    return found


def _refuse_raised(procedure: "Procedure", file: str) -> None:
    """Refuse a file with marks that are better than the program bears, and that nobody confirmed."""
    from rasoat.workflow.confirming import raised_marks
    from rasoat.workflow.procedure_file import ProcedureTable
    from rasoat.workflow.tables import read_table, shipped_files, wrong_file

    shipped = tuple(
        read_table(text, name=name, shape=ProcedureTable) for name, text in shipped_files("procedures").items()
    )
    if found := tuple(raised_marks(table_of(procedure), shipped)):
        raise wrong_file(file, found)


def is_file(name: str) -> bool:
    """Return whether `name` means a file and not the id of a procedure."""
    return name.endswith(".toml") or Path(name).name != name or Path(name).is_file()


def table_of(procedure: "Procedure") -> "ProcedureTable":
    """Return the whole file of a procedure, the rules of all its variants."""
    from rasoat.workflow.procedure_file import ProcedureTable
    from rasoat.workflow.tables import read_table

    return read_table(procedure.source, name=f"{procedure.id}.toml", shape=ProcedureTable)


def form_titles() -> "dict[str, Text]":
    """Return the titles of all forms."""
    from rasoat.notices.catalogue import forms
    from rasoat.workflow.citations import Text

    return {code: Text(vi=form.title_vi, en=form.title_en) for code, form in forms().items()}


def print_page(lines: "Sequence[Line]", lang: Lang) -> None:
    """Print a page: headings apart, what is long broken and set in."""
    for place, line in enumerate(lines):
        if line.depth == 0 and place:
            click.echo()
        print_line(line.text.render(lang), line.depth)


def print_line(text: str, depth: int) -> None:
    """Print a text set in by `depth`, broken where it is long."""
    import textwrap

    indent = "  " * depth
    click.echo(
        textwrap.fill(
            text,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=f"{indent}  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
