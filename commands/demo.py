"""`rasoat demo`: a whole round of a synthetic commune, its board, its audit, its papers."""

from pathlib import Path

import click

from rasoat.commands.base import App, help_text, option, pass_app


@click.command(help=help_text("demo.help"))
@option("--out", key="demo.out", type=click.Path(path_type=Path), default=Path("demo-out"), show_default=True)
@pass_app
def demo(app: App, /, out: Path) -> None:
    """Play the demonstration."""
    from rasoat.commands.audit_words import print_corrections, print_findings
    from rasoat.commands.base import open_round
    from rasoat.commands.overview import status_table
    from rasoat.demo import plot
    from rasoat.demo.play import MARK, play, prepare
    from rasoat.reports.corrections import corrections_of
    from rasoat.reports.findings import Telling, files_of
    from rasoat.steps.board import board
    from rasoat.workflow.auditing import audit

    app.use(prepare(out), str(out / MARK), plot.ROUND)
    app.say("cli.demo.intro")
    for on, event in play(app.database, out):
        app.say("cli.demo.event", on=on, event=event)
    with open_round(app) as desk_round:
        lines = board(desk_round, plot.CLOSED)
        findings = audit(desk_round, plot.CLOSED)
        corrections, files, file = corrections_of(desk_round, app.lang), files_of(desk_round), desk_round.file
    app.say("cli.demo.board")
    status_table(app, lines)
    app.say("cli.demo.audit")
    telling = Telling(lang=app.lang, procedure=file.procedure, calendar=file.tools.calendar, files=files)
    print_corrections(app, corrections)
    print_findings(app, findings, telling, full=False)
    count = _print(app, out)
    app.say("cli.demo.done", count=count, folder=out, database=out / MARK)
    _hand_over(app, out)


def _print(app: App, out: Path) -> int:
    from rasoat.commands.progress import progress
    from rasoat.notices.printing import Choice, chosen, print_papers

    prints = chosen(app.database, app.round, Choice())
    with progress(app, "cli.print.progress", len(prints)) as step:
        return len(print_papers(prints, out / "giay-to", ("pdf", "docx"), done=step))


def _hand_over(app: App, out: Path) -> None:
    """Write the dossier, which verifies itself while it is made, and lay its audit report beside it."""
    from rasoat.demo import plot
    from rasoat.demo.stage import AUDITOR
    from rasoat.notices.files import write_whole
    from rasoat.reports import dossier
    from rasoat.reports.dossier_layout import AUDIT
    from rasoat.steps.evidence import folder_of

    source = dossier.read(app.database, app.round, plot.CLOSED)
    order = dossier.Order(out=out / "ho-so", command_id="demo-ho-so")
    evidence = folder_of(app.database)
    made = dossier.export(
        app.database,
        evidence,
        source,
        order,
        AUDITOR,
        printed=lambda item: (out / "giay-to" / f"{item.name}.pdf").read_bytes(),
    )
    for ending in (".pdf", ".html"):
        path = out / f"bao-cao-kiem-tra{ending}"
        write_whole(path, (order.out / f"{AUDIT}{ending}").read_bytes())
        app.say("cli.audit.reported", file=path)
    app.say("cli.demo.dossier", folder=order.out, files=made.files, code=made.code)
    if made.problems:
        app.say("cli.dossier.export.faulty", err=True, count=len(made.problems))
        raise SystemExit(1)
