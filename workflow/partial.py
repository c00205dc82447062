"""Facts known in part: a register of a past round carries counts where our own journal carries households."""

from collections.abc import Iterable, Mapping
from typing import Any


class NotCarried(LookupError):
    """A check asked a fact for something that its record does not carry; the argument names it."""


class Partial(dict[str, Any]):
    """What a register says of a fact.

    A check that cannot do without something (`data["ref"]`) raises `NotCarried`, and the requirement is then
    judged by what is carried. `get` answers as for a journal's fact, but not for what is `unknown`: a cell left
    empty does not say that nobody signed.
    """

    __slots__ = ("unknown",)

    def __init__(self, known: Mapping[str, Any], unknown: Iterable[str] = ()) -> None:
        super().__init__(known)
        self.unknown = frozenset(unknown)

    def __missing__(self, name: str) -> Any:
        """Say that the record does not carry `name`.

        Raises:
            NotCarried: always.
        """
        raise NotCarried(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return what is carried under `name`, or `default`.

        Raises:
            NotCarried: the register could say it, and does not.
        """
        if name in self.unknown:
            raise NotCarried(name)
        return super().get(name, default)
