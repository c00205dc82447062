"""Complaints after the decision: their clocks by the law of the day, and that an objection is something else."""

from dataclasses import replace
from datetime import date

import pytest
from breaches import ANSWERED, BREACHES, REPOST_DOWN, REPOSTED, REVERIFIED, with_objection
from facts import A, complained, day, handled
from msgspec import structs
from play import Play, lawful_way

from rasoat.errors import BadProcedure, Refused, UsageError
from rasoat.models.database import Database
from rasoat.steps.complaint_cases import complaints, find_complaint
from rasoat.steps.complaint_filing import file_complaint
from rasoat.steps.filing import file_objection
from rasoat.workflow.calendars import vietnam
from rasoat.workflow.complaint_rules import all_rules, parse, rules_named, rules_on
from rasoat.workflow.tables import shipped_file
from rasoat.workflow.terms import compute
from rasoat.workflow.todo import tasks

WAY = lawful_way()


def closed(database: Database) -> Play:
    """Return a round that is closed."""
    return Play(database).start().go(WAY)


@pytest.mark.parametrize(
    ("received", "last", "rules"),
    [
        (date(2026, 6, 30), date(2026, 7, 10), "cmp-2011"),  # 10 days
        (date(2026, 6, 24), date(2026, 7, 6), "cmp-2011"),  # the tenth is a Saturday
        (date(2026, 7, 1), date(2026, 7, 10), "cmp-2026"),  # 7 working days
        (date(2026, 11, 23), date(2026, 12, 3), "cmp-2026"),  # 24 November is a holiday
    ],
)
def test_the_term_to_accept_follows_the_day_of_receipt(received: date, last: date, rules: str) -> None:
    """Ten days before 01/07/2026, seven working days from then on."""
    found = rules_on(received)
    assert (found.id, compute(found.terms["accept"], received, vietnam()).last_day) == (rules, last)


def test_every_term_of_complaints_has_its_article_and_mark() -> None:
    """No term stands without its place in the law; what was not read says so with a note."""
    for rules in all_rules():
        for term in rules.terms.values():
            assert term.citation.article
            assert term.evidence != "unverified" or term.citation.note
    marks = {name: term.evidence for name, term in rules_named("cmp-2026").terms.items()}
    assert {name for name, mark in marks.items() if mark == "seen"} == {"accept", "stop_sent"}


def test_a_wrong_table_is_refused_with_its_keys() -> None:
    """A table without a term that the program needs, or of another name than its file, is no table."""
    text = shipped_file("complaints", "cmp-2026").replace('id = "accept"', 'id = "settle"')
    with pytest.raises(BadProcedure) as refused:
        parse(text, name="cmp-2027.toml")
    told = " ".join(item.render() for item in refused.value.details)
    assert "terms.accept" in told
    assert "cmp-2027" in told


def test_no_table_covers_a_day_before_the_law() -> None:
    """A day without rules is refused, and so is a table that does not exist."""
    with pytest.raises(UsageError, match="2011"):
        rules_on(date(2011, 1, 1))
    with pytest.raises(UsageError, match="cmp-2099"):
        rules_named("cmp-2099")


def test_before_the_decision_it_is_an_objection(file_database: Database) -> None:
    """Nobody can complain of a decision that was not taken; nobody can object to what is decided."""
    play = Play(file_database).start().go(WAY, until="recognise")
    data = {"by": {"name": "Lý A Ví"}, "content": "Sai"}
    with pytest.raises(Refused) as early:
        file_complaint(play.database, play.round, day(10, 1), data, play.author())
    assert early.value.key == "complaint_before_decision"
    play.go({"recognise": WAY["recognise"]})
    with pytest.raises(Refused) as late:
        file_objection(play.database, play.round, A, day(10, 5), {**data, "kind": "result"}, play.author())
    assert late.value.key == "objection_after_decision"
    with pytest.raises(Refused) as backdated:
        file_complaint(play.database, play.round, day(9, 30), data, play.author())
    assert backdated.value.key == "complaint_before_decision"


