"""A small procedure with two variants, for the tests of the loader."""

from pathlib import Path

from rasoat.workflow.procedures import Procedure, Term, Vocabulary, parse

TOY = (Path(__file__).parent / "golden" / "toy.toml").read_text("utf-8")
TOY_WORDS = Vocabulary(
    checks={"percent": {"least": int, "places": list[str]}, "length": {"term": Term}},
    forms=frozenset({"note"}),
    facts=frozenset({"noted"}),
    relies={
        ("check", "percent"): ("posting",),
        ("form", "note"): ("posting",),
        ("fact", "noted"): ("posting",),
    },
)


def toy(variant: str | None = None, source: str = TOY) -> Procedure:
    """Return the small procedure, or what an altered source of it gives."""
    return parse(source, name="toy.toml", vocabulary=TOY_WORDS, variant=variant)
