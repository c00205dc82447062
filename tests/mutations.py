"""Ways to falsify a database and its files, drawn at random: one row, two rows, a tail, a whole round.

A mutation returns the name of the blind spot it aims at (docs/journal.md, tests/data/blind_spots.toml), or None when
whoever verifies must find it even without paper.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from forging import Row, disarm, entries, forge, places
from sqlalchemy import Connection, text

from rasoat.models.canonical import digest, dumps, household_digest, loads
from rasoat.models.database import Database
from rasoat.models.schema import metadata
from rasoat.models.store import Store
from rasoat.steps.evidence import damaged_of
from rasoat.workflow.verifying import verify

VOID = {("register_number", "id"), ("household", "id"), ("evidence", "name")}
"""Columns that say nothing of the round: a row's own number, what a person called a file."""
UNNAMED = ("commune", "evidence", "chain")
"""Tables whose rows nothing speaks of before a round or an entry names them."""


class NotHere(Exception):  # nothing went wrong
    """The drawn mutation cannot be done on what was drawn; draw again."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A database past its triggers, inside a transaction, and the folder of its evidence."""

    connection: Connection
    folder: Path
    pristine: Path
    rng: Random

    def problems(self, *anchors: str) -> list[str]:
        """Return what a verification finds."""
        store = Store(self.connection)
        found = [problem.key for problem in verify(store, anchors).problems]
        return found + ["evidence_damaged" for _lost in damaged_of(store, self.folder)]

    def rows(self, query: str, **values: Any) -> list[Row]:
        """Return rows."""
        return [row._asdict() for row in self.connection.execute(text(query), values)]

    def do(self, statement: str, **values: Any) -> None:
        """Run a statement."""
        self.connection.execute(text(statement), values)

    def snapshot(self) -> list[Any]:
        """Return every row and every file."""
        rows: list[Any] = [self.rows(f"SELECT * FROM {name}") for name in metadata.tables]  # noqa: S608 # our own table names
        return [*rows, {path.name: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}]

    def restore_files(self) -> None:
        """Put the evidence files back."""
        for path in (path for path in self.pristine.rglob("*") if path.is_file()):
            there = self.folder / path.relative_to(self.pristine)
            if not there.is_file() or there.read_bytes() != path.read_bytes():
                there.write_bytes(path.read_bytes())


