"""The findings of an audit in the terminal: corrections, then deviations, then breaches, each cause told once."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rasoat.commands.base import App
from rasoat.messages import Message, message
from rasoat.models.spans import spans
from rasoat.workflow.citations import Text

if TYPE_CHECKING:
    from rasoat.reports.findings import Plain, Telling
    from rasoat.workflow.auditing import Finding
    from rasoat.workflow.rules import Confirmation


def print_corrections(app: App, corrections: "Sequence[Plain]") -> None:
    """Print what was corrected, so that no corrected record passes for a clean one."""
    if not corrections:
        return
    app.say("cli.audit.corrections", count=len(corrections))
    for item in corrections:
        values = {name: item[name] for name in ("seq", "target", "subject", "what", "reason", "by")}
        app.say("cli.audit.correction", **values, changes=tuple(_changes(item)))


def _changes(item: "Plain") -> Iterable[Message]:
    if item["annul"]:
        yield message("cli.audit.correction_annul")
    if item["on"]:
        yield message("cli.audit.correction_on", was=item["was_on"], now=item["on"])
    for change in item["changes"]:
        yield message("cli.audit.correction_value", **change)


def print_confirmations(app: App, confirmations: "Iterable[Confirmation]") -> None:
    """Print who compared which place of the round's procedure with which text after the round was opened."""
    for item in confirmations:
        value = message("versions.confirm.value", value=item.value) if item.value else ""
        app.say("versions.confirm.by", target=item.of, value=value, by=item.by, document=item.document, on=item.on)


def print_findings(app: App, findings: "Sequence[Finding]", telling: "Telling", *, full: bool) -> None:
    """Print what an inspector must see: deviations first, then breaches, then the count of the rest."""
    from rasoat.reports.findings import same_cause
    from rasoat.workflow.gathering import gathered
    from rasoat.workflow.verdicts import Status

    shown = [item for item in findings if full or not item.clean]
    shown.sort(key=lambda item: item.verdict.status is not Status.WAIVED)
    for group in gathered(shown, same_cause):
        _print(app, group, telling)
    counts: dict[str, int] = {}
    for item in findings:
        counts[item.verdict.status] = counts.get(item.verdict.status, 0) + 1
    summary = ", ".join(
        f"{app.tell(message(f'words.status.{status.value}'))}: {counts[status]}"
        for status in Status
        if status in counts
    )
    app.say("cli.audit.summary", count=len(findings), summary=summary)


def _print(app: App, group: "Sequence[Finding]", telling: "Telling") -> None:
    from rasoat.workflow.expecting import expected

    first, verdict = group[0], group[0].verdict
    common: dict[str, Any] = {
        "status": message(f"words.status.{verdict.status.value}"),
        "subject": first.subject.title,
        "found": verdict.found,
    }
    rules: list[dict[str, Any]] = [
        {"title": message(f"checks.{item.rule.check}"), "basis": item.rule.citation.cited()} for item in group
    ]
    if len(group) == 1:
        app.say("cli.audit.finding", **common, **rules[0])
        if not first.clean:
            app.say("cli.audit.expected", expected=expected(first.rule))
    else:
        app.say("cli.audit.finding_many", **common, count=len(group))
        for item, rule in zip(group, rules, strict=True):
            app.say("cli.audit.rule", **rule, expected=expected(item.rule))
    if not first.clean:
        _print_grounds(app, group, telling)
    if first.deviation:
        who = first.deviation
        app.say("cli.audit.deviation", reason=who.reason, by=who.by, order=who.order)
    elif verdict.cure:
        app.say("cli.audit.cure", cure=verdict.cure)


def _print_grounds(app: App, group: "Sequence[Finding]", telling: "Telling") -> None:
    """Print the term day by day, and what was looked at."""
    from rasoat.workflow.term_pages import caveats
    from rasoat.workflow.terms import prove

    for due in {item.verdict.due.last_day: item.verdict.due for item in group if item.verdict.due}.values():
        days = _joined(app, "; ", (line.sentence() for line in prove(due, telling.calendar)))
        app.say("cli.audit.term", term=due.sentence(), days=days)
        for caveat in caveats(due, telling.calendar):
            app.say("cli.audit.caveat", text=caveat)
    files = {item["sha256"]: item for finding in group for item in telling.files(finding)}
    looked = _joined(app, "; ", (*_places(group, telling), *map(_file, files.values())))
    if looked:
        app.say("cli.audit.looked", what=looked)


def _places(group: "Sequence[Finding]", telling: "Telling") -> Iterable[Message]:
    places = [place for finding in group for place in telling.places(finding)]
    lines = list({str(place): place for place in places}.values())
    if lines and isinstance(lines[0], int):
        yield message("cli.audit.looked_entries", places=spans(line for line in lines if isinstance(line, int)))
    for line in lines:
        if not isinstance(line, int):
            yield message("cli.audit.looked_line" if line["sheet"] else "cli.audit.looked_row", **line)


def _file(item: "Plain") -> Message:
    from rasoat.reports.findings import SHORT

    if item["name"] and item["sha256"]:
        return message("cli.audit.looked_file", name=item["name"], digest=item["sha256"][:SHORT])
    shown = item["name"] or item["sha256"][:SHORT]
    return Text(vi=shown, en=shown)


def _joined(app: App, between: str, items: Iterable[Message]) -> str:
    return between.join(app.tell(item) for item in items)
