"""How long something hung where: postings read from their facts, for the draft result and for re-verifications.

A posting ends by being taken down, or is interrupted (torn, blown off) and goes on when it is put up again;
the days between do not count, so that an interruption extends it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rasoat.errors import Refused, UsageError
from rasoat.messages import message
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.procedures import Procedure, Term
from rasoat.workflow.registry import fact_kind
from rasoat.workflow.terms import Posted, days_posted

RESULT, REVERIFICATION = "result", "reverification"
PLACES = ("village_house", "commune_office")
"""Where results can be posted: the village's house of culture, the office of the commune People's Committee."""


def places_of(procedure: Procedure) -> tuple[str, ...]:
    """Return where a procedure wants results posted: the `places` of its requirements, else every place."""
    wanted = {place for rule in procedure.requirements.values() for place in rule.params.get("places", ())}
    return tuple(place for place in PLACES if not wanted or place in wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One stretch of posting at one place."""

    started: Fact
    stopped: Fact | None

    @property
    def interrupted(self) -> bool:
        """Whether it ended by an interruption."""
        return bool(self.stopped and self.stopped.data.get("interrupted"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """All stretches of one posting at one place, in order."""

    place: str
    pieces: tuple[Piece, ...]

    @property
    def up(self) -> bool:
        """Whether it hangs now."""
        return self.pieces[-1].stopped is None

    @property
    def over(self) -> bool:
        """Whether it was taken down for good."""
        return not self.up and not self.pieces[-1].interrupted

    @property
    def start(self) -> date:
        """The day it was first put up."""
        return self.pieces[0].started.on

    @property
    def end(self) -> date | None:
        """The day it was taken down for good."""
        stopped = self.pieces[-1].stopped
        return stopped.on if stopped and self.over else None

    @property
    def facts(self) -> tuple[int, ...]:
        """Journal places of its facts."""
        return tuple(fact.seq for piece in self.pieces for fact in (piece.started, piece.stopped) if fact is not None)

    def posted(self, view: View, term: Term) -> Posted:
        """Return the working days that count, and the day that completes the term."""
        segments = [
            (piece.started.on, piece.stopped.on if piece.stopped else None, piece.interrupted) for piece in self.pieces
        ]
        return days_posted(segments, term.days, view.tools.calendar)

    def evidence(self, which: str) -> tuple[str, ...]:
        """Return the digests of the files that show its `start` or its `end`."""
        fact = self.pieces[0].started if which == "start" else self.pieces[-1].stopped
        return tuple(fact.data.get("evidence", ())) if fact else ()


def postings(view: View, purpose: str = RESULT, objection: int | None = None) -> tuple[Posting, ...]:
    """Return the postings of the draft result, or of the result of one objection's re-verification."""
    key = (postings, purpose, objection)
    if key not in view.memo:
        view.memo[key] = tuple(_read_postings(view, purpose, objection))
    found: tuple[Posting, ...] = view.memo[key]
    return found


def _read_postings(view: View, purpose: str, objection: int | None) -> Iterator[Posting]:
    by_place: dict[str, list[Piece]] = {}
    for fact in view.facts("posting_started", "posting_stopped"):
        if fact.data["purpose"] != purpose or fact.data.get("objection") != objection:
            continue
        pieces = by_place.setdefault(fact.data["place"], [])
        if fact.kind == "posting_started":
            pieces.append(Piece(started=fact, stopped=None))
        elif pieces:
            pieces[-1] = Piece(started=pieces[-1].started, stopped=fact)
    for place, pieces in by_place.items():
        if pieces:
            yield Posting(place=place, pieces=tuple(pieces))


def _hanging(view: View, data: Mapping[str, Any]) -> Posting | None:
    found = postings(view, data["purpose"], data.get("objection"))
    return next((item for item in found if item.place == data["place"]), None)


@fact_kind("posting_started")
def _started(view: View, data: Mapping[str, Any]) -> None:
    if data["place"] not in PLACES:
        raise UsageError("unknown_place", place=data["place"], known=PLACES)
    if data["purpose"] == REVERIFICATION:
        _check_reverified(view, data.get("objection"))
    before = _hanging(view.undated, data)
    if before is None:
        return
    place = message(f"words.places.{data['place']}")
    if before.up or before.over:
        raise Refused("posted_already" if before.up else "posting_over_already", place=place, since=before.start)
    stopped = before.pieces[-1].stopped
    if stopped and view.on < stopped.on:
        raise UsageError("started_before_stopped", place=place, on=view.on, stopped=stopped.on)


def _check_reverified(view: View, objection: int | None) -> None:
    """Refuse to post the result of a re-verification that is not there, or not yet."""
    done = {fact.data["no"]: fact.on for fact in view.undated.facts("objection_reverified")}
    if objection not in done:
        raise Refused("not_reverified", no=objection or "-", subject=view.subject.title)
    if view.on < done[objection]:
        raise UsageError("posted_before_reverified", no=objection, on=view.on, done=done[objection])


@fact_kind("posting_stopped")
def _stopped(view: View, data: Mapping[str, Any]) -> None:
    before = _hanging(view.undated, data)
    place = message(f"words.places.{data['place']}") if data["place"] in PLACES else data["place"]
    if before is None or not before.up:
        raise Refused("not_posted", place=place, subject=view.subject.title)
    if view.on < before.pieces[-1].started.on:
        raise UsageError("stopped_before_started", place=place, on=view.on, started=before.pieces[-1].started.on)


@fact_kind("announcement_made")
def _announced(_view: View, data: Mapping[str, Any]) -> None:
    if not data.get("medium"):
        raise UsageError("medium_missing")


def place_lines(view: View, found: Iterable[Posting], house: str, office: str, term: Term) -> list[dict[str, Any]]:
    """Return the places of a posting as its record and certificate list them."""
    names = {"village_house": house, "commune_office": office}
    return [_place_line(view, item, names[item.place], term) for item in found]


def _place_line(view: View, item: Posting, name: str, term: Term) -> dict[str, Any]:
    first, last = item.pieces[0].started, item.pieces[-1].stopped
    breaks = [
        {
            "from": piece.stopped.on.isoformat(),
            "to": following.started.on.isoformat(),
            "reason": piece.stopped.data.get("reason"),
        }
        for piece, following in zip(item.pieces, item.pieces[1:], strict=False)
        if piece.stopped
    ]
    return {
        "place": name,
        "from": item.start.isoformat(),
        "to": item.end.isoformat() if item.end else None,
        "by": first.data.get("by"),
        "witness": (last.data.get("witness") if last else None) or first.data.get("witness"),
        "evidence_from": next((digest[:8] for digest in item.evidence("start")), None),
        "evidence_to": next((digest[:8] for digest in item.evidence("end")), None),
        "interruptions": breaks,
        "days_counted": len(item.posted(view, term).counted),
    }