def scene_of(database: Database, folder: Path, contents: dict[str, bytes], rng: Random) -> Scene:
    """Return the scene of a database whose evidence has these contents."""
    pristine = folder / "pristine"
    for name, content in contents.items():
        path = pristine / name[:2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    shutil.copytree(pristine, folder / "files")
    connection = database.engine.connect()
    disarm(connection)
    return Scene(connection, folder / "files", pristine, rng)


Mutation = Callable[[Scene], str | None]


def _row(scene: Scene, table: str) -> Row:
    rows = scene.rows(f"SELECT rowid AS place, * FROM {table}")  # noqa: S608 # our own table names
    if not rows:
        raise NotHere
    return scene.rng.choice(rows)


def _other(rng: Random, value: Any) -> Any:
    """Return another value of the same kind."""
    if value is None:
        return rng.choice([1, 2])
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + rng.choice([-1, 1, 7])
    if not value:
        return "x"
    place = rng.randrange(len(value))
    changed = rng.choice([value[:place], value[:place] + "7" + value[place + 1 :], value + "0", value[::-1]])
    return changed if changed != value else value + "1"


def update(scene: Scene) -> str | None:
    """Change one column of one row of any table."""
    table = scene.rng.choice(sorted(metadata.tables))
    column = scene.rng.choice([column.name for column in metadata.tables[table].c])
    row = _row(scene, table)
    value = scene.rng.choice([_other(scene.rng, row[column]), _row(scene, table)[column]])
    scene.do(f"UPDATE {table} SET {column} = :value WHERE rowid = :place", value=value, place=row["place"])  # noqa: S608 # our own names
    return "void_column" if (table, column) in VOID else None


def swap(scene: Scene) -> str | None:
    """Exchange one column between two rows of any table."""
    table = scene.rng.choice(sorted(metadata.tables))
    column = scene.rng.choice([column.name for column in metadata.tables[table].c])
    one, two = _row(scene, table), _row(scene, table)
    void = VOID | {("evidence", "sha256")}  # of two files of one size it exchanges the names
    for row, value in ((one, None), (two, one[column]), (one, two[column])):
        if value is None and metadata.tables[table].c[column].nullable is False:
            value = -1 if isinstance(one[column], int) else "-"  # noqa: PLW2901 # a place to step aside to
        scene.do(f"UPDATE {table} SET {column} = :value WHERE rowid = :place", value=value, place=row["place"])  # noqa: S608 # our own names
    return "void_column" if (table, column) in void else None


def delete(scene: Scene) -> str | None:
    """Remove one row of any table."""
    table = scene.rng.choice(sorted(metadata.tables))
    row = _row(scene, table)
    unnamed = table == "evidence" and row["sha256"] not in _named(scene)
    scene.do(f"DELETE FROM {table} WHERE rowid = :place", place=row["place"])  # noqa: S608 # our own table names
    return "unnamed_row" if unnamed else None


def _named(scene: Scene) -> str:
    return " ".join(row["payload"] for row in entries(scene.connection))


def insert(scene: Scene) -> str | None:
    """Put in a copy of a row under new keys."""
    table = scene.rng.choice(sorted(set(metadata.tables) - {"procedure_version", "review_round"}))
    row = _row(scene, table)
    del row["place"]
    for column in metadata.tables[table].c:
        if column.primary_key or column.unique or column.name in {"seq", "ref", "no", "position", "id_number", "part"}:
            row[column.name] = _new(scene.rng, row[column.name])
    if table == "chain":
        row.update(seq=0, head="0" * 64)
    marks = ", ".join(f":{name}" for name in row)
    scene.do(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", **row)  # noqa: S608 # our own names
    return "unnamed_row" if table in UNNAMED else None


def _new(rng: Random, value: Any) -> Any:
    return rng.randrange(5_000, 9_000) if isinstance(value, int) else f"{rng.randrange(10**11, 10**12)}"


def cut(scene: Scene) -> str | None:
    """Cut the tail off, and leave the rest as it is."""
    last = len(entries(scene.connection))
    first = scene.rng.randint(max(2, last - 12), last)
    for table in ("register_number", "document", "journal"):
        scene.do(f"DELETE FROM {table} WHERE gseq >= :first", first=first)  # noqa: S608 # our own table names
    return None


def cut_well(scene: Scene) -> str | None:
    """Cut the tail off, and make heads, stages and households fit."""
    cut(scene)
    forge(scene.connection)
    _refold(scene)
    return "tail_replaced"


def _refold(scene: Scene) -> None:
    """Give each case the stage and version that the journal gives."""
    first = {"village": "preliminary_list", "round": "village_reviews"}
    for case in scene.rows("SELECT * FROM review_case"):
        steps = [
            row for row in entries(scene.connection) if (row["case_id"], row["kind"]) == (case["id"], "transition")
        ]
        stage = loads(steps[-1]["payload"])["dest"] if steps else first[case["track"]]
        scene.do("UPDATE review_case SET stage = :s, version = :v WHERE id = :i", s=stage, v=len(steps), i=case["id"])


def remove_last_round(scene: Scene) -> str | None:
    """Remove the newest round with all that it wrote."""
    [newest] = scene.rows("SELECT * FROM review_round ORDER BY id DESC LIMIT 1")
    chain = newest["chain_id"]
    for table in ("register_number", "document", "journal"):
        within = "SELECT gseq FROM journal WHERE chain_id = :chain"
        scene.do(f"DELETE FROM {table} WHERE gseq IN ({within})", chain=chain)  # noqa: S608 # our own table names
    scene.do("DELETE FROM review_case WHERE round_id = :id", id=newest["id"])
    scene.do("DELETE FROM review_round WHERE id = :id", id=newest["id"])
    scene.do("DELETE FROM chain WHERE id = :id", id=chain)
    return "last_round_removed"


def rewrite(scene: Scene) -> str | None:
    """Change what an entry says, who wrote it or when, and make everything after it fit."""
    chosen = scene.rng.choice(entries(scene.connection))["gseq"]
    column = scene.rng.choice(["payload", "payload", "payload", "actor", "recorded_at", "occurred_on", "command_id"])

    def change(row: Row) -> None:
        if row["gseq"] == chosen:
            row[column] = _said_otherwise(scene.rng, row["payload"]) if column == "payload" else row[column][:-1] + "7"

    forge(scene.connection, change)
    return "tail_replaced"


def _said_otherwise(rng: Random, payload: str) -> str:
    content = loads(payload)
    names = [name for name, value in content.items() if isinstance(value, int | str) and name not in _FIXED]
    if not names:
        raise NotHere
    name = rng.choice(names)
    content[name] = _other(rng, content[name])
    return dumps(content)


_FIXED = {"trigger", "source", "dest", "code", "procedure", "procedure_sha256", "year", "commune_sha256", "target"}
"""What other rows repeat: changing it alone does not get by."""


def rewrite_paper(scene: Scene) -> str | None:
    """Change a paper, its digest, and the entry that names it, and make everything after it fit."""
    paper = _row(scene, "document")
    context = json.loads(paper["context"])
    context["commune"]["phone"] = f"{scene.rng.randrange(10**9)}"
    text_ = dumps(context)
    new = digest(text_)
    scene.do("UPDATE document SET context = :c, context_sha256 = :d WHERE rowid = :p", c=text_, d=new, p=paper["place"])

    def change(row: Row) -> None:
        row["payload"] = row["payload"].replace(paper["context_sha256"], new)

    forge(scene.connection, change)
    return "tail_replaced"


def rewrite_household(scene: Scene) -> str | None:
    """Change a household, and the entry that speaks for it, and make everything after it fit."""
    row = _row(scene, "household")
    person = {**json.loads(row["person"]), "name": f"Kẻ Mạo Danh {scene.rng.randrange(1000)}"}
    key = (row["ref"], row["village_id"], row["id_number"])
    old = household_digest(*key, row["person"], row["members"])
    new = household_digest(*key, dumps(person), row["members"])
    scene.do("UPDATE household SET person = :p WHERE id = :i", p=dumps(person), i=row["id"])

    def change(entry: Row) -> None:
        entry["payload"] = entry["payload"].replace(old, new)

    forge(scene.connection, change)
    return "tail_replaced"


def reorder(scene: Scene) -> str | None:
    """Exchange the contents of two entries."""
    _reorder(scene)
    return None


def reorder_well(scene: Scene) -> str | None:
    """Exchange the contents of two entries of one case that follow one another, and make everything fit."""
    _reorder(scene)
    forge(scene.connection)
    return "tail_replaced"


def _reorder(scene: Scene) -> None:
    surveyed = [row for row in entries(scene.connection) if row["kind"] == "household_surveyed"]
    one, two = scene.rng.sample(surveyed, 2)
    if one["case_id"] != two["case_id"]:
        raise NotHere
    for row, other in ((one, two), (two, one)):
        scene.do("UPDATE journal SET payload = :p WHERE gseq = :g", p=other["payload"], g=row["gseq"])
        sha256 = other["payload_sha256"]
        scene.do("UPDATE journal SET payload_sha256 = :d WHERE gseq = :g", d=sha256, g=row["gseq"])


def spoil_file(scene: Scene) -> str | None:
    """Change, empty or remove an evidence file that an entry names."""
    named = _named(scene)
    files = sorted(path for path in scene.folder.rglob("*") if path.is_file() and path.name in named)
    if not files:
        raise NotHere
    path = scene.rng.choice(files)
    how = scene.rng.choice(["change", "empty", "remove"])
    if how == "remove":
        path.unlink()
    else:
        path.write_bytes(b"" if how == "empty" else path.read_bytes() + b"!")
    return None


def remove_evidence(scene: Scene) -> str | None:
    """Remove an evidence file together with its line."""
    row = _row(scene, "evidence")
    named = row["sha256"] in _named(scene)
    scene.do("DELETE FROM evidence WHERE rowid = :place", place=row["place"])
    (scene.folder / row["sha256"][:2] / row["sha256"]).unlink(missing_ok=True)
    return None if named else "unnamed_row"


PLAIN: tuple[tuple[Mutation, int], ...] = (
    (update, 30),
    (delete, 12),
    (insert, 10),
    (swap, 12),
    (cut, 4),
    (reorder, 4),
    (spoil_file, 4),
    (remove_evidence, 2),
)
FORGED: tuple[tuple[Mutation, int], ...] = (
    (rewrite, 10),
    (rewrite_paper, 4),
    (rewrite_household, 4),
    (reorder_well, 2),
    (cut_well, 4),
    (remove_last_round, 1),
)
"""Mutations with how often they are drawn. Forgeries come first in a pair: they would make what went before fit."""


def newest_codes(scene: Scene) -> list[tuple[int, int, str]]:
    """Return chain, place and hash of the entry of the newest paper of each case."""
    query = "SELECT max(gseq) FROM document GROUP BY case_id"
    newest = set(places(scene.connection, query))
    return [(row["chain_id"], row["seq"], row["hash"]) for row in entries(scene.connection) if row["gseq"] in newest]


__all__ = ["FORGED", "PLAIN", "Mutation", "NotHere", "Scene", "newest_codes", "scene_of"]
