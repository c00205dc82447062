"""Evidence files: kept by content, once, whole or not at all; what is missing or changed is found."""

import hashlib
from pathlib import Path

import pytest

from rasoat.errors import StoreError, UsageError
from rasoat.models.database import Database
from rasoat.models.store import Store
from rasoat.steps.evidence import damaged, folder_of, keep


def photo(folder: Path, name: str = "ảnh niêm yết.jpg", content: bytes = b"anh") -> Path:
    """Return a made-up photo."""
    path = folder / name
    path.write_bytes(content)
    return path


def known(database: Database) -> list[tuple[str, int, str]]:
    """Return the files that the database knows."""
    with database.read() as connection:
        return Store(connection).evidence()


def test_file_is_kept_under_its_digest(database: Database, tmp_path: Path) -> None:
    """A file is copied under its SHA-256, its name and size entered, and the person's own copy left alone."""
    path = photo(tmp_path)
    digest = hashlib.sha256(b"anh").hexdigest()
    assert keep(database, tmp_path / "kho", [path]) == [digest]
    assert (tmp_path / "kho" / digest[:2] / digest).read_bytes() == b"anh"
    assert path.read_bytes() == b"anh"
    assert known(database) == [(digest, 3, "ảnh niêm yết.jpg")]
    assert damaged(database, tmp_path / "kho") == []


def test_same_content_is_kept_once(database: Database, tmp_path: Path) -> None:
    """The same photo under another name is the same file; the first name stays."""
    first, second = photo(tmp_path), photo(tmp_path, "bản sao.jpg")
    one, two = keep(database, tmp_path / "kho", [first, second])
    assert one == two
    assert [name for _digest, _size, name in known(database)] == ["ảnh niêm yết.jpg"]
    assert len([path for path in (tmp_path / "kho").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("content", [None, b""], ids=["missing", "empty"])
def test_nothing_is_no_evidence(database: Database, tmp_path: Path, content: bytes | None) -> None:
    """A file that does not exist or is empty is refused, and none of the others is entered."""
    good, bad = photo(tmp_path), tmp_path / "rỗng.jpg"
    if content is not None:
        bad.write_bytes(content)
    with pytest.raises(UsageError) as refused:
        keep(database, tmp_path / "kho", [good, bad])
    assert (refused.value.key, refused.value.params["file"]) == ("evidence_missing", bad)
    assert known(database) == []


def test_folder_that_cannot_be_written_is_named(database: Database, tmp_path: Path) -> None:
    """When the evidence folder cannot be written, it is named, nothing is entered, and no half file is left."""
    photo(tmp_path, "kho", b"day la tep, khong phai thu muc")
    with pytest.raises(StoreError) as refused:
        keep(database, tmp_path / "kho", [photo(tmp_path)])
    assert refused.value.key == "evidence_unwritable"
    assert known(database) == []
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".db" and "db-" not in path.name) == [
        "kho",
        "ảnh niêm yết.jpg",
    ]


@pytest.mark.parametrize("what", ["changed", "gone"])
def test_damaged_file_is_found(database: Database, tmp_path: Path, what: str) -> None:
    """A kept file that was changed or removed is found by its digest and name."""
    (digest,) = keep(database, tmp_path / "kho", [photo(tmp_path)])
    copy = tmp_path / "kho" / digest[:2] / digest
    if what == "gone":
        copy.unlink()
    else:
        copy.write_bytes(b"khac")
    assert damaged(database, tmp_path / "kho") == [(digest, "ảnh niêm yết.jpg")]


def test_folder_lies_beside_the_database(file_database: Database, tmp_path: Path) -> None:
    """Files of a SQLite database lie beside it, unless another folder is named."""
    assert folder_of(file_database) == tmp_path / "rasoat.files"
    assert folder_of(file_database, "kho") == Path("kho")
