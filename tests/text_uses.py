"""Where the program names texts of the catalogue: read from its sources, without running them."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from rasoat import errors
from rasoat.errors import RasoatError

ERRORS = frozenset(
    name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, RasoatError)
)
"""The names of the error classes."""
SHELVES: Mapping[str, tuple[int, str]] = {
    "message": (0, ""),
    "text": (0, ""),
    "say": (0, ""),
    "help_text": (0, "cli."),
    "progress": (1, ""),
    "report_fact": (2, ""),
    "report_rows": (2, ""),
    "met": (0, "checks."),
    "unmet": (1, "checks."),
    **dict.fromkeys(ERRORS, (0, "errors.")),
}
"""The functions that take a key: which argument it is, and in which room it lies."""
NO_TEXT: Mapping[str, frozenset[str]] = {
    "say": frozenset({"err"}),
    "met": frozenset({"proven", "facts", "due"}),
    "unmet": frozenset({"facts", "due", "params"}),
    **dict.fromkeys(ERRORS, frozenset({"details"})),
}
"""Named arguments of those functions that are no values of the text."""
OPTIONS = frozenset({"option", "date_option"})
"""The functions whose argument `key` names the help text of an option."""
OUTSIDE = frozenset({"tests", "bench", "docs", "build"})
"""Folders of the working copy that are not the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One place that names a text.

    Attributes:
        key: the key in full, or its beginning where the rest is put together at run time (`open`).
        given: the values handed over, None where the source does not show them all.
    """

    place: str
    caller: str
    key: str
    open: bool
    given: frozenset[str] | None


@dataclass(slots=True)
class Scope:
    """The names that one function, and its module around it, assigns."""

    values: list[tuple[str, int, ast.expr]] = field(default_factory=list)

    def before(self, name: str, line: int) -> tuple[int, ast.expr] | None:
        """Return the last value that `name` got above `line`, with its line."""
        found = [(at, value) for known, at, value in self.values if known == name and at < line]
        return max(found, key=lambda item: item[0], default=None)


def sources() -> Iterator[Path]:
    """Yield the program's source files."""
    root = Path(str(files("rasoat")))
    for path in sorted(root.rglob("*.py")):
        inside = path.relative_to(root).parts
        if not inside[0].startswith(".") and inside[0] not in OUTSIDE:
            yield path


@cache
def literals() -> frozenset[str]:
    """Return every string that stands in the program's sources."""
    trees = (ast.parse(path.read_text("utf-8")) for path in sources())
    return frozenset(
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def uses() -> tuple[Use, ...]:
    """Return every use of a text whose key the source shows, wholly or by its beginning."""
    return tuple(_uses())


def _uses() -> Iterator[Use]:
    for path in sources():
        tree = ast.parse(path.read_text("utf-8"))
        outer = list(_assigned(tree.body))
        seen: set[ast.Call] = set()
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for block in (*functions, tree):
            scope = Scope(values=[*outer, *_assigned(list(ast.walk(block)))])
            for node in ast.walk(block):
                if isinstance(node, ast.Call) and node not in seen:
                    seen.add(node)
                    yield from _uses_of(node, scope, path)


def _assigned(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, int, ast.expr]]:
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.lineno, node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.lineno, node.value
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Tuple):
            # for sign, key in TABLE.items(): the key is one of the table's values
            last = node.target.elts[-1]
            if isinstance(last, ast.Name):
                yield last.id, node.lineno, node.iter


def _uses_of(call: ast.Call, scope: Scope, path: Path) -> Iterator[Use]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in OPTIONS:
        yield from _option(call, path)
    if name not in SHELVES or len(call.args) <= SHELVES[name][0]:
        return
    position, shelf = SHELVES[name]
    given = _given(name, call, scope)
    for key, is_open in _keys(call.args[position], scope, call.lineno):
        if " " in key:
            continue  # SQLAlchemy's text() takes a statement
        yield Use(place=f"{path.name}:{call.lineno}", caller=name, key=f"{shelf}{key}", open=is_open, given=given)


def _option(call: ast.Call, path: Path) -> Iterator[Use]:
    place = f"{path.name}:{call.lineno}"
    for keyword in call.keywords:
        if keyword.arg == "key" and isinstance(keyword.value, ast.Constant):
            key = f"cli.{keyword.value.value}"
            yield Use(place=place, caller="option", key=key, open=False, given=frozenset())


def _keys(node: ast.expr, scope: Scope, line: int) -> Iterator[tuple[str, bool]]:
    """Yield the keys an expression can be, each with whether only its beginning is known."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, False
    elif isinstance(node, ast.IfExp):
        yield from _keys(node.body, scope, line)
        yield from _keys(node.orelse, scope, line)
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield str(node.values[0].value), True
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _keys(value, scope, line)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "items":
        yield from _keys(node.func.value, scope, line)
    elif isinstance(node, ast.Name) and (found := scope.before(node.id, line)):
        yield from _keys(found[1], scope, found[0])


def _given(caller: str, call: ast.Call, scope: Scope) -> frozenset[str] | None:
    names: set[str] = set()
    for keyword in call.keywords:
        if keyword.arg and keyword.arg not in NO_TEXT.get(caller, ()):
            names.add(keyword.arg)
        elif keyword.arg in {None, "params"}:
            more = _names(keyword.value, scope, call.lineno)
            if more is None:
                return None
            names |= more
    return frozenset(names)


def _names(node: ast.expr | None, scope: Scope, line: int) -> set[str] | None:
    """Return the names in a mapping that is written out, None for another one."""
    if isinstance(node, ast.Name):
        found = scope.before(node.id, line)
        return _names(found[1], scope, found[0]) if found else None
    if not isinstance(node, ast.Dict):
        return None
    names: set[str] = set()
    for key, value in zip(node.keys, node.values, strict=True):
        more = {key.value} if isinstance(key, ast.Constant) else _names(value, scope, line) if key is None else None
        if more is None:
            return None
        names |= {str(name) for name in more}
    return names
