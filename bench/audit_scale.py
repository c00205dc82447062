"""20,000 villages, about 168,000 events: what the checks find of planted breaches, and how fast; pm4py beside them.

Ours judge every requirement of the procedure: order, terms in working days, shares of votes, evidence. pm4py gets
its conformance checkers on the same events, learnt from 2,000 clean villages: token replay on a discovered net,
DECLARE constraints, a temporal profile.
"""

import argparse
import contextlib
import gc
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from measure import Row, alone, at_least, at_most, compared, in_turns, table, timed
from msgspec.structs import replace
from scale_log import START, Village, villages

from rasoat.exchange.event_lines import VIETNAM
from rasoat.wiring import wire
from rasoat.workflow.auditing import Finding
from rasoat.workflow.cases import Subject
from rasoat.workflow.partial import Partial
from rasoat.workflow.past_rounds import PastRound, unclean
from rasoat.workflow.procedures import Procedure, load
from rasoat.workflow.registry import vocabulary
from rasoat.workflow.replaying import Event

PER_ROUND = 20
ON = date(2026, 3, 1)
AGREED = date(2025, 12, 12)
CLEAN = 2_000
CORES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well breaches were found: by village, and for ours also by the requirement that must find each."""

    precision: float
    recall: float
    by_kind: Mapping[str, float]


def scored(found: set[int], planted: Mapping[int, str]) -> Score:
    """Return the score of the villages found."""
    right = len(found & planted.keys())
    kinds = {kind: [case for case, name in planted.items() if name == kind] for kind in dict.fromkeys(planted.values())}
    return Score(
        precision=right / len(found) if found else 1.0,
        recall=right / len(planted),
        by_kind={kind: sum(case in found for case in cases) / len(cases) for kind, cases in kinds.items()},
    )


# rasoat


def _own(name: str, on: date, **data: Any) -> Event:
    """Return what the commune itself did."""
    return Event(
        case=0,
        name=name,
        step=False,
        on=on,
        recorded_at=datetime.combine(on, time(12), VIETNAM),
        actor="",
        line=0,
        data=Partial({"evidence": ["0"], **data}),
    )


def _subjects(count: int) -> list[Subject]:
    common = {"area": "rural", "year": START.year, "opened_on": START}
    return [Subject(name=str(no), title=str(no), head=None, **common) for no in range(count + 1)]  # type: ignore[arg-type] # the values are what the names say


def rounds_of(all_villages: Sequence[Village], procedure: Procedure) -> list[PastRound]:
    """Return the rounds of the communes, not yet led through their stages."""
    own = [
        _own("committee_met", AGREED, attendees=10, members=12, agree=9),
        _own("decision_signed", AGREED, signer="-"),
        _own("official_report_sent", AGREED, document="-"),
    ]
    subjects = _subjects(PER_ROUND)
    rounds = []
    for start in range(0, len(all_villages), PER_ROUND):
        events = [
            replace(event, case=place)
            for place, village in enumerate(all_villages[start : start + PER_ROUND], 1)
            for event in village.events
        ]
        rounds.append(PastRound(procedure, subjects, [*events, *own]))
    return rounds


def our_findings(found: Sequence[Sequence[Finding]]) -> dict[int, set[str]]:
    """Return the requirements that each village breaks, villages numbered through all rounds."""
    broken: dict[int, set[str]] = {}
    for number, findings in enumerate(found):
        for finding in findings:
            if finding.village:
                broken.setdefault(number * PER_ROUND + int(finding.subject.name), set()).add(finding.rule.id)
    return broken


def our_run(
    all_villages: Sequence[Village], procedure: Procedure, cores: int
) -> tuple[float, float, dict[int, set[str]]]:
    """Return the seconds from events to findings, those of all processors together, and the findings."""
    rounds = rounds_of(all_villages, procedure)
    gc.collect()
    gc.freeze()
    found: list[tuple[Finding, ...]] = []
    before = _processor()
    seconds = timed(lambda: found.extend(unclean(rounds, ON, cores)))
    spent = _processor() - before
    gc.unfreeze()
    return seconds, spent, our_findings(found)


def _processor() -> float:
    """Return the seconds that this process and its children kept a processor busy; other work on it counts little."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


# pm4py


