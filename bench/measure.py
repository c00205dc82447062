"""Measuring side by side: contenders take turns, so that whatever else the machine does hits all of them alike."""

import json
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

Job = Callable[[], float]
"""Does its share of one round; returns its figure: a rate, or seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a ratio (or, without a peer, our figure) has to be."""

    text: str
    met: Callable[[float], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table.

    Attributes:
        what: what was done.
        unit: of both figures.
        ours: our figure, the median of the rounds.
        peer: who was measured beside us.
        theirs: the peer's figure.
        ratio: as `ratio_of` says; the median of the rounds' ratios, which is steadier than the ratio of medians.
        ratio_of: "ours/theirs" for rates, "theirs/ours" for times where more is better.
        target: what was to be reached, empty when the figure is only told.
        met: whether it was.
    """

    what: str
    unit: str
    ours: float
    peer: str = ""
    theirs: float | None = None
    ratio: float | None = None
    ratio_of: str = ""
    target: str = ""
    met: bool | None = None


def at_least(least: float, text: str) -> Target:
    """Return the target to reach `least` or more."""
    return Target(text=text, met=lambda found: found >= least)


def at_most(most: float, text: str) -> Target:
    """Return the target to stay at `most` or under."""
    return Target(text=text, met=lambda found: found <= most)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(jobs: Mapping[str, Job], rounds: int) -> dict[str, list[float]]:
    """Run every job once a round, in turns whose order is reversed from round to round; return their figures."""
    found: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds):
        for name in list(jobs) if number % 2 == 0 else reversed(jobs):
            found[name].append(jobs[name]())
    return found


def compared(
    what: str,
    unit: str,
    found: Mapping[str, Sequence[float]],
    ours: str,
    peer: str,
    target: Target | None = None,
    *,
    ratio_of: str = "ours/theirs",
) -> Row:
    """Return the row that compares two contenders, round by round."""
    pairs = zip(found[ours], found[peer], strict=True)
    ratios = [mine / theirs if ratio_of == "ours/theirs" else theirs / mine for mine, theirs in pairs]
    ratio = statistics.median(ratios)
    return Row(
        what=what,
        unit=unit,
        ours=statistics.median(found[ours]),
        peer=peer,
        theirs=statistics.median(found[peer]),
        ratio=ratio,
        ratio_of=ratio_of,
        target=target.text if target else "",
        met=target.met(ratio) if target else None,
    )


def alone(what: str, unit: str, figures: Sequence[float], target: Target | None = None) -> Row:
    """Return the row of a figure that stands alone."""
    ours = statistics.median(figures)
    return Row(
        what=what,
        unit=unit,
        ours=ours,
        target=target.text if target else "",
        met=target.met(ours) if target else None,
    )


HEADINGS = ("what", "unit", "rasoat", "peer", "peer's", "ratio", "target", "")


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a table for a terminal."""
    lines = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place in {2, 4, 5} else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    met = {None: "", True: "met", False: "NOT MET"}[row.met]
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}x"
    return (row.what, row.unit, _figure(row.ours), row.peer, _figure(row.theirs), ratio, row.target, met)


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def write_json(rows: Iterable[Row], path: Path) -> None:
    """Write the rows for scripts."""
    path.write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
