"""Every error of the program: what is wrong, why (article), what to do next.

An error carries a catalogue key; the texts are in `messages/*/errors.toml` under that key as `what`, `why`
(optional) and `next`. `code` is stable and for scripts; `exit_code` is what the command line returns.
"""

import errno
from collections.abc import Sequence
from typing import Any, ClassVar

from rasoat.messages import Lang, Message, message, room, text


def os_reason(error: OSError) -> Message | str:
    """Return why the computer refused, in the words of the catalogue where it knows them."""
    key = f"errors.os.{errno.errorcode.get(error.errno or 0, '')}"
    return message(key) if key in room("errors", "vi") else error.strerror or type(error).__name__


class RasoatError(Exception):
    """Base of all errors a person can cause and mend."""

    code: ClassVar[str] = "RS000"
    exit_code: ClassVar[int] = 1

    def __init__(self, key: str, /, *, details: Sequence[Message] = (), **params: Any) -> None:
        super().__init__(key)
        self.key = key
        self.params = params
        self.details = tuple(details)

    def render(self, lang: Lang = "vi") -> str:
        """Return one paragraph: what, why, what to do next; then one line a detail."""
        base = f"errors.{self.key}"
        known = room("errors", lang)
        parts = [f"{base}.{part}" for part in ("what", "why", "next")]
        paragraph = " ".join(text(part, lang, **self.params) for part in parts if part in known)
        paragraph = paragraph[:1].upper() + paragraph[1:]  # it may begin with a name such as "thôn Cây Thị"
        return "\n".join([paragraph, *(f"  - {detail.render(lang)}" for detail in self.details)])

    def __str__(self) -> str:
        """Return the Vietnamese paragraph."""
        return self.render()


class UsageError(RasoatError):
    """What was typed or handed over cannot be understood or does not fit: nothing was tried."""

    code = "RS100"
    exit_code = 2


class BadFile(UsageError):
    """A file cannot be taken; it is refused whole and `details` names each fault."""

    code = "RS110"


class BadProcedure(UsageError):
    """A procedure, standard or calendar file is wrong; the message names file, key and reason."""

    code = "RS120"


class Refused(RasoatError):
    """The law, or the order of things, does not allow this now; `details` lists all that is unmet."""

    code = "RS200"


class StaleCase(RasoatError):
    """Somebody else moved the same case first; nothing was written."""

    code = "RS210"


class StoreError(RasoatError):
    """The database or a folder cannot be read or written; nothing was half-written."""

    code = "RS300"


class Unexpected(RasoatError):
    """The program itself failed; where it did is kept in a file, what was typed is not."""

    code = "RS900"
