"""Facts known in part: a register of a past round carries counts where our own journal carries households."""

from typing import Any


class NotCarried(LookupError):
    """A check asked a fact for something that its record does not carry; the argument names it."""


class Partial(dict[str, Any]):
    """What a register says of a fact.

    `get` answers None for what it does not carry, as for a journal's fact; a check that cannot do without it
    (`data["ref"]`) raises `NotCarried`, and the requirement is then judged by what is carried.
    """

    __slots__ = ()

    def __missing__(self, name: str) -> Any:
        """Say that the record does not carry `name`.

        Raises:
            NotCarried: always.
        """
        raise NotCarried(name)
