"""Denunciations (tố cáo): kept apart. The journal says that one came, its number and a seal; nothing else.

Who denounces is confidential, and so is whom and what it is about: none of it may stand in a record that every officer
reads and every dossier carries. Terms of the Law on Denunciations were not read: no clock runs here.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rasoat.errors import UsageError
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.steps.vault import Vault
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author, NewFact, Outcome, Step, perform_prepared
from rasoat.workflow.registry import fact_kind

KIND = "denunciation_received"
_SAID = frozenset({"no", "sealed"})


@fact_kind(KIND, late=True)
def _received(_view: View, data: Mapping[str, Any]) -> None:
    if data.keys() != _SAID:
        raise UsageError("denunciation_says_more")


def denunciations(view: View) -> tuple[Fact, ...]:
    """Return what the journal says of denunciations."""
    return view.facts_of_all_passes(KIND)


def receive_denunciation(
    database: Database,
    round_code: str | None,
    on: date,
    files: Sequence[Path],
    vault: Vault,
    author: Author,
) -> Outcome:
    """Lay the letters into the vault, and enter number and seal; both, or neither.

    Raises:
        UsageError: no file, one that cannot be read, or a day to come.
    """
    if not files:
        raise UsageError("denunciation_empty")
    put: list[tuple[str, int]] = []

    def prepare(store: Store) -> Sequence[Step]:
        desk_round = Round(store, open_file(store, round_code))
        code = desk_round.file.row.code
        entries = store.entries(desk_round.row_of(None).id)
        no = max((entry.payload["no"] for entry in entries if entry.kind == KIND), default=0) + 1
        sealed = vault.put(code, no, on, files)
        put.append((code, no))
        return [Step(round=round_code, facts=(NewFact(kind=KIND, on=on, data={"no": no, "sealed": sealed}),), on=on)]

    try:
        return perform_prepared(database, prepare, author)[0]
    except BaseException:
        for code, no in put:
            vault.remove(code, no)
        raise
