"""`rasoat posting`: putting up, taking down, announcing."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rasoat.commands.base import (
    App,
    LazyGroup,
    command_id_option,
    evidence_option,
    help_text,
    on_option,
    open_round,
    option,
    pass_app,
    report_fact,
)
from rasoat.errors import UsageError

if TYPE_CHECKING:
    from rasoat.workflow.engine import Outcome

_HERE = "rasoat.commands.postings"
_LAZY = {"start": f"{_HERE}:start", "stop": f"{_HERE}:stop", "announce": f"{_HERE}:announce"}
_PLACES = {
    "house": ("village_house",),
    "office": ("commune_office",),
    "both": ("village_house", "commune_office"),
}

place_option = option("--place", key="posting.place", type=click.Choice(list(_PLACES)))
objection_option = option("--objection", key="posting.objection", type=click.IntRange(min=1))


@click.group(cls=LazyGroup, lazy=_LAZY, key="posting.", help=help_text("posting.help"))
def posting() -> None:
    """Group."""


@click.command(help=help_text("posting.start.help"))
@click.argument("village")
@place_option
@objection_option
@option("--by", key="posting.by")
@option("--witness", key="posting.witness")
@option("--announced", key="posting.announced", is_flag=True)
@evidence_option
@on_option
@command_id_option
@pass_app
def start(app: App, /, village: str, announced: bool, **given: Any) -> None:  # noqa: FBT001 # click passes flags so
    """Record that a list was put up."""
    facts = _facts(app, "posting_started", given, {"by": given["by"], "witness": given["witness"]})
    if announced:
        facts.append(("announcement_made", {"medium": "loudspeaker", "evidence": []}))
    outcome = _perform(app, village, given, facts)
    report_fact(app, outcome, "cli.posting.start.done", village=outcome.subject, on=_day(app, given))


@click.command(help=help_text("posting.stop.help"))
@click.argument("village")
@place_option
@objection_option
@option("--by", key="posting.by")
@option("--witness", key="posting.witness")
@option("--interrupted", key="posting.interrupted", is_flag=True)
@option("--reason", key="posting.reason")
@option("--state", key="posting.state")
@evidence_option
@on_option
@command_id_option
@pass_app
def stop(app: App, /, village: str, **given: Any) -> None:
    """Record that a list was taken down, or torn down."""
    if given["interrupted"] and given["place"] is None:
        raise UsageError("interrupted_where")
    data = {name: given[name] for name in ("by", "witness", "interrupted", "reason", "state")}
    outcome = _perform(app, village, given, _facts(app, "posting_stopped", given, data))
    report_fact(
        app,
        outcome,
        "cli.posting.stop.interrupted_done" if given["interrupted"] else "cli.posting.stop.done",
        village=outcome.subject,
        on=_day(app, given),
    )


@click.command(help=help_text("posting.announce.help"))
@click.argument("village")
@option("--medium", key="posting.medium", default="loudspeaker", show_default=True)
@evidence_option
@on_option
@command_id_option
@pass_app
def announce(app: App, /, village: str, medium: str, **given: Any) -> None:
    """Record an announcement through the commune's media."""
    data = {"medium": medium, "evidence": app.keep(given["evidence"])}
    outcome = _perform(app, village, given, [("announcement_made", data)])
    report_fact(app, outcome, "cli.posting.announce.done", village=outcome.subject, on=_day(app, given))


def _day(app: App, given: Mapping[str, Any]) -> date:
    day: date | None = given["on"]
    return day or app.today


def _facts(app: App, kind: str, given: Mapping[str, Any], data: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    paths: tuple[Path, ...] = given["evidence"]
    evidence = app.keep(paths)
    purpose = "result" if given["objection"] is None else "reverification"
    about = {"purpose": purpose, "objection": given["objection"], "evidence": evidence}
    places = _PLACES[given["place"]] if given["place"] else _usual_places(app)
    return [(kind, {**data, **about, "place": place}) for place in places]


def _usual_places(app: App) -> tuple[str, ...]:
    """Return where the round's procedure wants results posted."""
    from rasoat.steps.postings import places_of

    with open_round(app) as desk_round:
        return places_of(desk_round.file.procedure)


def _perform(app: App, village: str, given: Mapping[str, Any], facts: list[tuple[str, dict[str, Any]]]) -> "Outcome":
    from rasoat.workflow.engine import NewFact, Step

    day = _day(app, given)
    new = tuple(NewFact(kind=kind, on=day, data=data) for kind, data in facts)
    step = Step(round=app.round, village=village, facts=new, on=day, command_id=given["command_id"])
    return app.perform(step)
