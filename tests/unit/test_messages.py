"""The catalogue of texts: complete in both languages, complete for the program, and written cleanly."""

import re
import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from string import Formatter
from typing import get_args

import click
import pytest
from text_uses import ERRORS, Use, literals, uses

from rasoat.cli import root
from rasoat.commands.base import LazyGroup
from rasoat.commands.objections import KINDS
from rasoat.messages import LANGS, Lang, room
from rasoat.steps.postings import PLACES
from rasoat.steps.preliminary_list import REMOVALS, Origin
from rasoat.steps.rows import LISTS
from rasoat.steps.village_meeting import GROUPS, SIGNERS
from rasoat.wiring import wire
from rasoat.workflow.procedures import Procedure, load, shipped
from rasoat.workflow.registry import vocabulary
from rasoat.workflow.rules import Severity, Track
from rasoat.workflow.standards import Class, Movement
from rasoat.workflow.verdicts import Status


def rooms(lang: Lang) -> list[str]:
    """Return the names of the catalogue's rooms in one language."""
    folder = files("rasoat.messages") / lang
    return sorted(path.name.removesuffix(".toml") for path in folder.iterdir() if path.name.endswith(".toml"))


def catalogue(lang: Lang) -> dict[str, str]:
    """Return every text of one language by its key."""
    return {key: text for name in rooms(lang) for key, text in room(name, lang).items()}


def placeholders(text: str) -> set[str]:
    """Return the names of the values that a text mentions."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def procedures() -> Iterator[Procedure]:
    """Yield every procedure that comes with the program, in each of its variants."""
    wire()
    for name in shipped():
        for variant in (None, *(item.id for item in load(name, vocabulary=vocabulary()).variants)):
            yield load(name, vocabulary=vocabulary(), variant=variant)


def texts_of(use: Use) -> list[str]:
    """Return the keys that one use needs: an error needs two sentences, a finding its cure."""
    if use.caller in ERRORS:
        optional = [f"{use.key}.why"] if f"{use.key}.why" in catalogue("vi") else []
        return [f"{use.key}.what", f"{use.key}.next", *optional]
    return [use.key, f"{use.key}_cure"] if use.caller == "unmet" else [use.key]


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    """Return the Vietnamese catalogue."""
    return catalogue("vi")


def test_both_languages_have_the_same_rooms() -> None:
    """Every room of the catalogue exists in Vietnamese and in English."""
    assert rooms("vi") == rooms("en")


def test_both_languages_have_the_same_keys() -> None:
    """Every text exists in Vietnamese and in English."""
    assert catalogue("vi").keys() ^ catalogue("en").keys() == set()


def test_both_languages_mention_the_same_values() -> None:
    """A text mentions the same values in both languages."""
    english = catalogue("en")
    differing = [key for key, text in catalogue("vi").items() if placeholders(text) != placeholders(english[key])]
    assert differing == []


def test_every_key_in_the_sources_has_a_text(known: dict[str, str]) -> None:
    """No source names a text that the catalogue lacks; findings have their cures, errors their way on."""
    absent = [f"{use.place} {key}" for use in uses() if not use.open for key in texts_of(use) if key not in known]
    assert absent == []


def test_every_composed_key_begins_like_some_text(known: dict[str, str]) -> None:
    """A key that is put together at run time begins as at least one text does."""
    lost = [
        f"{use.place} {use.key}" for use in uses() if use.open and not any(key.startswith(use.key) for key in known)
    ]
    assert lost == []


def test_every_value_a_text_mentions_is_handed_over(known: dict[str, str]) -> None:
    """Where a source shows the values it hands over, they are all that the text mentions."""
    short = [
        f"{use.place} {key} {sorted(lacking)}"
        for use in uses()
        if not use.open and use.given is not None
        for key in texts_of(use)
        if (lacking := placeholders(known.get(key, "")) - use.given)
    ]
    assert short == []


def test_the_scan_sees_what_it_should() -> None:
    """The scan reads plain keys, alternatives, tables of keys, and values handed over as a mapping."""
    found = {use.key: use for use in uses()}
    assert found["checks.meeting_held_met"].given == {"on"}
    assert found["checks.posting_not_stopped"].given == {"places", "last"}
    assert {"errors.unknown_round", "errors.no_round", "errors.database_locked"} <= found.keys()
    assert found["checks.recognition_after_opinion_early"].given == {"on", "document", "decided"}
    assert found["words.lists."].open


def test_no_text_of_a_person_is_dead(known: dict[str, str]) -> None:
    """Every text of an error, a check or a command is named somewhere in the sources."""
    wire()
    named = literals() | set(vocabulary().checks)
    dead = []
    for key in known:
        shelf, _, name = key.partition(".")
        stem = name.partition(".")[0] if shelf == "errors" else name.removesuffix("_cure").removesuffix("_expected")
        composed = any(use.open and len(use.key) > len(f"{shelf}.") and key.startswith(use.key) for use in uses())
        composed = composed or (shelf == "cli" and (name.startswith("columns.") or name.endswith("short")))
        if shelf in {"errors", "checks", "cli"} and not composed:
            dead += [key] if named.isdisjoint({stem, f"{shelf}.{stem}"}) else []
    assert dead == []


def test_every_registered_check_and_fact_has_a_name(known: dict[str, str]) -> None:
    """Every check has a title and every kind of fact has a name."""
    wire()
    words = vocabulary()
    wanted = [f"checks.{name}" for name in words.checks] + [f"words.facts.{name}" for name in words.facts]
    assert [key for key in wanted if key not in known] == []


def test_every_step_of_the_shipped_procedures_has_a_title(known: dict[str, str]) -> None:
    """Every trigger of every shipped procedure, in every variant, has a title."""
    found = {item.trigger for procedure in procedures() for item in procedure.transitions}
    assert sorted(name for name in found if f"words.triggers.{name}" not in known) == []


def commands(group: LazyGroup, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every command below a group, as typed, with the key of its one line."""
    context = click.Context(group)
    for name in group.list_commands(context):
        yield f"{path}{name}", f"cli.{group.key}{name}.short"
        command = group.get_command(context, name)
        if isinstance(command, LazyGroup):
            yield from commands(command, f"{path}{name} ")


