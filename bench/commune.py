"""A made-up commune with as many villages as a benchmark needs, each with households on its managed list."""

from datetime import UTC, date, datetime
from pathlib import Path

from rasoat.models.database import Database, open_database
from rasoat.steps.communes import add_commune
from rasoat.steps.intake import take_managed
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.wiring import wire
from rasoat.workflow.engine import Author

DAY = date(2026, 9, 3)
AUTHOR = Author(actor="bench", at=datetime(2026, 9, 3, 2, tzinfo=UTC), today=date(2026, 12, 1))


def village_names(count: int) -> list[str]:
    """Return the names of the villages."""
    return [f"Thôn {no:04d}" for no in range(1, count + 1)]


def official(title: str) -> dict[str, str]:
    """Return an official without a face."""
    return {"name": "Người Mẫu", "title": title}


def commune(folder: Path, villages: int, households: int) -> Database:
    """Return a database with an open round whose villages wait for their list to be completed."""
    wire()
    database = open_database(str(folder / "rasoat.db"))
    description = {
        "code": "99999",
        "name": "Mẫu",
        "kind": "xã",
        "province": "Mẫu",
        "province_title": "tỉnh Mẫu",
        "district": None,
        "area": "rural",
        "address": "-",
        "phone": "-",
        "office": "Trụ sở UBND xã Mẫu",
        "superior": "tỉnh Mẫu",
        "department": None,
        "addressee": "Chủ tịch UBND tỉnh Mẫu",
        "officials": {
            "chairman": official("Chủ tịch"),
            "deputy": None,
            "officer": official("Công chức"),
            "front": None,
        },
    }
    names = village_names(villages)
    rows = [
        {"code": name[-4:], "name": name, "kind": "thôn", "head": "Trưởng Thôn", "house": f"Nhà văn hóa {name}"}
        for name in names
    ]
    add_commune(database, description, rows)
    order = OpenRound(
        commune=None,
        procedure="qd24-periodic-two-tier",
        variant="none",
        year=2026,
        on=date(2026, 9, 1),
        code="B",
        ordered_by="180/KH-UBND",
    )
    open_round(database, order, AUTHOR)
    take_managed(database, None, [_row(name, no) for name in names for no in range(households)], DAY, AUTHOR)
    return database


def _row(village: str, no: int) -> dict[str, object]:
    number = f"0{village[-4:]}{no:07d}"
    head = {
        "name": f"Nguyễn Văn {no}",
        "relation": "Chủ hộ",
        "birth": "01/02/1970",
        "birth_year": 1970,
        "sex": "Nam",
        "id_number": number,
        "ethnicity": "Kinh",
    }
    person = {**head, "size": 4, "members": [head] * 4, "minority": False, "no_labour": False, "merit": False}
    return {"village": village, "class": "poor", "id_number": number, "person": {**person, "cause": None}}
