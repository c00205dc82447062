"""Trying an office's templates before a paper needs them: read, compared with the facts there are, rendered, set."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, meta, nodes

from rasoat.errors import UsageError
from rasoat.messages import message
from rasoat.notices.blanks import unknown
from rasoat.notices.catalogue import forms
from rasoat.notices.own_forms import ENDING, of_office, once, sources, strange_names
from rasoat.notices.pages import to_html
from rasoat.notices.papers import Paper, sample
from rasoat.notices.pdf import to_pdf
from rasoat.notices.template_faults import Fault, TemplateBroken, fault_of
from rasoat.notices.word import to_docx
from rasoat.notices.xhtml import environment, to_xhtml

GIVEN = frozenset(["entry", "title", "anchor", "foot", "blank", "mark"])
"""What every template gets beside the paper's facts."""
METHODS = frozenset(["items", "keys", "values", "get"])
"""What may be asked of a table of facts beside its names."""


@dataclass(frozen=True, slots=True)
class Text:
    """One of the office's templates, parsed."""

    name: str
    tree: nodes.Template


def check_folder(folder: Path) -> Iterator[Fault]:
    """Yield the files of a folder that would change nothing."""
    for name in strange_names(folder):
        yield Fault(file=name, line=None, what=message("templates.fault.no_form", known=tuple(forms())))


def check_form(folder: Path, form: str) -> list[Fault]:
    """Return every fault of the templates a form is made of; none where it can be used."""
    texts, faults = _parsed(folder, form)
    if faults:
        return faults
    for text in texts:
        faults += [*_blocks(folder, form, text), *_loose(text), *_names(folder, form, text), *_facts(form, text)]
    return once(faults or _tried(folder, form))


def _parsed(folder: Path, form: str) -> tuple[list[Text], list[Fault]]:
    known, texts, faults = environment(folder), list[Text](), list[Fault]()
    own = of_office(folder, sources(folder, form)) or [f"{form}{ENDING}"]
    for name in own:
        try:
            words = (folder / name).read_text("utf-8")
            texts.append(Text(name, known.parse(words, name, name)))
            known.compile(words, name, name, raw=True)  # names of filters are looked up only here
        except (TemplateError, UnicodeDecodeError, OSError) as error:
            faults.append(fault_of(error, folder, name))
    return texts, faults


def _blocks(folder: Path, form: str, text: Text) -> Iterator[Fault]:
    """Yield blocks that the template it extends does not have: their words would never be printed."""
    if text.tree.find(nodes.Extends) is None:
        return
    known = environment(folder)
    others = [known.parse(source) for name, source in sources(folder, form).items() if name != text.name]
    there = {block.name for tree in others for block in tree.find_all(nodes.Block)}
    within = {inner.name for block in text.tree.find_all(nodes.Block) for inner in block.find_all(nodes.Block)}
    for block in text.tree.find_all(nodes.Block):
        if block.name not in there | within:
            what = message("templates.fault.no_block", name=block.name, known=tuple(sorted(there)))
            yield Fault(file=text.name, line=block.lineno, what=what)


def _loose(text: Text) -> Iterator[Fault]:
    """Yield words outside the blocks of a template that extends another: the engine drops them silently."""
    if text.tree.find(nodes.Extends) is None:
        return
    for part in (part for output in text.tree.body if isinstance(output, nodes.Output) for part in output.nodes):
        if not isinstance(part, nodes.TemplateData) or part.data.strip():
            yield Fault(file=text.name, line=part.lineno, what=message("templates.fault.outside"))
            return


def _names(folder: Path, form: str, text: Text) -> Iterator[Fault]:
    """Yield names that nothing gives: neither the paper's facts, nor the templates, nor the program."""
    known = environment(folder)
    given = {*GIVEN, *known.globals, *_all_facts(form)}
    for source in sources(folder, form).values():
        given |= _made(known.parse(source))
    for name in sorted(meta.find_undeclared_variables(text.tree) - given):
        line = next((node.lineno for node in text.tree.find_all(nodes.Name) if node.name == name), None)
        yield Fault(file=text.name, line=line, what=message("templates.fault.unknown", name=name))


def _made(tree: nodes.Template) -> set[str]:
    """Return the names that a template makes for those it extends, and for its blocks."""
    made: set[str] = set()
    for node in tree.find_all((nodes.Import, nodes.Macro, nodes.Assign, nodes.AssignBlock, nodes.FromImport)):
        if isinstance(node, nodes.Import):
            made.add(node.target)
        elif isinstance(node, nodes.Macro):
            made.add(node.name)
        elif isinstance(node, nodes.FromImport):
            made |= {item if isinstance(item, str) else item[1] for item in node.names}
        else:
            made |= {name.name for name in node.find_all(nodes.Name) if name.ctx == "store"}
    return made


def _facts(form: str, text: Text) -> Iterator[Fault]:
    """Yield facts that a template asks of the paper and no paper of the form has, also in branches not tried."""
    facts = _all_facts(form)
    shadowed = {node.name for node in text.tree.find_all(nodes.Name) if node.ctx in {"store", "param"}}
    asked = {_path(test.node) for test in text.tree.find_all(nodes.Test) if test.name in {"defined", "undefined"}}
    for node in text.tree.find_all((nodes.Getattr, nodes.Getitem)):
        path = _path(node)
        if path and path[0] in facts.keys() - shadowed and path not in asked and not _there(facts, path):
            yield Fault(file=text.name, line=node.lineno, what=message("templates.fault.unknown", name=".".join(path)))


def _path(node: nodes.Node) -> tuple[str, ...]:
    """Return the names of `a.b["c"]`; none for what is no plain path."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        return (*path, node.attr) if (path := _path(node.node)) else ()
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return (*path, node.arg.value) if (path := _path(node.node)) else ()
    return ()


def _there(facts: Any, path: tuple[str, ...]) -> bool:
    for name in path:
        if not isinstance(facts, Mapping):
            return True  # unknown in the sample, or a word: only rendering can tell
        if name not in facts:
            return name in METHODS
        facts = facts[name]
    return True


@lru_cache(maxsize=64)
def _all_facts(form: str) -> Mapping[str, Any]:
    """Return the facts of a form's sample; what every paper has beside its body, from all samples together."""
    whole: dict[str, Any] = {}
    for other in forms():
        for key, value in sample(other).context.items():
            if key == "body":
                continue
            if isinstance(value, Mapping) and isinstance(whole.get(key), Mapping):
                whole[key] = {**value, **whole[key]}
            elif whole.get(key) is None:
                whole[key] = value
    return whole | {"body": sample(form).context["body"]}


def _tried(folder: Path, form: str) -> list[Fault]:
    """Return what goes wrong when papers are made: a full one, a draft, one of which hardly anything is known."""
    full = replace(sample(form), templates=folder)
    draft = replace(full, context={**full.context, "draft": True})
    empty = replace(full, context={**unknown(full.context), "draft": True})
    for paper in (full, draft, empty):
        try:
            to_xhtml(paper)
        except TemplateBroken as error:
            return list(error.faults)
    return [fault for paper in (full, empty) for fault in _set(paper)]


def _set(paper: Paper) -> Iterator[Fault]:
    for style in (to_html, to_docx, to_pdf):
        try:
            style(paper)
        except UsageError as error:
            yield Fault(file=f"{paper.form}{ENDING}", line=None, what=message("templates.fault.not_set", reason=error))
