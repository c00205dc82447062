"""Rows of households on paper: the internal row with all that officers need, the public row with the minimum."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from unicodedata import normalize

from rasoat.workflow.incomes import OUTSIDE
from rasoat.workflow.privacy import Profile
from rasoat.workflow.procedures import Procedure

LISTS = ("poor", "near_poor", "escaped_poor", "escaped_near_poor")
"""The four result lists of QĐ 24/2021 Mẫu 02, in the order of the form."""
BANDS = ("average_living", "low_income_worker")
"""The result lists of procedures that go by income; each round has one."""
UNLISTED = "non_poor"
"""Stands for those on no result list, where a paper speaks of them at all."""


def result_lists(procedure: Procedure) -> tuple[str, ...]:
    """Return the result lists of a procedure: the four, or the one band of income it recognises."""
    return (procedure.income.band,) if procedure.income else LISTS


def result_list(before: str, after: str | None) -> str | None:
    """Return which result list a household is on, None for a household that was not and is not on any.

    A poor household that becomes near-poor stands on the near-poor list; the movement tables count it as
    escaped (TT 07/2021 Phụ lục VII).
    """
    if after not in {None, "non_poor", OUTSIDE}:
        return after
    return {"poor": "escaped_poor", "near_poor": "escaped_near_poor"}.get(before)


def lists_of(results: Iterable[tuple[str, str, str | None]]) -> dict[str, Any]:
    """Return what a paper says that gives every household its place: refs by result list, and those on none.

    Args:
        results: ref, class before and class after of each household; `open` are those without an outcome.
    """
    found: dict[str, list[str]] = {name: [] for name in (*LISTS, "none", "open")}
    for ref, before, after in results:
        found.setdefault(result_list(before, after) or "none" if after else "open", []).append(ref)
    return {"lists": {name: sorted(refs) for name, refs in found.items() if refs}}


def household_row(no: int, person: Mapping[str, Any], **values: Any) -> dict[str, Any]:
    """Return an internal row; `values` are class before and after, scores, indicator numbers, note."""
    return {
        "no": no,
        "ref": person["ref"],
        "name": person["name"],
        "birth": person["birth"],
        "sex": person["sex"],
        "id_number": person["id_number"],
        "ethnicity": person["ethnicity"],
        "members": person["size"],
        "class_before": None,
        "class_after": None,
        "b1": None,
        "b2": None,
        "deprived": [],
        "note": "",
        **values,
    }


def public_rows(
    people: Sequence[tuple[Mapping[str, Any], str]], profile: Profile, changed: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """Return the rows a neighbour may see; what the profile of the day does not let a list show is None.

    Args:
        people: household heads with their result list, in list order.
        profile: what public papers may show on the day of the posting.
        changed: refs of households whose result a re-verification changed.
    """
    names = Counter(person["name"] for person, _result in people)
    marked = set(changed)
    ordered = sorted(people, key=lambda pair: LISTS.index(pair[1]) if pair[1] in LISTS else len(LISTS))
    return [
        {
            "no": no,
            **profile.shown(
                "public_list",
                {
                    "name": person["name"],
                    "birth_year": person["birth_year"],
                    "members": person["size"],
                    "result": result,
                    "changed": person["ref"] in marked,
                },
                equal_names=names[person["name"]] > 1,
            ),
        }
        for no, (person, result) in enumerate(ordered, start=1)
    ]


def totals_of(
    people: Iterable[tuple[Mapping[str, Any], str]], lists: Iterable[str] = LISTS
) -> dict[str, dict[str, int]]:
    """Return households and persons of each result list."""
    totals = {name: {"households": 0, "persons": 0} for name in lists}
    for person, result in people:
        totals[result]["households"] += 1
        totals[result]["persons"] += person["size"]
    return totals


def same_person(one: str | None, other: str | None) -> bool:
    """Return whether two names, as they were written, are those of one person; a title after a comma is left out."""
    key = person_key(one)
    return bool(key) and key == person_key(other)


def person_key(name: str | None) -> str:
    """Return by what a name as it was written is told from others: letters alone, no title after a comma."""
    return " ".join(normalize("NFC", name or "").partition(",")[0].split()).casefold()


def percent(part: int, whole: int) -> str:
    """Return a share as Vietnamese paper writes it, with two decimals: "75,00"; "0,00" of nothing."""
    return f"{100 * part / whole if whole else 0:.2f}".replace(".", ",")
