"""What we export, read by pm4py: a round's events as XES and OCEL 2.0, every procedure as BPMN.

pm4py is under the AGPL, so that neither the program nor its tests may rest on it; here it stands beside us.
"""

import contextlib
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commune import commune
from measure import Row, alone, at_least, table
from way import lead

from rasoat.models.store import Store
from rasoat.reports.bpmn import bpmn_of
from rasoat.reports.event_log import events_of_round
from rasoat.reports.ocel import ocel_of
from rasoat.reports.xes import xes_of
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.procedures import load, shipped
from rasoat.workflow.registry import vocabulary

ROUND = "B"
VILLAGES, HOUSEHOLDS = 4, 6


def rows(_rounds: int) -> Iterator[Row]:
    """Yield which share of what we wrote pm4py has read."""
    with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stderr(io.StringIO()):
        folder = Path(scratch)
        with contextlib.redirect_stdout(io.StringIO()):
            import pm4py  # noqa: PLC0415 # only where it is measured

        target = at_least(1.0, "1.00")
        events = _export(folder)
        with contextlib.redirect_stdout(io.StringIO()):
            log = pm4py.read_xes(str(folder / "round.xes"))
            ocel = pm4py.read_ocel2_json(str(folder / "round.json"))
            sound = [_reaches_its_end(pm4py, path) for path in sorted(folder.glob("*.bpmn"))]
        yield alone("events of a round that pm4py reads from XES", "share", [len(log) / events], target)
        yield alone("events of a round that pm4py reads from OCEL 2.0", "share", [len(ocel.events) / events], target)
        share = sum(sound) / len(sound)
        yield alone(f"procedures whose BPMN pm4py takes to its end, of {len(sound)}", "share", [share], target)


def _export(folder: Path) -> int:
    """Write a round and all procedures into a folder; return how many events the round has."""
    database = commune(folder, VILLAGES, HOUSEHOLDS)
    lead(database, VILLAGES, HOUSEHOLDS)
    with database.read() as connection:
        store = Store(connection)
        desk_round = Round(store, open_file(store, ROUND))
        (folder / "round.xes").write_bytes(xes_of(desk_round, "vi"))
        (folder / "round.json").write_bytes(ocel_of(desk_round, "vi"))
        count = len(events_of_round(desk_round))
    database.close()
    for name in shipped():
        for variant in [item.id for item in load(name, vocabulary=vocabulary()).variants] or [None]:
            procedure = load(name, vocabulary=vocabulary(), variant=variant)
            (folder / f"{name}.{variant}.bpmn").write_bytes(bpmn_of(procedure, "vi"))
    return count


def _reaches_its_end(pm4py: Any, path: Path) -> bool:
    """Return whether a file read as BPMN becomes a net that a token can go through from start to end."""
    from pm4py.objects.petri_net.semantics import enabled_transitions, execute  # noqa: PLC0415 # only with pm4py

    net, first, last = pm4py.convert_to_petri_net(pm4py.read_bpmn(str(path)))
    reached, left = {first}, [first]
    while left:
        marking = left.pop()
        for transition in enabled_transitions(net, marking):
            after = execute(transition, net, marking)
            if after not in reached:
                reached.add(after)
                left.append(after)
    return last in reached


if __name__ == "__main__":
    print(table(list(rows(1))))
