"""`rasoat audit`: findings from the very checks that guard and advise; exit 1 when something is missing."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import App, help_text, json_option, open_round, option, pass_app, print_json
from rasoat.messages import message

if TYPE_CHECKING:
    from rasoat.workflow.auditing import Finding


@click.command(help=help_text("audit.help"))
@json_option
@option("--full", key="audit.full", is_flag=True)
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
    source: Path | None,
    **past: Any,
) -> None:
    """Audit the round, or a past one from its register of events."""
    from rasoat.workflow.auditing import BREACHES
    from rasoat.workflow.auditing import audit as findings_of

    if source is not None:
        from rasoat.commands.audit_register import audit_register

        if audit_register(app, source, as_json=as_json, full=full, **past):
            raise SystemExit(1)
        return
    with open_round(app) as desk_round:
        findings = findings_of(desk_round, app.today)
        code = desk_round.file.row.code
    breaches = sum(item.verdict.status in BREACHES for item in findings)
    if as_json:
        print_json(
            {
                "round": code,
                "on": app.today.isoformat(),
                "breaches": breaches,
                "findings": [plain(app, item) for item in findings if full or not item.clean],
            }
        )
    else:
        print_findings(app, findings, full=full)
    if breaches:
        raise SystemExit(1)


def plain(app: App, item: "Finding") -> dict[str, Any]:
    """Return a finding for scripts."""
    due = item.verdict.due
    return {
        "subject": item.subject.title,
        "stage": item.stage,
        "step": item.trigger,
        "step_on": item.step_on.isoformat() if item.step_on else None,
        "pass": item.pass_no,
        "requirement": item.rule.id,
        "title": app.tell(message(f"checks.{item.rule.check}")),
        "basis": item.rule.citation.short(app.lang),
        "evidence": item.rule.citation.evidence,
        "severity": item.rule.severity,
        "status": item.verdict.status.value,
        "found": app.tell(item.verdict.found),
        "cure": app.tell(item.verdict.cure) if item.verdict.cure else None,
        "facts": list(item.verdict.facts),
        "term": due and {"event": due.event.isoformat(), "last_day": due.last_day.isoformat()},
        "deviation": item.deviation
        and {"reason": item.deviation.reason, "by": item.deviation.by, "order": item.deviation.order},
    }


def print_findings(app: App, findings: "tuple[Finding, ...]", *, full: bool) -> None:
    """Print what an inspector must see: deviations first, then breaches, then the count of the rest."""
    from rasoat.workflow.verdicts import Status

    shown = [item for item in findings if full or not item.clean]
    shown.sort(key=lambda item: item.verdict.status is not Status.WAIVED)
    for item in shown:
        _print(app, item)
    counts: dict[str, int] = {}
    for item in findings:
        counts[item.verdict.status] = counts.get(item.verdict.status, 0) + 1
    summary = ", ".join(
        f"{app.tell(message(f'words.status.{status.value}'))}: {counts[status]}"
        for status in Status
        if status in counts
    )
    app.say("cli.audit.summary", count=len(findings), summary=summary)


def _print(app: App, item: "Finding") -> None:
    app.say(
        "cli.audit.finding",
        status=message(f"words.status.{item.verdict.status.value}"),
        subject=item.subject.title,
        title=message(f"checks.{item.rule.check}"),
        basis=item.rule.citation.short(app.lang),
        found=item.verdict.found,
    )
    if item.deviation:
        app.say(
            "cli.audit.deviation",
            reason=item.deviation.reason,
            by=item.deviation.by,
            order=item.deviation.order,
        )
    elif item.verdict.cure:
        app.say("cli.audit.cure", cure=item.verdict.cure)
