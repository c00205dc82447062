"""Where an audit report gets its facts: a round of ours as a dossier reads it, or the register of a past round."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from rasoat.messages import Lang, message
from rasoat.models.canonical import anchor_code
from rasoat.models.records import Entry
from rasoat.reports.audit_report import Audited
from rasoat.reports.corrections import told
from rasoat.reports.dossier_audit import telling_of
from rasoat.reports.dossier_lines import faults_of_chain
from rasoat.reports.dossier_source import Source
from rasoat.reports.findings import Plain
from rasoat.reports.past_registers import PastRegister
from rasoat.workflow.auditing import Finding


def of_round(
    source: Source, lang: Lang, made_on: date, made_by: str | None, clean: Callable[[str], str] = str, *, masked: bool
) -> Audited:
    """Return the audit of a round of ours.

    Args:
        source: the round.
        lang: the language of the report.
        made_on: the day it is dated.
        made_by: who ran the audit.
        clean: takes names out of a text.
        masked: leave out personal data.
    """
    row, commune, last = source.file.row, source.file.commune, source.lines[-1]
    title = f"{commune.description['kind']} {commune.name}, {commune.description['province_title']}"
    return Audited(
        title=title,
        round=row.code,
        year=row.year,
        opened_on=row.opened_on,
        ordered_by=row.ordered_by,
        on=source.as_of,
        made_on=made_on,
        made_by=made_by,
        findings=source.findings,
        telling=replace(telling_of(source, clean, masked=masked), lang=lang),
        corrections=list(told(_entries(source), source.titles, lang, masked=masked)),
        journal={
            "entries": len(source.lines),
            "code": last.code,
            "faults": [fault.render(lang) for _place, fault in faults_of_chain(source.lines)],
        },
        anchors=_anchors(source),
    )


def _entries(source: Source) -> list[Entry]:
    """Return the journal's entries as the store reads them."""
    names = ("gseq", "seq", "case_id", "kind", "occurred_on", "recorded_at", "actor", "command_id", "part", "hash")
    return [Entry(**{name: getattr(line, name) for name in names}, payload=line.content) for line in source.lines]


def _anchors(source: Source) -> list[Plain]:
    """Return the newest paper of each case with the code at its foot."""
    newest = {item.row.case_id: item for item in source.prints}
    return [
        {
            "subject": case.title,
            "paper": item.paper.title.partition(" - ")[0],
            "date": item.paper.context.get("date"),
            "code": anchor_code(source.file.row.chain_name, item.row.seq, item.row.hash),
        }
        for case in source.cases
        if (item := newest.get(case.row.id))
    ]


def of_register(
    past: PastRegister, path: Path, findings: Sequence[Finding], lang: Lang, on: date, made_by: str | None
) -> Audited:
    """Return the audit of a past round from the register in a file."""
    subject = past.round.subjects[0]
    name = message("report.register_title", name=path.name).render(lang)
    return Audited(
        title=subject.title,
        round=name,
        year=subject.year,
        opened_on=subject.opened_on.isoformat(),
        ordered_by=None,
        on=on,
        made_on=on,
        made_by=made_by,
        findings=findings,
        telling=past.telling(lang),
        corrections=(),
        register={"name": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()},
    )
