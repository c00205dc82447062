"""Relatives and random checks as an officer types them, and as scripts read them."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from office import FIRST, SECOND, Office

At = Callable[[str], Office]
ON = ("--date", "2026-10-05")


def test_anybody_can_draw_the_sample_again(at: At) -> None:
    """The seed that the command prints, the refs of the list and SHA-256 give the sample, without the program."""
    office = at("surveyed")
    said = office.does("spot-check", "draw", FIRST, "--percent", "20", "--json", *ON).json
    refs = [line["ref"] for line in office.does("list", "show", FIRST, "--json").json]
    by_hand = sorted(refs, key=lambda ref: sha256(f"{said['seed']}:{ref}".encode()).hexdigest())
    assert said["refs"] == by_hand[: -(-len(refs) // 5)]
    sample = office.does("spot-check", "list", FIRST, "--json").json
    assert [item["ref"] for item in sample["households"]] == said["refs"]
    assert (sample["done"], sample["wrong"], sample["rate"]) == (0, 0, "0,00")


def test_a_second_look_tells_whether_it_agrees(at: At) -> None:
    """The answer compares what was found with the survey; the list counts it; nobody else's household is taken."""
    office = at("surveyed")
    (ref, *_others) = office.does("spot-check", "draw", FIRST, "--percent", "10", "--json", *ON).json["refs"]
    (first, *_others) = office.does("spot-check", "list", FIRST, "--json").json["households"]
    other = next(name for name in ("poor", "near_poor", "non_poor") if name != first["survey"])
    words = ("spot-check", "record", FIRST, "--household", ref, "--by", "Lò Thị Kiểm")
    assert "khác kết quả rà soát" in office.does(*words, "--class", other, *ON).out
    assert office.does("spot-check", "list", FIRST, "--json").json["wrong"] == 1
    office.refused(2, "spot-check", "record", SECOND, "--household", ref, "--by", "Ai", "--class", other, *ON)
    office.refused(2, "spot-check", "list", SECOND)


def test_the_register_of_relations_stays_in_the_office(at: At, tmp_path: Path) -> None:
    """Scripts read the register; neither official nor relation are in the masked dossier."""
    office = at("surveyed")
    (first, *_others) = office.does("list", "show", FIRST, "--json").json
    words = ("--household", first["ref"], "--official", "Kpă Y Khánh, Công chức", "--relation", "anh vợ")
    office.does("conflict", "declare", FIRST, *words, *ON)
    (line,) = office.does("conflict", "list", "--json").json
    assert (line["ref"], line["official"], line["relation"], line["checks"]) == (
        first["ref"],
        "Kpă Y Khánh",
        "anh vợ",
        [],
    )
    office.does("dossier", "export", "--out", tmp_path / "ho-so", "--masked")
    kept = [path for path in (tmp_path / "ho-so").rglob("*") if path.suffix in {".html", ".json", ".jsonl", ".csv"}]
    assert kept
    assert [path for path in kept if "Kpă" in path.read_text("utf-8") or "anh vợ" in path.read_text("utf-8")] == []
