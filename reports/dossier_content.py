"""What a dossier is filled with beside papers and evidence: data, journal, audit, procedure, pages, explanation."""

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files as resources
from typing import Any

import msgspec

from rasoat.messages import message, text
from rasoat.reports.audit_pages import FORMATS
from rasoat.reports.audit_report import report
from rasoat.reports.audit_sources import of_round
from rasoat.reports.dossier_audit import findings_of
from rasoat.reports.dossier_board import boards_of
from rasoat.reports.dossier_files import Workshop, to_csv, to_json
from rasoat.reports.dossier_layout import (
    AUDIT,
    DATA,
    INDEX,
    JOURNAL,
    MANIFEST,
    PROCEDURE,
    README,
    TABLE_NAMES,
    Manifest,
)
from rasoat.reports.dossier_lines import faults_of_chain, to_jsonl
from rasoat.reports.dossier_masking import Mask
from rasoat.reports.dossier_pages import page
from rasoat.reports.dossier_source import Source
from rasoat.reports.dossier_tables import Tables, columns_of, tables_of
from rasoat.workflow.verdicts import Status

Findings = Sequence[Mapping[str, Any]]


def write_pages_and_data(
    shop: Workshop,
    source: Source,
    manifest: Manifest,
    mask: Mask | None,
    *,
    files: Mapping[str, str],
    papers: Mapping[tuple[int, int], str],
) -> None:
    """Write everything but papers and evidence, of which `papers` and `files` say where they lie."""
    clean: Callable[[str], str] = mask.scrub if mask else str
    masked = manifest.masked
    tables = tables_of(source, files, papers, masked=masked)
    findings = findings_of(source, clean, masked=masked)
    procedure = f"{PROCEDURE}{source.file.procedure.id}.toml"
    shop.write(JOURNAL, to_jsonl(source.lines, masked=masked))
    shop.write(MANIFEST, to_json(msgspec.to_builtins(manifest)))
    shop.write(procedure, source.file.procedure.source.encode())
    for table, rows in tables.items():
        shop.write(f"{DATA}{TABLE_NAMES[table]}.json", to_json(rows))
        shop.write(f"{DATA}{TABLE_NAMES[table]}.csv", to_csv(columns_of(table, masked=masked), rows))
    facts = {"manifest": manifest, "findings": findings, "summary": _summary(findings)}
    shop.write(f"{AUDIT}.json", to_json({"round": manifest.round, "as_of": manifest.as_of, "findings": findings}))
    told = report(of_round(source, "vi", source.as_of, None, clean, masked=masked))
    for ending in (".html", ".pdf", ".xlsx"):
        shop.write(f"{AUDIT}{ending}", FORMATS[ending](told))
    snippet = (resources(__package__) / "templates" / "dossier-check.py.txt").read_text("utf-8")
    shop.write(README, page("dossier-readme.txt.j2", {"manifest": manifest, "snippet": snippet}))
    shop.write(INDEX, page("dossier-index.html.j2", {**facts, **_index(source, clean, tables, findings, procedure)}))


def _index(
    source: Source, clean: Callable[[str], str], tables: Tables, findings: Findings, procedure: str
) -> dict[str, Any]:
    row, law = source.file.row, source.file.procedure
    grave = (Status.CONTRADICTED.value, Status.MISSING.value)
    own = source.cases[-1]
    return {
        "procedure": law.title.vi,
        "variant": law.variant.title.vi if law.variant else None,
        "province": source.file.commune.description["province_title"],
        "opened_on": row.opened_on,
        "ordered_by": clean(row.ordered_by) if row.ordered_by else None,
        "stage": law.stages[own.case.stage].title.vi,
        "waived": [item for item in findings if item["status"] == Status.WAIVED.value],
        "breaches": [item for item in findings if item["status"] in grave],
        "faults": [fault.render() for _place, fault in faults_of_chain(source.lines)],
        "lost": [item for item in tables["evidence"] if "file" in item and item["file"] is None],
        "boards": boards_of(source, findings),
        "counts": source.board,
        "tables": tables,
        "papers_by_village": {
            title: rows
            for title in source.titles.values()
            if (rows := [row for row in tables["papers"] if row["village"] == title])
        },
        "table_files": {name: f"{DATA}{file}" for name, file in TABLE_NAMES.items()},
        "data": [
            {"title": text(f"dossier.tables.{name}"), "count": len(rows), "file": f"{DATA}{TABLE_NAMES[name]}"}
            for name, rows in tables.items()
        ],
        "audit_page": f"{AUDIT}.html",
        "audit_data": f"{AUDIT}.json",
        "audit_print": f"{AUDIT}.pdf",
        "audit_book": f"{AUDIT}.xlsx",
        "journal": JOURNAL,
        "procedure_file": procedure,
    }


def _summary(findings: Findings) -> str:
    counts = {status: sum(item["status"] == status.value for item in findings) for status in Status}
    return ", ".join(
        f"{message(f'words.status.{status.value}').render()}: {count}" for status, count in counts.items() if count
    )
