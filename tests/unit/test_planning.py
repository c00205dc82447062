"""The backward plan: each date is the latest that keeps the last day, and not a day earlier than it must be."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from procedure_words import WORDS
from toy_procedure import TOY, toy

from rasoat.errors import UsageError
from rasoat.steps.planning import (
    Milestone,
    Standing,
    latest_dates,
    limit_of,
    make_plan,
    milestones,
)
from rasoat.workflow.calendars import vietnam
from rasoat.workflow.procedures import Procedure, load, parse

WITH_OPINION = load("qd24-periodic-two-tier", vocabulary=WORDS, variant="province_opinion")
PROCEDURES = (
    load("qd24-periodic", vocabulary=WORDS),
    WITH_OPINION,
    *(load("qd24-periodic-two-tier", vocabulary=WORDS, variant=name) for name in ("none", "province_report_only")),
)
LIMIT = date(2026, 12, 14)
DAY = timedelta(days=1)
LIMITS = st.dates(date(2022, 1, 1), date(2029, 12, 31))


def altered(before: str, after: str) -> Procedure:
    """Return the procedure with the province's opinion, one thing in its file said otherwise."""
    source = WITH_OPINION.source.replace(before, after)
    assert source != WITH_OPINION.source
    return parse(source, name="qd24-periodic-two-tier.toml", vocabulary=WORDS, variant="province_opinion")


def walk(day: date, count: int) -> date:
    """Return the `count`-th working day after a day, found by walking."""
    while count:
        day += DAY
        count -= vietnam().is_working(day)
    return day


def arrive(way: tuple[Milestone, ...], step: int, day: date) -> date:
    """Return the day of the last milestone when milestone `step` is reached on `day`, found by walking.

    Terms follow each other, and what waits for them comes on the working day after the last.
    """
    for item in way[step + 1 :]:
        for group in item.waits:
            ends = []
            for term in group:
                end = walk(day, term.days) if term.unit == "working" else day + term.days * DAY
                while not vietnam().is_working(end):
                    end += DAY
                ends.append(end)
            day = max(ends)
        if item.waits or item.leave:
            day = walk(day, 1 if item.waits else item.leave)
        else:
            day = day if vietnam().is_working(day) else walk(day, 1)
    return day


@given(
    limit=LIMITS,
    procedure=st.sampled_from(PROCEDURES),
    leave=st.fixed_dictionaries(
        {}, optional={step: st.integers(0, 20) for step in ("complete_survey", "agree_results", "posting", "approve")}
    ),
)
def test_plan_keeps_the_last_day_and_wastes_none(limit: date, procedure: Procedure, leave: Mapping[str, int]) -> None:
    """From each latest safe date the round ends by the last day; from one working day later it does not."""
    way = milestones(procedure, leave)
    latest = latest_dates(way, limit, vietnam())
    assert list(latest) == [item.id for item in way]
    for step, day in enumerate(latest.values()):
        assert vietnam().is_working(day)
        assert arrive(way, step, day) <= limit
        assert arrive(way, step, walk(day, 1)) > limit


@given(limit=LIMITS, days=st.integers(1, 20))
def test_plan_holds_for_terms_in_calendar_days_too(limit: date, days: int) -> None:
    """A term in calendar days, which may end on a day off and roll over, is planned as exactly."""
    procedure = altered('days = 7\nunit = "working"', f'days = {days}\nunit = "calendar"')
    way = milestones(procedure)
    for step, day in enumerate(latest_dates(way, limit, vietnam()).values()):
        assert arrive(way, step, day) <= limit
        assert arrive(way, step, walk(day, 1)) > limit


def test_plan_of_2026_is_the_one_the_officer_would_write() -> None:
    """The dates of autumn 2026, worked out by hand: 3 + 7 + 3 and 5 working days, each ending at 24:00."""
    found = latest_dates(milestones(WITH_OPINION), LIMIT, vietnam())
    assert {step: f"{day:%d/%m}" for step, day in found.items()} == {
        "complete_list": "23/10",
        "complete_survey": "06/11",
        "agree_results": "09/11",
        "posting": "10/11",
        "take_down": "16/11",
        "settle": "02/12",
        "approve": "03/12",
        "submit_report": "04/12",
        "recognise": "14/12",
    }


