"""One picture proves one thing: the same one, or nearly the same, shown for two is told with both.

Only pictures are compared. A scanned record may honestly show both places and both days of a posting; a photograph
cannot. What pictures look like was worked out when they came in (`rasoat.steps.picture_files`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from rasoat.messages import Message, message
from rasoat.workflow.cases import EVIDENCE_ADDED, Fact, View
from rasoat.workflow.exhibits import Exhibit
from rasoat.workflow.partial import NotCarried
from rasoat.workflow.procedures import Requirement
from rasoat.workflow.registry import requirement
from rasoat.workflow.verdicts import Status, Verdict, met, unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a file was handed in for.

    Attributes:
        place: of a posting, else None.
        on: the day of what it shows; None where it was handed in for nothing in particular.
    """

    exhibit: Exhibit
    subject: str
    fact: Fact
    place: str | None
    on: date | None

    def differs(self, other: "Use") -> bool:
        """Whether one picture cannot show both: other villages, other places, other days."""
        places = self.place is not None and other.place is not None and self.place != other.place
        days = self.on is not None and other.on is not None and self.on != other.on
        return self.subject != other.subject or places or days

    def told(self) -> Message:
        """Return what it was handed in for, in words."""
        what = message(f"words.facts.{self.fact.kind}")
        if self.place:
            what = message("checks.use_at_place", what=what, place=message(f"words.places.{self.place}"))
        if paper := self.fact.data.get("paper"):
            what = message("checks.use_of_paper", title=paper["title"], number=paper["number"] or "-")
        return message("checks.use", what=what, subject=self.subject, on=self.fact.on)


def uses_of(views: Iterable[View]) -> Iterator[Use]:
    """Yield what each evidence file was handed in for, in all passes up to the views' days."""
    for view in views:
        exhibits = view.exhibits or {}
        for fact in view.case.facts:
            added = fact.kind == EVIDENCE_ADDED
            if fact.on > view.on or (added and fact.data.get("entry")):  # such a file counts for the entry it is for
                continue
            for digest in dict.fromkeys(fact.data.get("evidence") or ()):
                if digest in exhibits:
                    yield Use(
                        exhibit=exhibits[digest],
                        subject=view.subject.title,
                        fact=fact,
                        place=fact.data.get("place"),
                        on=None if added else fact.on,
                    )


@requirement("pictures_differ", bits=int)
def pictures_differ(view: View, rule: Requirement) -> Verdict:
    """No picture, and no near copy of one, was handed in for two villages, two places, or two days."""
    if view.exhibits is None:
        raise NotCarried("evidence")
    uses = [use for use in uses_of((*view.members, view)) if use.exhibit.is_picture]
    since = view.case.taken[-1].seq if view.case.taken else 0
    pairs = [pair for pair in twice_used(uses, rule.params["bits"]) if max(use.fact.seq for use in pair) > since]
    if pairs:
        seen = tuple(dict.fromkeys(use.fact.seq for pair in pairs for use in pair))
        lines = tuple(_line(*pair) for pair in pairs)
        return unmet(Status.CONTRADICTED, "pictures_differ_wrong", facts=seen, params={"lines": lines})
    return met("pictures_differ_met", count=len({use.exhibit.digest for use in uses}))


def twice_used(uses: Iterable[Use], bits: int) -> list[tuple[Use, Use]]:
    """Return pairs of uses that cannot both be true, one pair for each two files, or one file, that are alike.

    Args:
        uses: of pictures.
        bits: how many of the 128 bits of their looks may differ in near copies.
    """
    by_file: dict[str, list[Use]] = {}
    for use in uses:
        by_file.setdefault(use.exhibit.digest, []).append(use)
    found = [_conflict(combinations(own, 2)) for own in by_file.values()]
    for one, other in combinations(by_file.values(), 2):
        first, second = one[0].exhibit.look, other[0].exhibit.look
        if first is not None and second is not None and (first ^ second).bit_count() <= bits:
            found.append(_conflict((a, b) for a in one for b in other))
    return [pair for pair in found if pair]


def _conflict(pairs: Iterable[tuple[Use, Use]]) -> tuple[Use, Use] | None:
    return next(((a, b) for a, b in pairs if a.differs(b)), None)


def _line(one: Use, other: Use) -> Message:
    if one.exhibit.digest == other.exhibit.digest:
        return message("checks.same_picture", file=one.exhibit.name, first=one.told(), second=other.told())
    return message(
        "checks.near_picture",
        file=one.exhibit.name,
        other=other.exhibit.name,
        first=one.told(),
        second=other.told(),
    )
