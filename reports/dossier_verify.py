"""Verifying somebody else's dossier, without its database: files, journal, papers, evidence, codes from paper.

Whoever can change a folder can also change its list of digests, and rewrite its journal from any entry on. Only the
codes that left the computer on paper close that; without one, the result says so.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from rasoat.errors import BadFile
from rasoat.exchange.dossiers import Box, Unreadable
from rasoat.messages import Message, message
from rasoat.reports.dossier_layout import (
    EVIDENCE,
    FORMAT,
    JOURNAL,
    MANIFEST,
    PAPERS,
    SUMS,
    Manifest,
    seal_code,
)
from rasoat.reports.dossier_lines import Line, faults_of_chain, from_jsonl, weigh_anchors
from rasoat.reports.dossier_witness import faults_of_contents, reprint

LARGEST_TEXT = 2**29
"""Bytes of the largest journal, list or manifest that is read into memory."""
_SUM = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_SEAL = re.compile(r".+\.HS\.[A-Z2-7]{16}", re.IGNORECASE)

Digests = Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The result: what the dossier says it is, how much was checked, what is wrong, what the codes vouch for.

    Attributes:
        manifest: None when it cannot be read.
        vouched: what the codes from paper vouch for.
        notes: what could not be checked, and what that leaves open.
    """

    manifest: Manifest | None
    files: int
    entries: int
    papers: int
    evidence: int
    problems: tuple[Message, ...]
    vouched: tuple[Message, ...]
    notes: tuple[Message, ...]


def verify(
    box: Box, anchors: Sequence[str] = (), *, reprinting: bool = False, done: Callable[[], None] = lambda: None
) -> Verification:
    """Check a dossier.

    Args:
        box: the dossier.
        anchors: codes printed on papers, or shown when the dossier was made.
        reprinting: set each paper anew from the content that the journal vouches for, and compare; not needed
            where the code of the whole dossier fits.
        done: called after each paper set anew.

    Raises:
        BadFile: it is no dossier, or one of a newer program.
    """
    if not {SUMS, MANIFEST, JOURNAL} & box.sizes.keys():
        raise BadFile("dossier_not_one", path=box.path)
    manifest = _manifest(box)
    digests, unreadable = _digests(box)
    of_files = [*unreadable, *_faults_of_sums(box, digests)]
    lines, of_lines = from_jsonl(_text(box, JOURNAL))
    broken = [*faults_of_chain(lines)]
    of_journal = [*of_lines, *(fault for _place, fault in broken), *_faults_of_manifest(manifest, lines)]
    seals = [code for code in anchors if _SEAL.fullmatch(code.strip())]
    first = min((place for place, _fault in broken), default=None)
    vouched, wrong = weigh_anchors(lines, first, [code for code in anchors if code not in seals])
    sealed, torn = _weigh_seals(manifest, digests.get(SUMS), seals, whole=not of_files)
    masked = manifest is not None and manifest.masked
    of_contents = [] if masked else [*faults_of_contents(digests, lines)]
    differing: list[Message] = []
    notes: list[Message] = []
    if reprinting and not (masked or sealed or of_files):
        differing, notes = reprint(box, manifest, digests, lines, done)
    return Verification(
        manifest=manifest,
        files=len(box.sizes),
        entries=len(lines),
        papers=sum(name.startswith(PAPERS) and not name.endswith(".json") for name in box.sizes),
        evidence=sum(name.startswith(EVIDENCE) for name in box.sizes),
        problems=(*of_files, *of_journal, *of_contents, *differing, *wrong, *torn),
        vouched=(*vouched, *sealed),
        notes=(*notes, *_notes(lines, masked=masked, anchored=bool(vouched), sealed=bool(sealed))),
    )


def prints_in(box: Box) -> int:
    """Return how many papers a dossier holds that can be set anew."""
    return sum(name.startswith(PAPERS) and name.endswith(".pdf") for name in box.sizes)


