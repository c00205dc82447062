"""Verifying a dossier: each way of tampering with it is found and named; a trap is not opened."""

import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from dossiers import JOURNAL, chained, checked, entries_in, export, first, keys, sum_again, write, write_entries
from play import Play

from rasoat.errors import BadFile
from rasoat.exchange.dossiers import open_dossier
from rasoat.models.canonical import anchor_code, dumps


def test_untouched_dossiers_are_sound(made: tuple[Path, str], masked: Path) -> None:
    """Folder and archive of both variants are sound, and their codes vouch for every byte."""
    folder, code = made
    for path in (folder, folder.with_name("ho-so.zip")):
        found = checked(path, code)
        assert (found.problems, [item.key for item in found.vouched]) == ((), ["dossier.seal_vouches"])
        assert (found.entries, found.papers, found.evidence) == (477, 249, 89)
    assert checked(masked.with_name("ho-so.zip")).problems == ()


def _change_paper(folder: Path) -> None:
    write(folder, first(folder, "van-ban/*/*.pdf"), b"%PDF-1.7 something else")


def _change_entry(folder: Path) -> None:
    journal = (folder / JOURNAL).read_bytes()
    write(folder, JOURNAL, journal.replace(b'"actor":"can-bo', b'"actor":"Can-bo', 1))


def _remove_file(folder: Path) -> None:
    (folder / first(folder, "minh-chung/*")).unlink()


def _add_file(folder: Path) -> None:
    write(folder, "van-ban/00-xa-tan-mau/9999-quyet-dinh.pdf", b"%PDF-1.7")


def _remove_sums(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (_change_paper, {"file_changed"}),
        (_change_entry, {"file_changed", "entry_changed"}),
        (_remove_file, {"file_missing", "evidence_missing"}),
        (_add_file, {"file_extra", "paper_alone"}),
        (_remove_sums, {"no_sums"}),
    ],
)
def test_tampering_is_found(full: Path, tamper: Callable[[Path], None], found: set[str]) -> None:
    """A file changed, removed or put in is named."""
    tamper(full)
    assert keys(checked(full)) == found


def _entry_summed(folder: Path) -> None:
    _change_entry(folder)
    sum_again(folder)


def _payload(folder: Path) -> None:
    entries = entries_in(folder)
    entries[99]["payload"] = entries[99]["payload"].replace("1", "2")
    write_entries(folder, entries)


def _reorder(folder: Path) -> None:
    entries = entries_in(folder)
    entries[100:102] = reversed(entries[100:102])
    write_entries(folder, entries)


def _remove_entry(folder: Path) -> None:
    write_entries(folder, [entry for entry in entries_in(folder) if entry["seq"] != 77])


def _cut(folder: Path) -> None:
    write_entries(folder, entries_in(folder)[:-3])


def _cut_only(folder: Path) -> None:
    write(folder, JOURNAL, b"".join((folder / JOURNAL).read_bytes().splitlines(keepends=True)[:-1]))
    sum_again(folder)


def _another_round(folder: Path) -> None:
    entries = entries_in(folder)
    entries[9]["chain"] = "KHAC-2026"
    write_entries(folder, entries)


def _garbage(folder: Path) -> None:
    write(folder, JOURNAL, b'{"seq": 1e400}\n\xff\xfe\n' + b"[" * 5_000 + b"\n")
    sum_again(folder)


def _content(folder: Path) -> None:
    name = first(folder, "van-ban/*/*bien-ban*.json")
    write(folder, name, (folder / name).read_bytes().replace(b"2026", b"2025"))
    sum_again(folder)


def _evidence(folder: Path) -> None:
    write(folder, first(folder, "minh-chung/*"), b"another picture")
    sum_again(folder)


def _law(folder: Path) -> None:
    write(folder, first(folder, "quy-trinh/*"), b"days = 1")
    sum_again(folder)


def _manifest(folder: Path) -> None:
    write(folder, "ho-so.json", b'{"format": 1}')
    sum_again(folder)


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (_entry_summed, {"entry_changed"}),
        (_payload, {"payload_changed"}),
        (_reorder, {"chain_gap", "out_of_order"}),
        (_remove_entry, {"chain_gap"}),
        (_cut, {"paper_unknown", "evidence_unknown"}),
        (_cut_only, {"journal_cut"}),
        (_another_round, {"other_chain", "entry_changed"}),
        (_garbage, {"line_unreadable", "journal_cut", "paper_unknown", "evidence_unknown"}),
        (_content, {"paper_missing", "paper_unknown"}),
        (_evidence, {"evidence_missing", "evidence_unknown"}),
        (_law, {"procedure_changed"}),
        (_manifest, {"manifest_unreadable"}),
    ],
)
def test_tampering_with_sums_made_again_is_found(full: Path, tamper: Callable[[Path], None], found: set[str]) -> None:
    """Where SHA256SUMS was made to fit, the journal still tells; every problem reads well in both languages."""
    tamper(full)
    result = checked(full)
    assert keys(result) == found
    assert all(problem.render("vi") != problem.render("en") for problem in result.problems)


