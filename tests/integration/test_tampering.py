"""2,000 random falsifications: one signed paper a case finds them all; without paper, those listed are missed."""

import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from facts import EVIDENCE_FILES
from forging import entries
from mutations import FORGED, PLAIN, Mutation, NotHere, Scene, newest_codes, scene_of
from play import Play, lawful_way
from sqlalchemy.exc import DatabaseError

from rasoat.models.canonical import anchor_code
from rasoat.models.database import open_database

ROOT = Path(__file__).parents[2]
SPOTS = tomllib.loads((ROOT / "tests" / "data" / "blind_spots.toml").read_text("utf-8"))
MUTATIONS, SEED = 2000, 2026
FORGED_SHARE, PAIRED_SHARE = 0.2, 0.3
LATER = "SAU-2026"
FORGERIES = {"tail_replaced", "last_round_removed"}
Place = tuple[int, int, str]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Yield a database with a round that is closed and one under way, past its triggers, with its evidence files."""
    folder = tmp_path_factory.mktemp("tampering")
    with closing(open_database(str(folder / "rasoat.db"))) as database:
        Play(database).start().go(lawful_way())
        Play(database, round=LATER).start().go(lawful_way(), until="settle")
        scene = scene_of(database, folder, EVIDENCE_FILES, Random(SEED))  # noqa: S311 # to be repeatable is the point
        yield scene
        scene.connection.rollback()
        scene.connection.close()


def drawn(rng: Random) -> list[Mutation]:
    """Draw one mutation or two; a forgery first, lest it make the other fit."""
    wanted = 2 if rng.random() < PAIRED_SHARE else 1
    chosen = []
    for _ in range(wanted):
        kinds, weights = zip(*(FORGED if rng.random() < FORGED_SHARE else PLAIN), strict=True)
        chosen += rng.choices(kinds, weights)
    forged = {kind for kind, _weight in FORGED}
    return sorted(chosen, key=lambda kind: kind not in forged)


def done(scene: Scene, before: object) -> set[str | None] | None:
    """Do what was drawn; return the blind spots it aims at, None when a part of it changed nothing."""
    aims, seen = set(), [before]
    for mutation in drawn(scene.rng):
        try:
            aims.add(mutation(scene))
        except (NotHere, DatabaseError):
            return None
        after = scene.snapshot()
        if after in seen:
            return None
        seen.append(after)
    return aims


def spots_missed(scene: Scene, aims: set[str | None], newest: set[Place], codes: list[str]) -> list[tuple[str, str]]:
    """Return how a verification was made, and what it missed."""
    if scene.problems():
        return []
    spots = {spot or "UNKNOWN" for spot in aims}
    found = [("without_paper", spot) for spot in spots]
    if scene.problems(*codes):
        return found
    untouched = newest <= {(row["chain_id"], row["seq"], row["hash"]) for row in entries(scene.connection)}
    spots = {"after_last_paper" if spot in FORGERIES and untouched else spot for spot in spots}
    return found + [("with_paper", spot) for spot in spots]


def test_random_tampering_is_found(scene: Scene) -> None:
    """Whatever is falsified is found with one paper a case; what is missed without paper is what is written down."""
    before, newest = scene.snapshot(), set(newest_codes(scene))
    names = {row["id"]: row["name"] for row in scene.rows("SELECT id, name FROM chain")}
    codes = [anchor_code(names[chain], seq, hash_) for chain, seq, hash_ in newest]
    assert scene.problems(*codes) == []
    missed: set[tuple[str, str]] = set()
    tried = 0
    while tried < MUTATIONS:
        scene.connection.exec_driver_sql("SAVEPOINT honest")
        aims = done(scene, before)
        if aims is not None:
            tried += 1
            missed.update(spots_missed(scene, aims, newest, codes))
        scene.connection.exec_driver_sql("ROLLBACK TO honest")
        scene.restore_files()
    assert missed == {(how, spot) for how, spots in SPOTS.items() for spot in spots}


def test_blind_spots_are_written_down() -> None:
    """Each blind spot stands in the page on the journal under its name."""
    page = (ROOT / "docs" / "journal.md").read_text("utf-8")
    for spots in SPOTS.values():
        for name in spots:
            assert f"`{name}`" in page
