"""Databases for the tests: every test of storage and engine runs on SQLite and on a real PostgreSQL server."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from play import Play, lawful_way

from rasoat.models.database import Database, open_database
from rasoat.wiring import wire

wire()  # the steps and forms, once, for all tests
_numbers = count(1)
_UNSAFE = ("fsync", "synchronous_commit", "full_page_writes")
"""What a server that nobody will miss may leave undone, for speed."""


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Yield the address of a PostgreSQL server of this test process: no set-up, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="rasoat-pg-") as folder, pytest.MonkeyPatch.context() as patch:
        # where the wheel keeps its lock; without it platformdirs warns, and warnings are errors here
        runtime = Path(tempfile.gettempdir()) / f"rasoat-pg-runtime-{os.getuid()}"
        runtime.mkdir(mode=0o700, exist_ok=True)
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        import pgserver

        # as root the wheel runs the server under a user of its own, who must be able to enter the folder
        Path(folder).chmod(0o755)
        running = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        with psycopg.connect(running.get_uri(), autocommit=True) as connection:
            for name in _UNSAFE:
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield running.get_uri()
        running.cleanup()


@contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """Yield the address of a new PostgreSQL database; dropping it proves that nobody is left connected."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name}")


@pytest.fixture
def postgres_url(server: str) -> Iterator[str]:
    """Yield the address of a new, empty PostgreSQL database."""
    with postgres_database(server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database where nothing is yet."""
    if request.param == "sqlite":
        return str(tmp_path / "rasoat.db")
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """Yield an open, empty database."""
    opened = open_database(url)
    yield opened
    opened.close()


@pytest.fixture
def file_database(tmp_path: Path) -> Iterator[Database]:
    """Yield an open, empty SQLite database, for tests of what happens above the storage."""
    opened = open_database(str(tmp_path / "rasoat.db"))
    yield opened
    opened.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Yield a database where a round went its whole lawful way; nobody may commit to it."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = str(tmp_path_factory.mktemp("played") / "rasoat.db")
        else:
            url = stack.enter_context(postgres_database(request.getfixturevalue("server")))
        opened = stack.enter_context(closing(open_database(url)))
        Play(opened).start().go(lawful_way())
        yield opened


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Count a skipped test as a failure in CI, where every program that a test needs is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