def frame(all_villages: Iterable[Village]) -> Any:
    """Return the events as pm4py reads them."""
    import pandas as pd  # noqa: PLC0415 # only with pm4py

    rows = [
        (str(number), _activity(event), pd.Timestamp(event.on, tz=VIETNAM))
        for number, village in enumerate(all_villages, 1)
        for event in sorted(village.events, key=lambda event: event.on)
    ]
    return pd.DataFrame(rows, columns=["case:concept:name", "concept:name", "time:timestamp"])


def _activity(event: Event) -> str:
    data = event.data
    again = " again" if data.get("objection") else ""
    return f"{event.name} {data['place']}{again}" if "place" in data else event.name


Checker = Callable[[Any], set[int]]


def checkers(clean: Any) -> dict[str, Checker]:
    """Return pm4py's conformance checkers, learnt from clean villages."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        import pm4py  # noqa: PLC0415 # a peer under another licence: never a dependency

        net, first, last = pm4py.discover_petri_net_inductive(clean)
        declare = pm4py.discover_declare(clean)
        profile = pm4py.discover_temporal_profile(clean)

    def replayed(log: Any) -> set[int]:
        found = pm4py.conformance_diagnostics_token_based_replay(
            log, net, first, last, return_diagnostics_dataframe=True
        )
        return set(found[~found["is_fit"]]["case_id"].astype(int))

    def declared(log: Any) -> set[int]:
        found = pm4py.conformance_declare(log, declare, return_diagnostics_dataframe=True)
        return set(found[found["no_dev_total"] > 0]["case_id"].astype(int))

    def timely(log: Any) -> set[int]:
        found = pm4py.conformance_temporal_profile(log, profile, zeta=3.0, return_diagnostics_dataframe=True)
        return set(found["case"].astype(int))

    return {"token replay": replayed, "DECLARE": declared, "temporal profile": timely}


def _quietly(work: Callable[[], set[int]]) -> set[int]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return work()


def rows(count: int = 20_000, turns: int = 3, *, peers: bool = True) -> Iterator[Row]:
    """Yield the rows of the table: seconds, precision and recall, ours and pm4py's."""
    wire()
    all_villages = list(villages(count))
    planted = {number: village.breach for number, village in enumerate(all_villages, 1) if village.breach}
    rules = {number: village.rule for number, village in enumerate(all_villages, 1) if village.breach}
    procedure = load("qd24-periodic-two-tier", vocabulary=vocabulary())
    found: dict[str, set[int]] = {}
    broken: dict[int, set[str]] = {}

    processor: list[float] = []

    def ours() -> float:
        seconds, spent, said = our_run(all_villages, procedure, CORES)
        processor.append(spent)
        broken.update(said)
        found["rasoat"] = set(said)
        return seconds

    jobs: dict[str, Callable[[], float]] = {"rasoat": ours}
    if peers:
        log = frame(all_villages)
        clean = (village for village in all_villages if not village.breach)
        for name, check in checkers(frame(islice(clean, CLEAN))).items():
            jobs[name] = _job(name, check, log, found)
    seconds = in_turns(jobs, turns)
    events = sum(len(village.events) for village in all_villages) + 3 * (count // PER_ROUND)
    what = f"audit of {count:,} village-cases, {events:,} events, {CORES} cores"
    yield alone(what, "s", seconds["rasoat"], at_most(1.0, "<= 1 s"))
    yield alone(f"{what}: processor time, all cores", "s", processor)
    for name in jobs.keys() - {"rasoat"}:
        yield compared(what, "s", seconds, "rasoat", name, ratio_of="theirs/ours")
    named = sum(rule in broken.get(number, ()) for number, rule in rules.items()) / len(rules)
    yield alone("breaches found under the right requirement", "share", [named], at_least(1.0, "1.00"))
    for name, cases in found.items():
        score = scored(cases, planted)
        target = at_least(1.0, "1.00") if name == "rasoat" else None
        yield alone(f"precision, {name}", "share", [score.precision], target)
        yield alone(f"recall, {name}", "share", [score.recall], target)


def part(rounds: int) -> Iterator[Row]:
    """Yield the rows for `make bench`; few rounds, because the peers take minutes."""
    return rows(turns=min(rounds, 3))


def _job(name: str, check: Checker, log: Any, found: dict[str, set[int]]) -> Callable[[], float]:
    def run() -> float:
        seconds = timed(lambda: found.update({name: _quietly(lambda: check(log))}))
        gc.collect()
        return seconds

    return run


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--villages", type=int, default=20_000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="without pm4py")
    given = parser.parse_args()
    print(table(list(rows(given.villages, given.turns, peers=not given.alone))))


if __name__ == "__main__":
    main()
