"""The stage of the demonstration: database, evidence, a clock that follows the plot, and the props in use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from PIL import Image

from rasoat.demo import plot
from rasoat.models.database import Database
from rasoat.steps.evidence import folder_of, keep
from rasoat.workflow.cases import Deviation
from rasoat.workflow.engine import Author, NewFact, Outcome, Step, perform

AUDITOR = Author(actor="can-bo-giam-ngheo", at=datetime(2026, 11, 20, 9, tzinfo=UTC), today=plot.CLOSED)
"""Who audits the round at its end, and when."""
PLACES = ("village_house", "commune_office")
_EXIF_IFD, _TAKEN = 0x8769, 0x9003
"""Where a camera writes the day of a photo."""


@dataclass(slots=True)
class Stage:
    """The demonstration's stage: database, evidence folder, and a clock that follows the plot."""

    database: Database
    props: Path
    commands: int = 0
    minutes: int = 0

    def author(self, on: date, actor: str = "can-bo-giam-ngheo") -> Author:
        """Return who acts on a day; each act is entered a minute after the one before."""
        self.minutes += 1
        start = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)
        return Author(actor=actor, at=start + timedelta(minutes=self.minutes % 480), today=on)

    def command(self) -> str:
        """Return the next command id: fixed, so that a second demonstration writes the same bytes."""
        self.commands += 1
        return f"demo-{self.commands:04d}"

    def photo(self, what: str, on: date) -> list[str]:
        """Keep a made-up photo of something, taken on that day; return its digest."""
        path = self.props / f"{on.isoformat()}-{self.commands:04d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        drawn = BytesIO()
        segno.make(f"{what} {on.isoformat()} {self.commands}").save(drawn, kind="png", scale=4)
        exif = Image.Exif()
        exif.get_ifd(_EXIF_IFD)[_TAKEN] = f"{on:%Y:%m:%d} 09:00:00"
        with Image.open(drawn) as picture:
            picture.save(path, exif=exif.tobytes())
        return keep(self.database, folder_of(self.database), [path])

    def step(
        self,
        village: str | None,
        on: date,
        facts: Iterable[NewFact] = (),
        trigger: str | None = None,
        deviation: Deviation | None = None,
    ) -> Outcome:
        """Take one step."""
        order = Step(
            round=plot.ROUND,
            village=village,
            facts=tuple(facts),
            trigger=trigger,
            on=on,
            deviation=deviation,
            command_id=self.command(),
        )
        return perform(self.database, order, self.author(on))


def posting(stage: Stage, kind: str, place: str, on: date, by: str, more: Mapping[str, Any] | None = None) -> NewFact:
    """Return that something was put up or taken down at a place, with its photo."""
    data = {
        "place": place,
        "purpose": "result",
        "objection": None,
        "by": by if place == "village_house" else "Nông Văn Ví",
        "witness": "Đại diện hộ dân" if place == "village_house" else "Công chức Văn phòng - Thống kê",
        "evidence": stage.photo(f"{kind} {place} {by}", on),
        **(more or {}),
    }
    if kind == "posting_stopped":
        data = {"interrupted": False, "reason": None, "state": "Bản niêm yết còn nguyên vẹn", **data}
    return NewFact(kind=kind, on=on, data=data)


def announced(stage: Stage, village: str, on: date) -> NewFact:
    """Return an announcement by loudspeaker."""
    evidence = stage.photo(f"phát thanh {village}", on)
    return NewFact(kind="announcement_made", on=on, data={"medium": "loudspeaker", "evidence": evidence})
