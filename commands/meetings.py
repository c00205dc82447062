"""`rasoat meeting record`: what happened at the meeting of residents."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    command_id_option,
    evidence_option,
    help_text,
    is_whole,
    on_option,
    open_round,
    option,
    pairs,
    pass_app,
    person,
    report_fact,
)
from rasoat.errors import UsageError

SIGNERS = ("chair", "secretary", "households")
"""Who signs the minutes, as `rasoat.steps.village_meeting` names them; repeated here for a fast --help."""
_LAZY = {"record": "rasoat.commands.meetings:record"}


@click.group(cls=LazyGroup, lazy=_LAZY, key="meeting.", help=help_text("meeting.help"))
def meeting() -> None:
    """Group."""


@click.command(help=help_text("meeting.record.help"))
@click.argument("village")
@option("--chair", key="meeting.record.chair")
@option("--secretary", key="meeting.record.secretary")
@option("--attendees", key="meeting.record.attendees", type=click.IntRange(min=0), required=True)
@option("--listed", key="meeting.record.listed", type=click.IntRange(min=0), required=True)
@option("--agree", key="meeting.record.agree", multiple=True, required=True)
@option("--present", key="meeting.record.present", multiple=True)
@option("--front-invited", key="meeting.record.front_invited", is_flag=True)
@option("--unsigned-by", key="meeting.record.unsigned_by", type=click.Choice(SIGNERS), multiple=True)
@option(
    "--copies",
    key="meeting.record.copies",
    type=click.IntRange(min=0),
    default=2,
    show_default=True,
)
@option("--time", key="meeting.record.time")
@option("--ended", key="meeting.record.ended")
@option("--place", key="meeting.record.place")
@option("--opinions", key="meeting.record.opinions")
@evidence_option
@on_option
@command_id_option
@pass_app
def record(
    app: App,
    /,
    village: str,
    on: date | None,
    evidence: tuple[Path, ...],
    command_id: str | None,
    **given: Any,
) -> None:
    """Enter a meeting."""
    from rasoat.steps.outcomes import list_sizes
    from rasoat.workflow.engine import NewFact, Step

    day = on or app.today
    with open_round(app) as desk_round:
        found = desk_round.file.village_named(village)
        lists = tuple(list_sizes(desk_round.view(desk_round.row_of(found), day)))
    unsigned = set(given["unsigned_by"])
    data = {
        "time": given["time"],
        "ended": given["ended"],
        "place": given["place"],
        "chair": _chair(given["chair"], found.description["head"]),
        "secretary": person(given["secretary"]) if given["secretary"] else None,
        "attendees": given["attendees"],
        "listed_attending": given["listed"],
        "agree": _votes(given["agree"], lists),
        "groups": _groups(given["present"]),
        "front_invited": given["front_invited"],
        "signed": [name for name in SIGNERS if name not in unsigned],
        "copies": given["copies"],
        "opinions": given["opinions"],
        "evidence": app.keep(evidence),
    }
    fact = NewFact(kind="meeting_held", on=day, data=data)
    step = Step(round=app.round, village=village, facts=(fact,), on=day, command_id=command_id)
    outcome = app.perform(step)
    report_fact(app, outcome, "cli.meeting.record.done", village=outcome.subject, on=day)


def _chair(typed: str | None, head: str) -> dict[str, str | None]:
    chair = person(typed) if typed else {"name": head, "title": None}
    if chair["title"] is None and chair["name"] == head:
        chair["title"] = "Trưởng thôn"
    return chair


def _votes(typed: tuple[str, ...], lists: tuple[str, ...]) -> dict[str, int]:
    """Return votes by result list; one bare number stands for all lists."""
    if len(typed) == 1 and is_whole(typed[0]):
        return dict.fromkeys(lists, int(typed[0]))
    votes = pairs(typed, "--agree")
    wrong = [value for value in votes.values() if not is_whole(value)]
    if wrong:
        raise UsageError("not_a_number", value=wrong[0])
    return {name: int(value) for name, value in votes.items()}


def _groups(typed: tuple[str, ...]) -> dict[str, list[dict[str, str | None]]]:
    from rasoat.steps.village_meeting import GROUPS

    groups: dict[str, list[dict[str, str | None]]] = {name: [] for name in GROUPS}
    for value in typed:
        name, rest = next(iter(pairs([value], "--present").items()))
        if name not in groups:
            raise UsageError("unknown_group", name=name, known=GROUPS)
        groups[name].append(person(rest))
    return groups
