"""Where a key of a law file stands: the line, so that who wrote the file finds the fault."""

import re

from rasoat.messages import Message, message

_ARRAY = re.compile(r"^(?P<group>\w+)\[(?P<number>\d+)\]\.?(?P<rest>.*)$")


def at_line(source: str, fault: Message) -> Message:
    """Return a fault of a file with the line it is about, where that can be told."""
    key, line = line_of_fault(source, fault)
    return fault if key is None or line is None else message("pages.check.at_line", line=line, fault=fault)


def line_of_fault(source: str, fault: Message) -> tuple[str | None, int | None]:
    """Return key and line, from 1, of what a fault is about; None for what cannot be told."""
    inner: Message = fault.params.get("fault", fault)
    key = inner.params.get("key")
    return key, inner.params.get("line") if key is None else line_of(source, key)


def line_of(source: str, key: str) -> int | None:
    """Return the line, from 1, of a key such as `valid.to`, `terms[2].days` or `citations.qd24-3.source`.

    Where the key itself has no line (it is missing, or the whole entry is meant), the line is that of the
    entry's heading; None when there is not even that.
    """
    lines = source.splitlines()
    array = _ARRAY.match(key)
    if array:
        start = _heading(lines, rf"\[\[\s*{array['group']}\s*\]\]", int(array["number"]))
        return _assigned(lines, 0, array["group"]) if start is None else _leaf(lines, start, array["rest"])
    parts = key.split(".")
    for count in range(len(parts), 0, -1):
        name = r"\s*\.\s*".join(rf"[\"']?{re.escape(part)}[\"']?" for part in parts[:count])
        start = _heading(lines, rf"\[\s*{name}\s*\]", 0)
        if start is not None:
            return _leaf(lines, start, ".".join(parts[count:]))
    return _assigned(lines, 0, parts[0])


def _heading(lines: list[str], pattern: str, number: int) -> int | None:
    """Return the place of the `number`-th heading of this pattern, from 0."""
    found = [place for place, line in enumerate(lines) if re.match(rf"^\s*{pattern}\s*(#.*)?$", line)]
    return found[number] if number < len(found) else None


def _leaf(lines: list[str], start: int, rest: str) -> int:
    """Return the line of the key `rest` under the heading at `start`, or that of the heading."""
    name = re.split(r"[.\[]", rest)[0]
    return (_assigned(lines, start + 1, name) if name else None) or start + 1


def _assigned(lines: list[str], start: int, name: str) -> int | None:
    """Return the line on which `name` gets its value, before the next heading."""
    for place in range(start, len(lines)):
        if re.match(rf"^\s*[\"']?{re.escape(name)}[\"']?\s*[.=]", lines[place]):
            return place + 1
        if re.match(r"^\s*\[", lines[place]):
            return None
    return None
