"""What a round is bound to when it is opened: standards, a province's own, the point table of B1."""

import json
from typing import Any

import pytest
from breaches import REVERIFIED, with_objection
from facts import HOUSEHOLDS, SURVEYED, TODAY, A, B, scored, surveyed
from local_standard import LOCAL, NO_SCORES
from office import typed
from play import Play, changed, keep_points, lawful_way
from sqlalchemy import text

from rasoat.errors import Refused, UsageError
from rasoat.messages import message
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.steps.local_lists import local_lines
from rasoat.steps.outcomes import outcomes, village_lines
from rasoat.workflow.confirmed_rounds import ConfirmRule, confirm_rule
from rasoat.workflow.local_standards import parse_local
from rasoat.workflow.round_tables import Chosen
from rasoat.workflow.standards import load, parse
from rasoat.workflow.verifying import verify

STANDARD = parse_local(LOCAL, name="chuan-thu.toml")
WAY = lawful_way()


def contexts(play: Play, form: str) -> list[dict[str, Any]]:
    """Return the papers of a form as they were frozen."""
    with play.database.read() as connection:
        query = text("select context from document where form = :form order by gseq, part")
        return [json.loads(row.context) for row in connection.execute(query, {"form": form})]


def opened(database: Database, **chosen: Any) -> Play:
    """Return a round bound to tables, with its lists."""
    return Play(database).open(tables=Chosen(**chosen)).take_lists()


def test_both_classes_stand_side_by_side_and_are_never_added(file_database: Database) -> None:
    """H0002 has 150 points: non-poor by the nation, near-poor by the province; national numbers do not change."""
    plain = Play(file_database, round="QG-2026").start().go(WAY, until="approve")
    both = Play(file_database, round="TINH-2026").open(tables=Chosen(local=STANDARD)).take_lists()
    both.go(WAY, until="approve")
    with plain.desk() as one, both.desk() as other:
        national = [village_lines(play.view(row, TODAY) for row in play.village_rows()) for play in (one, other)]
        assert national[0] == national[1]
        lines = local_lines(other, TODAY)
        assert local_lines(one, TODAY)[0]["only_local"] == 0
    assert [(line["near_poor"], line["local_near_poor"], line["only_local"]) for line in lines] == [
        (1, 2, 1),
        (0, 0, 0),
    ]
    summary = contexts(both, "classification-summary")[2]["body"]  # the first two are of the plain round
    rows = {row["ref"]: (row["class_after"], row["class_local"]) for row in summary["households"]}
    assert rows["H0002"] == ("non_poor", "near_poor")
    assert summary["local"] == {"title": "Chuẩn thử của tỉnh", "poor": 2, "near_poor": 2}
    assert summary["totals"]["near_poor"] == 1


def test_the_posted_notice_has_the_local_list_apart(file_database: Database) -> None:
    """The notice lists the local households in an annex of their own; without a local standard it has none."""
    play = opened(file_database, local=STANDARD).go(WAY, until="post")
    body = contexts(play, "posting-notice")[0]["body"]
    assert [row["name"] for row in body["local"]["rows"] if row["result"] == "near_poor"]
    assert len(body["local"]["rows"]) == 4
    assert body["totals"]["near_poor"]["households"] == 1
    other = Play(file_database, round="KHAC-2026").start().go(WAY, until="post")
    assert contexts(other, "posting-notice")[-1]["body"]["local"] is None


def test_an_unverified_local_standard_makes_drafts_until_it_is_confirmed(file_database: Database) -> None:
    """Papers that rest on an unverified line are DRAFT; once somebody confirmed it for the round they are not."""
    play = opened(file_database, local=STANDARD).go(WAY, until="complete_survey")
    order = ConfirmRule(
        round=play.round,
        name="local.citations.resolution",
        value=None,
        by="Lê Thị Hoa",
        document="Công báo tỉnh",
        on=SURVEYED,
    )
    assert contexts(play, "list-to-review")[0]["draft"]
    assert confirm_rule(file_database, order, play.author()).payload["of"] == "local.citations.resolution"
    play.act(WAY["complete_survey"])
    assert not contexts(play, "classification-summary")[0]["draft"]


