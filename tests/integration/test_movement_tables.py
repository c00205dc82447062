"""The tables of movements of a round: village by village, for the commune, on the screen, as JSON, as Excel."""

from pathlib import Path

import openpyxl
from breaches import WAY, changed, gone, surveys_of
from facts import TODAY, A, B
from office import typed
from play import Play

from rasoat.models.database import Database
from rasoat.reports.movement_files import movements_xlsx
from rasoat.steps.movement_tables import COLUMNS, Moves, commune_moves, village_moves


def tables(play: Play) -> tuple[list[Moves], Moves]:
    """Return the tables of the villages and of the commune."""
    with play.desk() as desk:
        villages = village_moves(desk, TODAY)
    return villages, commune_moves(villages)


def test_each_village_and_the_commune_add_up(file_database: Database) -> None:
    """Closing = opening - decreases + increases, for households and persons; the commune is the villages' sum."""
    villages, commune = tables(Play(file_database).start().go(WAY))
    assert all(item.balanced and not item.open for item in (*villages, commune))
    poor = villages[0].tables["poor"]
    assert [poor["households"][name] for name in COLUMNS["poor"]] == [2, 0, 1, 0, 0, 1, 0, 0, 2]
    assert poor["persons"]["end"] == 2 * poor["households"]["end"]
    for name, columns in COLUMNS.items():
        for of in ("households", "persons"):
            sums = {column: sum(item.tables[name][of][column] for item in villages) for column in columns}
            assert commune.tables[name][of] == sums


def test_a_household_that_moved_away_is_counted_as_other(file_database: Database) -> None:
    """Who left the list is in the column of other decreases, with the reason, and that table adds up."""
    villages, commune = tables(Play(file_database).start().go(gone(B, "moved", "H0005"), until="complete_list/B"))
    assert villages[1].tables["poor"]["households"]["other_out"] == 1
    assert commune.others == {"moved": 1}
    assert villages[1].tables["poor"]["households"]["start"] == 1
    assert villages[1].difference("poor", "households") == 0


def test_a_household_without_a_result_is_told(file_database: Database) -> None:
    """While a household has no result the closing is short of it: it is counted as open, and the table says so."""
    way = changed(WAY, "survey", facts=surveys_of(A)[1:])
    villages, _commune = tables(Play(file_database).start().go(way, until="complete_survey"))
    assert villages[0].open == 1
    assert not villages[0].balanced


def test_the_command_shows_and_writes_the_tables(file_database: Database, tmp_path: Path) -> None:
    """On the screen, as JSON and as Excel the tables have the same numbers; a second file is not written over."""
    Play(file_database).start().go(WAY)
    where = ("--db", str(file_database.engine.url.database))
    assert "Cuối kỳ" in typed(*where, "report", "movements", A).out
    said = typed(*where, "report", "movements", "--json").json
    assert said["commune"]["poor"]["households"]["end"] == 3
    path = tmp_path / "dien-bien.xlsx"
    assert typed(*where, "report", "movements", "--out", path).code == 0
    assert typed(*where, "report", "movements", "--out", path).code == 2
    book = openpyxl.load_workbook(path)
    last = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[1] == "Cả xã"]
    assert [row[-1] for row in last] == [3, said["commune"]["poor"]["persons"]["end"]]
    book.close()


def test_the_same_tables_give_the_same_bytes(file_database: Database) -> None:
    """The file depends on the tables alone, not on when it is made."""
    villages, commune = tables(Play(file_database).start().go(WAY))
    assert movements_xlsx(villages, commune, "x") == movements_xlsx(villages, commune, "x")
