"""Evidence files as checks see them: what was read in each when it came in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rasoat.models.records import ExhibitRow

PICTURE, FILE = "picture", "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A kept evidence file.

    Attributes:
        name: what the person called the file who handed it in first.
        kind: `picture` or `file`, None when it was not read yet.
        taken_on: the day the picture itself says it was taken (EXIF, XMP).
        look: a photograph's perceptual hash, 128 bits; None for pages of paper, which all look alike.
    """

    digest: str
    name: str
    size: int
    kind: str | None = None
    taken_on: date | None = None
    look: int | None = None

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture that can be read."""
        return self.kind == PICTURE


class Exhibits(Mapping[str, Exhibit]):
    """All evidence files of a database by digest, read when a check first asks: most steps never do."""

    def __init__(self, read: Callable[[], Iterable[ExhibitRow]]) -> None:
        self._read = read

    @cached_property
    def _known(self) -> dict[str, Exhibit]:
        return {row.sha256: _exhibit(row) for row in self._read()}

    def __getitem__(self, digest: str) -> Exhibit:
        """Return a file."""
        return self._known[digest]

    def __iter__(self) -> Iterator[str]:
        """Go through the digests."""
        return iter(self._known)

    def __len__(self) -> int:
        """Count the files."""
        return len(self._known)


def _exhibit(row: ExhibitRow) -> Exhibit:
    return Exhibit(
        digest=row.sha256,
        name=row.name,
        size=row.size,
        kind=row.kind,
        taken_on=date.fromisoformat(row.taken_on) if row.taken_on else None,
        look=int(row.look, 16) if row.look else None,
    )
