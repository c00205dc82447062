"""The shipped procedures: whole, cited, and true to their articles in every variant."""

from datetime import date
from importlib.resources import files

import pytest
from procedure_words import WORDS

from rasoat.workflow.procedures import Citation, Procedure, load, shipped
from rasoat.workflow.standards import load as load_standard


def every_variant() -> list[Procedure]:
    """Return each shipped procedure in each of its variants."""
    found = []
    for name in shipped():
        offered = load(name, vocabulary=WORDS).variants
        variants = [variant.id for variant in offered] if offered else [None]
        found += [load(name, vocabulary=WORDS, variant=variant) for variant in variants]
    return found


def by_scores() -> list[Procedure]:
    """Return the periodic reviews of article 4."""
    return [procedure for procedure in every_variant() if procedure.kind == "periodic"]


def label(procedure: Procedure) -> str:
    """Return a name for the test report."""
    return f"{procedure.id}-{procedure.variant.id if procedure.variant else 'only'}"


@pytest.mark.parametrize("procedure", every_variant(), ids=label)
def test_every_rule_has_its_article_and_mark(procedure: Procedure) -> None:
    """Every rule of the file rests on a citation with document, source and mark."""
    cited: list[Citation] = [stage.citation for stage in procedure.stages.values()]
    cited += [term.citation for term in procedure.terms.values()]
    cited += [requirement.citation for requirement in procedure.requirements.values()]
    cited += [move.citation for move in procedure.transitions]
    cited += [variant.citation for variant in procedure.variants]
    cited += [procedure.window.citation] if procedure.window else []
    for citation in cited:
        assert citation.doc
        assert citation.source
        assert citation.evidence in {"seen", "secondary", "assumed", "unverified"}
        assert citation.evidence != "unverified" or citation.note is not None


@pytest.mark.parametrize("procedure", every_variant(), ids=label)
def test_shipped_procedure_is_whole(procedure: Procedure) -> None:
    """Every shipped procedure has its standard, both titles, and lets evidence be added in every stage."""
    assert load_standard(procedure.standard).id == procedure.standard
    for stage in procedure.stages.values():
        assert stage.title.vi
        assert stage.title.en
        assert "evidence_added" in stage.records


@pytest.mark.parametrize("procedure", by_scores(), ids=label)
def test_terms_are_those_of_article_4(procedure: Procedure) -> None:
    """Posting 3, re-verification 7 and re-posting 3 working days, all seen in text."""
    terms = {name: (term.days, term.unit, term.evidence) for name, term in procedure.terms.items()}
    assert terms["posting"] == (3, "working", "seen")
    assert terms["reverification"] == (7, "working", "seen")
    assert terms["reposting"] == (3, "working", "seen")


@pytest.mark.parametrize(
    ("name", "variant", "expected"),
    [
        ("qd24-periodic", None, ["commune_approval", "district_report", "recognised"]),
        ("qd24-periodic-two-tier", None, ["commune_approval", "recognised"]),
        ("qd24-periodic-two-tier", "province_opinion", ["commune_approval", "district_report", "recognised"]),
        (
            "qd24-periodic-two-tier",
            "province_report_only",
            ["commune_approval", "district_report", "recognised"],
        ),
    ],
)
def test_round_goes_by_the_upper_level_its_variant_names(name: str, variant: str | None, expected: list[str]) -> None:
    """The round goes through an upper level exactly when the law or the province says so."""
    procedure = load(name, vocabulary=WORDS, variant=variant)
    ahead = {"approve", "submit_report", "recognise"}
    way = {move.sources[0]: move.dest for move in procedure.transitions if move.trigger in ahead}
    stage, walked = "village_reviews", []
    while stage != "recognised":
        stage = way[stage]
        walked.append(stage)
    assert walked == expected


@pytest.mark.parametrize("procedure", every_variant(), ids=label)
def test_recognition_waits_for_an_opinion_only_where_one_is_asked(procedure: Procedure) -> None:
    """The opinion of the upper level is required and may send villages back, or neither."""
    required = "recognition_after_opinion" in procedure.requirements
    returns = {move.track for move in procedure.transitions if move.trigger == "return_for_review"}
    assert returns == ({"village", "round"} if required else set())
    assert ("upper_opinion" in procedure.terms) == required


@pytest.mark.parametrize("procedure", by_scores(), ids=label)
def test_only_loops_start_a_new_pass(procedure: Procedure) -> None:
    """A rejected meeting and a returned result start a new pass; no other transition does."""
    loops = {move.trigger for move in procedure.transitions if move.new_pass}
    assert loops <= {"reject_results", "return_for_review"}
    assert "reject_results" in loops


def test_terms_of_average_living_are_those_of_article_6() -> None:
    """Posting 5 and re-verification 3 working days: the mirror image of article 4, and no second posting."""
    terms = load("qd24-average-living", vocabulary=WORDS).terms
    assert {name: (term.days, term.unit) for name, term in terms.items()} == {
        "posting": (5, "working"),
        "reverification": (3, "working"),
        "whole": (15, "calendar"),
    }


def test_nothing_of_the_circular_that_was_not_read_is_taken_for_known() -> None:
    """Every term, stage, requirement and step of the skeleton is unverified, in each of its variants."""
    skeletons = [procedure for procedure in every_variant() if procedure.id == "tt25-2026"]
    assert len(skeletons) == 3
    for procedure in skeletons:
        marks = {term.evidence for term in procedure.terms.values()}
        # the Law on Complaints is another law, whatever the circular says
        checks = [item for item in procedure.requirements.values() if item.citation.id != "complaint-law"]
        rules = [*procedure.stages.values(), *checks, *procedure.transitions]
        assert marks | {item.citation.evidence for item in [*rules, *procedure.variants]} == {"unverified"}


def test_papers_name_each_kind_of_review() -> None:
    """No paper calls a review by the name of another: each kind has words of its own in the forms."""
    house = (files("rasoat.notices") / "forms" / "_house.xhtml.j2").read_text("utf-8")
    for procedure in every_variant():
        assert f'"{procedure.kind}": "' in house, procedure.id


def test_monthly_papers_name_the_law_on_local_government_of_their_day() -> None:
    """Until 30/06/2025 the law of 2015, from 01/07/2025 that of 2025; the other bases stand on papers of both times."""
    procedure = load("qd24-regular", vocabulary=WORDS)
    before, after = (set(procedure.bases_on(day)) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert {text[:43] for text in after - before} == {"Luật Tổ chức chính quyền địa phương số 72/2"}
    assert {text[-4:] for text in before - after} == {"2015", "2019"}
    assert len(before & after) == 4
