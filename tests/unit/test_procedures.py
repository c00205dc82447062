"""Procedures: what the loader gives for a sound file."""

import hashlib
from datetime import date

import pytest
from procedure_words import WORDS
from toy_procedure import TOY, toy

from rasoat.workflow.procedures import Citation, load


def test_default_variant_is_taken_and_others_stay_out() -> None:
    """Without a choice the default variant rules, and nothing of another variant is in the procedure."""
    procedure = toy()
    assert procedure.variant is not None
    assert procedure.variant.id == "plain"
    assert [variant.id for variant in procedure.variants] == ["plain", "long"]
    assert "waiting" not in procedure.stages
    assert "reply" not in procedure.terms
    assert "replied" not in procedure.requirements
    assert [move.dest for move in procedure.transitions if "open" in move.sources] == ["closed"]


def test_chosen_variant_brings_its_own_rules() -> None:
    """A chosen variant adds its stages, terms, requirements and transitions."""
    procedure = toy("long")
    close = next(move for move in procedure.transitions if move.sources == ("waiting",))
    assert [requirement.id for requirement in close.requires] == ["replied"]
    assert close.requires[0].term == procedure.terms["reply"]


def test_requirement_of_another_variant_drops_out_of_a_shared_transition() -> None:
    """A transition of all variants asks only for the requirements of the variant that rules."""
    shared = 'requires = ["enough", "long_enough"'
    source = TOY.replace(shared, f'{shared}, "replied"')
    asked = {variant: len(toy(variant, source).transitions[0].requires) for variant in ("plain", "long")}
    assert asked == {"plain": 2, "long": 3}


def test_records_hold_what_the_file_says() -> None:
    """Stages, terms, parameters, papers, window and bases arrive as written, lists as tuples."""
    procedure = toy()
    assert (procedure.id, procedure.version, procedure.kind, procedure.standard) == (
        "toy",
        "1",
        "periodic",
        "std-2022",
    )
    assert (procedure.valid_from, procedure.valid_to) == (date(2026, 1, 1), None)
    assert procedure.bases_on(date(2026, 1, 1)) == ("Luật thử",)
    assert procedure.initial("village") == "work"
    assert procedure.initial("round") == "open"
    assert procedure.stages["work"].papers == {"noted": ("note",)}
    assert procedure.requirements["enough"].params == {"least": 50, "places": ("a", "b")}
    assert procedure.terms["posting"].days == 3
    assert [move.new_pass for move in procedure.transitions] == [False, True, False]
    assert procedure.title.render("en") == "Toy"


def test_window_includes_both_its_days() -> None:
    """A round is in time on the first and on the last day of the window, not beside them."""
    window = toy().window
    assert window is not None
    days = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 12, 14), date(2026, 12, 15)]
    assert [window.contains(day) for day in days] == [False, True, True, False]


def test_procedure_may_have_no_window() -> None:
    """A review that runs all year has no window."""
    window = 'window = { from = "09-01", to = "12-14", citation = "law" }'
    assert toy(source=TOY.replace(window, "")).window is None


def test_digest_binds_a_round_to_the_wording() -> None:
    """The digest is the SHA-256 of the file's text, which the procedure keeps."""
    procedure = toy()
    assert procedure.source == TOY
    assert procedure.digest == hashlib.sha256(TOY.encode()).hexdigest()


def test_records_cannot_be_changed() -> None:
    """Nobody can edit the law in memory."""
    procedure = toy()
    with pytest.raises(TypeError):
        procedure.stages["new"] = procedure.stages["work"]  # type: ignore[index] # the assignment is what must fail
    with pytest.raises(AttributeError):
        procedure.terms["posting"].days = 1  # type: ignore[misc] # the assignment is what must fail


@pytest.mark.parametrize(
    ("article", "clause", "point", "vi", "en"),
    [
        (None, None, None, "Quyết định số 24/2021/QĐ-TTg", "Decision 24/2021/QĐ-TTg"),
        ("4", None, None, "Điều 4 Quyết định số 24/2021/QĐ-TTg", "Decision 24/2021/QĐ-TTg art. 4"),
        ("4", "3", None, "khoản 3 Điều 4 Quyết định số 24/2021/QĐ-TTg", "Decision 24/2021/QĐ-TTg art. 4(3)"),
        (
            "3",
            "1",
            "b",
            "điểm b khoản 1 Điều 3 Quyết định số 24/2021/QĐ-TTg",
            "Decision 24/2021/QĐ-TTg art. 3(1)(b)",
        ),
    ],
)
def test_citation_reads_as_an_office_writes_it(
    article: str | None, clause: str | None, point: str | None, vi: str, en: str
) -> None:
    """A citation names point, clause, article and document in the order of each language."""
    citation = Citation(
        id="law",
        doc="Quyết định số 24/2021/QĐ-TTg",
        article=article,
        clause=clause,
        point=point,
        evidence="seen",
        source="S-9",
        note=None,
    )
    assert citation.short() == vi
    assert citation.short("en") == en


def test_annex_is_cited_in_english_too() -> None:
    """The kinds inside a document's name are translated, its number is not."""
    law = load("qd24-periodic", vocabulary=WORDS).citations["tt07-pl5"]
    assert law.short("vi") == "Phụ lục V Thông tư số 07/2021/TT-BLĐTBXH"
    assert law.short("en") == "Annex V Circular 07/2021/TT-BLĐTBXH"
