"""`rasoat audit`: findings from the very checks that guard and advise; exit 1 when something is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import App, help_text, json_option, open_round, option, pass_app, print_json

if TYPE_CHECKING:
    from rasoat.reports.audit_report import Audited
    from rasoat.workflow.auditing import Finding

FAIL_ON = ("contradicted", "missing", "waived", "claimed", "never")


@click.command(help=help_text("audit.help"))
@json_option
@option("--full", key="audit.full", is_flag=True)
@option("--fail-on", key="audit.fail_on", type=click.Choice(FAIL_ON), default="missing", show_default=True)
@option("--report", "reports", key="audit.report", multiple=True, type=click.Path(path_type=Path, dir_okay=False))
@option("--from", "source", key="audit.from", type=click.Path(path_type=Path, dir_okay=False))
@option("--procedure", key="audit.procedure")
@option("--variant", key="audit.variant")
@option("--area", key="audit.area", type=click.Choice(["rural", "urban"]), default="rural", show_default=True)
@pass_app
def audit(
    app: App,
    /,
    as_json: bool,  # noqa: FBT001 # click passes flags so
    full: bool,  # noqa: FBT001 # click passes flags so
    fail_on: str,
    reports: tuple[Path, ...],
    source: Path | None,
    **past: Any,
) -> None:
    """Audit the round, or a past one from its register of events."""
    from rasoat.reports.findings import fails

    if reports:
        from rasoat.reports.audit_pages import format_of

        for path in reports:  # a name that no report can have is said before any work
            format_of(path)
    if source is not None:
        from rasoat.commands.audit_register import audit_register

        findings = audit_register(app, source, as_json=as_json, full=full, reports=reports, **past)
    else:
        findings = _audit(app, as_json=as_json, full=full, reports=reports)
    if fails(findings, fail_on):
        raise SystemExit(1)


def _audit(app: App, *, as_json: bool, full: bool, reports: Sequence[Path]) -> "tuple[Finding, ...]":
    from rasoat.commands.audit_words import print_confirmations, print_corrections, print_findings
    from rasoat.reports.corrections import corrections_of
    from rasoat.reports.findings import FAILING, Telling, files_of, plain
    from rasoat.workflow.auditing import audit as findings_of

    with open_round(app) as desk_round:
        findings = findings_of(desk_round, app.today)
        file = desk_round.file
        files = files_of(desk_round)
        confirmations = desk_round.confirmations
        corrections = corrections_of(desk_round, app.lang)
    telling = Telling(
        lang=app.lang,
        procedure=file.procedure,
        calendar=file.tools.calendar,
        files=files,
        confirmations=confirmations,
    )
    if as_json:
        print_json(
            {
                "round": file.row.code,
                "on": app.today.isoformat(),
                "breaches": sum(item.verdict.status in FAILING["missing"] for item in findings),
                "corrections": corrections,
                "confirmed": [telling.confirmation(item) for item in confirmations],
                "findings": [plain(item, telling) for item in findings if full or not item.clean],
            }
        )
    else:
        print_corrections(app, corrections)
        print_findings(app, findings, telling, full=full)
        print_confirmations(app, confirmations)
    if reports:
        write_reports(app, reports, _audited(app, findings))
    return findings


def _audited(app: App, findings: "tuple[Finding, ...]") -> "Audited":
    """Return the audit with all that its report says, judged as of the day of this run."""
    from rasoat.reports.audit_sources import of_round
    from rasoat.reports.dossier import read

    source = replace(read(app.database, app.round, app.today), as_of=app.today, findings=findings)
    return of_round(source, app.lang, app.today, app.author().actor, masked=False)


def write_reports(app: App, paths: Iterable[Path], audited: "Audited") -> None:
    """Write the report of an audit to each file, in the form that its name asks for.

    Raises:
        UsageError: a name ends otherwise.
        StoreError: a file cannot be written.
    """
    from rasoat.notices.files import write_whole
    from rasoat.reports.audit_pages import format_of
    from rasoat.reports.audit_report import report

    told = report(audited)
    for path in paths:
        write_whole(path, format_of(path)(told))
        app.say("cli.audit.reported", err=True, file=path)
