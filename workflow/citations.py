"""Where a rule stands in the law, and how well its source was seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from rasoat.messages import Lang, Message, room, text

Evidence = Literal["seen", "secondary", "assumed", "unverified"]
"""How well a source was seen.

seen: read in a copy of the text; secondary: read in somebody's account of it; assumed: general knowledge of
the field, not read; unverified: not known, to be confirmed against the official text before use.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Message):
    """A text that comes from a data file in both languages; it may stand wherever a message may."""

    key: str = field(default="", init=False, repr=False, compare=False)
    params: Mapping[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    vi: str
    en: str

    def render(self, lang: Lang = "vi") -> str:
        """Return the text in `lang`."""
        return self.vi if lang == "vi" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One place in one legal text.

    `source` is where that text was read; `note` says what is not known about it.
    """

    id: str
    doc: str
    article: str | None
    clause: str | None
    point: str | None
    evidence: Evidence
    source: str
    note: Text | None

    def short(self, lang: Lang = "vi") -> str:
        """Return the place as an office cites it: khoản 3 Điều 4 Quyết định số 24/2021/QĐ-TTg."""
        if self.article is None:
            shape = "document"
        elif self.clause is None:
            shape = "article"
        else:
            shape = "clause" if self.point is None else "point"
        doc = self.doc if lang == "vi" else _english(self.doc)
        return text(f"law.{shape}", lang, doc=doc, article=self.article, clause=self.clause, point=self.point)

    def cited(self) -> Text:
        """Return the place as a text in both languages, to stand within a message."""
        return Text(vi=self.short("vi"), en=self.short("en"))


def _english(doc: str) -> str:
    """Return `doc` with its kind (Quyết định số, Thông tư số) in English and its number untouched."""
    kinds = {key: vi for key, vi in room("law", "vi").items() if key.startswith("law.kind.")}
    for key, vietnamese in sorted(kinds.items(), key=lambda kind: -len(kind[1])):
        doc = doc.replace(vietnamese, room("law", "en")[key])
    return doc


class TextTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`{ vi = "...", en = "..." }`."""

    vi: str
    en: str

    def freeze(self) -> Text:
        """Return the text."""
        return Text(vi=self.vi, en=self.en)


class CitationTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[citations.NAME]`; an article may be missing only where the text has none (a notice, an annex)."""

    doc: str
    evidence: Evidence
    source: str
    article: str | None = None
    clause: str | None = None
    point: str | None = None
    note: TextTable | None = None

    def freeze(self, name: str) -> Citation:
        """Return the citation under its name."""
        return Citation(
            id=name,
            doc=self.doc,
            article=self.article,
            clause=self.clause,
            point=self.point,
            evidence=self.evidence,
            source=self.source,
            note=self.note.freeze() if self.note else None,
        )
