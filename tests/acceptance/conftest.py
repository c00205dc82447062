"""A commune office whose round stands where a test wants it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from office import Ladder, Office

At = Callable[[str], Office]


@pytest.fixture(scope="session")
def ladder(tmp_path_factory: pytest.TempPathFactory) -> Ladder:
    """Return the round that this process plays once, and copies for each test."""
    return Ladder(tmp_path_factory.mktemp("ladder"))


@pytest.fixture
def at(ladder: Ladder, tmp_path: Path) -> At:
    """Return what gives an office whose round stands at a rung."""
    return lambda rung: ladder.at(rung, tmp_path / "office")
