"""What `rasoat conflict` and `rasoat spot-check` share: entering a second look at a household."""

from datetime import date
from typing import TYPE_CHECKING, Any

from rasoat.commands.base import App, open_round, report_fact
from rasoat.errors import UsageError
from rasoat.messages import message

if TYPE_CHECKING:
    from rasoat.steps.second_looks import Order

CLASSES = ("poor", "near_poor", "non_poor")
"""As `rasoat.steps.conflicts` names them; repeated here for a fast --help."""


def household_of(app: App, typed: str, village: str) -> str:
    """Return the ref of a household of a village.

    Raises:
        UsageError: nobody, more than one, or a household of another village.
    """
    from rasoat.steps.intake import find_household

    ref, there = find_household(app.database, app.round, typed)
    with open_round(app) as desk_round:
        here = desk_round.file.village_named(village).name
    if here != there:
        raise UsageError("household_of_other_village", ref=ref, there=there, here=here)
    return ref


def order_of(app: App, village: str, on: date | None, command_id: str | None) -> "Order":
    """Return where and when something is entered."""
    from rasoat.steps.second_looks import Order

    return Order(round=app.round, village=village, on=on or app.today, author=app.author(), command_id=command_id)


def enter_look(app: App, village: str, household: str, *, of_sample: bool, **given: Any) -> None:
    """Enter a second look and say whether it agrees with the survey."""
    from rasoat.steps.second_looks import look_again

    data = {
        "ref": household_of(app, household, village),
        "by": given["by"].strip(),
        "class": given["class_"],
        "note": given["note"],
        "evidence": app.keep(given["evidence"]),
    }
    order = order_of(app, village, given["on"], given["command_id"])
    outcome = look_again(app.database, order, data, app.kept, of_sample=of_sample)
    said = outcome.entries[0].payload
    params = {"ref": said["ref"], "village": outcome.subject, "found": message(f"words.classes.{said['class']}")}
    if said["class"] == said["surveyed"]:
        report_fact(app, outcome, "cli.spot-check.record.done_same", **params)
    else:
        surveyed = message(f"words.classes.{said['surveyed']}")
        report_fact(app, outcome, "cli.spot-check.record.done_other", surveyed=surveyed, **params)


def look_of(data: Any) -> dict[str, Any]:
    """Return a second look as scripts read it."""
    return {"by": data["by"], "class": data["class"], "surveyed": data["surveyed"], "note": data.get("note")}


def class_title(app: App, name: str | None) -> str:
    """Return a class in words, a dash for none."""
    return app.tell(message(f"words.classes.{name}")) if name else "-"
