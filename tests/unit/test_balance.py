"""No household disappears: the identities of the movement tables, whatever happens to whom."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasoat.steps.movements import NEAR_COLUMNS, POOR_COLUMNS, household_movements, movements
from rasoat.steps.outcomes import Result, says
from rasoat.steps.preliminary_list import REMOVALS, Listed, Removed
from rasoat.steps.rows import LISTS

CLASSES = ("poor", "near_poor", "non_poor")
COLUMNS = {"poor": POOR_COLUMNS, "near_poor": NEAR_COLUMNS}


def result(ref: str, before: str, after: str | None, *, former: bool) -> Result:
    """Return the outcome of a household that was managed, or applied when it was not poor before."""
    origin: Any = "applicant" if before == "non_poor" else "managed"
    item = Listed(ref=ref, origin=origin, class_before=before, former=former)
    return Result(item=item, after=after, b1=None, b2=None, deprived=())


@st.composite
def villages(draw: st.DrawFn) -> tuple[list[Result], list[Removed], dict[str, dict[str, int]]]:
    """Return a village of any make: who escaped, relapsed, was newly found, moved between classes, left the list."""
    stayed = draw(st.lists(st.tuples(st.sampled_from(CLASSES), st.sampled_from(CLASSES), st.booleans())))
    left = draw(st.lists(st.tuples(st.sampled_from(CLASSES), st.sampled_from(REMOVALS))))
    results = [result(f"H{no}", *item[:2], former=item[2]) for no, item in enumerate(stayed)]
    gone = [Removed(ref=f"G{no}", reason=reason, class_before=before) for no, (before, reason) in enumerate(left)]
    refs = [item.ref for item in (*results, *gone)]
    return results, gone, {ref: {"size": draw(st.integers(1, 12))} for ref in refs}


def closing(name: str, table: dict[str, int]) -> int:
    """Return what the form computes: 9 = 1 - 2 - 3 - 4 + 5 + 6 + 7 + 8."""
    start, *others = (table[column] for column in COLUMNS[name][:-1])
    return start - sum(others[:3]) + sum(others[3:])


@given(villages())
def test_closing_is_opening_minus_decreases_plus_increases(village: Any) -> None:
    """The identity printed in the form holds for households and for persons, of the poor and of the near-poor."""
    results, gone, people = village
    for name, table in movements(results, gone, people).items():
        assert table["end"] == closing(name, table)
        assert table["persons"]["end"] == closing(name, table["persons"])


@given(villages())
def test_opening_and_closing_are_those_of_the_lists(village: Any) -> None:
    """The opening counts everybody who was of the class, also who left the list; the closing is the result list."""
    results, gone, _people = village
    lists = says(results)["lists"]
    for name, table in household_movements(results, gone).items():
        before = [item.item.class_before for item in results] + [item.class_before for item in gone]
        assert table["start"] == before.count(name)
        assert table["end"] == len(lists.get(name, []))


@given(st.lists(villages(), max_size=4))
def test_villages_sum_up_to_the_commune(many: Any) -> None:
    """Each column of the commune is the sum of its villages' columns."""
    whole = household_movements(
        [item for results, _, _ in many for item in results], [g for _, gone, _ in many for g in gone]
    )
    parts = [household_movements(results, gone) for results, gone, _ in many]
    for name, table in whole.items():
        assert table == {column: sum(part[name][column] for part in parts) for column in COLUMNS[name]}


@given(villages(), st.sampled_from(["poor", "near_poor"]), st.booleans())
def test_a_household_without_an_outcome_unbalances_its_table(village: Any, before: str, former: bool) -> None:  # noqa: FBT001 # drawn
    """A household that was on the list and has no outcome has not escaped: the identity fails by exactly one."""
    results, gone, _people = village
    lost = result("L0", before, None, former=former)
    table = household_movements([*results, lost], gone)[before]
    assert closing(before, table) - table["end"] == 1


@given(villages())
def test_every_household_stands_in_exactly_one_place(village: Any) -> None:
    """What a paper says names every household once: on one of the four lists, or on none."""
    results, _gone, _people = village
    named = [ref for refs in says(results)["lists"].values() for ref in refs]
    assert sorted(named) == sorted(item.ref for item in results)


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("poor", "poor", "poor"),
        ("poor", "near_poor", "near_poor"),
        ("poor", "non_poor", "escaped_poor"),
        ("near_poor", "poor", "poor"),
        ("near_poor", "non_poor", "escaped_near_poor"),
        ("non_poor", "near_poor", "near_poor"),
        ("non_poor", "non_poor", "none"),
        ("poor", None, "open"),
    ],
)
def test_a_move_has_its_place(before: str, after: str | None, place: str) -> None:
    """Each move between classes puts the household on the list that the decision gives it."""
    assert says([result("H1", before, after, former=False)]) == {"lists": {place: ["H1"]}}
    assert place in {*LISTS, "none", "open"}
