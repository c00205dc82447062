"""The documentation tells the truth: its commands run, its tables are current, its links lead somewhere."""

import os
import re
import runpy
import shutil
from importlib.resources import files
from pathlib import Path
from typing import get_args

import click
import msgspec
import pytest
from doc_pages import (
    PAGES,
    ROOT,
    anchors,
    code_blocks,
    commands,
    leaves,
    links,
    resolved,
    section,
    text_of,
    writer,
)
from guide import Officer, Typed, typed
from PIL import Image

from rasoat import __version__, errors
from rasoat.cli import root
from rasoat.errors import RasoatError
from rasoat.notices.catalogue import forms
from rasoat.workflow.citations import CitationTable, Evidence, TextTable
from rasoat.workflow.procedure_file import (
    ConfirmationTable,
    IncomeRuleTable,
    ProcedureTable,
    RequirementTable,
    StageTable,
    TermTable,
    TransitionTable,
    ValidTable,
    VariantTable,
    WindowTable,
)
from rasoat.workflow.procedures import shipped
from rasoat.workflow.registry import vocabulary
from rasoat.workflow.rules import CountsFrom, Severity, Track, Unit

GUIDE, PROCEDURES, SOURCES = "docs/huong-dan-can-bo.md", "docs/procedures.md", "docs/sources.md"
LARGEST_PICTURE = 150_000
LARGEST_OF_GALLERY = 60_000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder with the files that the guide tells an officer to copy."""
    for path in (*(ROOT / "demo" / "data").iterdir(), *(ROOT / "docs" / "vi-du").iterdir()):
        shutil.copy(path, tmp_path)
    for name in set(re.findall(r"--evidence (\S+)", text_of(GUIDE))):
        (tmp_path / name).write_text(name, encoding="utf-8")
    for name in [name for name in os.environ if name.startswith("RASOAT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_guide_leads_through_a_whole_round(folder: Path) -> None:
    """Every command of the officers' guide, typed in order on the bundled data, answers as the guide says."""
    officer = Officer()
    for step in typed(text_of(GUIDE)):
        fault = officer.play(step)
        assert fault is None, fault
    assert list(folder.rglob("*.pdf"))


def test_a_stranger_can_recompute_the_chain(folder: Path) -> None:
    """The recipe of docs/journal.md accepts an untouched database."""
    officer = Officer()
    for line in ("commune template xa.toml", "commune add xa.toml", "round open --date 01/10/2025"):
        assert officer.play(Typed(line=f"rasoat {line}", answers=())) is None
    (recipe,) = code_blocks("docs/journal.md", "python")
    script = folder / "recipe.py"
    script.write_text(f"{recipe}\nconnection.close()\n", encoding="utf-8")
    assert runpy.run_path(str(script))["previous"] != "0" * 64


@pytest.mark.parametrize("page", PAGES)
def test_every_command_line_is_understood(page: str) -> None:
    """Each command on a page exists, and takes the options that the page gives it."""
    for line in commands(page):
        _, command, words = resolved(line)
        with command.make_context("rasoat", words) as parsed:
            assert parsed.args == [], line


def test_the_guide_documents_every_command() -> None:
    """No command of the program is missing from the officers' guide."""
    assert set(leaves()) - {resolved(line)[0] for line in commands(GUIDE)} == set()


def test_the_guide_documents_every_option_of_the_program() -> None:
    """The options that go before every command are explained in the officers' guide."""
    names = {param.opts[0] for param in root.params if isinstance(param, click.Option)}
    assert {name for name in names if name not in text_of(GUIDE)} == set()


def test_the_guide_documents_every_code_of_refusal() -> None:
    """Each code that stands before an error is explained in the officers' guide."""
    known = [item for item in vars(errors).values() if isinstance(item, type) and issubclass(item, RasoatError)]
    codes = {item.code for item in known if item is not RasoatError}
    assert codes - set(re.findall(r"RS\d{3}", section(GUIDE, "## 13. Khi chương trình từ chối"))) == set()


def test_both_readmes_type_the_same_commands() -> None:
    """The English and the Vietnamese README show the same commands in the same order."""
    typed_in = {page: [resolved(line)[0] for line in commands(page)] for page in ("README.md", "README.vi.md")}
    assert typed_in["README.vi.md"] == typed_in["README.md"]


@pytest.mark.parametrize(
    ("heading", "table"),
    [
        ("## The head of the file", ProcedureTable),
        ("### `valid`", ValidTable),
        ("### `window`", WindowTable),
        ("### `income`", IncomeRuleTable),
        ("### Texts", TextTable),
        ("## `[citations.NAME]`", CitationTable),
        ("## `[[variants]]`", VariantTable),
        ("## `[[confirmations]]`", ConfirmationTable),
        ("## `[[terms]]`", TermTable),
        ("## `[[stages]]`", StageTable),
        ("## `[[requirements]]`", RequirementTable),
        ("## `[[transitions]]`", TransitionTable),
    ],
)
def test_every_key_of_a_procedure_file_is_documented(heading: str, table: type[msgspec.Struct]) -> None:
    """The table under a heading of docs/procedures.md explains each key that the file may have there, and no other."""
    keys = {field.encode_name for field in msgspec.structs.fields(table)}
    first = section(PROCEDURES, heading).split("\n\n| ")
    explained = set(re.findall(r"^\|? ?`(\w+)` \|", next(part for part in first if "nghĩa" in part), re.MULTILINE))
    assert explained == keys


