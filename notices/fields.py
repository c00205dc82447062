"""The facts a form's template may use, told from the form's sample."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["bool", "int", "str", "list", "date", "empty"]
DAY = re.compile(r"\d{4}-\d\d-\d\d")
EXAMPLE = 48
"""So many letters of an example are shown."""
_KINDS: Mapping[type, Kind] = {bool: "bool", int: "int", str: "str", list: "list", type(None): "empty"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One fact: `path` as a template writes it (`rows[].name`: of each of the list), its kind, an example."""

    path: str
    kind: Kind
    example: str


def fields(facts: Mapping[str, Any], path: str = "") -> Iterator[Field]:
    """Yield each fact with its path; a list is shown by the first of its items."""
    for key, item in facts.items():
        here = f"{path}{key}"
        if isinstance(item, dict):
            yield from fields(item, f"{here}.")
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            yield from fields(item[0], f"{here}[].")
        else:
            kind: Kind = "date" if isinstance(item, str) and DAY.fullmatch(item) else _KINDS[type(item)]
            shown = json.dumps(item, ensure_ascii=False)
            yield Field(path=here, kind=kind, example=shown if len(shown) <= EXAMPLE else f"{shown[:EXAMPLE]}…")
