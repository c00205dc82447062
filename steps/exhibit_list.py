"""What each evidence file of a round is for, and which pictures were used twice."""

from dataclasses import dataclass
from datetime import date

from rasoat.steps.pictures import Use, twice_used, uses_of
from rasoat.workflow.desk import Round
from rasoat.workflow.exhibits import Exhibit


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One evidence file of a round.

    Attributes:
        uses: what it was handed in for.
        alike: pictures, itself among them, that were handed in for something that this one cannot show too.
    """

    exhibit: Exhibit
    uses: tuple[Use, ...]
    alike: tuple[Exhibit, ...]


def exhibits_shown(desk_round: Round, on: date) -> tuple[Shown, ...]:
    """Return the evidence files of a round as of a day, in the order in which they were first used."""
    view = desk_round.view(desk_round.row_of(None), on)
    uses = sorted(uses_of((*view.members, view)), key=lambda use: use.fact.seq)
    rules = desk_round.file.procedure.requirements.values()
    bits = next((rule.params["bits"] for rule in rules if rule.check == "pictures_differ"), 0)
    alike: dict[str, list[Exhibit]] = {}
    for one, other in twice_used([use for use in uses if use.exhibit.is_picture], bits):
        alike.setdefault(one.exhibit.digest, []).append(other.exhibit)
        if one.exhibit is not other.exhibit:
            alike.setdefault(other.exhibit.digest, []).append(one.exhibit)
    by_file: dict[str, list[Use]] = {}
    for use in uses:
        by_file.setdefault(use.exhibit.digest, []).append(use)
    return tuple(
        Shown(exhibit=own[0].exhibit, uses=tuple(own), alike=tuple(alike.get(digest, ())))
        for digest, own in by_file.items()
    )
