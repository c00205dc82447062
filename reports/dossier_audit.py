"""The findings of an audit as a dossier tells them: worst first, without names where the dossier is masked."""

from collections.abc import Callable
from typing import Any

from rasoat.reports.dossier_source import Source
from rasoat.reports.findings import Plain, Telling, in_order, plain
from rasoat.workflow.auditing import Finding
from rasoat.workflow.confirming import confirmations_in


def telling_of(source: Source, clean: Callable[[str], str], *, masked: bool) -> Telling:
    """Return what the findings of a round are told with.

    Args:
        source: the round.
        clean: takes names out of a text.
        masked: leave out what people wrote to justify deviations, and the names of files.
    """
    return Telling(
        lang="vi",
        procedure=source.file.procedure,
        calendar=source.file.tools.calendar,
        confirmations=confirmations_in(source.cases[-1].case.facts),
        files=lambda finding: _files(source, finding),
        clean=clean,
        masked=masked,
    )


def findings_of(source: Source, clean: Callable[[str], str], *, masked: bool) -> list[dict[str, Any]]:
    """Return the findings, those first that an inspector reads first; the arguments are those of `telling_of`."""
    telling = telling_of(source, clean, masked=masked)
    return [plain(item, telling) for item in in_order(source.findings)]


def _files(source: Source, finding: Finding) -> list[Plain]:
    looked_at = set(finding.verdict.facts)
    return [
        {"name": proof.name, "sha256": proof.sha256} for proof in source.proofs if looked_at.intersection(proof.seqs)
    ]
