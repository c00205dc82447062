"""A paper: one issue of a form, from the frozen context a transition wrote. The same paper always prints the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from rasoat.errors import UsageError
from rasoat.notices.catalogue import Form, forms

UNDATED = date(2000, 1, 1)  # the time stamp of a file whose paper has no date yet: constant, so that bytes repeat


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a paper since it was issued; printed across its pages and, in words, above its head."""

    kind: Literal["cancelled", "replaced"]
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """One paper to print; equal to itself only, so that what is made of it can be remembered.

    `context` is the JSON the step froze; `anchor` is the code of the journal's head, printed in the footer with a
    QR code (None: no footer). `templates` is the folder of the office's own templates, where one of them has a part
    in this form (None: the shipped form). `mark` is set when a paper is printed that no longer stands.
    """

    form: str
    context: Mapping[str, Any]
    anchor: str | None = None
    templates: Path | None = None
    mark: Mark | None = None

    @property
    def entry(self) -> Form:
        """Return the catalogue's record of the form.

        Raises:
            UsageError: there is no such form.
        """
        known = forms().get(self.form)
        if known is None:
            raise UsageError("paper_unknown_form", form=self.form, known=sorted(forms()))
        return known

    @property
    def blank(self) -> bool:
        """Whether the paper is to be filled in by hand: its code leads back to a step, not to a journal entry."""
        return self.anchor is not None and "/" in self.anchor

    @property
    def foot(self) -> str | None:
        """Return the words beside the code at the foot of each page."""
        if self.anchor is None:
            return None
        return f"Mã nhập lại: {self.anchor}" if self.blank else f"Mã kiểm chứng: {self.anchor}"

    @property
    def title(self) -> str:
        """Return what a reader's window and the outline call the paper: title, number, village."""
        number, village = self.context.get("number"), self.context.get("village")
        parts = [self.entry.title_vi]
        if number:
            parts.append(f"số {number['text']}")
        if village:
            parts.append(village["title"])
        return " - ".join(parts)

    @property
    def stamp(self) -> datetime:
        """Return the time written into files: midnight of the paper's own date, never the clock."""
        day = self.context.get("date")
        return datetime.combine(date.fromisoformat(day) if day else UNDATED, datetime.min.time(), UTC)


def sample(form: str) -> Paper:
    """Return a complete paper of `form` about made-up people, to try a template or show a form.

    Raises:
        UsageError: there is no such form.
    """
    blank = Paper(form, {})
    text = (files(__package__) / "samples" / f"{blank.entry.code}.json").read_text("utf-8")
    return Paper(form, json.loads(text), "MAU-0000-0000")