def test_every_word_a_procedure_file_may_use_is_documented() -> None:
    """Checks, fact kinds, forms, marks, units, events, tracks and severities appear in docs/procedures.md."""
    known = vocabulary()
    words = {*known.checks, *known.facts, *known.forms, *forms()}
    for kind in (Evidence, Unit, CountsFrom, Track, Severity):
        words |= set(get_args(kind))
    page = text_of(PROCEDURES)
    assert {word for word in words if f"`{word}`" not in page} == set()


@pytest.mark.parametrize("page", PAGES)
def test_the_parts_written_from_the_program_are_current(page: str) -> None:
    """`make docs` would change nothing: checks, facts, forms, papers, ways, refusals are as the program has them."""
    assert writer().filled(text_of(page)) == text_of(page)


def test_every_form_has_its_fields_documented() -> None:
    """docs/papers.md has a table of fields for each form."""
    page = text_of("docs/papers.md")
    assert [code for code in forms() if f"## `{code}`" not in page] == []


def test_every_source_of_the_law_files_is_listed() -> None:
    """docs/sources.md says what each key in the data files is, and lists none that they do not mention."""
    law = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "workflow" / "data").rglob("*.toml")))
    used = {key for found in re.findall(r'^source = "([^"]+)"', law, re.MULTILINE) for key in found.split(", ")}
    listed = set(re.findall(r"^\| ([\w-]+) \|", section(SOURCES, "## Keys in use"), re.MULTILINE)) - {"key"}
    assert used - listed == set()
    assert {key for key in listed if not re.search(rf"\b{key}\b", law)} == set()


def test_the_readme_names_every_procedure() -> None:
    """Each procedure that comes with the program is named in both READMEs."""
    for page in ("README.md", "README.vi.md"):
        assert [name for name in shipped() if f"`{name}`" not in text_of(page)] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """Each link inside the project names a file that exists, and a heading that stands there."""
    here = PAGES[page].parent
    lost = []
    for link in links(page):
        if link.startswith(("http://", "https://")):
            continue
        path, _, heading = link.partition("#")
        target = (here / path).resolve() if path else PAGES[page]
        name = target.relative_to(ROOT.resolve()).as_posix() if target.exists() else None
        if name is None or (heading and heading not in anchors(name)):
            lost.append(link)
    assert lost == []


def test_pictures_are_small() -> None:
    """Each picture is shown by a README and is light enough to be fetched over a poor line."""
    pictures = sorted((ROOT / "docs" / "pictures").glob("*"))
    shown = links("README.md")
    assert pictures
    assert [path.name for path in pictures if f"docs/pictures/{path.name}" not in shown] == []
    assert [path.name for path in pictures if path.stat().st_size > LARGEST_PICTURE] == []


def test_the_gallery_shows_every_form_in_a_small_grey_picture() -> None:
    """Each form has its picture and no other is there; pictures are grey and small enough to keep (`make gallery`)."""
    pictures = {path.stem: path for path in (ROOT / "docs" / "gallery").glob("*.png")}
    assert set(pictures) == set(forms())
    assert [name for name, path in pictures.items() if path.stat().st_size > LARGEST_OF_GALLERY] == []
    for path in pictures.values():
        with Image.open(path) as picture:
            shades = picture.convert("RGB").getcolors()
        assert shades is not None
        assert all(red == green == blue for _count, (red, green, blue) in shades)


def test_make_knows_what_the_pages_tell_people_to_make() -> None:
    """Every `make` target named on a page exists."""
    named = {name for page in PAGES for name in re.findall(r"(?:^|`)make (\w+)", text_of(page), re.MULTILINE)}
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"demo", "test", "docs", "pictures"} <= named
    assert named - targets == set()


def test_the_changelog_has_this_version_with_its_two_parts() -> None:
    """Changes of law and of program stand apart under the current version."""
    newest = text_of("CHANGELOG.md").split("\n## ")[1]
    assert newest.startswith(__version__)
    assert "### Law\n" in newest
    assert "### Technical\n" in newest


REGISTRIES = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "com"), ("ghcr", "io"))]
MACHINE = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|usr|var|opt|mnt|srv|Users|work)/|[A-Z]:\\")


@pytest.mark.parametrize("page", PAGES)
def test_pages_name_no_registry_and_no_machine(page: str) -> None:
    """A page names no host of a package registry and no folder of somebody's computer."""
    text = text_of(page)
    assert [host for host in REGISTRIES if host in text] == []
    assert MACHINE.findall(text) == []


def test_the_licence_is_the_one_the_project_names() -> None:
    """The LICENSE file holds the text of the licence that pyproject.toml declares."""
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text("utf-8")
    words = " ".join((ROOT / "LICENSE").read_text("utf-8").split())
    assert "Apache License Version 2.0, January 2004" in words


def test_the_data_of_the_guide_ships() -> None:
    """The files the guide works on are part of the program or of its documentation."""
    named = set(re.findall(r"`([\w-]+\.(?:xlsx|csv))`", text_of(GUIDE)))
    there = {path.name for path in Path(str(files("rasoat.demo") / "data")).iterdir()}
    there |= {path.name for path in (ROOT / "docs" / "vi-du").iterdir()}
    assert named - there == set()


def test_decisions_are_numbered_one_after_the_other() -> None:
    """A decision is named by its number, so no number stands twice and none is left out."""
    text = (ROOT / "docs" / "decisions.md").read_text("utf-8")
    numbers = [int(found) for found in re.findall(r"^(\d+)\. \*\*", text, flags=re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
