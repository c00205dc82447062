"""Files of standards that a province writes: a higher line of its own, or the national text with marks confirmed.

A mark is as good as the program bears it for the same place in the law, or as somebody confirmed it by name in the
file: deleting a line of provenance, or writing `seen`, does not get around that.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from rasoat.errors import UsageError
from rasoat.messages import Lang, Message, message, text
from rasoat.workflow.citations import Evidence
from rasoat.workflow.local_standards import parse_local
from rasoat.workflow.standards import Standard, load, parse, shipped
from rasoat.workflow.tables import wrong_file

_RANK: dict[Evidence, int] = {"unverified": 0, "assumed": 1, "secondary": 2, "seen": 3}
_NAME = re.compile(r"^[a-z0-9][a-z0-9_-]*$")


def parse_own(source: str, *, name: str) -> Standard:
    """Return the standard, national or local, that a province's file describes.

    Raises:
        BadProcedure: the file is wrong, or bears a mark that nobody answers for.
    """
    found = parse_unmarked(source, name=name)
    if raised := list(_raised(found)):
        raise wrong_file(name, raised)
    return found


def parse_unmarked(source: str, *, name: str) -> Standard:
    """Return the standard that a file describes, whatever its marks.

    Raises:
        BadProcedure: the file is wrong.
    """
    return parse_local(source, name=name) if _is_local(source) else parse(source, name=name)


def _is_local(source: str) -> bool:
    try:
        return "base" in tomllib.loads(source)
    except tomllib.TOMLDecodeError:
        return False  # the reader of national files says which line is wrong


def value_at(standard: Standard, place: str) -> tuple[str, str]:
    """Return the whole name of a place that can be confirmed, and what the file says there.

    Raises:
        UsageError: the file has no such place.
    """
    known = places_of(standard)
    for target in (place, f"citations.{place}", f"indicators.{place}"):
        if target in known:
            return target, known[target]
    raise UsageError("confirm_unknown", name=place, id=standard.id)


def places_of(standard: Standard) -> dict[str, str]:
    """Return the places that can be confirmed, and what the file says there: citations, thresholds."""
    found = {f"citations.{name}": item.short() for name, item in standard.citations.items()}
    if standard.base is None:
        found |= {f"indicators.{item.code}": item.deprived_when.vi for item in standard.indicators}
    return found


def _raised(standard: Standard) -> Iterator[Message]:
    best = _shipped_marks()
    for name, item in standard.citations.items():
        if _RANK[item.evidence] > best.get((item.doc, item.article, item.clause, item.point), 0) and not (
            standard.is_confirmed(f"citations.{name}")
        ):
            yield message("standards.raised", key=f"citations.{name}.evidence", mark=item.evidence, name=name)
    known = {} if standard.base else {item.code: item for id_ in shipped() for item in load(id_).indicators}
    for indicator in () if standard.base else standard.indicators:
        own = known.get(indicator.code)
        same = own is not None and own.deprived_when == indicator.deprived_when
        rank = _RANK[own.evidence] if own and same else 0
        if _RANK[indicator.evidence] > rank and not standard.is_confirmed(f"indicators.{indicator.code}"):
            key = f"indicators.{indicator.code}.evidence"
            yield message("standards.raised", key=key, mark=indicator.evidence, name=indicator.code)


def _shipped_marks() -> Mapping[tuple[Any, ...], int]:
    best: dict[tuple[Any, ...], int] = {}
    for id_ in shipped():
        for item in load(id_).citations.values():
            place = (item.doc, item.article, item.clause, item.point)
            best[place] = max(best.get(place, 0), _RANK[item.evidence])
    return best


def local_template(id_: str, base: Standard, lang: Lang = "vi") -> str:
    """Return the file of a local standard to fill in: the national lines, which a province may only raise.

    Raises:
        UsageError: the id is none, or is that of the national standard.
    """
    if not _NAME.match(id_) or id_ in shipped():
        raise UsageError("standard_id", id=id_)
    areas = []
    for area in ("rural", "urban"):
        line = base.lines[area]
        areas += [f"[lines.{area}]", f"income = {line.income}", 'income_citation = "resolution"']
        areas += [f"b1 = {line.b1}", 'b1_citation = "resolution"'] if line.b1 is not None else []
        areas += [""]
    return text(
        "standards.template",
        lang,
        id=id_,
        base=base.id,
        first=base.first_year,
        last=base.last_year,
        lines="\n".join(areas).rstrip(),
    )


def copied(origin: Standard, id_: str) -> str:
    """Return the text of a shipped standard under an id, to be changed after the official text.

    Raises:
        UsageError: the id is none.
    """
    if not _NAME.match(id_):
        raise UsageError("standard_id", id=id_)
    return re.sub(r'(?m)^id = ".*?"', f'id = "{id_}"', origin.source, count=1)
