"""The pages of the documentation as tests read them: their commands, links, headings, tables."""

import importlib.util
import re
import shlex
import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import click

from rasoat.cli import root
from rasoat.commands.base import LazyGroup

ROOT = Path(str(files("rasoat")))
PAGES = {
    path.relative_to(ROOT).as_posix(): path
    for path in (*ROOT.glob("README*.md"), ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
}
_BLOCK = re.compile(r"```(?:console|sh)\n(.*?)```", re.DOTALL)
_FENCED = re.compile(r"```.*?```", re.DOTALL)
_LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")


def text_of(page: str) -> str:
    """Return a page."""
    return PAGES[page].read_text("utf-8")


def commands(page: str) -> list[str]:
    """Return the lines of a page's blocks that type the program."""
    lines = [line.removeprefix("$ ").strip() for block in _BLOCK.findall(text_of(page)) for line in block.splitlines()]
    return [line for line in lines if line.split(" ")[0] == "rasoat"]


def resolved(line: str) -> tuple[str, click.Command, list[str]]:
    """Return the words of the command that a line types, the command, and what is handed to it.

    Raises:
        click.UsageError: there is no such command or option of the program.
    """
    words = shlex.split(line.replace("MỤC", "1"), comments=True)[1:]
    names: list[str] = []
    command: click.Command = root
    while isinstance(command, LazyGroup):
        words = _without_options(command, words)
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            raise click.UsageError(line)
        command = found
        names.append(words.pop(0))
    return " ".join(names), command, words


def _without_options(group: click.Group, words: list[str]) -> list[str]:
    taking = {name for param in group.params if not getattr(param, "is_flag", False) for name in param.opts}
    while words and words[0].startswith("-"):
        if words[0] not in taking:
            raise click.UsageError(words[0])
        words = words[2:]
    return words


def leaves(group: LazyGroup = root, path: str = "") -> Iterator[str]:
    """Yield the words of each command that does something."""
    for name in group.lazy:
        command = group.get_command(click.Context(group), name)
        below = f"{path} {name}".strip()
        if isinstance(command, LazyGroup):
            yield from leaves(command, below)
        else:
            yield below


def links(page: str) -> list[str]:
    """Return the targets of a page's links, outside code."""
    return _LINK.findall(_FENCED.sub("", text_of(page)))


def anchors(page: str) -> set[str]:
    """Return the anchors that a page's headings get where it is shown."""
    return {_anchor(line.lstrip("#").strip()) for line in text_of(page).splitlines() if line.startswith("#")}


def _anchor(heading: str) -> str:
    plain = unicodedata.normalize("NFC", heading).lower()
    return "".join(c for c in plain if c.isalnum() or c in " -_").replace(" ", "-")


def section(page: str, heading: str) -> str:
    """Return what stands below a heading, up to the next one."""
    body = text_of(page).split(f"{heading}\n", 1)[1]
    return re.split(r"^#", body, maxsplit=1, flags=re.MULTILINE)[0]


def code_blocks(page: str, language: str) -> list[str]:
    """Return the blocks of a page in one language."""
    return re.findall(rf"```{language}\n(.*?)```", text_of(page), re.DOTALL)


def writer() -> ModuleType:
    """Return the script that writes the marked parts of the pages."""
    spec = importlib.util.spec_from_file_location("fill", ROOT / "docs" / "fill.py")
    if spec is None or spec.loader is None:
        raise LookupError("docs/fill.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
