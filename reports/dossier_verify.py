"""Verifying somebody else's dossier, without its database: files, journal, papers, evidence, codes from paper.

Whoever can change a folder can also change its list of digests, and rewrite its journal from any entry on. Only the
codes that left the computer on paper close that; without one, the result says so.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from rasoat.errors import BadFile
from rasoat.exchange.dossiers import Box, Unreadable, shown
from rasoat.messages import Message, message
from rasoat.reports.dossier_files import SUMS
from rasoat.reports.dossier_layout import (
    EVIDENCE,
    FORMAT,
    JOURNAL,
    MANIFEST,
    PAPERS,
    PROCEDURE,
    Manifest,
    seal_code,
)
from rasoat.reports.dossier_lines import Line, faults_of_chain, from_jsonl, named_under, weigh_anchors

LARGEST_TEXT = 512 * 2**20
"""The largest journal or list that is read into memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The result: what the dossier says it is, how much was checked, what is wrong, what the codes vouch for.

    Attributes:
        manifest: None when it cannot be read.
        sealed: the code of the whole dossier was given and fits: every byte is as it was made.
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
    sealed: bool

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(box: Box, anchors: Sequence[str] = ()) -> Verification:
    """Check a dossier; `anchors` are codes printed on papers, or shown when the dossier was made.

    Raises:
        BadFile: it is no dossier, or one of a newer program.
    """
    if not {SUMS, MANIFEST, JOURNAL} & box.sizes.keys():
        raise BadFile("dossier_not_one", path=".")
    digests, problems = _digests(box)
    problems += _sums(box, digests)
    manifest = _manifest(box)
    lines, faults = _journal(box)
    broken = [*faults_of_chain(lines)]
    problems += [*faults, *(fault for _place, fault in broken)]
    if manifest is None:
        problems.append(message("dossier.manifest_unreadable", name=MANIFEST))
    else:
        problems += _told(manifest, lines)
    problems += _contents(box, digests, lines)
    seals, codes = _sorted(anchors)
    vouched, wrong = weigh_anchors(lines, min((place for place, _fault in broken), default=None), codes)
    whole, torn = _seals(box, manifest, seals)
    return Verification(
        manifest=manifest,
        files=len(box.sizes),
        entries=len(lines),
        papers=sum(name.startswith(PAPERS) and not name.endswith(".json") for name in box.sizes),
        evidence=sum(name.startswith(EVIDENCE) for name in box.sizes),
        problems=(*problems, *wrong, *torn),
        vouched=(*vouched, *whole),
        notes=tuple(_notes(manifest, vouched, whole)),
        sealed=bool(whole),
    )
