"""The masked variant: what it leaves out, and how names are taken out of the texts it keeps.

Nothing that a person typed freely goes in. Texts that the program wrote (findings, notices) are searched for every
name and number that the round knows: household members, objectors, witnesses, surveyors, officials.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasoat.messages import text
from rasoat.notices.papers import Paper
from rasoat.reports.dossier_source import Source
from rasoat.workflow.privacy import Profile, profile_on

_WORD = re.compile(r"\w+")
_ID_NUMBER = re.compile(r"\b(?:\d{12}|\d{9})\b")
"""Identity numbers of today and of before 2016; phone numbers have ten digits."""
_PERSON_KEYS = frozenset({"by", "witness", "received_by", "surveyor", "signer", "chair", "secretary", "head"})
"""Where facts hold a person's name as plain text."""


@dataclass(frozen=True, slots=True)
class Mask:
    """What to take out of texts, and what to put in its place.

    Attributes:
        names: the words of each name, small letters, by their first word; the longest first.
        refs: refs of households by village and head.
        profile: what a masked dossier may show.
        blank: what stands where a name stood.
    """

    names: Mapping[str, Sequence[list[str]]]
    refs: Mapping[str, Mapping[str, str]]
    profile: Profile
    blank: str = field(default_factory=lambda: text("dossier.masked_name"))

    def scrub(self, said: str) -> str:
        """Return a text without the names and identity numbers in it."""
        words = list(_WORD.finditer(said))
        folded = [word[0].casefold() for word in words]
        parts: list[str] = []
        done = at = 0
        while at < len(words):
            name = next((it for it in self.names.get(folded[at], ()) if folded[at : at + len(it)] == it), None)
            if name is None:
                at += 1
                continue
            parts += [said[done : words[at].start()], self.blank]
            at += len(name)
            done = words[at - 1].end()
        return _ID_NUMBER.sub(self.blank, "".join([*parts, said[done:]]))

    def paper(self, paper: Paper) -> Paper:
        """Return a public paper without names: households by their ref where the name is one household's only."""
        village = (paper.context.get("village") or {}).get("name", "")
        refs = self.refs.get(village, {})
        body = dict(paper.context["body"])
        if "rows" in body:
            body["rows"] = [self._row(row, refs) for row in body["rows"]]
        if "household_name" in body:
            body["household_name"] = refs.get(body["household_name"], self.blank)
        context = {**paper.context, "body": body}
        return Paper(paper.form, self._deep(context, key=""), paper.anchor)

    def _row(self, row: Mapping[str, Any], refs: Mapping[str, str]) -> dict[str, Any]:
        """Return a row of a public list with the ref for the name, and only what a masked dossier may show."""
        ref = refs.get(row["name"], self.blank) if self.profile.allows("masked", "ref") else self.blank
        shown = self.profile.shown("masked", row)
        return {**shown, "name": ref} | {name: row[name] for name in ("no",) if name in row}

    def _deep(self, value: Any, key: str) -> Any:
        if isinstance(value, str):
            return self.blank if key in _PERSON_KEYS else self.scrub(value)
        if isinstance(value, Mapping):
            if "title" in value and value.keys() <= {"name", "title"}:
                return {**value, "name": self.blank}
            return {name: self._deep(item, name) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._deep(item, key) for item in value]
        return value


def mask_of(source: Source) -> Mask:
    """Return the mask that knows every person of a round."""
    names: dict[str, list[list[str]]] = {}
    for name in {*_of_households(source), *filter(_is_name, _of_others(source))}:
        words = [word.casefold() for word in _WORD.findall(name)]
        if len(words) > 1:  # a single word would take the same word out of the law's own sentences
            names.setdefault(words[0], []).append(words)
    for found in names.values():
        found.sort(key=len, reverse=True)
    return Mask(names, _refs(source), profile_on(source.as_of, source.file.commune.description))


def _refs(source: Source) -> dict[str, dict[str, str]]:
    """Return the refs of households by village and head, where no other head of the village has the name."""
    found: dict[str, dict[str, str]] = {}
    for village in source.file.villages.values():
        own = [(person["name"], ref) for ref, person in source.people.items() if person["village"] == village.id]
        count = Counter(name for name, _ref in own)
        found[village.name] = {name: ref for name, ref in own if count[name] == 1}
    return found


def _of_households(source: Source) -> Iterator[str]:
    for people in source.members.values():
        yield from (person["name"] for person in people)
    yield from (person["name"] for person in source.people.values())


def _of_others(source: Source) -> Iterator[str]:
    officials = source.file.commune.description["officials"].values()
    yield from (official["name"] for official in officials if official)
    yield from (village.description["head"] or "" for village in source.file.villages.values())
    for line in source.lines:
        yield line.actor
        yield from _named(line.content)


def _is_name(said: str) -> bool:
    """Tell a name from "Trưởng thôn" or "Đại diện hộ dân": each of its words begins with a capital."""
    return all(word[0].isupper() for word in _WORD.findall(said))


def _named(content: Any, key: str = "") -> Iterator[str]:
    """Yield the names in what an entry records; of "Lò Văn Một, Trưởng thôn" the name without the title too."""
    if isinstance(content, str) and key in _PERSON_KEYS | {"name"}:
        yield content
        yield content.partition(",")[0]
    elif isinstance(content, Mapping):
        for name, value in content.items():
            yield from _named(value, name)
    elif isinstance(content, list):
        yield from _each(content, key)


def _each(items: Iterable[Any], key: str) -> Iterator[str]:
    for item in items:
        yield from _named(item, key)