def _manifest(box: Box) -> Manifest | None:
    try:
        found = msgspec.json.decode(_text(box, MANIFEST))
        if isinstance(found, dict) and isinstance(found.get("format"), int) and found["format"] > FORMAT:
            raise BadFile("dossier_newer", path=box.path)
        return msgspec.convert(found, Manifest)
    except (msgspec.MsgspecError, RecursionError):
        return None


def _text(box: Box, name: str) -> bytes:
    """Return a file's content, nothing where it is missing or cut, which the check of the files reports."""
    if box.sizes.get(name, 0) > LARGEST_TEXT:
        raise BadFile("dossier_absurd", path=box.path)
    try:
        return box.read(name) if name in box.sizes else b""
    except Unreadable:
        return b""


def _digests(box: Box) -> tuple[Digests, list[Message]]:
    digests: dict[str, str | None] = {}
    faults: list[Message] = []
    for name in sorted(box.sizes):
        digest = hashlib.sha256()
        try:
            for piece in box.chunks(name):
                digest.update(piece)
            digests[name] = digest.hexdigest()
        except Unreadable:
            digests[name] = None
            faults.append(message("dossier.file_unreadable", name=name))
    return digests, faults


def _faults_of_sums(box: Box, digests: Digests) -> Iterator[Message]:
    if SUMS not in digests:
        yield message("dossier.no_sums", name=SUMS)
        return
    listed: dict[str, str] = {}
    for no, line in enumerate(_text(box, SUMS).decode(errors="replace").splitlines(), start=1):
        found = _SUM.fullmatch(line)
        if found is None or found[2] in listed:
            yield message("dossier.sums_line", name=SUMS, line=no)
        else:
            listed[found[2]] = found[1]
    for name in sorted(listed):
        if name not in digests:
            yield message("dossier.file_missing", name=name)
        elif digests[name] not in {None, listed[name]}:
            yield message("dossier.file_changed", name=name)
    for name in sorted(digests.keys() - listed.keys() - {SUMS}):
        yield message("dossier.file_extra", name=name)


def _faults_of_manifest(manifest: Manifest | None, lines: Sequence[Line]) -> Iterator[Message]:
    if manifest is None:
        yield message("dossier.manifest_unreadable", name=MANIFEST)
    elif not lines or (manifest.entries, manifest.head) != (len(lines), lines[-1].hash):
        yield message("dossier.journal_cut", entries=manifest.entries, found=len(lines))
    elif manifest.chain != lines[0].chain:
        yield message("dossier.other_round", told=manifest.chain, chain=lines[0].chain)


def _weigh_seals(
    manifest: Manifest | None, sums: str | None, seals: Sequence[str], *, whole: bool
) -> tuple[list[Message], list[Message]]:
    """Return which codes of a whole dossier vouch for this one, and which do not fit.

    A code that fits the list of digests vouches for nothing while a file does not fit that list.
    """
    own = seal_code(manifest.chain, sums) if manifest and sums else ""
    fitting = [code for code in seals if code.strip().casefold() == own.casefold()]
    torn = [message("dossier.seal_unknown", anchor=code) for code in seals if code not in fitting]
    return [message("dossier.seal_vouches", anchor=code) for code in fitting if whole], torn


def _notes(lines: Sequence[Line], *, masked: bool, anchored: bool, sealed: bool) -> Iterator[Message]:
    absent = sum(line.payload is None for line in lines)
    if masked:
        yield message("dossier.note_masked")
    elif absent:
        yield message("dossier.note_payloads", count=absent)
    if not (anchored or sealed):
        yield message("dossier.note_no_anchor")
    elif not sealed:
        yield message("dossier.note_no_seal")


def plain(result: Verification, tell: Callable[[Message], str]) -> dict[str, Any]:
    """Return a result for scripts, in words that `tell` finds."""
    manifest = result.manifest
    return {
        "sound": not result.problems,
        "round": manifest and manifest.round,
        "commune": manifest and manifest.commune,
        "masked": manifest and manifest.masked,
        "files": result.files,
        "entries": result.entries,
        "papers": result.papers,
        "evidence": result.evidence,
        "problems": [tell(item) for item in result.problems],
        "anchors": [tell(item) for item in result.vouched],
        "notes": [tell(item) for item in result.notes],
    }
