"""The forms as data: who issues each, under which symbol and series, in how many copies, by which article.

Light on purpose: every command may ask it, no template engine is loaded.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from rasoat.messages import Lang

Issuer = Literal["commune_pc", "chairman", "committee", "village", "household"]
Series = Literal["ubnd", "bcd", "gcn"]
Evidence = Literal["seen", "secondary", "assumed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form (mẫu): everything about it but its words.

    `symbol` is what follows the number ("TB-UBND", Decree 30/2020, annex III) and is None where the paper carries
    no number; `body` is the series of numbers it draws from; `evidence` says how well the form itself was seen.
    """

    code: str
    title_vi: str
    title_en: str
    issuer: Issuer
    symbol: str | None
    body: Series | None
    copies: int
    public: bool
    landscape: bool
    legal_basis: str
    evidence: Evidence
    note_vi: str
    note_en: str
    signers: tuple[str, ...]

    @property
    def numbered(self) -> bool:
        """Whether the paper takes a number of the register."""
        return self.symbol is not None

    def title(self, lang: Lang = "vi") -> str:
        """Return the title in `lang`."""
        return self.title_vi if lang == "vi" else self.title_en

    def note(self, lang: Lang = "vi") -> str:
        """Return, in `lang`, what is not known about the form."""
        return self.note_vi if lang == "vi" else self.note_en


@cache
def forms() -> Mapping[str, Form]:
    """Return every form by its code, in the order of a round."""
    table = tomllib.loads((files(__package__) / "catalogue.toml").read_text("utf-8"))
    return MappingProxyType({code: _form(code, entry) for code, entry in table.items()})


def _form(code: str, entry: Mapping[str, Any]) -> Form:
    return Form(
        code=code,
        title_vi=entry["title"]["vi"],
        title_en=entry["title"]["en"],
        issuer=entry["issuer"],
        symbol=entry.get("symbol"),
        body=entry.get("body"),
        copies=entry["copies"],
        public=entry.get("public", False),
        landscape=entry.get("landscape", False),
        legal_basis=entry["legal_basis"],
        evidence=entry["evidence"],
        note_vi=entry["note"]["vi"],
        note_en=entry["note"]["en"],
        signers=tuple(entry["signers"]),
    )
