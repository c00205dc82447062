"""`rasoat audit --from`: the same checks on a round that was run without this program."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rasoat.commands.base import App, print_json
from rasoat.messages import message

if TYPE_CHECKING:
    from rasoat.exchange.event_lines import Register, Words
    from rasoat.reports.past_registers import PastRegister
    from rasoat.workflow.auditing import Finding
    from rasoat.workflow.procedures import Procedure


def audit_register(
    app: App,
    path: Path,
    *,
    procedure: str | None,
    variant: str | None,
    area: str,
    as_json: bool,
    full: bool,
    reports: Sequence[Path] = (),
) -> "tuple[Finding, ...]":
    """Audit the register in a file and print the findings; return them.

    Raises:
        BadFile: the file cannot be taken; every fault is named.
        UsageError: it cannot be told under which procedure the round ran.
    """
    from rasoat.commands.audit_words import print_findings
    from rasoat.reports.findings import FAILING, plain
    from rasoat.reports.past_registers import past_register
    from rasoat.reports.register_words import events_of, words_of

    choices = procedures_to_choose(procedure, variant)
    register = _read(path, words_of(events_of(choices)), app)
    past = past_register(register, choices, area)
    findings = past.audit(app.today, [path.parent, *([Path(app.store)] if app.store else [])])
    telling = past.telling(app.lang)
    if as_json:
        print_json(
            {
                "file": path.name,
                "procedure": past.procedure.id,
                "version": past.procedure.version,
                "variant": past.procedure.variant and past.procedure.variant.id,
                "on": app.today.isoformat(),
                "breaches": sum(item.verdict.status in FAILING["missing"] for item in findings),
                "findings": [plain(item, telling) for item in findings if full or not item.clean],
            }
        )
    else:
        for notice in register.notices:
            click.echo(app.tell(notice.message()), err=True)
        _head(app, past)
        print_findings(app, findings, telling, full=full)
    if reports:
        from rasoat.commands.audit import write_reports
        from rasoat.reports.audit_sources import of_register

        write_reports(app, reports, of_register(past, path, findings, app.lang, app.today, app.author().actor))
    return findings


def procedures_to_choose(name: str | None, variant: str | None) -> "list[Procedure]":
    """Return the procedures a register may have run under, each variant apart, the default one first.

    Raises:
        UsageError: no such procedure or variant.
    """
    from rasoat.commands.law_files import take
    from rasoat.workflow.procedures import shipped

    found = []
    for wanted in [name] if name else shipped():
        first = take(wanted, variant)
        others = [item.id for item in first.variants if variant is None and item != first.variant]
        found += [first, *(take(wanted, other) for other in others)]
    return found


def _read(path: Path, words: "Words", app: App) -> "Register":
    from rasoat.exchange.event_logs import is_log, read_log
    from rasoat.exchange.registers import read_register

    # a past round may be audited as of a day before its last events, so the later of both days is the limit
    today = max(app.today, app.clock().astimezone().date())
    return read_log(path, words, today) if is_log(path) else read_register(path, words, today)


def _head(app: App, past: "PastRegister") -> None:
    """Print under which law the round is judged, and why."""
    chosen = past.procedure
    first = past.round.subjects[0].opened_on
    variant = message("cli.audit.from_variant", variant=chosen.variant.title) if chosen.variant else ""
    app.say("cli.audit.from_head", procedure=chosen.title, version=chosen.version, first=first, variant=variant)