def test_a_closed_round_takes_complaints_and_follows_them(file_database: Database) -> None:
    """A complaint after the end stands in the to-do list with its last day, is no breach in time, and one when late."""
    play = closed(file_database)
    file_complaint(play.database, play.round, day(11, 2), complained().data, play.author())
    with play.desk() as desk:
        (task,) = (item for item in tasks(desk, day(11, 9)) if not item.village)
    assert [(item.rule.id, item.verdict.status.value) for item in task.unmet] == [("complaints_accepted", "not_due")]
    assert task.last_day == day(11, 11)
    assert play.breaches(day(11, 11)) == []
    assert play.breaches(day(11, 12)) == [("duty", "complaints_accepted", "contradicted")]
    play.step(None, day(11, 11), handled("accepted", day(11, 11)))
    play.step(None, day(12, 1), handled("settled", day(12, 1), outcome="upheld"))
    assert play.breaches() == []


def test_a_complex_remote_case_has_sixty_days(file_database: Database) -> None:
    """Complex or remote cases have longer terms to settle, and both together the longest."""
    play = closed(file_database)
    for no, words in enumerate(({}, {"complex": "Hai nơi"}, {"remote": True}, {"complex": "x", "remote": True}), 1):
        play.step(None, day(11, 2), complained(no=no))
        play.step(None, day(11, 2), handled("accepted", day(11, 2), no, **words))
    view = play.view(None, day(11, 3))
    dues = [item.settle_by(view) for item in complaints(view)]
    assert [due.term.days for due in dues if due] == [30, 45, 45, 60]


def test_an_objection_and_a_complaint_do_not_close_each_other(file_database: Database) -> None:
    """A settled complaint answers no objection, and an objection that was answered settles no complaint."""
    play = Play(file_database).start().go(BREACHES["objections_answered"].way)
    for fact in (complained(), handled("accepted", day(11, 5)), handled("settled", day(11, 9), outcome="upheld")):
        play.step(None, fact.on, fact)
    assert play.breaches() == [("settle", "objections_answered", "waived")]


def test_an_answered_objection_leaves_the_complaint_open(file_database: Database) -> None:
    """Whoever objected, and got the answer, may still complain: the clock of the complaint runs all the same."""
    play = Play(file_database).start().go(with_objection(REVERIFIED, REPOSTED, REPOST_DOWN, ANSWERED))
    order = {**complained().data, "objection": {"village": A, "no": 1}}
    file_complaint(play.database, play.round, day(11, 2), order, play.author())
    (item,) = complaints(play.view(None, day(11, 3)))
    assert (item.open, item.filed.data["objection"]["no"]) == (True, 1)
    assert ("duty", "complaints_accepted", "contradicted") in play.breaches()


def test_an_ended_complaint_owes_nothing_and_takes_nothing_more(file_database: Database) -> None:
    """Refused, ended and settled complaints are at their end; a second complaint is recorded beside."""
    play = closed(file_database)
    play.step(None, day(11, 2), complained())
    play.step(None, day(11, 4), handled("refused", day(11, 4), reason="Hết thời hiệu"))
    with pytest.raises(Refused) as refused:
        play.step(None, day(11, 5), handled("accepted", day(11, 5)))
    assert refused.value.key == "complaint_closed"
    play.step(None, day(11, 9), handled("continued", day(11, 9), to="court"))
    item = find_complaint(play.view(None, day(11, 10)), 1)
    assert (item.state, len(item.further)) == ("refused", 1)
    assert play.breaches() == []


def test_the_change_of_the_law_in_between_is_told(file_database: Database) -> None:
    """Received on 26/06/2026 and open on 01/07: both last days are named; who knows which rules hold may say so."""
    play = closed(file_database)
    play.step(None, day(11, 2), complained(rules="cmp-2011"))
    view = play.view(None, day(11, 20))
    item = find_complaint(view, 1)
    assert (item.accept_by(view).term.days, item.between(day(11, 20))) == (10, None)
    june = replace(item, filed=structs.replace(item.filed, on=date(2026, 6, 26), data=complained().data))
    newer = june.between(date(2026, 7, 1))
    assert newer is not None
    assert newer.id == "cmp-2026"
    assert june.between(date(2026, 6, 30)) is None
