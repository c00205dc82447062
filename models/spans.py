"""Numbers of entries and lines as a person writes them: 4, 7-19."""

from collections.abc import Iterable, Iterator
from itertools import groupby


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each run of numbers without a gap, lowest first."""
    ordered = enumerate(sorted(set(numbers)))
    for _gap, run in groupby(ordered, key=lambda pair: pair[1] - pair[0]):
        members = [number for _place, number in run]
        yield members[0], members[-1]


def spans(numbers: Iterable[int]) -> tuple[str, ...]:
    """Return numbers in order, three and more that follow one another as first-last."""
    found: list[str] = []
    for first, last in runs(numbers):
        found += [f"{first}-{last}"] if last > first + 1 else map(str, range(first, last + 1))
    return tuple(found)
