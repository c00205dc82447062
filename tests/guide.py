"""The officers' guide, played: its blocks of commands run in order in a folder, as an officer would type them.

A block fenced as `console` is typed: a line beginning with `$ ` is a command, the lines below it must occur in
the answer. A comment `<!-- mỗi thôn: A, B -->` before a block plays it for each village in place of THÔN. MỤC
stands for the journal entry of the last line that the command before had to answer; MÃ-TRÊN-GIẤY for the code at
the foot of a paper printed before.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from click.testing import CliRunner
from office_clock import clock_of

from rasoat.cli import root
from rasoat.errors import RasoatError

BLOCK = re.compile(r"(?:<!-- mỗi thôn: (?P<villages>[^\n]+) -->\n)?```console\n(?P<lines>.*?)```", re.DOTALL)
FAILS = ("[RS", "[thiếu]", "[trái]", "✗ ")
"""How an answer begins that comes with an exit code other than 0: refusals, what an audit or a trial finds."""
TODAY = "31/12/2026"
"""The day on which the guide is typed: after every day it mentions."""
CODE = re.compile(r"[A-Z0-9-]+\.\d+\.[A-Z2-7]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A command of the guide with what it must answer."""

    line: str
    answers: tuple[str, ...]


def typed(page: str) -> Iterator[Typed]:
    """Yield the commands of a page in order, each block once for each village it is for."""
    for block in BLOCK.finditer(page):
        for village in (block["villages"] or "THÔN").split(", "):
            yield from _commands(block["lines"].replace("THÔN", village))


def _commands(lines: str) -> Iterator[Typed]:
    for part in lines.removeprefix("$ ").split("\n$ "):
        line, *answers = part.strip().splitlines()
        yield Typed(line=line, answers=tuple(answers))


class Officer:
    """Somebody who follows the guide in a folder, and looks at every answer."""

    def __init__(self) -> None:
        self.answer = ""
        self.entry = ""

    def play(self, step: Typed) -> str | None:
        """Type a command; return what is wrong with the answer, None when it is as the guide says."""
        line = step.line.replace("MỤC", self.entry)
        if "MÃ-TRÊN-GIẤY" in line:
            line = line.replace("MÃ-TRÊN-GIẤY", _code_on_paper(Path.cwd()))
        code = self._type(shlex.split(line)[1:])
        if (code != 0) != any(answer.startswith(FAILS) for answer in step.answers):
            return f"$ {line}\n{self.answer}\nexit code {code}"
        absent = [answer for answer in step.answers if answer not in self.answer]
        if absent:
            return f"$ {line}\n{self.answer}\nlacks: {absent}"
        rows = [row for row in self.answer.splitlines() for answer in step.answers if answer in row]
        if rows and (number := re.search(r"\d+", rows[-1])):
            self.entry = number[0]
        return None

    def _type(self, words: list[str]) -> int:
        if "--on" not in words:
            words = ["--on", TODAY, *words]
        with clock_of(words):
            done = CliRunner().invoke(root, ["--lang", "vi", *words], prog_name="rasoat", terminal_width=200)
        self.answer = done.output
        if isinstance(done.exception, RasoatError):
            self.answer += f"[{done.exception.code}] {done.exception.render('vi')}"
            return done.exception.exit_code
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code


def _code_on_paper(folder: Path) -> str:
    """Return the code at the foot of a Word file in the folder."""
    for path in sorted(folder.rglob("*.docx")):
        with ZipFile(path) as archive:
            words = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
        if found := CODE.search(words):
            return found[0]
    raise LookupError(folder)
