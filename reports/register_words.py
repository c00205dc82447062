"""The words of an event register: what an inspector may write for an event, a place, a group, each with its code."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from rasoat.exchange.event_lines import BOTH, Words
from rasoat.exchange.texts import fold
from rasoat.messages import LANGS, Message, message, room
from rasoat.steps.counts import ALL
from rasoat.steps.postings import PLACES
from rasoat.steps.rows import LISTS
from rasoat.steps.village_meeting import GROUPS, SIGNERS
from rasoat.workflow.procedure_names import fact_title, trigger_title
from rasoat.workflow.procedures import Procedure

OPENED = "round_opened"
"""The opening of the round: the first entry of a journal, no step of the procedure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Special:
    """An event with a name of its own in registers: the kind of fact that it is, and what it says of it."""

    kind: str
    says: Mapping[str, Any]


SPECIAL: Mapping[str, Special] = MappingProxyType(
    {
        "posting_interrupted": Special(kind="posting_stopped", says={"interrupted": True}),
        "opinion_agrees": Special(kind="opinion_received", says={"agrees": True}),
        "opinion_disagrees": Special(kind="opinion_received", says={"agrees": False, "villages": []}),
    }
)
_POSTING = frozenset({"posting_started", "posting_stopped", "posting_interrupted"})
_NUMBERED = frozenset({"objection_filed", "objection_reverified", "objection_answered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An event that a register may tell, by its code.

    Attributes:
        step: a transition; otherwise a fact.
        tracks: on which tracks of the procedures it happens.
    """

    code: str
    step: bool
    tracks: frozenset[str]

    @property
    def kind(self) -> str:
        """The kind of the fact, or the trigger."""
        return SPECIAL[self.code].kind if self.code in SPECIAL else self.code

    @property
    def title(self) -> Message:
        """The event in words."""
        if self.code in SPECIAL:
            return message(f"register.event.{self.code}")
        return trigger_title(self.code) if self.step else fact_title(self.code)


def events_of(procedures: Iterable[Procedure]) -> dict[str, Known]:
    """Return the events of some procedures by code: facts in the order of their stages, then the steps."""
    facts: dict[str, set[str]] = {OPENED: {"round"}}
    steps: dict[str, set[str]] = {}
    for procedure in procedures:
        for stage in procedure.stages.values():
            for code in _codes(stage.records):
                facts.setdefault(code, set()).add(stage.track)
        for item in procedure.transitions:
            steps.setdefault(item.trigger, set()).add(item.track)
    found = [Known(code=code, step=False, tracks=frozenset(tracks)) for code, tracks in facts.items()]
    found += [Known(code=code, step=True, tracks=frozenset(tracks)) for code, tracks in steps.items()]
    return {item.code: item for item in found}


def _codes(kinds: Iterable[str]) -> Iterator[str]:
    """Yield the kinds of facts, each followed by its special events."""
    for kind in kinds:
        yield kind
        yield from (code for code, special in SPECIAL.items() if special.kind == kind)


def words_of(known: Mapping[str, Known]) -> Words:
    """Return the words of a register of these events."""
    return Words(
        events={word: item.code for item in known.values() for word in _names(item.code, item.title)},
        places={**_table("places", PLACES), **_aliases("place")},
        lists={**_table("lists", LISTS), fold(ALL): ALL},
        groups={**_table("groups", GROUPS), **_aliases("group")},
        signers={**_table("signers", SIGNERS), **_aliases("signer")},
        commune_names=frozenset({"", *_aliases("commune")}),
        posting=_POSTING,
        numbered=_NUMBERED,
        villages=frozenset(item.code for item in known.values() if item.tracks == {"village"}),
        commune=frozenset(item.code for item in known.values() if item.tracks == {"round"}),
    )


def _names(code: str, title: Message) -> Iterator[str]:
    """Yield what may be written for a code: itself, and its title in each language."""
    yield fold(code)
    yield from (fold(title.render(lang)) for lang in LANGS)


def _table(name: str, codes: Iterable[str]) -> dict[str, str]:
    return {word: code for code in codes for word in _names(code, message(f"words.{name}.{code}"))}


@cache
def _aliases(name: str) -> Mapping[str, str]:
    """Return other spellings that offices use, in both languages: `register.alias.NAME.CODE`, parted by "|"."""
    prefix = f"register.alias.{name}."
    return {
        fold(spelling): key.removeprefix(prefix)
        for lang in LANGS
        for key, text in room("register", lang).items()
        if key.startswith(prefix)
        for spelling in text.split("|")
    }


__all__ = ["BOTH", "OPENED", "SPECIAL", "Known", "Special", "events_of", "words_of"]
