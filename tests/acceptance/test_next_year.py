"""Two years of commands: the second begins from what the first recognised, and no Excel list is read again."""

from collections.abc import Callable
from typing import Any

from office import Office

At = Callable[[str], Office]
NEXT = ("--procedure", "tt25-2026", "--date", "01/09/2027", "--code", "NAM-SAU")
LATER = "2027-12-31"


def opened_again(office: Office) -> Office:
    """Return the office with the next year's round open, on the recognised lists."""
    office.does("round", "open", *NEXT, "--from-last", on=LATER)
    return office


def lists(office: Office, code: str) -> dict[str, dict[str, Any]]:
    """Return the households of a round by ref."""
    return {item["ref"]: item for item in office.does("--round", code, "list", "show", "--json", on=LATER).json}


def test_the_next_year_begins_with_what_was_recognised(at: At) -> None:
    """Poor and near-poor households of the closed round are the managed list, each in its village, with its class."""
    office = at("closed")
    before = lists(office, "TAN-MAU-2026")
    opened_again(office)
    after = lists(office, "NAM-SAU")
    kept = {ref: item["class_after"] for ref, item in before.items() if item["class_after"] != "non_poor"}
    assert {ref: item["class_before"] for ref, item in after.items()} == kept
    assert {item["origin"] for item in after.values()} == {"managed"}
    assert all(before[ref]["village"] == item["village"] for ref, item in after.items())


def test_only_who_stood_on_a_list_can_fall_back(at: At) -> None:
    """A household that left the list is a relapse when it applies again; one that never was on it is new."""
    office = at("closed")
    before = lists(office, "TAN-MAU-2026")
    out = [item for item in before.values() if item["class_after"] == "non_poor"]
    applied = {item["ref"] for item in out if item["origin"] == "applicant"}
    first = office.does("journal", "show", "--json")
    opened_again(office)
    said = office.does("--round", "NAM-SAU", "journal", "show", "--json", on=LATER).json
    former = {ref for entry in said for ref in entry["payload"].get("former", ())}
    assert {item["ref"] for item in out if item["class_before"] != "non_poor"} <= former
    known = {ref for entry in first.json for ref in entry["payload"].get("former", ())}
    assert applied - known
    assert (applied - known) & former == set()


def test_a_complaint_that_was_upheld_changes_the_next_list(at: At) -> None:
    """The class that the decision on a complaint gave is the class before of the next year."""
    office = at("closed")
    ref = next(item["ref"] for item in lists(office, "TAN-MAU-2026").values() if item["class_after"] == "non_poor")
    words = ("--by", "Lý A Ví", "--content", "Không công nhận", "--household", ref, "--date", "23/11/2026")
    office.does("complaint", "file", *words)
    office.does("complaint", "accept", "1", "--date", "25/11/2026")
    decided = ("--outcome", "upheld", "--document", "25/QĐ-UBND", "--class", "poor", "--date", "10/12/2026")
    office.does("complaint", "settle", "1", *decided)
    assert lists(opened_again(office), "NAM-SAU")[ref]["class_before"] == "poor"


def test_nothing_is_opened_where_nothing_was_recognised(at: At) -> None:
    """Without a recognised round nothing is taken over, and no empty round stays behind."""
    office = at("described")
    office.refused(2, "round", "open", *NEXT, "--from-last", on=LATER)


def test_households_move_split_and_merge(at: At) -> None:
    """Who moves stays on a list, who splits off is reviewed too, who merges is named; sending it twice acts once."""
    office = opened_again(at("closed"))
    office.options = ("--round", "NAM-SAU")
    first, second, third, *_ = (ref for ref, item in lists(office, "NAM-SAU").items() if item["village"] == "Cây Thị")
    on = ("--date", "03/09/2027")
    move = ("household", "move", first, "--to", "Nà Khoa", *on, "--command-id", "chuyen-1")
    office.does(*move, on=LATER)
    office.repeated(*move)
    office.does("household", "split", second, "--name", "Lò Văn Con", "--birth", "1999", *on, on=LATER)
    office.does("household", "merge", third, "--into", second, *on, on=LATER)
    found = lists(office, "NAM-SAU")
    assert (found[first]["village"], third in found) == ("Nà Khoa", False)
    (new,) = (item for item in found.values() if item["name"] == "Lò Văn Con")
    assert new["class_before"] == found[second]["class_before"]
    office.refused(2, "household", "move", first, "--to", "Nà Khoa", *on, on=LATER)
    office.refused(2, "household", "merge", second, "--into", second, *on, on=LATER)
    office.refused(2, "household", "split", second, "--name", "A B", "--birth", "1999", "--members", "40", on=LATER)
    office.does("journal", "verify", on=LATER)
