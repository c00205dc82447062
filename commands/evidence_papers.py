"""Which paper a signed scan is of, as one reads it off the paper: its number, or the code at its foot."""

from typing import Any

from rasoat.errors import UsageError
from rasoat.workflow.desk import Round


def paper_meant(desk_round: Round, case: Any, typed: str, form: str | None) -> dict[str, Any]:
    """Return the paper of a case that `typed` names: its form, number and place in the journal.

    Args:
        desk_round: the round.
        case: the row of the village's or the round's own case.
        typed: a number such as 05/TB-UBND, or the code at the foot of the page, which the papers of one entry share.
        form: the form of the paper, where its code alone leaves it open.

    Raises:
        UsageError: the case has no such paper, or several.
    """
    from rasoat.models.canonical import anchor_code, loads
    from rasoat.notices.catalogue import forms

    file, wanted = desk_round.file, _plain(typed)
    found = []
    for row in desk_round.store.documents(file.row.id):
        if row.case_id != case.id or form not in {None, row.form}:
            continue
        number = (loads(row.context).get("number") or {}).get("text")
        if wanted in {_plain(anchor_code(file.row.chain_name, row.seq, row.hash)), _plain(number or "-")}:
            title = forms()[row.form].title_vi
            found.append({"form": row.form, "title": title, "number": number, "seq": row.seq, "part": row.part})
    if not found:
        raise UsageError("evidence_paper_unknown", paper=typed, subject=desk_round.subject(case).title)
    if len({item["form"] for item in found}) > 1:
        raise UsageError("evidence_paper_many", paper=typed, forms=tuple(item["form"] for item in found))
    return found[-1]


def _plain(words: str) -> str:
    return "".join(words.split()).casefold().lstrip("0")
