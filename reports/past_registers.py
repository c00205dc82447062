"""A register becomes a past round: which procedure it ran under, its villages, its events, what its evidence is."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from rasoat.errors import UsageError
from rasoat.exchange.event_lines import BOTH, VIETNAM, Line, Register
from rasoat.messages import Lang, message
from rasoat.reports.findings import Telling
from rasoat.reports.register_facts import fact_data
from rasoat.reports.register_words import OPENED, Known, events_of
from rasoat.steps.postings import PLACES
from rasoat.workflow.auditing import Finding
from rasoat.workflow.cases import Deviation, Subject
from rasoat.workflow.past_rounds import PastRound, audit_past
from rasoat.workflow.procedures import Procedure
from rasoat.workflow.replaying import Event

COMMUNE = "commune"
_KIND = "periodic"
"""What a register is of when several procedures were in force that know all its events."""
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRegister:
    """A register with the past round it tells.

    Attributes:
        lines: what the register says; findings name them by their place here, from 1.
    """

    round: PastRound
    procedure: Procedure
    lines: tuple[Line, ...]

    def audit(self, on: date, folders: Sequence[Path]) -> tuple[Finding, ...]:
        """Return the findings as of a day; evidence is looked for in `folders`."""
        return audit_past(self.round, on, frozenset(_unseen(self.lines, folders)))

    def lines_of(self, finding: Finding) -> tuple[Line, ...]:
        """Return the lines of the register that a finding rests on."""
        numbers = (self.round.replayed.lines[seq] for seq in finding.verdict.facts)
        return tuple(self.lines[number - 1] for number in dict.fromkeys(numbers) if number)

    def telling(self, lang: Lang) -> Telling:
        """Return what the findings are told with: lines of the register, and the files that these name."""
        return Telling(
            lang=lang,
            procedure=self.procedure,
            calendar=self.round.file.tools.calendar,
            files=lambda finding: [_file(name) for name in self._evidence(finding)],
            places=lambda finding: [
                {"sheet": line.place.sheet, "row": line.place.row} for line in self.lines_of(finding)
            ],
        )

    def _evidence(self, finding: Finding) -> Iterable[str]:
        lines = self.lines_of(finding)
        return dict.fromkeys(
            name for line in lines for name in line.evidence or (line.data or {}).get("evidence") or ()
        )


def _file(name: str) -> dict[str, str | None]:
    """Return a file as a register names it: by its name, or by its digest."""
    return {"name": None, "sha256": name} if _DIGEST.fullmatch(name) else {"name": name, "sha256": None}


def past_register(register: Register, procedures: Sequence[Procedure], area: str = "rural") -> PastRegister:
    """Return the past round that a register tells, under the one of `procedures` that was in force.

    Args:
        register: what was read.
        procedures: those to choose from, each in every variant to choose from, the likeliest first.
        area: `rural` or `urban`, for classes that follow from scores.

    Raises:
        UsageError: none of them was in force, or more than one.
        BadFile: the register tells what the procedure does not know; the lines are named.
    """
    opened_on = min((line.on for line in register.lines if line.event == OPENED), default=None)
    start = opened_on or min((line.on for line in register.lines), default=date.min)
    procedure = _chosen(procedures, start, {line.event for line in register.lines})
    known = events_of([procedure])
    strange = [(line, line.event) for line in register.lines if line.event not in known]
    register.refuse(strange, "event_of_another_procedure", procedure=procedure.title)
    subjects = _subjects(register, start, area)
    places = {subject.name: place for place, subject in enumerate(subjects[1:], 1)}
    events = [event for place, line in enumerate(register.lines, 1) for event in _events(line, place, known, places)]
    past = PastRound(procedure, subjects, events, ordered=register.ordered)
    return PastRegister(round=past, procedure=procedure, lines=register.lines)


def _chosen(procedures: Sequence[Procedure], start: date, events: set[str]) -> Procedure:
    """Return the procedure in force on the day a round started that knows most of its events.

    Raises:
        UsageError: none was in force, or several kinds fit equally well.
    """
    in_force = [
        item for item in procedures if item.valid_from <= start and (not item.valid_to or start <= item.valid_to)
    ]
    if not in_force:
        details = [
            message(
                "register.in_force",
                procedure=item.id,
                first=item.valid_from,
                last=item.valid_to or message("errors.open_end"),
            )
            for item in {item.id: item for item in procedures}.values()
        ]
        raise UsageError("no_procedure_then", on=start, details=details)
    unknown = [len(events - events_of([item]).keys()) for item in in_force]
    best = [item for item, count in zip(in_force, unknown, strict=True) if count == min(unknown)]
    wanted = [item for item in best if item.kind == _KIND] or best
    names = {item.id for item in wanted}
    if len(names) > 1:
        raise UsageError("which_procedure", known=tuple(sorted(names)), on=start)
    return wanted[0]


def _subjects(register: Register, start: date, area: str) -> list[Subject]:
    """Return the commune, then the villages in the order of their first lines."""
    about, told = register.about or {}, register.villages or {}
    common: dict[str, Any] = {
        "area": about.get("rasoat:area", area),
        "year": int(about.get("rasoat:year") or start.year),
        "opened_on": start,
    }
    names = dict.fromkeys(line.village for line in register.lines if line.village)
    own = about.get("rasoat:subject") or message("register.commune").render("vi")
    villages = [
        Subject(
            name=name,
            title=told.get(name, {}).get("rasoat:subject") or name,
            head=told.get(name, {}).get("rasoat:head") or None,
            **common,
        )
        for name in names
    ]
    return [Subject(name=about.get("rasoat:commune") or own, title=own, head=None, **common), *villages]


def _events(line: Line, number: int, known: Mapping[str, Known], places: Mapping[str, int]) -> Iterator[Event]:
    """Yield what a line says happened: nothing for the opening, two things where both places are meant."""
    if line.event == OPENED:
        return
    item = known[line.event]
    posted: Iterable[str | None] = PLACES if line.posted_at == BOTH else (line.posted_at,)
    for place in posted if not item.step else (None,):
        yield Event(
            case=places[line.village] if line.village else 0,
            name=item.kind,
            step=item.step,
            on=line.on,
            recorded_at=line.recorded_at or line.at or datetime.combine(line.on, time(12), VIETNAM),
            actor=line.actor or "",
            line=number,
            data={} if item.step else fact_data(line, item.kind, place),
            deviation=_deviation(line),
        )


def _deviation(line: Line) -> Deviation | None:
    if not line.reason:
        return None
    return Deviation(reason=line.reason, by=line.reason_by or "", order=line.reason_order or "-")


def _unseen(lines: Sequence[Line], folders: Sequence[Path]) -> Iterator[int]:
    """Yield the lines that name a file which is not at hand, or is not what its digest says."""
    known: dict[str, bool] = {}
    for number, line in enumerate(lines, 1):
        for name in line.evidence or (line.data or {}).get("evidence") or ():
            if name not in known:
                known[name] = any(_at_hand(folder, name) for folder in folders)
            if not known[name]:
                yield number


def _at_hand(folder: Path, name: str) -> bool:
    """Return whether a file lies in a folder: by its name, or kept by its digest and still what that says."""
    digest = name.casefold() if _DIGEST.fullmatch(name) else None
    path = folder / digest[:2] / digest if digest else folder / name
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        if not inside or not path.is_file() or not path.stat().st_size:
            return False
        if digest is None:
            return True
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest() == digest
    except (OSError, ValueError):
        return False
