"""Corrections as every report tells them: what was entered first, what it reads now, why, by whom."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rasoat.messages import Lang, message
from rasoat.models.records import Entry
from rasoat.workflow.cases import CORRECTION
from rasoat.workflow.desk import Round


def corrections_of(desk_round: Round, lang: Lang, *, masked: bool = False) -> list[dict[str, Any]]:
    """Return the corrections of a round in the order they were entered.

    Args:
        desk_round: the round.
        lang: the language of what was corrected.
        masked: leave out who corrected, why, and what the values are.
    """
    entries = desk_round.store.corrections(desk_round.file.row.chain_id)
    titles: dict[int | None, str] = {row.id: desk_round.subject(row).title for row in desk_round.rows}
    return list(told(entries, titles, lang, masked=masked)) if entries else []


def told(
    entries: Sequence[Entry], titles: Mapping[int | None, str], lang: Lang, *, masked: bool
) -> Iterator[dict[str, Any]]:
    """Yield the corrections among `entries`, which hold what is corrected too; `titles` names cases by their ids."""
    known = {entry.seq: entry for entry in entries}
    for entry in entries:
        if entry.kind != CORRECTION:
            continue
        said, target = entry.payload, known[entry.payload["target"]]
        changes = [
            {"name": name, **({} if masked else {"was": target.payload.get(name), "now": value})}
            for name, value in said.get("set", {}).items()
        ]
        yield {
            "seq": entry.seq,
            "target": target.seq,
            "subject": titles.get(target.case_id, ""),
            "what": message(f"words.facts.{target.kind}").render(lang),
            "recorded_at": entry.recorded_at,
            "annul": said.get("annul", False),
            "was_on": target.occurred_on if said.get("on") else None,
            "on": said.get("on"),
            "changes": changes,
            "reason": None if masked else said.get("reason"),
            "by": None if masked else entry.actor,
        }
