"""Whole processes: the demonstration's time and memory, and how soon `rasoat --help` answers."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import Row, alone, at_most, compared, in_turns

BIN = Path(sys.executable).parent
STARTS = 3  # to start costs little, and is easily disturbed: turns a round


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a process took: seconds of the clock, and the most memory it held, in MB."""

    seconds: float
    peak: float
    output: str


def run(command: Sequence[str | Path]) -> Run:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed.
    """
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(command)
        output.seek(0)
        return Run(seconds=seconds, peak=usage.ru_maxrss / 1024, output=output.read().decode())


def rows(rounds: int) -> list[Row]:
    """Return the table's rows on processes."""
    return [*_demo(max(1, rounds // 3)), _help(rounds * STARTS)]


def _demo(rounds: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        runs = [run([BIN / "rasoat", "demo", "--out", Path(folder) / str(no)]) for no in range(rounds)]
        papers = sum(1 for path in (Path(folder) / "0" / "giay-to").rglob("*") if path.is_file())
    return [
        alone(f"rasoat demo, {papers} files", "seconds", [item.seconds for item in runs], at_most(15, "<= 15 s")),
        alone("rasoat demo, most memory", "MB", [item.peak for item in runs], at_most(400, "<= 400 MB")),
    ]


def _help(rounds: int) -> Row:
    ours, peer = "rasoat --help", "python -c 'import click'"
    jobs = {
        ours: lambda: run([BIN / "rasoat", "--help"]).seconds,
        peer: lambda: run([sys.executable, "-c", "import click"]).seconds,
    }
    return compared(ours, "seconds", in_turns(jobs, rounds), ours, peer, at_most(2, "<= 2x"))