def test_steps_are_those_of_the_variant() -> None:
    """Without an upper level there is no report to plan, and recognition waits for no opinion."""
    none = load("qd24-periodic-two-tier", vocabulary=WORDS, variant="none")
    way = {item.id: item for item in milestones(none)}
    assert "submit_report" not in way
    assert way["recognise"].waits == ()


def test_terms_run_between_the_steps_that_need_them() -> None:
    """Posting runs before the taking down, re-verification and posting again before the village settles."""
    way = milestones(WITH_OPINION)
    waits = {item.id: [term.id for group in item.waits for term in group] for item in way if item.waits}
    assert waits == {
        "take_down": ["posting"],
        "settle": ["reverification", "reposting"],
        "recognise": ["upper_opinion"],
    }


def test_a_longer_posting_moves_the_meeting() -> None:
    """Days that the procedure file changes change the plan, with no word of the program changed."""
    longer = altered('id = "posting"\ndays = 3', 'id = "posting"\ndays = 5')
    found, usual = (latest_dates(milestones(item), LIMIT, vietnam()) for item in (longer, WITH_OPINION))
    assert walk(found["agree_results"], 2) == usual["agree_results"]
    assert found["take_down"] == usual["take_down"]


def test_days_are_left_only_where_no_term_runs() -> None:
    """Leaving days for a step that has a term, or for none of the procedure, is refused with those that can."""
    for step in ("take_down", "dance", "complete_list"):
        with pytest.raises(UsageError) as error:
            milestones(WITH_OPINION, {step: 3})
        assert "complete_survey, agree_results, posting, approve, submit_report" in error.value.render("vi")


def test_the_last_day_is_the_windows_end() -> None:
    """A yearly procedure ends with its window."""
    assert limit_of(WITH_OPINION, 2026, date(2026, 9, 1), vietnam()) == LIMIT


def test_the_last_day_may_be_a_term_from_the_start() -> None:
    """A procedure without window that limits the whole case ends with that term, rolled over a holiday."""
    monthly = toy("plain", _windowless().replace('"working"', '"calendar"').replace("days = 3", "days = 15"))
    assert limit_of(monthly, 2026, date(2026, 8, 15), vietnam()) == date(2026, 9, 3)


def test_a_plan_needs_a_last_day() -> None:
    """A procedure with neither window nor such a term cannot be planned without one."""
    with pytest.raises(UsageError) as error:
        limit_of(toy("plain", _windowless().replace("review_started", "posting_started")), 2026, LIMIT, vietnam())
    assert "--by" in error.value.render("vi")


def _windowless() -> str:
    window = next(line for line in TOY.splitlines() if line.startswith("window"))
    return TOY.replace(f"{window}\n", "").replace("posting_started", "review_started")


def test_villages_stand_by_urgency() -> None:
    """The village with least time comes first, those that are done last; spare days are working days."""
    on = date(2026, 11, 9)
    standings = [
        Standing(subject="xong", next=None, ready_on=on, done={"settle": date(2026, 11, 2)}),
        Standing(subject="vừa kịp", next="agree_results", ready_on=on),
        Standing(subject="thong thả", next="take_down", ready_on=date(2026, 11, 11)),
        Standing(subject="trễ", next="complete_survey", ready_on=on),
    ]
    own = Standing(subject="xã", next="approve", ready_on=on)
    plan = make_plan(milestones(WITH_OPINION), LIMIT, standings, own, vietnam())
    assert [(row.standing.subject, row.spare) for row in plan.villages] == [
        ("trễ", -1),
        ("vừa kịp", 0),
        ("thong thả", 3),
        ("xong", None),
    ]
    assert [row.late for row in plan.villages] == [True, False, False, False]


def test_the_round_is_as_late_as_its_latest_village() -> None:
    """The committee can approve only after the last village; its lateness is that village's."""
    on = date(2026, 11, 9)
    late = Standing(subject="trễ", next="complete_survey", ready_on=on)
    own = Standing(subject="xã", next="approve", ready_on=on)
    plan = make_plan(milestones(WITH_OPINION), LIMIT, [late], own, vietnam())
    assert plan.own.spare == plan.villages[0].spare == -1
    expected = plan.own.legs[-1].expected
    assert expected is not None
    assert expected > LIMIT
