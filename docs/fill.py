"""Fill the marked parts of the documentation from the program itself, so that no table can fall behind it.

A marked part begins with `<!-- from the program: NAME -->` and ends with `<!-- end -->`. `make docs` runs this
file; `tests/integration/test_docs.py` compares what it would write with what stands there.
"""
# ruff: noqa: INP001 # a script, in no package

import ast
import json
import re
import runpy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from rasoat.errors import Refused
from rasoat.messages import message, room
from rasoat.notices.catalogue import Form, forms
from rasoat.notices.fields import fields
from rasoat.wiring import wire
from rasoat.workflow.calendar_file import read_fixed, read_year
from rasoat.workflow.citations import Citation
from rasoat.workflow.complaint_rules import all_rules
from rasoat.workflow.procedures import Procedure, Transition, load, shipped
from rasoat.workflow.registry import vocabulary
from rasoat.workflow.standards import load as load_standard
from rasoat.workflow.standards import shipped as shipped_standards
from rasoat.workflow.tables import shipped_files

ROOT = Path(__file__).resolve().parent.parent
PROCEDURE, VARIANT = "qd24-periodic-two-tier", "province_opinion"
"""The procedure that the pages show: the one in force, in the variant that has every step."""
MARKED = re.compile(r"(<!-- from the program: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
Rows = Iterable[Sequence[str]]


def table(headers: Sequence[str], rows: Rows) -> str:
    """Return a Markdown table."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


def text_of(key: str) -> tuple[str, str]:
    """Return a text of the catalogue in Vietnamese and English."""
    return message(key).render("vi"), message(key).render("en")


def procedure() -> Procedure:
    """Return the procedure that the pages show."""
    return load(PROCEDURE, vocabulary=vocabulary(), variant=VARIANT)


def checks() -> str:
    """Return every check that a procedure file may name, with its parameters."""
    rows = [
        [f"`{name}`", *text_of(f"checks.{name}"), _params(declared), "yes" if "term" in declared else ""]
        for name, declared in vocabulary().checks.items()
    ]
    return table(["`check`", "Điều kiện", "Requirement", "`params`", "needs `term`"], rows)


def _params(declared: Mapping[str, Any]) -> str:
    kinds = {int: "whole number", list[str]: "list of words"}
    return ", ".join(f"`{name}` ({kinds[kind]})" for name, kind in declared.items() if name != "term")


def facts() -> str:
    """Return every kind of fact, with the stages of the shipped procedures that record it."""
    loaded = [load(name, vocabulary=vocabulary()) for name in shipped()] + [procedure()]
    rows = []
    for kind in sorted(vocabulary().facts):
        stages = {stage.id for item in loaded for stage in item.stages.values() if kind in stage.records}
        rows.append([f"`{kind}`", *text_of(f"words.facts.{kind}"), ", ".join(f"`{name}`" for name in sorted(stages))])
    return table(["fact", "Việc ghi nhận", "What happened", "recorded in"], rows)


def form_list() -> str:
    """Return every form with its titles, symbol, copies."""
    rows = [
        [f"`{form.code}`", form.title_vi, form.title_en, form.symbol or "no number", str(form.copies)]
        for form in forms().values()
    ]
    return table(["form", "Tên văn bản", "Paper", "symbol", "copies"], rows)


def papers() -> str:
    """Return what each form is and which facts its template may use, from its sample."""
    return "\n".join(_paper(form) for form in forms().values())


def gallery() -> str:
    """Return one page of each form as a picture, with its law and mark."""
    return "\n".join(_shown(form) for form in forms().values())


def _shown(form: Form) -> str:
    number = f"number with symbol `{form.symbol}`" if form.numbered else "no number"
    whom = "public" if form.public else "internal"
    lines = [
        f"## {form.title_vi}",
        f"*{form.title_en}* · `{form.code}` · {number} · copies: {form.copies} · {whom}",
        f"{form.legal_basis} · mark `{form.evidence}`: {form.note_en}",
        f"![{form.title_en}](gallery/{form.code}.png)",
    ]
    return "\n\n".join(lines) + "\n"


def _paper(form: Form) -> str:
    head = table(
        ["", ""],
        [
            ["Vietnamese title", form.title_vi],
            ["issued by", f"`{form.issuer}`; signed by {', '.join(f'`{name}`' for name in form.signers)}"],
            ["number", f"symbol `{form.symbol}`, series `{form.body}`" if form.numbered else "none"],
            ["copies", str(form.copies)],
            [
                "whom it may reach",
                "everybody" if form.public else "officers, and the person concerned",
            ],
            ["basis", form.legal_basis],
            ["mark", f"`{form.evidence}`. {form.note_en}"],
        ],
    )
    fields = table(["`body` field", "kind", "example"], _fields(_sample(form)["body"]))
    return f"## `{form.code}`: {form.title_en}\n\n{head}\n{fields}"


def envelope() -> str:
    """Return the facts that every paper has beside its body."""
    context = {key: value for key, value in _sample(forms()["posting-notice"]).items() if key != "body"}
    return table(["field", "kind", "example"], _fields(context))


def _sample(form: Form) -> dict[str, Any]:
    source = files("rasoat.notices") / "samples" / f"{form.code}.json"
    sample: dict[str, Any] = json.loads(source.read_text("utf-8"))
    return sample


def _fields(facts: Mapping[str, Any]) -> Rows:
    kinds = room("templates", "en")
    return [(f"`{field.path}`", kinds[f"templates.kind.{field.kind}"], field.example) for field in fields(facts)]


def village_way() -> str:
    """Return the way of a village as a state diagram."""
    return _diagram("village")


def round_way() -> str:
    """Return the way of the round as a state diagram."""
    return _diagram("round")


def _diagram(track: str) -> str:
    shown = procedure()
    lines = [f"    [*] --> {shown.initial(track)}"]
    lines += [
        f"    {source} --> {move.dest}: {move.trigger}"
        for move in shown.transitions
        if move.track == track
        for source in move.sources
    ]
    lines += [f"    {stage.id} --> [*]" for stage in shown.stages.values() if stage.track == track and stage.final]
    body = "\n".join(lines)
    return f"```mermaid\nstateDiagram-v2\n{body}\n```\n"


def requirements_vi() -> str:
    """Return, for officers, what each step asks for, with article, clause and mark."""
    rows = [row for move in procedure().transitions for row in _asked(move)]
    return table(["Bước chuyển", "Điều kiện", "Mức", "Căn cứ", "Nguồn"], rows)


def _asked(move: Transition) -> Iterator[list[str]]:
    for rule in move.requires:
        yield [
            message(f"words.triggers.{move.trigger}").render("vi"),
            message(f"checks.{rule.check}").render("vi"),
            message(f"words.severity.{rule.severity}").render("vi"),
            rule.citation.short("vi"),
            f"`{rule.citation.evidence}`",
        ]


def refusals_vi() -> str:
    """Return, for officers, every refusal that is not about a requirement: what it says, what to do."""
    texts = room("errors", "vi")
    rows = []
    for key in sorted(_refusals()):
        what, why, cure = (re.sub(r"\{\w+\}", "…", texts.get(f"errors.{key}.{part}", "")) for part in _PARTS)
        rows.append([" ".join(filter(None, (what, why))), cure])
    return table(["Chương trình nói", "Phải làm"], rows)


_PARTS = ("what", "why", "next")


def _refusals() -> set[str]:
    """Return the keys that the program's sources hand to `Refused`."""
    folders = ("steps", "workflow", "commands", "notices")
    sources = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    calls = [node for path in sources for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    found = [call.args[0] for call in calls if isinstance(call, ast.Call) and _name(call.func) == Refused.__name__]
    keys = {node.value for key in found for node in ast.walk(key) if isinstance(node, ast.Constant)}
    return {str(key) for key in keys if f"errors.{key}.what" in room("errors", "vi")}


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def doubts() -> str:
    """Return every rule of the data files that was not read in the text itself, with what is not known about it."""
    rows = [[f"`{file}`", what, f"`{mark}`", note] for file, what, mark, note in _marked() if mark != "seen"]
    return table(["file", "rule", "mark", "what is not known"], rows)


def _marked() -> Iterator[tuple[str, str, str, str]]:
    """Yield file, rule, mark and note of everything in the law files that carries a mark."""
    for name in shipped():
        loaded = load(name, vocabulary=vocabulary(), variant=VARIANT if name == PROCEDURE else None)
        yield from _cited(name, loaded.citations.values())
        for term in loaded.terms.values():
            yield name, f"term `{term.id}`: {term.days} {term.unit} days", term.evidence, _note(term.citation)
    for name in shipped_standards():
        standard = load_standard(name)
        yield from _cited(name, standard.citations.values())
        for item in standard.indicators:
            yield name, f"indicator {item.number}: {item.title.en}", item.evidence, "wording of the threshold"
    for rules in all_rules():
        yield from _cited(rules.id, rules.citations.values())
        for term in rules.terms.values():
            yield rules.id, f"term `{term.id}`: {term.days} {term.unit} days", term.evidence, _note(term.citation)
    for name in shipped_files("calendars"):
        yield from _cited(name, calendar_citations(name))


def _cited(file: str, citations: Iterable[Citation]) -> Iterator[tuple[str, str, str, str]]:
    for item in citations:
        yield file, item.short("en"), item.evidence, _note(item)


def _note(citation: Citation) -> str:
    return citation.note.en if citation.note else ""


def calendar_citations(name: str) -> list[Citation]:
    """Return the citations of a calendar file in the order of its days."""
    text = shipped_files("calendars")[name]
    days = read_fixed(text, name=name).days if name.endswith("fixed") else read_year(text, name=name).days
    return list({day.citation.id: day.citation for day in days}.values())


PARTS: Mapping[str, Callable[[], str]] = {
    "checks": checks,
    "facts": facts,
    "forms": form_list,
    "papers": papers,
    "gallery": gallery,
    "envelope": envelope,
    "village-way": village_way,
    "round-way": round_way,
    "requirements-vi": requirements_vi,
    "refusals-vi": refusals_vi,
    "doubts": doubts,
}


def pages() -> list[Path]:
    """Return the pages of the documentation."""
    return [*sorted(ROOT.glob("README*.md")), ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def filled(page: str) -> str:
    """Return a page with its marked parts as the program has them now."""
    wire()
    return MARKED.sub(lambda found: f"{found[1]}\n{PARTS[found['name']]()}\n{found[3]}", page)


def main() -> None:
    """Fill all pages, and draw the diagrams."""
    for path in pages():
        path.write_text(filled(path.read_text("utf-8")), encoding="utf-8", newline="\n")
    runpy.run_path(str(ROOT / "docs" / "make_diagrams.py"), run_name="__main__")


if __name__ == "__main__":
    main()
