"""Which spellings mean which village."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from rasoat.exchange.records import Commune, Village
from rasoat.exchange.texts import fold

_ABBREVIATIONS = {"tổ dân phố": ("tdp", "tổ"), "khu phố": ("kp",)}


def by_name(commune: Commune) -> Mapping[str, str]:
    """Return the commune's spelling of each village by folded name, with and without its kind.

    What could mean two villages (`1` beside thôn 1 and bản 1) means none.
    """
    meant: defaultdict[str, set[str]] = defaultdict(set)
    for village in commune.villages:
        for spelling in _spellings(village):
            meant[spelling].add(village.name)
    clear = {spelling: names.pop() for spelling, names in meant.items() if len(names) == 1}
    return clear | {fold(village.name): village.name for village in commune.villages}


def _spellings(village: Village) -> Iterator[str]:
    kind, name = fold(village.kind), fold(village.name)
    core = name.removeprefix(f"{kind} ")
    yield core
    for prefix in (kind, *_ABBREVIATIONS.get(kind, ())):
        yield f"{prefix} {core}"
