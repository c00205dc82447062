"""What click says on its own - headings, placeholders, faults of typing - in the language of the run.

Click takes its sentences through `gettext`, each of its modules under the names `_` and `ngettext`. A gettext
catalogue would be a compiled file, chosen by an environment variable that Windows does not set. So the two
names are pointed at the catalogue room `click`, whose keys are click's own English sentences; a sentence the
room does not know stays as click wrote it.
"""

import importlib

import click

from rasoat.messages import Lang, room

_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")


def speak(lang: Lang) -> None:
    """Make click speak `lang`; before any option is declared, since click names file types as it meets them."""

    def one(sentence: str) -> str:
        return say(sentence, lang)

    def many(singular: str, plural: str, count: int) -> str:
        return say(singular if count == 1 else plural, lang)

    for name in _MODULES:
        module = importlib.import_module(f"click.{name}")
        for word, speaker in (("_", one), ("ngettext", many)):
            if word in vars(module):
                setattr(module, word, speaker)


def say(sentence: str, lang: Lang) -> str:
    """Return one of click's sentences or placeholders in `lang`."""
    return room("click", lang).get(f"click.{sentence}", sentence)


def dress(command: click.Command, lang: Lang) -> None:
    """Put the words of `lang` in place of a command's placeholders: OPTIONS, VILLAGE, INTEGER."""
    command.options_metavar = say(command.options_metavar or "", lang)
    if isinstance(command, click.Group):
        command.subcommand_metavar = say(command.subcommand_metavar, lang)
    for param in command.params:
        # a choice shows its values, which are the same in every language
        if param.metavar is None and not isinstance(param.type, click.Choice):
            param.metavar = _placeholder(param, lang)


def _placeholder(param: click.Parameter, lang: Lang) -> str:
    if isinstance(param, click.Argument):
        word = say((param.name or "").upper(), lang)
        return word if param.required else f"[{word}]"
    return say(param.type.name.upper(), lang)
