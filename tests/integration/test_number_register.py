"""The register of numbers: gaps are explained or refused, a cancelled number stays with its reason, the book."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from facts import A
from play import Play, lawful_way
from sqlalchemy import text

from rasoat.errors import RasoatError, Refused
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.reports.register_book import book
from rasoat.workflow.correcting import Correction, correct
from rasoat.workflow.desk import open_file
from rasoat.workflow.registers import Cancel, Gap, Line, Share, cancel, gaps_of, lines_of, share
from rasoat.workflow.verifying import verify

WAY = lawful_way()
OTHERS = {name: act for name, act in WAY.items() if "/B" in name}
ORDER = Cancel(round="TM-2026", body="ubnd", year=2026, no=1, reason="Ghi nhầm tên thôn", by="Lò Văn Thành, Chủ tịch")
ELSEWHERE = Share(round="TM-2026", body="ubnd", year=2026, reason="Sổ chung ở Văn phòng", by="Lò Thị Hoa, Văn thư")


def register(play: Play, body: str = "ubnd") -> tuple[list[Line], list[Gap]]:
    """Return the register of a body with what it leaves out."""
    with play.database.read() as connection:
        store = Store(connection)
        commune_id = open_file(store, play.round).row.commune_id
        lines = lines_of(store, commune_id, body, 2026)
        return lines, gaps_of(store, commune_id, lines)


def left_out(play: Play) -> list[tuple[int, int, str | None]]:
    """Return first and last of each gap with its reason."""
    return [(gap.first, gap.last, gap.reason) for gap in register(play)[1]]


def test_a_gap_without_reason_is_refused_with_both_ways_out(database: Database) -> None:
    """A number that leaves out others is refused, the numbers are named; nothing is written."""
    play = Play(database).start().go(WAY, until="agree_results")
    before = play.snapshot()
    with pytest.raises(Refused) as refused:
        play.act(WAY["agree_results"], numbers={"posting-notice": 105})
    said = refused.value.render()
    assert "các số từ 1 đến 104" in said
    assert "--gap-reason" in said
    assert "rasoat register shared --body ubnd --year 2026" in said
    assert play.snapshot() == before


def test_a_gap_with_a_reason_is_recorded_and_shown(database: Database) -> None:
    """The reason stands in the journal and beside the numbers left out; the next number needs none."""
    play = Play(database).start().go(WAY, until="agree_results")
    play.act(WAY["agree_results"], numbers={"posting-notice": 105}, gap_reason="Văn phòng cấp")
    play.go(OTHERS, until="post/B")
    assert left_out(play) == [(1, 104, "Văn phòng cấp")]
    assert [line.number for line in register(play)[0]] == ["105/TB-UBND", "106/TB-UBND"]
    entry = next(item for item in play.entries(A, "transition") if item.payload["trigger"] == "agree_results")
    assert entry.payload["papers"][1]["gap"] == {"first": 1, "last": 104, "reason": "Văn phòng cấp"}


def test_a_number_that_fills_a_gap_divides_it(file_database: Database) -> None:
    """What is left out after a lower number came in keeps its reason on both sides."""
    play = Play(file_database).start().go(WAY, until="agree_results")
    play.act(WAY["agree_results"], numbers={"posting-notice": 5}, gap_reason="Văn phòng cấp")
    play.go(OTHERS, until="agree_results/B")
    play.act(WAY["agree_results/B"], numbers={"posting-notice": 3})
    assert left_out(play) == [(1, 2, "Văn phòng cấp"), (4, 4, "Văn phòng cấp")]


def test_a_series_kept_elsewhere_explains_its_gaps(database: Database) -> None:
    """Said once, the numbers that the records office gives need no reason each; another series still does."""
    play = Play(database).start().go(WAY, until="agree_results")
    share(database, ELSEWHERE, play.author())
    play.act(WAY["agree_results"], numbers={"posting-notice": 105})
    assert left_out(play) == [(1, 104, "Sổ chung ở Văn phòng")]
    play.go({name: act for name, act in OTHERS.items() if name in {"complete_list/B", "survey/B"}})
    with pytest.raises(Refused):
        play.act(WAY["complete_survey/B"], numbers={"meeting-invitation": 9})


def test_a_cancelled_number_stays_with_its_reason_and_is_never_used_again(database: Database) -> None:
    """Cancelled, a number keeps its place, its reason and who decided; the next paper takes the next one."""
    play = Play(database).start().go(WAY, until="post")
    cancel(database, ORDER, play.author())
    play.go(OTHERS, until="post/B")
    lines, gaps = register(play)
    assert [(line.row.no, line.cancelled is not None) for line in lines] == [(1, True), (2, False)]
    assert gaps == []
    assert lines[0].cancelled is not None
    assert lines[0].cancelled.payload["reason"] == "Ghi nhầm tên thôn"
    with database.read() as connection:
        assert verify(Store(connection)).problems == ()


def test_a_cancellation_cannot_be_corrected_away(file_database: Database) -> None:
    """The entry that cancels a number takes no correction."""
    play = Play(file_database).start().go(WAY, until="post")
    entry, _row = cancel(file_database, ORDER, play.author())
    order = Correction(round="TM-2026", target=entry.seq, reason="Rút lại", changes={}, annul=True)
    with pytest.raises(Refused) as refused:
        correct(file_database, order, play.author())
    assert refused.value.key == "not_correctable"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"no": 9}, "number_unknown"),
        ({"year": 2027}, "number_unknown"),
        ({"reason": " "}, "cancel_unexplained"),
        ({"by": ""}, "cancel_unexplained"),
    ],
)
def test_what_cannot_be_cancelled_is_refused(file_database: Database, changes: dict[str, Any], key: str) -> None:
    """A number the register does not have, no reason, nobody who decided: nothing is written."""
    play = Play(file_database).start().go(WAY, until="post")
    before = play.snapshot()
    with pytest.raises(RasoatError) as refused:
        cancel(file_database, replace(ORDER, **changes), play.author())
    assert refused.value.key == key
    assert play.snapshot() == before


def test_cancelling_twice_is_refused_with_the_first_reason(file_database: Database) -> None:
    """A second cancellation names the first; the same command sent twice acts once."""
    play = Play(file_database).start().go(WAY, until="post")
    sent = replace(ORDER, command_id="huy-1")
    first, _row = cancel(file_database, sent, play.author())
    assert cancel(file_database, sent, play.author())[0].seq == first.seq
    with pytest.raises(Refused) as refused:
        cancel(file_database, replace(ORDER, reason="Lý do khác"), play.author())
    assert "Ghi nhầm tên thôn" in refused.value.render()


def test_a_number_taken_out_of_the_register_is_found(database: Database) -> None:
    """Whoever removes a cancelled number from the table is found: the journal still names it."""
    play = Play(database).start().go(WAY, until="post")
    cancel(database, ORDER, play.author())
    with database.write() as connection:
        connection.execute(text("DELETE FROM register_number WHERE body = 'ubnd'"))
    with database.read() as connection:
        assert verify(Store(connection)).problems != ()


def test_the_book_has_every_number_with_signer_recipients_and_remarks(file_database: Database) -> None:
    """Each number has its subject, signer, recipients; gaps and cancelled numbers have their reasons."""
    play = Play(file_database).start().go(WAY, until="agree_results")
    share(file_database, ELSEWHERE, play.author())
    play.act(WAY["agree_results"], numbers={"posting-notice": 3})
    cancel(file_database, replace(ORDER, no=3), play.author())
    lines, gaps = register(play)
    with play.desk() as desk:
        body = book(desk.file.commune, lines, gaps, date(2026, 12, 31)).context["body"]
    gap, row = body["rows"]
    assert (gap["number"], row["number"]) == ("01 - 02", "03/TB-UBND")
    assert "Sổ chung ở Văn phòng" in gap["title"]
    assert row["title"].startswith("Thông báo Về việc niêm yết công khai")
    assert row["signer"]
    assert "ĐÃ HỦY" in row["note"]
    assert "Ghi nhầm tên thôn" in row["note"]
    assert (body["count"], body["cancelled"]) == (1, 1)
