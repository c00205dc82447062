"""Draw the state diagrams of all procedures that come with the program, each in its variants.

`make diagrams` runs this file, and so does `make docs`; `tests/integration/test_procedure_export.py` compares what it
would write with what stands in `docs/diagrams`.
"""
# ruff: noqa: INP001 # a script, in no package

from collections.abc import Iterator
from pathlib import Path

from rasoat.reports.mermaid import mermaid_of
from rasoat.reports.state_diagram import svg_of
from rasoat.wiring import wire
from rasoat.workflow.procedures import Procedure, load, shipped
from rasoat.workflow.registry import vocabulary

FOLDER = Path(__file__).resolve().parent / "diagrams"


def diagrams() -> dict[str, str]:
    """Return every diagram by the name of its file."""
    found: dict[str, str] = {}
    for name, procedure in _procedures():
        found[f"{name}.svg"] = svg_of(procedure, "vi")
        found[f"{name}.mmd"] = mermaid_of(procedure, "vi")
    return found


def _procedures() -> Iterator[tuple[str, Procedure]]:
    """Yield the procedures with the names of their files, that of the default variant being the id alone."""
    wire()
    for id_ in shipped():
        first = load(id_, vocabulary=vocabulary())
        yield id_, first
        for variant in first.variants:
            if variant != first.variant:
                yield f"{id_}.{variant.id}", load(id_, vocabulary=vocabulary(), variant=variant.id)


def main() -> None:
    """Write the diagrams; those of procedures that are gone are removed."""
    FOLDER.mkdir(exist_ok=True)
    wanted = diagrams()
    for path in FOLDER.iterdir():
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
