"""What the loader of procedure files refuses: every fault with file, key and reason."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest
import yaml
from procedure_words import WORDS
from toy_procedure import TOY, toy

from rasoat.errors import BadProcedure, UsageError
from rasoat.messages import Message
from rasoat.workflow.procedures import load
from rasoat.workflow.tables import read_table

FAULTS = yaml.safe_load((Path(__file__).parents[1] / "golden" / "procedure-faults.yaml").read_text("utf-8"))


def plain(fault: Message) -> Message:
    """Return a fault without the variant it was found in."""
    inner: Message = fault.params["fault"] if fault.key == "procedure.in_variant" else fault
    return inner


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case["name"])
def test_wrong_procedure_is_refused(case: dict[str, Any]) -> None:
    """A fault in a procedure file is refused with file, key and reason, in both languages."""
    source = TOY
    for old, new in {case["old"]: case["new"], **case.get("more", {})}.items():
        assert old in source
        source = source.replace(old, new, 1)
    with pytest.raises(BadProcedure) as error:
        toy(source=source)
    found = [plain(fault) for fault in error.value.details]
    spots = [(fault.key, str(fault.params.get("key", fault.params.get("line")))) for fault in found]
    assert (f"procedure.{case['fault']}", case["place"]) in spots
    for rendered in (error.value.render("vi"), error.value.render("en")):
        assert "toy.toml" in rendered
        assert case["place"] in rendered


def test_all_faults_are_told_at_once() -> None:
    """An author sees every wrong name of a file in one go, not one a run."""
    source = TOY.replace('check = "percent"', 'check = "guess"').replace('to = "done"', 'to = "gone"')
    with pytest.raises(BadProcedure) as error:
        toy(source=source)
    assert {fault.key for fault in error.value.details} == {
        "procedure.unknown_check",
        "procedure.unknown_stage",
    }


def test_fault_of_one_variant_is_found_whatever_variant_is_asked_for() -> None:
    """All variants are checked, and the message says in which the fault lies."""
    source = TOY.replace('from = "waiting"\nto = "closed"', 'from = "waiting"\nto = "waiting"')
    with pytest.raises(BadProcedure) as error:
        toy("plain", source)
    assert {fault.params["variant"] for fault in error.value.details} == {"long"}
    assert "(biến thể long)" in error.value.render("vi")


def test_unknown_variant_is_refused_with_those_that_exist() -> None:
    """Asking for a variant the file does not have names those it has."""
    with pytest.raises(BadProcedure) as error:
        toy("short")
    assert "plain, long" in error.value.render("vi")


def test_unknown_procedure_is_refused_with_those_that_exist() -> None:
    """Asking for a procedure that is not shipped names those that are."""
    with pytest.raises(UsageError) as error:
        load("qd99", vocabulary=WORDS)
    assert "qd24-periodic" in error.value.render("en")


def test_allowed_words_are_listed_in_the_refusal() -> None:
    """A word that is not accepted is answered with those that are."""
    with pytest.raises(BadProcedure) as error:
        toy(source=TOY.replace('"working"', '"weeks"'))
    assert "working, calendar" in error.value.render("vi")


def test_fault_without_words_of_its_own_is_passed_on() -> None:
    """A complaint for which the catalogue has no sentence still names its key and gives the reason."""

    class Shape(msgspec.Struct):
        villages: Annotated[list[str], msgspec.Meta(min_length=1)]

    with pytest.raises(BadProcedure) as error:
        read_table("villages = []", name="toy.toml", shape=Shape)
    assert [fault.key for fault in error.value.details] == ["procedure.invalid"]
    assert "villages" in error.value.render("vi")
