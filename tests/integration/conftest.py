"""What several tests share that takes long to make: the demonstration's round, and its dossiers."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from dossiers import export
from play import Play, lawful_way

from rasoat.demo.play import play, prepare
from rasoat.models.database import Database


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Yield the demonstration's round, played once."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    database = prepare(folder)
    for _event in play(database, folder):
        pass
    yield database
    database.close()


@pytest.fixture(scope="session")
def masked(demo: Database, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a masked dossier of the demonstration; its archive lies beside it."""
    out = tmp_path_factory.mktemp("masked") / "ho-so"
    assert export(demo, out, masked=True, zipped=True).problems == ()
    return out


@pytest.fixture(scope="session")
def made(demo: Database, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a full dossier of the demonstration, and its code; its archive lies beside it."""
    out = tmp_path_factory.mktemp("full") / "ho-so"
    done = export(demo, out, zipped=True)
    assert done.problems == ()
    return out, done.code


@pytest.fixture
def full(made: tuple[Path, str], tmp_path: Path) -> Path:
    """Return a copy of the full dossier that a test may spoil."""
    folder, _code = made
    return Path(shutil.copytree(folder, tmp_path / "ho-so", copy_function=os.link))


@pytest.fixture
def small(file_database: Database) -> Play:
    """Return a small round that went its whole lawful way; its evidence was only ever claimed."""
    return Play(file_database).start().go(lawful_way())
