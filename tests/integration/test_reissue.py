"""A paper that a correction made wrong is issued again: numbered, linked, marked; the audit comes clean."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from facts import A, day
from play import Play, lawful_way

from rasoat.errors import RasoatError, Refused, UsageError
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.notices.printing import Choice, chosen
from rasoat.notices.xhtml import to_xhtml
from rasoat.workflow.issued_papers import IssuedPaper, issued_papers
from rasoat.workflow.registers import Cancel, cancel
from rasoat.workflow.reissuing import Reissue, Reissued, reissue
from rasoat.workflow.verifying import verify

WAY = lawful_way()
ON = day(9, 25)
WRONG = {"b1": 150, "class": "non_poor"}


def wrong(database: Database, until: str | None = None) -> Play:
    """Return a round where a correction made the papers of village A wrong."""
    play = Play(database).start().go(WAY, until=until)
    entry = next(item for item in play.entries(A, "household_surveyed") if item.payload["ref"] == "H0001")
    play.correct(entry.seq, **WRONG)
    return play


def again(play: Play, paper: str, **more: Any) -> Reissued:
    """Issue a paper again."""
    order = Reissue(round=play.round, paper=paper, reason="Sai kết quả hộ H0001.", by="Lò Văn Thành, Chủ tịch", on=ON)
    return reissue(play.database, replace(order, **more), play.author())


def differing(play: Play) -> dict[str, str]:
    """Return what the audit finds of papers that differ."""
    found = [item for item in play.findings() if item.rule.check == "papers_agree" and not item.clean]
    return {item.rule.id: item.verdict.found.render() for item in found}


def papers(play: Play) -> list[IssuedPaper]:
    """Return the papers of the round as they stand."""
    with play.desk() as desk:
        return issued_papers(desk)


def test_every_wrong_paper_issued_again_leaves_the_audit_clean(database: Database) -> None:
    """Summary, minutes and notice replaced: nothing differs any more, and the replaced papers are named as history."""
    play = wrong(database, until="take_down")
    play.act(WAY["take_down"])
    play.act(WAY["settle"])
    assert set(differing(play)) == {"summary_agrees", "village_papers_agree"}
    for item in papers(play):
        if item.row.form in {"classification-summary", "meeting-minutes", "posting-notice"}:
            again(play, item.name)
    assert differing(play) == {}
    told = [item for item in play.findings() if item.rule.id == "village_papers_agree" and item.trigger == "settle"]
    said = " ".join(item.verdict.found.render() for item in told)
    assert "Thông báo niêm yết số 02/TB-UBND" in said
    assert "thay thế Thông báo niêm yết số 01/TB-UBND" in said


def test_the_new_paper_says_what_it_replaces_and_the_old_one_that_it_was(database: Database) -> None:
    """The new notice has the next number, its own day, the corrected list; the old one is only marked."""
    play = wrong(database, until="take_down")
    done = again(play, "01/TB-UBND")
    assert done.new is not None
    assert done.new.no == 2
    old, new = (item.paper for item in chosen(database, play.round, Choice(forms=("posting-notice",), village=A)))
    assert old.mark is not None
    assert old.mark.words.endswith("bởi Thông báo niêm yết công khai kết quả rà soát số 02/TB-UBND ngày 25/09/2026.")
    assert "(Thay thế Thông báo niêm yết công khai kết quả rà soát số 01/TB-UBND" in to_xhtml(new)
    assert "lý do: Sai kết quả hộ H0001)" in to_xhtml(new)
    assert new.context["date"] == ON.isoformat()
    totals = [paper.context["body"]["totals"]["poor"]["households"] for paper in (old, new)]
    assert totals[0] == totals[1] + 1
    with database.read() as connection:
        assert verify(Store(connection)).problems == ()


def test_a_replacing_paper_can_itself_be_replaced(database: Database) -> None:
    """After a second correction the newest paper is the one to replace; the old ones are refused with its name."""
    play = wrong(database, until="take_down")
    again(play, "01/TB-UBND")
    entry = next(item for item in play.entries(A, "household_surveyed") if item.payload["ref"] == "H0001")
    play.correct(entry.seq, **{"b1": 100, "class": "poor"})
    with pytest.raises(Refused) as refused:
        again(play, "01/TB-UBND")
    assert refused.value.key == "paper_replaced_already"
    again(play, str(refused.value.params["newest"]))
    states = [(item.number, item.state) for item in papers(play) if item.row.form == "posting-notice"]
    assert states == [("01/TB-UBND", "replaced"), ("02/TB-UBND", "replaced"), ("03/TB-UBND", "issued")]


def test_a_paper_that_would_say_the_same_is_refused(database: Database) -> None:
    """Without a correction there is nothing to replace: no number is spent, nothing is written."""
    play = Play(database).start().go(WAY, until="take_down")
    before = play.snapshot()
    with pytest.raises(Refused) as refused:
        again(play, "01/TB-UBND")
    assert refused.value.key == "paper_unchanged"
    assert play.snapshot() == before


def test_a_household_that_is_poor_no_more_gets_no_certificate_anew(file_database: Database) -> None:
    """The certificate of a household that a correction took off the list cannot be replaced; the others can."""
    play = wrong(file_database)
    certificates = [item for item in papers(play) if item.row.form == "household-certificate"]
    gone = next(item for item in certificates if item.context["body"]["household"]["ref"] == "H0001")
    with pytest.raises(Refused) as refused:
        again(play, gone.name, on=date(2026, 12, 1))
    assert refused.value.key == "paper_not_due"


def test_the_decision_and_the_committees_minutes_are_issued_again(file_database: Database) -> None:
    """Papers of the round are made anew from all villages, and the sums agree again."""
    play = wrong(file_database)
    for form in ("committee-minutes", "upper-report", "recognition-decision"):
        item = next(item for item in papers(play) if item.row.form == form)
        again(play, item.name, on=date(2026, 12, 1))
    assert {"decision_agrees", "commune_papers_agree"} & set(differing(play)) == set()


def test_a_cancelled_paper_is_found_until_another_replaces_it(database: Database) -> None:
    """A notice whose number is cancelled no longer counts; issued again, unchanged, it does."""
    play = Play(database).start().go(WAY, until="take_down")
    order = Cancel(round=play.round, body="ubnd", year=2026, no=1, reason="Ghi nhầm tên thôn", by="Lò Văn Thành")
    cancel(database, order, play.author())
    play.act(WAY["take_down"])
    play.act(WAY["settle"])
    assert "đã hủy số (Ghi nhầm tên thôn), chưa có văn bản thay thế" in differing(play)["village_papers_agree"]
    assert again(play, "01/TB-UBND").new is not None
    assert differing(play) == {}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"paper": "99/TB-UBND"}, "paper_unknown"),
        ({"paper": "khong-co"}, "paper_unknown"),
        ({"reason": " "}, "reissue_unexplained"),
        ({"by": ""}, "reissue_unexplained"),
        ({"on": date(2026, 9, 1)}, "reissue_before"),
        ({"on": date(2099, 1, 1)}, "date_in_future"),
        ({"number": 1}, "number_taken"),
        ({"number": 9}, "number_gap"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    file_database: Database, changes: dict[str, Any], key: str
) -> None:
    """An unknown paper, no reason, nobody who answers, a day before the first paper, a number taken or a gap."""
    play = wrong(file_database, until="take_down")
    before = play.snapshot()
    with pytest.raises(RasoatError) as refused:
        again(play, **{"paper": "01/TB-UBND", **changes})
    assert refused.value.key == key
    assert play.snapshot() == before


def test_an_entry_with_several_papers_asks_for_one(file_database: Database) -> None:
    """An entry that produced several papers names them, and one of them is taken by its part."""
    play = wrong(file_database, until="take_down")
    notice = next(item for item in papers(play) if item.row.form == "posting-notice")
    with pytest.raises(UsageError) as refused:
        again(play, str(notice.row.seq))
    assert refused.value.key == "paper_ambiguous"
    assert len(refused.value.details) == 2
    assert again(play, notice.name).old.number == "01/TB-UBND"


def test_the_order_sent_twice_acts_once(file_database: Database) -> None:
    """A reissue with its command id repeated changes nothing and says so; used for another paper it is refused."""
    play = wrong(file_database, until="take_down")
    again(play, "01/TB-UBND", command_id="lai-1")
    before = play.snapshot()
    assert again(play, "01/TB-UBND", command_id="lai-1").repeated
    with pytest.raises(UsageError):
        again(play, "01/GM-BCĐ", command_id="lai-1")
    assert play.snapshot() == before
