"""What the journal of a dossier says of its papers and evidence, and whether they are there as it says."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rasoat import __version__
from rasoat.errors import RasoatError
from rasoat.exchange.dossiers import Box, Unreadable
from rasoat.messages import Message, message
from rasoat.models.canonical import loads
from rasoat.notices.papers import Paper
from rasoat.notices.printing import render
from rasoat.reports.dossier_layout import EVIDENCE, PAPERS, PROCEDURE, Manifest
from rasoat.reports.dossier_lines import Line, named_under

_UNPRINTABLE = (RasoatError, ValueError, KeyError, TypeError, AttributeError)
"""What setting a paper raises whose content is of another program, or made up."""


def faults_of_contents(digests: Mapping[str, str | None], lines: Sequence[Line]) -> Iterator[Message]:
    """Yield which papers, evidence files and procedure the journal names otherwise than they are here."""
    yield from _papers(digests, lines)
    yield from _evidence(digests, lines)
    laws = {line.content.get("procedure_sha256") for line in lines if line.kind == "round_opened"} - {None}
    for name in sorted(digests):
        if name.startswith(PROCEDURE) and laws and digests[name] not in laws:
            yield message("dossier.procedure_changed", name=name)


def _named_papers(lines: Sequence[Line]) -> list[tuple[Line, str, str]]:
    """Return entry, form and digest of each paper that the journal names."""
    return [
        (line, str(item.get("form")), str(item.get("sha256")))
        for line in lines
        for item in _listed(line)
        if isinstance(item, dict)
    ]


def _listed(line: Line) -> list[Any]:
    found = line.content.get("papers")
    return found if isinstance(found, list) else []


def _papers(digests: Mapping[str, str | None], lines: Sequence[Line]) -> Iterator[Message]:
    contents = {name: digest for name, digest in digests.items() if name.startswith(PAPERS) and name.endswith(".json")}
    there = Counter(contents.values())
    for line, form, sha256 in _named_papers(lines):
        if there[sha256] == 0:
            yield message("dossier.paper_missing", form=form, seq=line.seq)
        there[sha256] -= 1
    named = {sha256 for _line, _form, sha256 in _named_papers(lines)}
    for name in sorted(contents):
        if contents[name] not in named:
            yield message("dossier.paper_unknown", name=name)
    stems = Counter(name.rpartition(".")[0] for name in digests if name.startswith(PAPERS))
    for stem in sorted(stem for stem, count in stems.items() if count == 1):
        yield message("dossier.paper_alone", name=stem)


def _evidence(digests: Mapping[str, str | None], lines: Sequence[Line]) -> Iterator[Message]:
    there = {digest: name for name, digest in digests.items() if name.startswith(EVIDENCE)}
    named: set[str] = set()
    for line in lines:
        for sha256 in dict.fromkeys(str(item) for item in named_under(line.content, "evidence")):
            if sha256 not in there and sha256 not in named:
                yield message("dossier.evidence_missing", digest=sha256, seq=line.seq)
            named.add(sha256)
    for digest in sorted(there.keys() - named, key=lambda found: there[found]):
        yield message("dossier.evidence_unknown", name=there[digest])


def reprint(
    box: Box,
    manifest: Manifest | None,
    digests: Mapping[str, str | None],
    lines: Sequence[Line],
    done: Callable[[], None],
) -> tuple[list[Message], list[Message]]:
    """Set each paper anew from the content that the journal names; return which differ, and what was not compared.

    The same program with the same fonts gives the same bytes. Where not one paper comes out the same, the fonts
    differ, and nothing is held against the dossier.
    """
    if manifest is None or manifest.program != f"rasoat {__version__}":
        return [], [message("dossier.note_not_reprinted")]
    by_digest = {digest: name for name, digest in digests.items() if name.endswith(".json") and digest}
    same, differing = 0, list[str]()
    for line, form, sha256 in _named_papers(lines):
        name = by_digest.get(sha256, "")
        printed = f"{name.removesuffix('.json')}.pdf"
        if printed in box.sizes:
            if _prints_as(box, Paper(form, _context(box, name), line.code), printed):
                same += 1
            else:
                differing.append(printed)
            done()
    if not same:
        return [], [message("dossier.note_not_reprinted")] if differing else []
    return [message("dossier.paper_differs", name=name) for name in differing], []


def _context(box: Box, name: str) -> Mapping[str, Any]:
    try:
        found = loads(box.read(name).decode())
    except (Unreadable, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _prints_as(box: Box, paper: Paper, printed: str) -> bool:
    try:
        return render(paper, "pdf") == box.read(printed)
    except (Unreadable, *_UNPRINTABLE):
        return False
