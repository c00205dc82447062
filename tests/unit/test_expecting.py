"""What each requirement asks for, in words, with the numbers of the procedure."""

import pytest

from rasoat.messages import LANGS, Lang, message, room
from rasoat.wiring import wire
from rasoat.workflow.citations import Text
from rasoat.workflow.expecting import expected
from rasoat.workflow.gathering import gathered
from rasoat.workflow.procedures import Procedure, load, shipped
from rasoat.workflow.registry import vocabulary


def shipped_procedures() -> list[Procedure]:
    """Return every procedure that comes with the program, in each of its variants."""
    wire()
    first = [load(name, vocabulary=vocabulary()) for name in shipped()]
    return [
        load(item.id, vocabulary=vocabulary(), variant=variant)
        for item in first
        for variant in [*(other.id for other in item.variants)] or [None]
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_every_registered_check_says_what_it_expects(lang: Lang) -> None:
    """Each check has, in both languages, a sentence at `checks.NAME_expected` that says what the law asks for."""
    wire()
    known = room("checks", lang)
    assert [name for name in vocabulary().checks if not known.get(f"checks.{name}_expected")] == []


def test_every_requirement_of_the_shipped_procedures_can_be_told() -> None:
    """The expectation of each requirement of each shipped procedure finds all numbers it mentions, in each language."""
    for procedure in shipped_procedures():
        for rule in procedure.requirements.values():
            assert expected(rule).render("vi") != expected(rule).render("en")


def test_expectations_carry_the_numbers_of_the_procedure() -> None:
    """Share, copies, places and term of an expectation are those of the procedure, not of the text."""
    rules = next(item for item in shipped_procedures() if item.kind == "periodic").requirements
    assert "ít nhất 50%" in expected(rules["meeting_agreement"]).render("vi")
    assert "ít nhất 2 bản" in expected(rules["meeting_minutes"]).render("vi")
    assert "nhà văn hóa thôn, trụ sở" in expected(rules["posting_places"]).render("vi")
    assert "đủ 03 ngày làm việc" in expected(rules["posting_length"]).render("vi")
    assert "03 working day" in expected(rules["posting_length"]).render("en")


def test_things_with_one_key_are_gathered_in_order() -> None:
    """Things are gathered by their key, in the order in which each key came first."""
    texts = [message("checks.no_cure"), Text(vi="một", en="one"), message("checks.no_cure")]
    assert gathered(texts, lambda item: item.render("vi")) == [[texts[0], texts[2]], [texts[1]]]
