"""The data of a dossier: one table a subject, as rows that both JSON and CSV are written from.

The pages are written from these rows too, so that the masked variant cannot show on a page what its data leaves out.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rasoat.messages import message
from rasoat.notices.catalogue import forms
from rasoat.reports.dossier_lines import Line
from rasoat.reports.dossier_source import CaseFile, Source
from rasoat.workflow.cases import CORRECTION

Row = dict[str, Any]
Tables = Mapping[str, list[Row]]

_PERSONAL = "*"
_COLUMNS: Mapping[str, str] = {
    "cases": "case_id village track stage pass",
    "households": "ref village *name *birth *sex *id_number *ethnicity *members *minority *no_labour *merit *cause",
    "results": "ref village origin class_before *b1 *b2 *deprived *deprived_titles class_after list changed",
    "facts": "seq village kind title on recorded_at *actor pass *data corrected_by evidence",
    "transitions": (
        "seq village trigger title source dest on recorded_at *actor pass deviation waived waived_titles"
        " *reason *by *order"
    ),
    "corrections": "seq target village title recorded_at *actor annul fields *was *set on *reason",
    "papers": "seq part village form title number date context_sha256 file",
    "evidence": "sha256 bytes *name seqs *file",
}
"""The columns of each table; the masked variant leaves out those with a star: personal, scores, or typed freely."""


def columns_of(table: str, *, masked: bool) -> tuple[str, ...]:
    """Return the columns of a table."""
    columns = _COLUMNS[table].split()
    return tuple(name.removeprefix(_PERSONAL) for name in columns if not (masked and name.startswith(_PERSONAL)))


def tables_of(
    source: Source, files: Mapping[str, str], papers: Mapping[tuple[int, int], str], *, masked: bool
) -> Tables:
    """Return all tables of a round.

    Args:
        source: the round.
        files: where each evidence file lies in the dossier, by digest.
        papers: where each paper lies, by entry and part.
        masked: leave out personal data.
    """
    makers: Mapping[str, Callable[[], Iterator[Row]]] = {
        "cases": lambda: _cases(source),
        "households": lambda: _households(source),
        "results": lambda: _results(source),
        "facts": lambda: _facts(source),
        "transitions": lambda: _transitions(source),
        "corrections": lambda: _corrections(source),
        "papers": lambda: _papers(source, papers),
        "evidence": lambda: _evidence(source, files),
    }
    return {name: _shown(name, maker(), masked=masked) for name, maker in makers.items()}


def _shown(table: str, rows: Iterator[Row], *, masked: bool) -> list[Row]:
    columns = columns_of(table, masked=masked)
    return [{name: row[name] for name in columns} for row in rows]


def _cases(source: Source) -> Iterator[Row]:
    for item in source.cases:
        yield {
            "case_id": item.row.id,
            "village": item.title,
            "track": item.row.track,
            "stage": source.file.procedure.stages[item.case.stage].title.vi,
            "pass": item.case.pass_no,
        }


def _households(source: Source) -> Iterator[Row]:
    for item in source.cases:
        for ref in _refs(item):
            person = source.people[ref]
            yield {
                "ref": ref,
                "village": item.title,
                "name": person["name"],
                "birth": person["birth"],
                "sex": person["sex"],
                "id_number": person["id_number"],
                "ethnicity": person["ethnicity"],
                "members": person["size"],
                **{flag: person.get(flag) for flag in ("minority", "no_labour", "merit", "cause")},
            }


def _refs(item: CaseFile) -> list[str]:
    """Return the households that were ever on the village's list, those included that left it unreviewed."""
    removed = (fact.data["ref"] for fact in item.facts if fact.kind == "household_removed")
    return sorted({*item.results, *removed})