def test_an_unverified_indicator_makes_every_paper_a_draft(file_database: Database) -> None:
    """Whoever classifies by thresholds nobody read gets drafts, although the procedure itself was read."""
    source = load("std-2022").source.replace('evidence = "assumed"', 'evidence = "unverified"', 1)
    play = opened(file_database, standard=parse(source, name="std-2022.toml")).go(WAY, until="agree_results")
    assert contexts(play, "classification-summary")[0]["draft"]
    with play.desk() as desk:
        assert "standard.indicators.employment" in {ground.target for ground in desk.all_unverified()}


def test_a_line_without_a_score_asks_the_form(file_database: Database) -> None:
    """A form above the national line that states no local class is refused; with it the class is taken."""
    play = opened(file_database, local=parse_local(NO_SCORES, name="chuan-thu.toml"))
    play.go(WAY, until="survey")
    with pytest.raises(UsageError) as refused:
        play.step(A, SURVEYED, surveyed("H0002"))
    assert refused.value.key == "local_class_missing"
    play.step(A, SURVEYED, surveyed("H0002", class_local="near_poor"), surveyed("H0001"))


def test_a_reverification_gives_both_classes_anew(file_database: Database) -> None:
    """What a re-verification finds gives the class by the province's standard too."""
    play = opened(file_database, local=STANDARD).go(with_objection(REVERIFIED), until="settle")
    with play.desk() as desk:
        found = outcomes(desk.view(desk.village_rows()[0], TODAY))
    after = REVERIFIED.facts[0].data["after"]
    ref = REVERIFIED.facts[0].data["ref"]
    line = 150
    expected = "non_poor" if after["b1"] > line else "poor" if after["b2"] >= STANDARD.b2_poor else "near_poor"
    assert found[ref].local == expected


def test_tables_are_kept_with_the_round_and_verified(file_database: Database) -> None:
    """The round reads back what it was opened with; its tables are part of what verification compares."""
    keep_points(file_database)
    play = opened(file_database, local=STANDARD)
    with play.desk() as desk:
        assert desk.file.tools.local == STANDARD
        assert desk.file.tools.b1 is not None
        assert verify(desk.store).sound
    with file_database.read() as connection:
        store = Store(connection)
        tables = store.opening(store.rounds()[0].chain_id)["tables"]
    assert tables["local"] == {"sha256": STANDARD.digest, "name": "chuan-thu"}
    assert tables["b1"]["area"] == "Vùng thử"


@pytest.mark.parametrize(
    ("chosen", "key"),
    [
        ({"standard": load("std-2027")}, "standard_not_of_procedure"),
        ({"standard": STANDARD}, "standard_not_of_procedure"),
        ({"local": load("std-2022")}, "local_standard_base"),
        ({"b1": "b1-la"}, "b1_which"),
    ],
)
def test_tables_of_another_law_are_refused(file_database: Database, chosen: dict[str, Any], key: str) -> None:
    """A standard that the procedure does not name, a local one in the national one's place, an unknown table."""
    with pytest.raises(UsageError) as refused:
        Play(file_database).open(tables=Chosen(**chosen))
    assert refused.value.key == key


def test_a_round_may_do_without_the_table_that_is_loaded(file_database: Database) -> None:
    """Asked for none, the round has none: only totals are entered, and options are refused."""
    keep_points(file_database)
    play = opened(file_database, b1="none").go(WAY, until="survey")
    with pytest.raises(UsageError) as refused:
        play.step(A, SURVEYED, scored("H0001"))
    assert refused.value.key == "b1_no_table"


def test_a_total_without_options_is_not_enough_where_there_is_a_table(file_database: Database) -> None:
    """With a table the options are due; with all of them and no difference the requirement is met."""
    keep_points(file_database)
    play = opened(file_database).go(WAY, until="complete_survey")
    with pytest.raises(Refused) as refused:
        play.act(WAY["complete_survey"])
    assert message("checks.survey_b1_follows").render() in refused.value.render("vi")
    way = changed(WAY, "survey", facts=tuple(scored(ref) for ref in HOUSEHOLDS[A]))
    way = changed(way, "survey/B", facts=tuple(scored(ref) for ref in HOUSEHOLDS[B]))
    whole = Play(file_database, round="DU-2026").start().go(way)
    assert whole.breaches() == []


def test_the_command_lists_both_standards(file_database: Database) -> None:
    """`report local` shows the round's local standard, and says where there is none."""
    opened(file_database, local=STANDARD).go(WAY, until="approve")
    where = ("--db", str(file_database.engine.url.database))
    assert typed(*where, "report", "local", "--json").json["standard"] == "chuan-thu"
    assert "Chuẩn thử của tỉnh" in typed(*where, "report", "local").out