def test_every_command_has_its_line(known: dict[str, str]) -> None:
    """Every command has a line in the help of its group."""
    assert [key for _, key in commands(root) if key not in known] == []


@pytest.mark.parametrize("lang", LANGS)
def test_texts_name_only_commands_that_exist(lang: Lang) -> None:
    """A command that a text tells somebody to use exists."""
    existing = {name for name, _ in commands(root)}
    told = {
        (key, found.strip())
        for key, text in catalogue(lang).items()
        for found in re.findall(r"\brasoat ((?:[a-z][a-z0-9]*(?:-[a-z0-9]+)* ?){1,2})", text)
        if key != "cli.root"
    }
    assert [item for item in told if item[1] not in existing] == []


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("classes", get_args(Class)),
        ("lists", LISTS),
        ("groups", GROUPS),
        ("signers", SIGNERS),
        ("places", PLACES),
        ("objections", KINDS),
        ("movements", get_args(Movement)),
        ("status", tuple(Status)),
        ("severity", get_args(Severity)),
        ("removals", REMOVALS),
        ("origins", get_args(Origin)),
        ("tracks", get_args(Track)),
    ],
)
def test_every_code_has_a_word(known: dict[str, str], table: str, names: tuple[str, ...]) -> None:
    """Every code that a person may meet has a word."""
    assert [name for name in names if f"words.{table}.{name}" not in known] == []


@pytest.mark.parametrize("lang", LANGS)
def test_letters_are_composed(lang: Lang) -> None:
    """No text is written with separate combining marks, which print badly and are not found by a search."""
    assert [key for key, text in catalogue(lang).items() if unicodedata.normalize("NFC", text) != text] == []


@pytest.mark.parametrize("lang", LANGS)
def test_texts_have_no_stray_blanks(lang: Lang) -> None:
    """No text is empty, begins or ends with a blank, or has two blanks in a row within a line."""
    stray = [
        key
        for key, text in catalogue(lang).items()
        if key.partition(".")[0] in {"words", "checks", "errors"} and (not text or text != text.strip() or "  " in text)
    ]
    assert stray == []


@pytest.mark.parametrize("lang", LANGS)
def test_errors_are_whole_sentences(lang: Lang) -> None:
    """What, why and next of an error end as sentences do, because they are joined to a paragraph."""
    parts = (".what", ".why", ".next")
    errors = {key: text for key, text in room("errors", lang).items() if key.endswith(parts)}
    assert [key for key, text in errors.items() if not text.endswith((".", "!", "?"))] == []


@pytest.mark.parametrize("lang", LANGS)
def test_findings_and_cures_fit_into_a_sentence(lang: Lang) -> None:
    """Titles, findings and cures end without a full stop, because a line puts them together."""
    phrases = {key: text for key, text in room("checks", lang).items() if not key.startswith("checks.unmet_line")}
    assert [key for key, text in phrases.items() if text.endswith((".", ",", ";", ":"))] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_error_says_what_to_do_next(lang: Lang) -> None:
    """An error that says what is wrong also says what to do."""
    known = room("errors", lang)
    tables = {key.rpartition(".")[0] for key in known if key.endswith((".what", ".why", ".next"))}
    assert [name for name in tables if not {f"{name}.what", f"{name}.next"} <= known.keys()] == []
