"""Households' requests (forms 01 and 04 of Decision 24/2021/QĐ-TTg) as the commune office logs them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from rasoat.exchange.books import read_tables
from rasoat.exchange.cells import read_text, read_village, read_whole
from rasoat.exchange.days import read_day
from rasoat.exchange.findings import Findings
from rasoat.exchange.layouts import APPLICATIONS
from rasoat.exchange.people import PersonReader, refuse_double_ids, remark_other_communes
from rasoat.exchange.records import Application, Commune, Imported
from rasoat.exchange.tables import Row
from rasoat.exchange.villages import by_name
from rasoat.exchange.words import read_application_kind


def read_applications(path: Path, commune: Commune, today: date) -> Imported[Application]:
    """Return the applications in the file at `path`: all of them, or nothing.

    Args:
        path: an Excel, OpenDocument or CSV file.
        commune: whose villages the applications must name.
        today: births and receipts after it are faults.

    Raises:
        BadFile: not to be opened, of another kind, or with faults; `details` names every one.
    """
    findings = Findings(path.name)
    tables = read_tables(path, (APPLICATIONS,), findings)
    person, villages = PersonReader(today), by_name(commune)
    taken: list[tuple[Row, Application]] = []
    for table in tables:
        rows = list(table.rows())
        remark_other_communes(table, rows, commune)
        taken += [(row, _application(row, person, villages)) for row in rows]
    refuse_double_ids((row, application.applicant.id_number) for row, application in taken)
    findings.refuse_if_faulty([table.sheet.name for table in tables])
    return Imported(tuple(application for _, application in taken), tuple(findings.notices))


def _application(row: Row, person: PersonReader, villages: Mapping[str, str]) -> Application:
    return Application(
        sheet=row.table.sheet.name,
        row=row.number,
        received_on=row.read("received_on", lambda cell: read_day(cell, person.today), person.today),
        applicant=person(row),
        village=row.read("village", lambda cell: read_village(cell, villages), ""),
        members_count=row.read("size", read_whole, None),
        kind=row.read("kind", read_application_kind, "review"),
        reason=row.read("reason", read_text, ""),
    )
