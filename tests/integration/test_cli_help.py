"""The command line explains itself: complete, in both languages, in the order of the law."""

import ast
import importlib
import inspect
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from procedure_words import WORDS

from rasoat.cli import root
from rasoat.commands.base import LazyGroup
from rasoat.messages import LANGS, Lang, room
from rasoat.workflow.procedures import load

RASOAT = Path(sys.executable).with_name("rasoat")

ALL_HELP = """
import json, sys
from click.testing import CliRunner
from rasoat.cli import root
results = {}
for line in sys.stdin.read().splitlines():
    result = CliRunner().invoke(root, [*line.split(), "--help"], prog_name="rasoat", terminal_width=78)
    results[line] = (result.exit_code, result.output)
print(json.dumps(results))
"""

CLICK_ENGLISH = re.compile(
    r"\b(Usage|Options|OPTIONS|Commands|COMMAND|ARGS|Arguments|TEXT|INTEGER|DATETIME|FILE|DIRECTORY|PATH"
    r"|VILLAGE|HOUSEHOLD|NO|ENTRY|default|required|env var|Show)\b|%Y"
)


def commands(group: LazyGroup = root, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield each command with the words one types for it, the root first."""
    yield path, group
    for name in group.lazy:
        command = group.get_command(click.Context(group), name)
        below = f"{path} {name}".strip()
        if isinstance(command, LazyGroup):
            yield from commands(command, below)
        else:
            assert command is not None, below
            yield below, command


COMMANDS = dict(commands())
LEAVES = {path: command for path, command in COMMANDS.items() if not isinstance(command, LazyGroup)}


@cache
def all_help(lang: Lang) -> dict[str, tuple[int, str]]:
    """Return exit code and help of each command; the language is chosen when the program starts."""
    run = subprocess.run(
        [sys.executable, "-c", ALL_HELP],
        input="\n".join(COMMANDS),
        env={**os.environ, "RASOAT_LANG": lang, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    found: dict[str, tuple[int, str]] = json.loads(run.stdout)
    return found


def rasoat(*words: str, lang: Lang = "vi") -> subprocess.CompletedProcess[str]:
    """Run the installed command, where no database is needed."""
    return subprocess.run(
        [RASOAT, *words],
        env={**os.environ, "RASOAT_LANG": lang, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def help_of(path: str, lang: Lang) -> str:
    """Return the help that stands in the catalogue, before it is wrapped."""
    command = path.replace(" ", ".")
    return room("cli", lang)[f"cli.{command}.help" if command else "cli.root"]


def examples() -> list[str]:
    """Return the example lines of every help text, in both languages."""
    texts = [help_of(path, lang) for lang in LANGS for path in COMMANDS]
    return [line.strip() for text in texts for line in text.splitlines() if line.startswith("  rasoat ")]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_a_help_in_both_languages(path: str, lang: Lang) -> None:
    """Every command's --help succeeds and begins with how the command is typed."""
    code, shown = all_help(lang)[path]
    usage = {"vi": "Cách dùng", "en": "Usage"}[lang]
    assert code == 0, shown
    assert shown.startswith(f"{usage}: rasoat {path}".rstrip())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("path", COMMANDS)
def test_the_help_names_every_option(path: str, lang: Lang) -> None:
    """A command's help names each option that the command takes."""
    _, shown = all_help(lang)[path]
    names = [name for param in COMMANDS[path].params if param.param_type_name == "option" for name in param.opts]
    assert [name for name in names if not re.search(rf"^ +(-\w, )?{name}\b", shown, re.MULTILINE)] == []


@pytest.mark.parametrize("path", COMMANDS)
def test_the_vietnamese_help_keeps_no_english_word_of_click(path: str) -> None:
    """Headings, placeholders and remarks of a Vietnamese help are Vietnamese."""
    _, shown = all_help("vi")[path]
    assert CLICK_ENGLISH.findall(shown) == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_command_has_a_short_text_of_one_line(lang: Lang) -> None:
    """A group lists each of its commands with one line that fits the terminal."""
    known = room("cli", lang)
    for path in COMMANDS:
        if path:
            short = known[f"cli.{path.replace(' ', '.')}.short"]
            assert short.strip(), path
            assert len(short) <= 60, path


@pytest.mark.parametrize("path", LEAVES)
def test_every_command_shows_an_example(path: str) -> None:
    """The help of each command has at least one line to copy, in both languages."""
    for lang in LANGS:
        assert re.search(rf"^  rasoat (--on \S+ )?{path}", help_of(path, lang), re.MULTILINE)


@pytest.mark.parametrize("example", examples())
def test_every_example_is_understood(example: str) -> None:
    """What an example of a help text types is what its command takes."""
    _, *words = shlex.split(example)
    command: click.Command | None = root
    while isinstance(command, LazyGroup):
        if words[0] == "--on":
            words = words[2:]
        command = command.get_command(click.Context(command), words[0])
        words = words[1:]
    assert command is not None
    with command.make_context("rasoat", words) as parsed:
        assert parsed.args == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_root_help_follows_the_order_of_the_law(lang: Lang) -> None:
    """The seven steps stand in the order of article 4, each under its clause and with its commands."""
    steps = re.findall(r"^  (\d)\. (.+)\n +(.+)$", help_of("", lang), re.MULTILINE)
    assert [number for number, _, _ in steps] == list("1234567")
    clause = {"vi": "khoản", "en": "clause"}[lang]
    clauses = [re.findall(rf"{clause} (\d)", title)[0] for _, title, _ in steps]
    assert clauses == ["1", "2", "3", "4", "4", "3", "5"]
    groups = [typed.split()[0] for _, _, typed in steps]
    assert groups == ["list", "survey", "meeting", "posting", "objection", "round", "round"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_root_help_names_only_commands_that_exist(lang: Lang) -> None:
    """Every command that the root help names can be typed."""
    lines = re.findall(r"^ {9}(\w.+)$", help_of("", lang), re.MULTILINE)
    named = [name for line in lines for name in line.split(", ")]
    assert len(named) > 10
    assert [name for name in named if name not in LEAVES] == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_root_help_calls_the_steps_as_the_procedure_does(lang: Lang) -> None:
    """The steps a person reads in the help bear the names that the procedure gives its stages."""
    procedure = load("qd24-periodic-two-tier", vocabulary=WORDS)
    titles = re.findall(r"^  \d\. (.+)$", help_of("", lang), re.MULTILINE)
    stages = ("preliminary_list", "survey", "village_meeting", "public_posting", "complaints", "commune_approval")
    for title, stage in zip(titles, stages, strict=False):
        assert title.startswith(procedure.stages[stage].title.render(lang))


@pytest.mark.parametrize(
    ("typed", "vi", "en"),
    [
        ("lst", "Không có lệnh “lst”.", "There is no command “lst”."),
        ("todo --ful", "Không có tùy chọn “--ful”.", "There is no option “--ful”."),
        ("meeting record", "Thiếu tham số 'THÔN'.", "Missing argument 'VILLAGE'."),
        ("meeting record Nà", "Thiếu tùy chọn '--attendees'.", "Missing option '--attendees'."),
        ("correct x", "“x” không phải là số nguyên.", "“x” is no whole number."),
        ("correct 0", "0 nằm ngoài khoảng cho phép (x>=1).", "0 is out of range (x>=1)."),
        ("list remove H1 --because x", "“x” không thuộc các giá trị", "“x” is none of"),
        ("--on 2026-13-01 todo", "“2026-13-01” không phải là ngày", "“2026-13-01” is no date"),
        ("todo Nà Khoa", "Tên có dấu cách thì phải đặt trong ngoặc kép.", "A name with a blank needs"),
        ("list import .", "“.” là thư mục; ở đây phải ghi tệp.", "“.” is a folder; a file is wanted here."),
    ],
)
def test_faults_of_typing_are_told_in_the_language_of_the_run(typed: str, vi: str, en: str) -> None:
    """A command typed wrongly is refused with exit code 2 and one sentence in the language asked for."""
    expected: dict[Lang, str] = {"vi": vi, "en": en}
    for lang, sentence in expected.items():
        run = rasoat(*typed.split(), lang=lang)
        assert run.returncode == 2
        assert sentence in run.stderr


def test_the_language_can_be_chosen_on_the_line() -> None:
    """The option --lang goes before the environment, for help texts too."""
    assert rasoat("--lang", "en", "todo", "--help", lang="vi").stdout.startswith("Usage: rasoat todo [OPTIONS]")
    assert rasoat("--lang=vi", "todo", "--help", lang="en").stdout.startswith("Cách dùng: rasoat todo [TÙY CHỌN]")


def test_without_a_command_the_help_is_shown() -> None:
    """Typing only `rasoat` shows the help."""
    run = rasoat()
    assert run.returncode == 2
    assert "Bảy bước theo Điều 4" in run.stdout + run.stderr


def test_every_sentence_translated_is_one_that_click_says() -> None:
    """No translation has become idle: each key of the room `click` stands in click's own source."""
    said: set[str] = set()
    for name in ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types"):
        tree = ast.parse(inspect.getsource(importlib.import_module(f"click.{name}")))
        said |= {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    params = [param for command in COMMANDS.values() for param in command.params]
    said |= {param.name.upper() for param in params if param.param_type_name == "argument" and param.name}
    said |= {word.upper() for word in said}  # a placeholder is the name of a type in capitals
    keys = {key.removeprefix("click.") for key in room("click", "vi")}
    assert keys - said == set()
    assert room("click", "en").keys() == room("click", "vi").keys()
