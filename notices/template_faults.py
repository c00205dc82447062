"""What is wrong with an office's own template: file, line, and the word that is meant."""

import re
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from rasoat.errors import UsageError
from rasoat.messages import Message, message

LONGEST = 160
"""So many letters of what the template engine says are passed on."""
UNESCAPED = "autoescape"
"""What the template engine is made to say of a template that lets words pass as markup."""
_UNKNOWN = (
    re.compile(r"^'(?P<name>\w+)' is undefined$"),
    re.compile(r"has no attribute '(?P<name>[^']+)'$"),
    re.compile(r"has no element (?P<name>.+)$"),
)
_FORBIDDEN = re.compile(r"access to attribute '(?P<name>\w+)'")
_NO_SUCH = re.compile(r"^No (?P<kind>filter|test) named '(?P<name>\w+)'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of a template; `line` is None where none is known."""

    file: str
    line: int | None
    what: Message

    def told(self) -> Message:
        """Return the fault with its place."""
        if self.line is None:
            return message("templates.fault.in_file", file=self.file, what=self.what)
        return message("templates.fault.at_line", file=self.file, line=self.line, what=self.what)


class TemplateBroken(UsageError):
    """An office's own template cannot make a paper; the paper waits. `faults` say where and why."""

    def __init__(self, form: str, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("template_broken", form=form, details=[fault.told() for fault in self.faults])


def fault_of(error: Exception, folder: Path, name: str) -> Fault:
    """Return the fault behind an error that rendering or parsing the template `name` raised."""
    if isinstance(error, TemplateSyntaxError):
        return Fault(file=_name(error.filename or error.name or name), line=error.lineno, what=_syntax(error))
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).parent == folder and frame.filename.endswith(".j2")
    ]
    if own:
        return Fault(file=_name(own[-1].filename), line=own[-1].lineno, what=_reason(error))
    return Fault(file=name, line=None, what=_reason(error))


def _name(path: str) -> str:
    return Path(path).name


def _syntax(error: TemplateSyntaxError) -> Message:
    said = error.message or ""
    if said == UNESCAPED:
        return message("templates.fault.unescaped")
    if found := _NO_SUCH.match(said):
        return message("templates.fault.no_filter", name=found["name"])
    return message("templates.fault.syntax", reason=said[:LONGEST])


def _reason(error: Exception) -> Message:
    said = " ".join(str(error).split())[:LONGEST]
    if isinstance(error, SecurityError):
        found = _FORBIDDEN.search(said)
        return message("templates.fault.forbidden", name=found["name"] if found else said)
    if isinstance(error, UndefinedError):
        named = next((found["name"] for pattern in _UNKNOWN if (found := pattern.search(said))), said)
        return message("templates.fault.unknown", name=named)
    if isinstance(error, TemplateNotFound):
        return message("templates.fault.no_template", name=str(error.name))
    if isinstance(error, RecursionError):
        return message("templates.fault.itself")
    if isinstance(error, UnicodeDecodeError):
        return message("templates.fault.not_utf8")
    return message("templates.fault.fails", reason=said or type(error).__name__)
