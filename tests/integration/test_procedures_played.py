"""Every periodic procedure, in every variant, can be gone from opening to closing, and only in its own order."""

import json
from datetime import date, timedelta
from itertools import chain

import pytest
from facts import OPENED, commune_rows, day
from play import Act, Play, in_words_of_its_standard, lawful_way
from procedure_words import WORDS

from rasoat.errors import BadProcedure, Refused, UsageError
from rasoat.models.database import Database
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.workflow.choosing import choices
from rasoat.workflow.procedures import load, parse, shipped
from rasoat.workflow.standards import load as load_standard
from rasoat.workflow.verifying import verify

WAY = lawful_way()
EARLIER = timedelta(weeks=104)
"""Two years back, on the same days of the week: when the district still existed."""


def variants() -> list[tuple[str, str | None]]:
    """Return each shipped procedure of the periodic review with each of its variants."""
    loaded = {name: load(name, vocabulary=WORDS) for name in shipped()}
    found = {name: item.variants for name, item in loaded.items() if item.kind == "periodic"}
    return list(chain(*([(name, item.id) for item in each] or [(name, None)] for name, each in found.items())))


def way_of(play: Play) -> dict[str, Act]:
    """Return the lawful way, without the steps that the procedure does not have."""
    with play.desk() as desk:
        procedure = desk.file.procedure
    triggers = {move.trigger for move in procedure.transitions}
    kinds = {kind for stage in procedure.stages.values() for kind in stage.records}
    way = {name: act for name, act in WAY.items() if act.trigger is None or act.trigger in triggers}
    if "recognition_after_opinion" not in procedure.requirements:
        way.pop("opinion")
    assert {fact.kind for act in way.values() for fact in act.facts} <= kinds
    return way


@pytest.mark.parametrize(("name", "variant"), variants())
def test_procedure_can_be_gone_to_its_end(file_database: Database, name: str, variant: str | None) -> None:
    """A round goes its whole way under each procedure and variant, with nothing to find and nothing rewritten."""
    back = EARLIER if load(name, vocabulary=WORDS).valid_to == date(2025, 6, 30) else timedelta(0)
    play = Play(file_database).open(procedure=name, variant=variant, on=OPENED - back)
    play.clock -= back
    play.take_lists(day(9, 9) - back)
    way = way_of(play)
    play.go({key: in_words_of_its_standard(act.later(-back.days), play) for key, act in way.items()})
    assert play.case(None).stage == "closed"
    assert play.breaches() == []
    with play.desk() as desk:
        assert verify(desk.store).sound
        drafts = {json.loads(row.context)["draft"] for row in desk.store.documents(desk.file.row.id)}
    assert name != "tt25-2026" or drafts == {True}


def test_recognition_without_upper_level_follows_the_approval(file_database: Database) -> None:
    """Where the province gives no opinion and wants no report, nothing but the decision stands between."""
    play = Play(file_database).open(variant="none").take_lists()
    play.go(WAY, until="submit_report")
    with pytest.raises(Refused):
        play.act(WAY["submit_report"])
    assert play.act(WAY["recognise"]).stage == "recognised"


def order(**changes: object) -> OpenRound:
    """Return an order to open a round."""
    given = {"procedure": "qd24-periodic-two-tier", "variant": None, "year": 2026, "on": OPENED, "commune": None}
    given["ordered_by"] = "Kế hoạch số 180/KH-UBND"
    return OpenRound(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"procedure": "qd99"}, "unknown_law_file"),
        ({"variant": "trung ương"}, "unknown_variant"),
        ({"on": date(2025, 6, 30)}, "procedure_not_in_force"),
        ({"on": date(2027, 1, 1)}, "date_in_future"),
        ({"code": "mã có dấu"}, "round_code"),
        ({"procedure": "qd24-periodic", "on": date(2025, 7, 1)}, "procedure_not_in_force"),
        ({"code": "tm-2026", "variant": "province_opinion"}, "round_exists"),
        ({"commune": "12345"}, "which_commune"),
    ],
)
def test_round_that_cannot_be_opened_is_refused(database: Database, changes: dict[str, object], key: str) -> None:
    """Unknown law, a law not in force that day, a code that is used, an unknown commune: nothing is opened."""
    play = Play(database).open()
    before = play.snapshot()
    with pytest.raises((UsageError, BadProcedure)) as refused:
        open_round(database, order(**changes), play.author())
    assert refused.value.key == key
    assert play.snapshot() == before


def test_round_needs_a_commune(database: Database) -> None:
    """Without a commune no round can be opened; with one it is found by itself."""
    play = Play(database)
    with pytest.raises(UsageError) as refused:
        open_round(database, order(), play.author())
    assert refused.value.key == "no_commune"


def test_round_keeps_the_law_it_was_opened_under(database: Database) -> None:
    """The round keeps the text of its procedure, and two rounds of one law keep it once."""
    play = Play(database).open()
    assert open_round(database, order(code="KHAC", variant="none"), play.author()) == "KHAC"
    kept = play.snapshot()["procedure_version"]
    assert len(kept) == 1
    assert "qd24-4-4" in kept[0][2]
    assert commune_rows()[0]["code"] == "99001"


def test_round_is_not_reopened_under_another_version(database: Database) -> None:
    """A round's code opened again under another variant is refused with both versions named; nothing is written."""
    play = Play(database).open()
    before = play.snapshot()
    with pytest.raises(UsageError) as refused:
        open_round(database, order(code="tm-2026", variant="none"), play.author())
    assert refused.value.key == "round_other_version"
    assert "province_opinion" in refused.value.render("vi")
    assert play.snapshot() == before


def test_old_standard_in_autumn_2026_needs_its_order(database: Database) -> None:
    """A yearly round by the old standard opened from 01/09/2026 names the document that orders it, or is refused."""
    play = Play(database).open()
    with pytest.raises(UsageError) as refused:
        open_round(database, order(code="KHAC", ordered_by=None), play.author())
    assert refused.value.key == "choice_needs_order"


def test_status_year_belongs_to_the_standard(database: Database) -> None:
    """Where the table of choices is silent too, a standard gives no status for a year that it is not for."""
    play = Play(database).open()
    source = load("qd24-regular", vocabulary=WORDS).source.replace('id = "qd24-regular"', 'id = "tinh"', 1)
    own = parse(source.replace('kind = "regular"', 'kind = "khac"', 1), name="tinh.toml", vocabulary=WORDS)
    with pytest.raises(UsageError) as refused:
        open_round(database, order(code="KHAC", procedure=own, status_year=2027), play.author())
    assert refused.value.key == "standard_of_other_years"
    assert "2022 - 2026" in refused.value.render("vi")
    assert open_round(database, order(code="KHAC", procedure=own, status_year=2026), play.author()) == "KHAC"


def test_chosen_standard_covers_the_years_it_is_chosen_for() -> None:
    """Each line of the table of choices names a procedure of that standard, for years the standard is for."""
    for line in choices():
        law = load(line.procedure, vocabulary=WORDS)
        assert law.kind == line.law_kind
        if line.standard:
            standard = load_standard(line.standard)
            assert law.standard == line.standard
            # status within the first year comes from a round by the old text, which ended the year before
            assert line.years[1] <= standard.last_year
            assert line.years[0] >= standard.first_year - 1
