"""Marks of papers that no longer stand: their number was cancelled, or another paper replaced them."""

from collections.abc import Mapping
from datetime import date

from rasoat.messages import message
from rasoat.notices.papers import Mark
from rasoat.workflow.desk import Round
from rasoat.workflow.issued_papers import IssuedPaper, issued_papers, trail_of
from rasoat.workflow.paper_trail import Place


def marks_of(desk_round: Round) -> Mapping[Place, Mark]:
    """Return the mark of each paper of a round that no longer stands, in Vietnamese as all papers are."""
    known = trail_of(desk_round.store, desk_round.file.row.chain_id)
    if not (known.replaced or known.cancelled):
        return {}
    papers = issued_papers(desk_round)
    by_place = {item.place: item for item in papers}
    return {item.place: _mark(item, by_place) for item in papers if item.state != "issued"}


def _mark(item: IssuedPaper, papers: Mapping[Place, IssuedPaper]) -> Mark:
    if item.cancelled is None:
        new = papers[item.replaced_by.seq, item.replaced_by.part] if item.replaced_by else item
        return Mark("replaced", message("issuing.mark_replaced", paper=new.told).render("vi"))
    said, on = item.cancelled.payload, date.fromisoformat(item.cancelled.occurred_on)
    words = message("issuing.mark_cancelled", on=on, reason=said["reason"].rstrip("."), by=said["by"])
    return Mark("cancelled", words.render("vi"))
