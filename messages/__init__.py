"""The message catalogue: every text a person sees, Vietnamese first, English complete.

A key is `room.name`; the room is the file (`vi/room.toml`, `en/room.toml`), so that a command reads only
the rooms it speaks from. Texts are `str.format` patterns.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Lang = Literal["vi", "en"]
LANGS: tuple[Lang, ...] = ("vi", "en")


@dataclass(frozen=True, slots=True)
class Message:
    """A text not yet in a language: a catalogue key and the values it mentions."""

    key: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def render(self, lang: Lang = "vi") -> str:
        """Return the text in `lang`; nested messages and dates are rendered in the same language."""
        return text(self.key, lang, **self.params)


def message(key: str, /, **params: Any) -> Message:
    """Return the message `key` about `params`."""
    return Message(key, params)


def text(key: str, lang: Lang = "vi", /, **params: Any) -> str:
    """Return the text of `key` in `lang`, filled with `params`.

    Raises:
        KeyError: the catalogue has no such key, or the text names a parameter that was not given.
    """
    pattern = room(key.partition(".")[0], lang)[key]
    return pattern.format_map({name: show(value, lang) for name, value in params.items()})


def show(value: Any, lang: Lang = "vi") -> Any:
    """Return `value` as a person reads it: dates as 05/10/2026 in Vietnamese, ISO in English."""
    if isinstance(value, Message):
        return value.render(lang)
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y") if lang == "vi" else value.strftime("%Y-%m-%d")
    if isinstance(value, tuple | list):
        return ", ".join(str(show(item, lang)) for item in value)
    return value


@cache
def room(name: str, lang: Lang) -> Mapping[str, str]:
    """Return all texts of one room, keys in full (`errors.unknown_village`).

    Raises:
        KeyError: the catalogue has no such room.
    """
    source = files(__name__) / lang / f"{name}.toml"
    if not source.is_file():
        raise KeyError(name)
    return dict(_flat(tomllib.loads(source.read_text("utf-8")), name))


def _flat(table: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        path = f"{prefix}.{key}"
        pairs += _flat(value, path) if isinstance(value, dict) else [(path, value)]
    return pairs