def _results(source: Source) -> Iterator[Row]:
    indicators = {item.code: item.title.vi for item in source.file.tools.standard.indicators}
    for item in source.cases:
        for ref in sorted(item.results):
            result = item.results[ref]
            yield {
                "ref": ref,
                "village": item.title,
                "origin": result.item.origin,
                "class_before": result.item.class_before,
                "b1": result.b1,
                "b2": result.b2,
                "deprived": list(result.deprived),
                "deprived_titles": [indicators.get(code, code) for code in result.deprived],
                "class_after": result.after,
                "list": result.on_list,
                "changed": result.changed,
            }


def _facts(source: Source) -> Iterator[Row]:
    found = [(fact, item.title) for item in source.cases for fact in item.facts]
    for fact, village in sorted(found, key=lambda pair: pair[0].seq):
        yield {
            "seq": fact.seq,
            "village": village,
            "kind": fact.kind,
            "title": message(f"words.facts.{fact.kind}").render(),
            "on": fact.on.isoformat(),
            "recorded_at": fact.recorded_at.isoformat(),
            "actor": fact.actor,
            "pass": fact.pass_no,
            "data": {name: value for name, value in fact.data.items() if name not in {"papers", "evidence"}},
            "corrected_by": list(fact.corrected_by),
            "evidence": list(fact.data.get("evidence") or ()),
        }


def _transitions(source: Source) -> Iterator[Row]:
    found = [(taken, item.title) for item in source.cases for taken in item.case.taken]
    stages = source.file.procedure.stages
    for taken, village in sorted(found, key=lambda pair: pair[0].seq):
        deviation = taken.deviation
        yield {
            "seq": taken.seq,
            "village": village,
            "trigger": taken.trigger,
            "title": message(f"words.triggers.{taken.trigger}").render(),
            "source": stages[taken.source].title.vi,
            "dest": stages[taken.dest].title.vi,
            "on": taken.on.isoformat(),
            "recorded_at": taken.recorded_at.isoformat(),
            "actor": taken.actor,
            "pass": taken.pass_no,
            "deviation": deviation is not None,
            "waived": list(deviation.waived) if deviation else [],
            "waived_titles": [_requirement(source, name) for name in deviation.waived] if deviation else [],
            "reason": deviation.reason if deviation else None,
            "by": deviation.by if deviation else None,
            "order": deviation.order if deviation else None,
        }


def _requirement(source: Source, name: str) -> str:
    return message(f"checks.{source.file.procedure.requirements[name].check}").render()


def _corrections(source: Source) -> Iterator[Row]:
    targets: Mapping[int, Line] = {line.seq: line for line in source.lines}
    for line in source.lines:
        if line.kind != CORRECTION:
            continue
        said = line.content
        target, changes = targets[said["target"]], said.get("set", {})
        yield {
            "seq": line.seq,
            "target": target.seq,
            "village": source.titles.get(line.case_id, ""),
            "title": message(f"words.facts.{target.kind}").render(),
            "recorded_at": line.recorded_at,
            "actor": line.actor,
            "annul": said.get("annul", False),
            "fields": sorted(changes),
            "was": {name: target.content.get(name) for name in changes},
            "set": changes,
            "on": said.get("on"),
            "reason": said.get("reason"),
        }


def _papers(source: Source, files: Mapping[tuple[int, int], str]) -> Iterator[Row]:
    for item in source.prints:
        context = item.paper.context
        yield {
            "seq": item.row.seq,
            "part": item.row.part,
            "village": source.titles[item.row.case_id],
            "form": item.row.form,
            "title": forms()[item.row.form].title_vi,
            "number": (context.get("number") or {}).get("text"),
            "date": context.get("date"),
            "context_sha256": item.row.context_sha256,
            "file": files.get((item.row.seq, item.row.part)),
        }


def _evidence(source: Source, files: Mapping[str, str]) -> Iterator[Row]:
    for proof in source.proofs:
        yield {
            "sha256": proof.sha256,
            "bytes": proof.size,
            "name": proof.name,
            "seqs": list(proof.seqs),
            "file": files.get(proof.sha256),
        }
