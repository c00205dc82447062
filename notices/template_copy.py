"""A shipped form as the start of an office's own: the whole text, or a file that replaces some of its blocks."""

import re
from pathlib import Path

from rasoat.errors import UsageError
from rasoat.notices.files import write_new
from rasoat.notices.own_forms import ENDING, SHIPPED, digest, sources

MARK = "rasoat-mau"
_MARKED = re.compile(rf"{MARK}: ([0-9a-f]{{16}})")
_TAG = re.compile(r"{%-? *(?P<what>block|endblock)(?: +(?P<name>\w+))?[^%]*%}")
NOTE = "{{# Chép từ mẫu đi kèm chương trình; {mark}: {digest}. Dòng này giúp biết khi mẫu đi kèm thay đổi. #}}\n"


def shipped_text(form: str) -> str:
    """Return the text of the shipped form."""
    return sources(None, form)[f"{form}{ENDING}"]


def blocks_of(form: str) -> dict[str, str]:
    """Return the blocks of a shipped form with what stands in each, in their order."""
    found: dict[str, str] = {}
    for text in sources(None, form).values():
        for name, inside in _blocks(text).items():
            found.setdefault(name, inside)
    return {name: inside for name, inside in found.items() if name != "paper"}


def _blocks(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    open_blocks: list[tuple[str, int]] = []
    for tag in _TAG.finditer(text):
        if tag["what"] == "block":
            open_blocks.append((tag["name"], tag.end()))
            found[tag["name"]] = ""  # keeps the order in which they begin
        elif open_blocks:
            name, start = open_blocks.pop()
            found[name] = text[start : tag.start()]
    return found


def copy(folder: Path, form: str, blocks: tuple[str, ...]) -> Path:
    """Write a shipped form into an office's folder: whole, or with `blocks` a file that replaces only these.

    Raises:
        UsageError: the form has no such block, or the folder has the file already.
        StoreError: the folder cannot be written.
    """
    note = NOTE.format(mark=MARK, digest=digest(None, form)[:16])
    path = folder / f"{form}{ENDING}"
    if not blocks:
        write_new(path, (note + shipped_text(form)).encode())
        return path
    known = blocks_of(form)
    strange = [name for name in blocks if name not in known]
    if strange:
        raise UsageError("template_no_block", form=form, block=strange[0], known=tuple(known))
    parts = [f"{{% block {name} %}}\n{known[name].strip()}\n{{% endblock %}}\n" for name in blocks]
    write_new(path, (note + f'{{% extends "{SHIPPED}{path.name}" %}}\n' + "".join(parts)).encode())
    return path


def outdated(text: str, form: str) -> bool:
    """Return whether the shipped form has changed since an office copied the text from it."""
    found = _MARKED.search(text)
    return found is not None and found[1] != digest(None, form)[:16]