def test_a_code_from_paper_finds_a_journal_written_anew(made: tuple[Path, str], full: Path) -> None:
    """A journal rewritten with all its hashes looks sound; a code printed after the change does not fit it any more."""
    entries = entries_in(full)
    early, late = (anchor_code("TAN-MAU-2026", seq, entries[seq - 1]["hash"]) for seq in (60, 400))
    entries[199]["payload"] = entries[199]["payload"].replace('"b1":', '"b1":1')
    write_entries(full, chained(entries))
    assert keys(checked(full)) == set()
    found = checked(full, early, late.lower())
    assert [problem.key for problem in found.problems] == ["journal.anchor_unknown"]
    assert [item.params["seq"] for item in found.vouched] == [60]
    assert keys(checked(full, made[1])) == {"seal_unknown"}


def test_the_dossier_code_finds_any_file_changed_with_its_sum(made: tuple[Path, str], full: Path) -> None:
    """A page or table changed together with SHA256SUMS is found by the code of the dossier; without it a note warns."""
    page = (full / "index.html").read_text("utf-8")
    write(full, "index.html", page.replace("Làm trái quy trình có lý do (1)", "Không có vi phạm").encode())
    sum_again(full)
    silent = checked(full)
    assert (keys(silent), [note.key for note in silent.notes]) == (set(), ["dossier.note_no_anchor"])
    assert keys(checked(full, made[1])) == {"seal_unknown"}


def test_a_print_that_says_something_else_is_found(small: Play, tmp_path: Path) -> None:
    """A PDF replaced together with its sum is found: its content, which the journal names, prints otherwise."""
    folder = tmp_path / "ho-so"
    export(small.database, folder)
    assert "paper_differs" not in keys(checked(folder, reprinting=True))
    name, other = sorted(path.relative_to(folder).as_posix() for path in folder.glob("van-ban/*/*.pdf"))[:2]
    write(folder, name, (folder / other).read_bytes())
    sum_again(folder)
    differing = [item for item in checked(folder, reprinting=True).problems if item.key == "dossier.paper_differs"]
    assert [item.params["name"] for item in differing] == [name]


# what is no dossier, or one nobody should open


def archive(path: Path, *files: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    """Write an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("ho-so/SHA256SUMS", b"")
        for info, content in files:
            packed.writestr(info, content)
    return path


def _link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("ho-so/lien-ket")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("info", "content", "key"),
    [
        ("../climbs.txt", b"x", "dossier_climbs"),
        ("ho-so/../../climbs.txt", b"x", "dossier_climbs"),
        ("/etc/climbs.txt", b"x", "dossier_climbs"),
        ("C:/climbs.txt", b"x", "dossier_climbs"),
        ("ho-so\\..\\climbs.txt", b"x", "dossier_climbs"),
        ("ho-so/\x1b[31mred", b"x", "dossier_climbs"),
        (_link(), b"/etc/passwd", "dossier_link"),
        ("ho-so/sha256sums", b"x", "dossier_twice"),
        ("ho-so/giant.png", bytes(2**26), "dossier_absurd"),
    ],
)
def test_an_archive_that_is_a_trap_is_refused(
    tmp_path: Path, info: zipfile.ZipInfo | str, content: bytes, key: str
) -> None:
    """Paths that climb out, links, doubles and bombs are refused with exit code 2; nothing is written anywhere."""
    path = archive(tmp_path / "ho-so.zip", (info, content))
    with pytest.raises(BadFile) as refused, open_dossier(path):
        pass
    assert (refused.value.key, refused.value.exit_code) == (key, 2)
    assert "\x1b" not in refused.value.render()
    assert [found.name for found in tmp_path.iterdir()] == ["ho-so.zip"]


def test_what_is_no_dossier_is_refused(full: Path, tmp_path: Path) -> None:
    """Nothing, an empty folder, another file, a link in a folder, and a dossier of a newer program are refused."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("no archive")
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "SHA256SUMS").symlink_to("/etc/passwd")
    manifest = json.loads((full / "ho-so.json").read_text("utf-8"))
    write(full, "ho-so.json", dumps({**manifest, "format": 2, "new": True}).encode())
    expected = {
        "absent": "file_missing",
        "empty": "dossier_not_one",
        "text.zip": "dossier_not_one",
        "linked": "dossier_link",
        "ho-so": "dossier_newer",
    }
    for name, key in expected.items():
        with pytest.raises(BadFile) as refused:
            checked(tmp_path / name)
        assert refused.value.key == key


def test_an_archive_that_was_cut_says_which_files_are_damaged(masked: Path, tmp_path: Path) -> None:
    """A file whose bytes were damaged inside an archive is named; the rest is still checked."""
    packed = bytearray(masked.with_name("ho-so.zip").read_bytes())
    packed[packed.index(b"<!DOCTYPE html>") + 40] ^= 1
    (tmp_path / "ho-so.zip").write_bytes(packed)
    assert keys(checked(tmp_path / "ho-so.zip")) == {"file_unreadable"}
