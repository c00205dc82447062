"""A round rehearsed under another version: the same round, another law, and nothing but the law differs."""

from datetime import date

import pytest
from facts import TODAY
from play import Play, lawful_way
from procedure_words import WORDS

from rasoat.models.database import Database
from rasoat.notices.catalogue import forms
from rasoat.workflow.citations import Text
from rasoat.workflow.procedures import Procedure, load, parse
from rasoat.workflow.rehearsing import Difference, Rehearsal, rehearse
from rasoat.workflow.verdicts import Status

NAME, VARIANT = "qd24-periodic-two-tier", "province_opinion"
OWN = load(NAME, vocabulary=WORDS, variant=VARIANT)
TITLES = {code: Text(vi=form.title_vi, en=form.title_en) for code, form in forms().items()}


@pytest.fixture
def closed(database: Database) -> Play:
    """Return a lawful round gone to its end, with the province's opinion."""
    return Play(database).start().go(lawful_way())


def law(*edits: tuple[str, str], variant: str = VARIANT) -> Procedure:
    """Return the round's procedure with some places of its file changed."""
    source = OWN.source
    for before, after in edits:
        assert before in source
        source = source.replace(before, after)
    return parse(source, name=f"{NAME}.toml", vocabulary=WORDS, variant=variant)


def under(play: Play, other: Procedure, on: date = TODAY) -> Rehearsal:
    """Rehearse the round."""
    with play.desk() as desk:
        return rehearse(desk, other, on, TITLES)


def told(found: Rehearsal, kind: str) -> set[tuple[str, str, bool, bool]]:
    """Return step and rule of the differences of a kind, and on which sides there is something."""
    return {
        (item.step, item.rule, item.before is not None, item.after is not None)
        for item in found.differences
        if item.kind == kind
    }


def one(found: Rehearsal, kind: str, rule: str, subject: str) -> Difference:
    """Return the difference of a rule for a village."""
    (item,) = [item for item in found.differences if (item.kind, item.rule, item.subject.name) == (kind, rule, subject)]
    return item


def test_its_own_version_changes_nothing(closed: Play) -> None:
    """A round rehearsed under the version it was opened under differs in nothing, and nothing is written."""
    before = closed.snapshot()
    found = under(closed, OWN)
    assert found.differences == ()
    assert found.findings[0] == found.findings[1]
    assert found.in_force
    assert closed.snapshot() == before


def test_an_open_round_can_be_rehearsed(database: Database) -> None:
    """A round in the middle of its way differs in nothing under its own version."""
    play = Play(database).start().go(lawful_way(), until="meeting")
    assert under(play, OWN).differences == ()


def test_a_longer_posting_moves_its_last_day_and_is_found_too_short(closed: Play) -> None:
    """With seven days instead of three the term ends later, and the posting that was long enough is no more."""
    found = under(closed, law(('id = "posting"\ndays = 3', 'id = "posting"\ndays = 7')))
    village = found.differences[0].subject.name
    day = one(found, "day", "posting_length", village)
    assert day.before is not None
    assert day.after is not None
    assert day.before.params["last"] < day.after.params["last"]
    finding = one(found, "finding", "posting_length", village)
    assert finding.citation.article == "4"
    assert found.findings[1][Status.CONTRADICTED] > found.findings[0][Status.CONTRADICTED]
    assert told(found, "step") == set()


def test_a_step_that_falls_away_takes_its_papers_along(closed: Play) -> None:
    """Where the province is not asked, its step, its opinion and the report to it are gone; the rest stands."""
    found = under(closed, law(variant="none"))
    assert told(found, "step") == {("submit_report", "", True, False), ("opinion_received", "", True, False)}
    assert told(found, "paper") == {("submit_report", "upper-report", True, False)}
    assert told(found, "finding") == set()


def test_a_step_that_is_new_was_not_taken(database: Database) -> None:
    """Where the province must be asked and was not, the step is to be added and its requirements are missing."""
    way = lawful_way()
    play = Play(database).open(variant="none").take_lists()
    play.go({name: act for name, act in way.items() if name not in {"submit_report", "opinion"}})
    found = under(play, OWN)
    assert ("submit_report", "", False, True) in told(found, "step")
    assert ("submit_report", "upper-report", False, True) in told(found, "paper")
    assert {"report_sent", "recognition_after_opinion"} <= {item.rule for item in found.differences}


def test_a_version_of_another_time_is_rehearsed_and_says_so(closed: Play) -> None:
    """A version that is not in force on the day of opening can be tried; it is marked as such."""
    assert not under(closed, load("qd24-periodic", vocabulary=WORDS)).in_force


def test_rehearsing_reads_only(closed: Play) -> None:
    """Rehearsing under a file leaves every row of the database as it was."""
    before = closed.snapshot()
    other = law(("min_percent = 50", "min_percent = 100"))
    assert "meeting_agreement" in {item.rule for item in under(closed, other).differences}
    assert closed.snapshot() == before


def test_another_standard_does_not_make_old_forms_wrong(closed: Play) -> None:
    """Under a law with another standard households stay classified by the round's own, and the rehearsal says so."""
    found = under(closed, load("tt25-2026", vocabulary=WORDS, variant=VARIANT))
    assert found.kept_standard
    assert not [item for item in found.differences if item.kind == "finding" and item.before is None]
    assert found.findings[1][Status.CONTRADICTED] == found.findings[0][Status.CONTRADICTED]
    assert not under(closed, OWN).kept_standard
