"""Before the villages begin: the decision that sets up the committee, and the plan with each village's days."""

from typing import Any

import pytest
from facts import OPENED, A, B, day
from play import Play

from rasoat.errors import UsageError
from rasoat.models.canonical import loads
from rasoat.models.database import Database
from rasoat.workflow.engine import NewFact


def seated(*members: tuple[str, str, str | None]) -> NewFact:
    """Return the fact that the committee was set up with these members."""
    told = [{"seat": seat, "name": name, "title": title} for seat, name, title in members]
    return NewFact(kind="committee_formed", on=OPENED, data={"seats": told, "evidence": []})


def planned(**changes: Any) -> NewFact:
    """Return the fact that the plan was issued."""
    data = {"by": None, "leave": {}, "reserve": True, "funding": None, "evidence": []}
    return NewFact(kind="plan_issued", on=OPENED, data={**data, **changes})


def paper_of(play: Play, fact: NewFact) -> dict[str, Any]:
    """Return the context of the paper that a fact of the round produced."""
    (made,) = play.step(None, OPENED, fact).papers
    context: dict[str, Any] = loads(made.context)
    return context


@pytest.fixture
def opened(file_database: Database) -> Play:
    """Return a round just opened."""
    return Play(file_database).open()


def test_the_committee_has_every_seat_that_the_law_names(opened: Play) -> None:
    """Head, deputy and village heads stand in the list by name, seats without a known holder as dotted lines."""
    given = seated(("finance", "Quàng Văn Hặc", None), ("other", "Vi Thị Én", "Chủ tịch Hội Phụ nữ xã"))
    context = paper_of(opened, given)
    rows = context["body"]["members"]
    assert [row["no"] for row in rows] == list(range(1, 13))
    assert [row["role"] for row in rows[:3]] == ["Trưởng ban Chỉ đạo", "Phó Trưởng ban Chỉ đạo", "Ủy viên"]
    named = {row["title"]: row["name"] for row in rows}
    assert named["Công chức Tài chính - Kế toán"] == "Quàng Văn Hặc"
    assert named["Chủ tịch Hội Phụ nữ xã"] == "Vi Thị Én"
    assert named["Công chức phụ trách giáo dục"] is None
    assert named[f"Trưởng thôn {B}"] == "Hoàng Thị Hai"
    assert context["number"]["symbol"] == "QĐ-UBND"


@pytest.mark.parametrize(
    ("members", "key"),
    [
        ((("king", "An", None),), "unknown_seat"),
        ((("bank", "An", None), ("bank", "Bình", None)), "seat_taken"),
    ],
)
def test_a_seat_is_one_persons_and_known(opened: Play, members: tuple[Any, ...], key: str) -> None:
    """A seat nobody knows, or given to two persons, is refused; nothing is written."""
    with pytest.raises(UsageError) as refused:
        opened.step(None, OPENED, seated(*members))
    assert refused.value.key == key
    assert [entry.kind for entry in opened.entries(None)] == ["round_opened"]


def test_the_plan_counts_back_from_the_last_day(opened: Play) -> None:
    """Each village has a day for each step, the round is recognised on the last working day of the window."""
    context = paper_of(opened, planned(funding="Ngân sách xã"))
    body = context["body"]
    assert [row["name"] for row in body["villages"]] == [f"thôn {A}", f"thôn {B}"]
    steps = [step["id"] for step in body["steps"] if step["track"] == "village"]
    assert all(len(row["days"]) == len(steps) == 6 for row in body["villages"])
    assert body["villages"][0]["days"] == sorted(body["villages"][0]["days"])
    assert (
        body["own"][-1]
        == {"title": "Công nhận kết quả", "on": body["limit"]}
        == {
            "title": "Công nhận kết quả",
            "on": "2026-12-14",
        }
    )
    assert context["number"]["symbol"] == "KH-UBND"


def test_a_plan_to_an_earlier_day_names_no_article_for_it(opened: Play) -> None:
    """A last day that somebody chose is not cited as the law's."""
    body = paper_of(opened, planned(by="2026-11-30"))["body"]
    assert (body["limit"], body["window"]) == ("2026-11-30", None)


def test_a_plan_does_not_end_before_it_begins(opened: Play) -> None:
    """A last day before the round was opened is refused."""
    with pytest.raises(UsageError) as refused:
        opened.step(None, OPENED, planned(by=day(9, 1).isoformat()))
    assert refused.value.key == "plan_ends_before"
