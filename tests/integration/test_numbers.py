"""The register of numbers (Decree 30/2020): unique and without gaps per body and year, given numbers accepted."""

from dataclasses import replace
from datetime import date

import pytest
from facts import A, B, answered, commune_rows, day, objected
from play import Play, changed, lawful_way, without
from sqlalchemy import text

from rasoat.errors import UsageError
from rasoat.models.database import Database
from rasoat.models.journal import Ledger
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.workflow.engine import Step, perform, perform_all

SHARED = "Các số khác thuộc sổ chung của Văn phòng"
WAY = lawful_way()


def register(database: Database) -> list[tuple[str, int, int]]:
    """Return body, year and number of the register, in the order they were entered."""
    with database.read() as connection:
        rows = connection.execute(text("SELECT body, year, no FROM register_number ORDER BY id"))
        return [tuple(row) for row in rows]


def series(database: Database, body: str, year: int = 2026) -> list[int]:
    """Return the numbers of one series in the order they were entered."""
    return [no for found, on, no in register(database) if (found, on) == (body, year)]


def test_numbers_run_without_gap_in_each_series(database: Database) -> None:
    """Over a whole round each body's numbers are 1, 2, 3 and on, whatever papers come between."""
    Play(database).start().go(WAY)
    assert series(database, "bcd") == [1, 2, 3]
    assert series(database, "ubnd") == [1, 2, 3, 4]
    assert series(database, "gcn") == [1, 2, 3, 4]


def test_refused_step_uses_no_number(database: Database) -> None:
    """A step that is refused after its papers were numbered leaves the numbers for the next."""
    play = Play(database).start().go(WAY, until="agree_results")
    play.go({name: act for name, act in WAY.items() if name in {"complete_list/B", "survey/B", "complete_survey/B"}})
    steps = [
        Step(round="TM-2026", village=A, on=day(9, 18), trigger="agree_results"),
        Step(round="TM-2026", village=B, on=day(9, 18), trigger="settle"),
    ]
    before = register(database)
    with pytest.raises(Exception, match="không thực hiện được"):
        perform_all(database, steps, play.author())
    assert register(database) == before
    assert play.act(WAY["agree_results"]).papers[1].no == 1


def test_given_number_is_taken_and_the_next_follows(database: Database) -> None:
    """A number from the agency's own system stands on the paper; the next one the program proposes is higher."""
    play = Play(database).start().go(WAY, until="agree_results")
    outcome = play.act(WAY["agree_results"], numbers={"posting-notice": 105}, gap_reason=SHARED)
    notice = outcome.papers[1]
    assert (notice.form, notice.no) == ("posting-notice", 105)
    assert '"text":"105/TB-UBND"' in notice.context
    play.go(without(WAY, *[name for name in WAY if "/B" not in name]))
    assert series(database, "ubnd") == [105, 106]


def test_given_number_fills_a_gap(database: Database) -> None:
    """A given number below the highest is taken too, and the next one still follows the highest."""
    play = Play(database).start().go(WAY, until="agree_results")
    play.act(WAY["agree_results"], numbers={"posting-notice": 105}, gap_reason=SHARED)
    other = {name: act for name, act in WAY.items() if "/B" in name}
    play.go(other, until="agree_results/B")
    play.act(WAY["agree_results/B"], numbers={"posting-notice": 7})
    play.go({name: act for name, act in WAY.items() if name in {"post", "take_down", "settle"}})
    play.go({name: act for name, act in other.items() if name in {"post/B", "take_down/B", "settle/B"}})
    play.go({name: WAY[name] for name in ("approve", "submit_report")})
    assert series(database, "ubnd") == [105, 7, 106]


def test_taken_number_is_refused_and_the_free_one_named(database: Database) -> None:
    """A given number that the register has is refused, the next free one is named, and nothing is written."""
    play = Play(database).start().go(WAY, until="agree_results")
    play.act(WAY["agree_results"], numbers={"posting-notice": 3}, gap_reason=SHARED)
    play.go({name: act for name, act in WAY.items() if "/B" in name}, until="agree_results/B")
    before = play.snapshot()
    with pytest.raises(UsageError) as refused:
        play.act(WAY["agree_results/B"], numbers={"posting-notice": 3})
    assert refused.value.key == "number_taken"
    assert refused.value.params == {"number": "03/TB-UBND", "year": 2026, "free": 4}
    assert play.snapshot() == before


def test_given_number_starts_a_series_of_papers(database: Database) -> None:
    """A number given for a form of many papers is that of the first; the others take those that follow."""
    play = Play(database).start().go(WAY, until="recognise")
    outcome = play.act(WAY["recognise"], numbers={"household-certificate": 200}, gap_reason=SHARED)
    assert [paper.no for paper in outcome.papers if paper.form == "household-certificate"] == [200, 201, 202, 203]


def test_papers_of_several_facts_in_one_step_have_their_own_numbers(database: Database) -> None:
    """Two answers entered in one step get two numbers."""
    way = changed(WAY, "post", facts=(*WAY["post"].facts, objected(1, day(9, 21), None), objected(2, day(9, 21), None)))
    play = Play(database).start().go(way, until="take_down")
    outcome = play.step(A, day(9, 22), answered(1, day(9, 22)), answered(2, day(9, 22)))
    assert [paper.no for paper in outcome.papers] == [2, 3]


def test_number_is_used_once_within_one_step(database: Database) -> None:
    """One number given for two papers of one step is refused like one that the register has."""
    way = changed(WAY, "post", facts=(*WAY["post"].facts, objected(1, day(9, 21), None), objected(2, day(9, 21), None)))
    play = Play(database).start().go(way, until="take_down")
    with pytest.raises(UsageError) as refused:
        play.step(
            A,
            day(9, 22),
            answered(1, day(9, 22)),
            answered(2, day(9, 22)),
            numbers={"objection-answer": 50},
            gap_reason=SHARED,
        )
    assert refused.value.key == "number_taken"


def test_numbers_start_anew_each_year(database: Database) -> None:
    """The first paper of a year has number 1, whatever was reached the year before; the old year goes on apart."""
    play = Play(database).start().go(WAY, until="approve")
    play.go({"approve": WAY["approve"], "submit_report": WAY["submit_report"]})
    later = replace(WAY["opinion"], on=date(2027, 1, 4), facts=(replace(WAY["opinion"].facts[0], on=date(2027, 1, 4)),))
    signed = replace(WAY["recognise"].facts[0], on=date(2027, 1, 5))
    author = replace(play.author(), today=date(2027, 1, 5))
    for act in (later, replace(WAY["recognise"], on=date(2027, 1, 5), facts=(signed,))):
        perform(database, Step(round="TM-2026", facts=act.facts, trigger=act.trigger, on=act.on), author)
    assert series(database, "ubnd", 2026) == [1, 2, 3]
    assert series(database, "ubnd", 2027) == [1]
    assert series(database, "gcn", 2027) == [1, 2, 3, 4]


def test_two_rounds_share_the_register_of_their_commune(database: Database) -> None:
    """A second round of the same commune in the same year goes on in the same series."""
    play = Play(database).start().go(WAY, until="post")
    order = OpenRound(
        commune=commune_rows()[0]["code"],
        procedure="qd24-periodic-two-tier",
        ordered_by="Kế hoạch số 180/KH-UBND",
        variant="none",
        year=2026,
        on=day(9, 7),
        code="TM-2026-2",
    )
    open_round(database, order, play.author())
    with database.write() as connection:
        ledger = Ledger(connection)
        assert ledger.next_number(1, "ubnd", 2026) == 2
        assert ledger.next_number(2, "ubnd", 2026) == 1
