"""`rasoat template`: the forms an office can change, and trying its changes before a paper needs them."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasoat.commands.base import App, LazyGroup, help_text, json_option, option, pass_app, print_json
from rasoat.errors import UsageError
from rasoat.messages import message

if TYPE_CHECKING:
    from rasoat.notices.template_faults import Fault

_HERE = "rasoat.commands.templates"
_LAZY = {
    "list": f"{_HERE}:list_",
    "show": f"{_HERE}:show",
    "copy": f"{_HERE}:copy",
    "check": f"{_HERE}:check",
}


@click.group(cls=LazyGroup, lazy=_LAZY, key="template.", help=help_text("template.help"))
def template() -> None:
    """Group."""


@click.command(help=help_text("template.list.help"))
@json_option
@pass_app
def list_(app: App, /, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """List the forms, with whose template each is made of."""
    from rasoat.commands.tables import table
    from rasoat.notices.catalogue import forms
    from rasoat.notices.own_forms import digest, touched

    folder = app.own_templates()
    known = [(form, touched(folder, form.code), digest(folder, form.code)) for form in forms().values()]
    if as_json:
        names = ("form", "title", "own", "sha256")
        rows = [(form.code, form.title(app.lang), own, text) for form, own, text in known]
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    whose = {own: app.tell(message(f"cli.template.list.{'own' if own else 'shipped'}")) for own in (True, False)}
    table(app, "templates", [[form.code, form.title(app.lang), whose[own], text[:8]] for form, own, text in known])
    app.say("cli.template.list.folder", folder=app.templates_folder, count=sum(own for _, own, _ in known))


@click.command(help=help_text("template.show.help"))
@click.argument("form")
@json_option
@pass_app
def show(app: App, /, form: str, as_json: bool) -> None:  # noqa: FBT001 # click passes flags so
    """Show a form's template, its blocks, and the facts it may use."""
    from rasoat.notices.fields import fields
    from rasoat.notices.own_forms import ENDING, digest, sources
    from rasoat.notices.papers import sample
    from rasoat.notices.template_copy import blocks_of

    folder = app.own_templates()
    facts = list(fields(sample(form).context))
    text = sources(folder, form)[f"{form}{ENDING}"]
    blocks = list(blocks_of(form))
    if as_json:
        paths = [{"path": item.path, "kind": item.kind, "example": item.example} for item in facts]
        print_json({"form": form, "sha256": digest(folder, form), "text": text, "blocks": blocks, "fields": paths})
        return
    click.echo(text)
    app.say("cli.template.show.blocks", blocks=tuple(blocks))
    app.say("cli.template.show.fields")
    for item in facts:
        app.say(
            "cli.template.show.field", path=item.path, kind=message(f"templates.kind.{item.kind}"), shown=item.example
        )


@click.command(help=help_text("template.copy.help"))
@click.argument("form")
@option("--block", "blocks", key="template.block", multiple=True)
@pass_app
def copy(app: App, /, form: str, blocks: tuple[str, ...]) -> None:
    """Write a shipped form into the office's folder."""
    from rasoat.notices.papers import sample
    from rasoat.notices.template_copy import copy as write

    sample(form)  # refuses what is no form
    path = write(app.templates_folder, form, blocks)
    app.say("cli.template.copy.done", file=path, form=form)


@click.command(help=help_text("template.check.help"))
@click.argument("form", nargs=-1)
@option("--out", key="template.out", type=click.Path(path_type=Path, file_okay=False))
@json_option
@pass_app
def check(app: App, /, form: tuple[str, ...], out: Path | None, as_json: bool) -> None:  # noqa: FBT001 # as above
    """Try the office's templates with sample papers in all three formats."""
    from rasoat.notices.own_forms import touched
    from rasoat.notices.template_check import check_folder, check_form

    folder = app.own_templates()
    if folder is None:
        raise UsageError("templates_absent", folder=app.templates_folder)
    wanted = _wanted(folder, form)
    faults = {code: check_form(folder, code) for code in wanted if touched(folder, code)}
    strange = list(check_folder(folder))
    if out:
        _write_samples(folder, [code for code, found in faults.items() if not found], out)
    if as_json:
        _print_json(app, faults, strange)
    else:
        _print(app, folder, faults, strange)
    if strange or any(faults.values()):
        raise SystemExit(1)


def _wanted(folder: Path, asked: tuple[str, ...]) -> list[str]:
    """Return the forms to try: those asked for, else all that the folder has a part in.

    Raises:
        UsageError: there is no such form, or it is made of shipped templates alone.
    """
    from rasoat.notices.catalogue import forms
    from rasoat.notices.own_forms import touched
    from rasoat.notices.papers import sample

    for code in asked:
        sample(code)  # refuses what is no form
        if not touched(folder, code):
            raise UsageError("template_not_own", form=code, folder=folder)
    return list(asked or forms())


def _write_samples(folder: Path, codes: Iterable[str], out: Path) -> None:
    from dataclasses import replace

    from rasoat.notices.files import write_whole
    from rasoat.notices.papers import sample
    from rasoat.notices.pdf import to_pdf

    for code in codes:
        write_whole(out / f"{code}.pdf", to_pdf(replace(sample(code), templates=folder)))


def _print(app: App, folder: Path, faults: "dict[str, list[Fault]]", strange: "list[Fault]") -> None:
    from rasoat.notices.own_forms import ENDING
    from rasoat.notices.template_copy import outdated

    told: set[str] = set()
    for code, found in faults.items():
        for fault in found:
            line = app.tell(fault.told())
            if line not in told:
                app.say("cli.template.check.fault", line=line)
            told.add(line)
        path = folder / f"{code}{ENDING}"
        if not found:
            app.say("cli.template.check.sound", form=code)
            if path.is_file() and outdated(path.read_text("utf-8"), code):
                app.say("cli.template.check.outdated", form=code)
    for fault in strange:
        app.say("cli.template.check.fault", line=app.tell(fault.told()))
    app.say("cli.template.check.count", count=len(faults), faults=len(told) + len(strange), folder=folder)


def _print_json(app: App, faults: "dict[str, list[Fault]]", strange: "list[Fault]") -> None:
    found = [(code, fault) for code, group in faults.items() for fault in group]
    found += [("", fault) for fault in strange]
    lines = [
        {"form": code or None, "file": fault.file, "line": fault.line, "fault": app.tell(fault.what)}
        for code, fault in found
    ]
    print_json({"forms": list(faults), "sound": not lines, "faults": lines})
