"""Sharing work among processes: each takes a part, and what it finds comes back in order."""

import copyreg
from collections.abc import Callable, Sequence
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")


def _frozen(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


# the parameters of a requirement travel with the finding on it
copyreg.pickle(MappingProxyType, lambda proxy: (_frozen, (dict(proxy),)))


def shared(work: Callable[[Sequence[T]], list[R]], items: Sequence[T], processes: int) -> list[R]:
    """Return what `work` makes of all items, done by so many processes, each with a part of them.

    Where the system cannot fork (Windows), one process does all: what the items rest on would have to be sent.
    """
    if processes < 2 or len(items) < processes or "fork" not in get_all_start_methods():  # noqa: PLR2004 # one shares with nobody
        return work(items)
    size = -(-len(items) // processes)
    context = get_context("fork")
    running = []
    for start in range(size, len(items), size):
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(target=_work, args=(theirs, work, items[start : start + size]))
        worker.start()
        theirs.close()
        running.append((ours, worker))
    found = work(items[:size])
    for ours, worker in running:
        found += ours.recv()
        worker.join()
    return found


def _work(pipe: Connection, work: Callable[[Sequence[T]], list[R]], items: Sequence[T]) -> None:
    pipe.send(work(items))
    pipe.close()
