"""When the photographs of a posting were taken: one of another time proves nothing of it."""

from collections.abc import Iterator

from rasoat.messages import Message, message
from rasoat.steps.postings import Piece, Posting
from rasoat.workflow.cases import Fact, View
from rasoat.workflow.exhibits import Exhibit


def photographed_outside(view: View, item: Posting) -> Iterator[Message]:
    """Yield a line for each photograph taken before its stretch of posting began, or after it ended.

    The days themselves belong to the stretch, and there is no tolerance: no text gives one. Nothing is held
    against a start or an end of which another photograph was taken in time.
    """
    for piece in item.pieces:
        for fact in (piece.started, piece.stopped):
            dated = [photo for photo in _photos(view, fact) if photo.taken_on]
            if dated and not any(_within(view, piece, photo) for photo in dated):
                yield from (_line(view, item, piece, photo) for photo in dated)


def _photos(view: View, fact: Fact | None) -> Iterator[Exhibit]:
    if fact is None or view.exhibits is None:
        return
    for digest in fact.data.get("evidence") or ():
        if digest in view.exhibits:
            yield view.exhibits[digest]


def _within(view: View, piece: Piece, photo: Exhibit) -> bool:
    last = piece.stopped.on if piece.stopped else view.on
    return photo.taken_on is not None and piece.started.on <= photo.taken_on <= last


def _line(view: View, item: Posting, piece: Piece, photo: Exhibit) -> Message:
    return message(
        "checks.photographed_outside",
        file=photo.name,
        taken=photo.taken_on,
        place=message(f"words.places.{item.place}"),
        start=piece.started.on,
        end=piece.stopped.on if piece.stopped else view.on,
    )
