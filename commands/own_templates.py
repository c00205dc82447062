"""What printing and the to-do say of an office's own templates."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rasoat.commands.base import App
from rasoat.errors import UsageError

if TYPE_CHECKING:
    from rasoat.notices.own_prints import Waiting
    from rasoat.notices.printing import Print


def own_or_shipped(app: App, prints: "list[Print]", *, shipped: bool) -> "tuple[list[Print], list[Waiting]]":
    """Return the prints with the office's own templates, and those that wait for one to be mended.

    Args:
        app: this run.
        prints: the papers that were chosen.
        shipped: use the shipped forms, whatever the office has.

    Raises:
        UsageError: the folder of templates is not there, or all papers wait.
    """
    folder = None if shipped else app.own_templates()
    if folder is None:
        return prints, []
    from rasoat.notices.own_prints import dressed, sifted

    sound, waiting = sifted(dressed(prints, folder))
    if not sound:
        raise UsageError("papers_wait", count=len(waiting), details=_lines(waiting))
    own = sum(item.paper.templates is not None for item in sound)
    if own:
        app.say("cli.print.own", count=own, folder=folder)
    return sound, waiting


def _lines(waiting: "Iterable[Waiting]") -> "list[Any]":
    """Return each fault once, however many papers wait for it."""
    found = {fault.told().render("vi"): fault.told() for one in waiting for fault in one.error.faults}
    return list(found.values())


def tell_waiting(app: App, waiting: "list[Waiting]") -> None:
    """Tell which papers were not printed, and why; the exit code then is 1."""
    if not waiting:
        return
    app.say("cli.print.waiting", count=len(waiting), err=True)
    for line in _lines(waiting):
        app.say("cli.print.waiting_why", reason=line, err=True)
    app.say("cli.print.waiting_next", err=True)
    raise SystemExit(1)


def papers_that_wait(app: App, desk_round: Any) -> "dict[str, list[Waiting]]":
    """Return, by the title of whom they are about, the unprinted papers that wait for a template to be mended."""
    folder = app.templates_folder
    if not folder.is_dir() or not any(folder.glob("*.j2")):
        return {}
    from rasoat.notices.own_prints import not_yet_printed

    titles = {row.id: desk_round.subject(row).title for row in desk_round.rows}
    found: dict[str, list[Waiting]] = {}
    for one in not_yet_printed(desk_round, folder):
        found.setdefault(titles[one.item.row.case_id], []).append(one)
    return found


def told(one: "Waiting") -> dict[str, Any]:
    """Return the values of a line of the to-do about a paper that waits."""
    paper = one.item.paper
    return {"title": paper.entry.title_vi, "seq": one.item.row.seq, "reason": one.error.faults[0].told()}
