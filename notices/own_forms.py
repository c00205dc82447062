"""An office's own templates: a folder of files that replace a shipped form, or blocks of it.

A file `posting-notice.xhtml.j2` in the folder stands before the shipped one of that name; it may extend
`rasoat/posting-notice.xhtml.j2` and replace blocks of it. A file such as `_house.xhtml.j2` changes all
forms that use it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from jinja2 import TemplateError, meta

from rasoat.messages import Message
from rasoat.notices.house_words import strangers
from rasoat.notices.papers import Paper
from rasoat.notices.template_faults import Fault, TemplateBroken
from rasoat.notices.xhtml import environment

ENDING = ".xhtml.j2"
SHIPPED = "rasoat/"
"""The prefix by which an office's template names a shipped one."""


def office_files(folder: Path) -> list[Path]:
    """Return the templates in an office's folder; none where there is no folder."""
    return sorted(path for path in folder.glob("*.j2") if path.is_file())


@lru_cache(maxsize=1)
def shipped_names() -> frozenset[str]:
    """Return the names of all shipped templates: the forms, and the parts (with `_`) that forms share."""
    folder = files(__package__) / "forms"
    return frozenset(item.name for item in folder.iterdir() if item.name.endswith(ENDING))


def sources(folder: Path | None, form: str) -> Mapping[str, str]:
    """Return the text of every template that a form is made of, by name.

    What cannot be read or parsed is not followed further; rendering tells why.
    """
    known = environment(folder)
    found: dict[str, str] = {}
    waiting = [f"{form}{ENDING}"]
    while waiting:
        name = waiting.pop()
        if name in found or known.loader is None:
            continue
        try:
            found[name] = known.loader.get_source(known, name)[0]
            waiting += [other for other in meta.find_referenced_templates(known.parse(found[name])) if other]
        except (TemplateError, UnicodeDecodeError, OSError):
            continue
    return found


def of_office(folder: Path, names: Mapping[str, str]) -> list[str]:
    """Return which of a form's templates lie in the office's folder."""
    return [name for name in names if not name.startswith(SHIPPED) and (folder / name).is_file()]


def touched(folder: Path | None, form: str) -> bool:
    """Return whether a form is made, wholly or in part, of the office's own templates."""
    if folder is None:
        return False
    if (folder / f"{form}{ENDING}").exists():
        return True
    if not any(path.name.startswith("_") for path in office_files(folder)):
        return False
    return bool(of_office(folder, sources(folder, form)))


def folder_for(folder: Path | None, form: str) -> Path | None:
    """Return the folder where it has a part in the form, else None: the form is as it was shipped."""
    return folder if touched(folder, form) else None


def digest(folder: Path | None, form: str) -> str:
    """Return the SHA-256 of the text of all templates a form is made of: what proves how a print was made."""
    whole = hashlib.sha256()
    for name, text in sorted(sources(folder_for(folder, form), form).items()):
        whole.update(f"{name}\0{text}\0".encode())
    return whole.hexdigest()


def examined(paper: Paper, folder: Path, xhtml: str) -> None:
    """Refuse XHTML that the house styles cannot set, or that lost what a paper must show.

    Raises:
        TemplateBroken: it does.
    """
    found = strangers(xhtml, numbered=paper.entry.numbered, draft=bool(paper.context.get("draft")), anchor=paper.anchor)
    faults = [_placed(folder, paper.form, strange.what, strange.sought) for strange in found]
    if faults:
        raise TemplateBroken(paper.entry.title_vi, once(faults))


def _placed(folder: Path, form: str, what: Message, sought: str | None) -> Fault:
    """Return a fault of a page with the line of the office's template that has the same letters, where one has."""
    own = of_office(folder, texts := sources(folder, form))
    for name in own:
        for number, line in enumerate(texts[name].splitlines(), 1):
            if sought and sought in line:
                return Fault(file=name, line=number, what=what)
    return Fault(file=own[0] if own else f"{form}{ENDING}", line=None, what=what)


def once(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults without those that say the same of the same place."""
    return list({fault.told().render("vi"): fault for fault in faults}.values())


def strange_names(folder: Path) -> Iterator[str]:
    """Yield the names in the folder that are no form's: such a file would change nothing."""
    for path in office_files(folder):
        if path.name not in shipped_names():
            yield path.name
