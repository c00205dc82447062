"""The dossier: a round as a folder that strangers read without this program, whole or not at all, masked or not."""

import csv
import hashlib
import io
import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from dossiers import AUTHOR, checked, entries_in, export, run, write, write_entries
from facts import LISTS, OPINED, REASON, A, B, opinion
from lxml import html
from play import Act, Play, changed, facts_changed, lawful_way

from rasoat.cli import root
from rasoat.demo import plot
from rasoat.demo.play import MARK
from rasoat.errors import Refused, StoreError, UsageError
from rasoat.models.database import Database
from rasoat.models.records import Entry
from rasoat.models.store import Store
from rasoat.reports import dossier as making
from rasoat.reports.dossier_audit import findings_of
from rasoat.reports.dossier_board import boards_of
from rasoat.reports.dossier_files import to_csv
from rasoat.workflow.correcting import Correction, correct


def rasoat(*words: str | Path) -> Result:
    """Run the command line."""
    return CliRunner().invoke(root, [str(word) for word in words], catch_exceptions=False)


def exported(database: Database) -> list[Entry]:
    """Return the entries that say a dossier was made."""
    with database.read() as connection:
        return [entry for entry in Store(connection).entries_of_chain(1) if entry.kind == "exported"]


# what a stranger can do without the program


@pytest.mark.parametrize("variant", ["made", "masked"])
def test_sha256sum_accepts_every_file(variant: str, request: pytest.FixtureRequest) -> None:
    """`sha256sum -c` passes on both variants, and its list names every file but itself."""
    found = request.getfixturevalue(variant)
    folder = found if variant == "masked" else found[0]
    done = run("sha256sum", "--strict", "-c", "SHA256SUMS", cwd=folder)
    assert done.returncode == 0, done.stdout
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {line.rpartition(": ")[0] for line in done.stdout.splitlines()} == there - {"SHA256SUMS"}


@pytest.mark.parametrize("variant", ["full", "masked"])
def test_the_snippet_of_the_readme_recomputes_the_chain(
    variant: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """The 15 lines of Python in the README, run without any package, end with the code of the last entry."""
    folder: Path = request.getfixturevalue(variant)
    readme = (folder / "README.txt").read_text("utf-8")
    snippet = re.search(r"^----- kiem\.py -+\n(.+)", readme, re.MULTILINE | re.DOTALL)
    assert snippet
    assert len(snippet[1].strip().splitlines()) == 15
    (tmp_path / "kiem.py").write_text(snippet[1], encoding="utf-8")
    done = run(sys.executable, "-I", "-S", tmp_path / "kiem.py", cwd=folder)
    manifest = json.loads((folder / "ho-so.json").read_text("utf-8"))
    assert done.stdout == f"{manifest['entries']} OK: {manifest['code']}\n", done.stderr


def test_the_snippet_names_the_entry_that_was_changed(full: Path, tmp_path: Path) -> None:
    """The README's Python stops at a changed entry and says which one it is."""
    entries = entries_in(full)
    entries[99]["payload"] = entries[99]["payload"].replace("1", "2")
    write_entries(full, entries)
    snippet = (full / "README.txt").read_text("utf-8").partition("----- kiem.py")[2].partition("\n")[2]
    (tmp_path / "kiem.py").write_text(snippet, encoding="utf-8")
    done = run(sys.executable, "-I", "-S", tmp_path / "kiem.py", cwd=full)
    assert (done.returncode, done.stderr) == (1, "the payload of entry 100 was changed\n")


@pytest.mark.parametrize("variant", ["full", "masked"])
def test_every_link_of_the_pages_leads_to_a_file(variant: str, request: pytest.FixtureRequest) -> None:
    """Each link of the pages leads into the dossier, and papers, evidence and data are all reached from index.html."""
    folder: Path = request.getfixturevalue(variant)
    linked: set[Path] = set()
    for page in ("index.html", "kiem-tra/kiem-tra.html"):
        tree = html.fromstring((folder / page).read_bytes())
        links = [link for link in tree.xpath("//a/@href") if not link.startswith("#")]
        linked |= {((folder / page).parent / link).resolve() for link in links}
    assert [path for path in linked if not path.is_file() or folder.resolve() not in path.parents] == []
    unlinked = {path for path in folder.resolve().rglob("*") if path.is_file()} - linked
    assert {path.name for path in unlinked if path.parts[-2] != "van-ban" and path.suffix != ".json"} == {
        "SHA256SUMS",
        "index.html",
    }


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no browser on this machine")
def test_a_browser_shows_the_first_page(full: Path, tmp_path: Path) -> None:
    """A browser without network shows the first page, findings before anything else."""
    browser = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}")
    page = (full / "index.html").as_uri()
    picture = tmp_path / "index.png"
    run(*browser, "--window-size=1300,2900", f"--screenshot={picture}", page)
    assert picture.stat().st_size > 50_000
    shown = run(*browser, "--dump-dom", page).stdout
    order = [
        shown.index(words) for words in ("Làm trái quy trình có lý do (1)", "Đính chính (1)", "2. Thôn và các bước")
    ]
    assert order == sorted(order)
    assert "thôn Lũng Vài" in shown
    assert "Nhà văn hóa thôn bị sạt lở" in shown


def test_data_opens_in_excel_and_in_programs(full: Path) -> None:
    """Each table is there as CSV with a byte order mark and as JSON, with the same number of rows."""
    tables = sorted((full / "du-lieu").glob("*.csv"))
    assert len(tables) == 8
    for table in tables:
        raw = table.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        header, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
        data = json.loads(table.with_suffix(".json").read_text("utf-8"))
        assert (len(rows), {len(row) for row in rows}) == (len(data), {len(header)})
    results = json.loads((full / "du-lieu/ket-qua.json").read_text("utf-8"))
    assert sum(row["list"] == "poor" for row in results) == 121


def test_no_cell_is_a_formula() -> None:
    """A text that a spreadsheet would run as a formula is kept a text."""
    table = to_csv(("reason", "seq"), [{"reason": '=HYPERLINK("http://x")', "seq": -1}]).decode("utf-8-sig")
    assert table.splitlines()[1] == '"\'=HYPERLINK(""http://x"")",-1'


# the masked variant


def test_masked_variant_holds_no_name_and_no_number_of_a_person(demo: Database, masked: Path) -> None:
    """No byte of the masked variant spells a name or identity number of a household's member or of an official."""
    with demo.read() as connection:
        store = Store(connection)
        (commune,) = store.communes()
        people = [person for household in store.members(commune.id).values() for person in household]
        officials = [*commune.description["officials"].values()]
        heads = [village.description["head"] for village in store.villages(commune.id)]
    names = {person["name"] for person in (*people, *officials)} | set(heads)
    numbers = {person["id_number"] for person in people if person["id_number"]}
    assert (len(names), len(numbers)) > (500, 500)
    files = [*(path for path in masked.rglob("*") if path.is_file()), masked.with_name("ho-so.zip")]
    for path in files:
        said = path.read_bytes().decode("utf-8", errors="replace").casefold()
        assert [word for word in names | numbers if word.casefold() in said] == [], path


def test_masked_variant_holds_no_scores_and_no_free_text(masked: Path) -> None:
    """The masked variant has no scores, no ethnicity, no payloads, no evidence, and no paper that was not posted."""
    data = {path.stem: json.loads(path.read_text("utf-8")) for path in (masked / "du-lieu").glob("*.json")}
    assert set(data["ho-gia-dinh"][0]) == {"ref", "village"}
    assert not {"b1", "b2", "deprived"} & set(data["ket-qua"][0])
    assert {entry["payload"] for entry in entries_in(masked)} == {None}
    assert not (masked / "minh-chung").exists()
    papers = [path.name for path in (masked / "van-ban").rglob("*.*")]
    assert len(papers) == 13
    assert all(re.search(r"thong-bao-(niem-yet|ket-qua-phuc-tra)", name) for name in papers)
    page = (masked / "index.html").read_text("utf-8")
    assert "Nhà văn hóa thôn bị sạt lở" not in page


def test_masked_variant_keeps_the_chain(full: Path, masked: Path) -> None:
    """The masked journal has the hashes of the full one, so that codes on paper vouch for it too."""
    assert [entry["hash"] for entry in entries_in(masked)] == [entry["hash"] for entry in entries_in(full)]
    code = json.loads((masked / "ho-so.json").read_text("utf-8"))["code"]
    found = checked(masked, code)
    assert [item.key for item in found.vouched] == ["journal.anchor_vouches"]
    assert found.problems == ()


# making one


def test_the_same_round_gives_the_same_bytes(demo: Database, masked: Path, tmp_path: Path) -> None:
    """A second export gives the same folder and archive, byte for byte, although the first one was recorded."""
    export(demo, tmp_path / "ho-so", masked=True, zipped=True)
    assert (tmp_path / "ho-so.zip").read_bytes() == masked.with_name("ho-so.zip").read_bytes()
    again = {path.relative_to(tmp_path / "ho-so"): path.read_bytes() for path in (tmp_path / "ho-so").rglob("*.*")}
    assert again == {path.relative_to(masked): path.read_bytes() for path in masked.rglob("*.*")}


def test_an_export_is_recorded_once_a_command(small: Play, tmp_path: Path) -> None:
    """The journal says what was exported; the same command id again adds nothing, and nobody can correct the entry."""
    for name in ("one", "two"):
        done = export(small.database, tmp_path / name, command_id="xuat-1", masked=True)
    (entry,) = exported(small.database)
    sums = (tmp_path / "two" / "SHA256SUMS").read_bytes()
    assert entry.payload["sums_sha256"] == hashlib.sha256(sums).hexdigest()
    assert (entry.payload["masked"], entry.payload["files"]) == (True, done.files)
    with pytest.raises(Refused) as refused:
        correct(small.database, Correction(round=None, target=entry.seq, reason="x", changes={"files": 1}), AUTHOR)
    assert refused.value.key == "not_correctable"
    with pytest.raises(UsageError) as reused:
        export(small.database, tmp_path / "three", command_id=small.entries()[0].command_id)
    assert reused.value.key == "command_id_reused"


def test_nothing_is_overwritten(small: Play, tmp_path: Path) -> None:
    """A folder with something in it, or an archive that is there, is refused; nothing is written or recorded."""
    place = tmp_path / "outside"
    (place / "ho-so").mkdir(parents=True)
    (place / "ho-so" / "note.txt").write_text("mine")
    (place / "other.zip").write_text("mine")
    for name in ("ho-so", "other"):
        with pytest.raises(UsageError) as refused:
            export(small.database, place / name, zipped=True)
        assert refused.value.key == "dossier_place_taken"
    assert {path.relative_to(place).as_posix() for path in place.rglob("*.*")} == {"ho-so/note.txt", "other.zip"}
    assert exported(small.database) == []


def test_what_comes_to_be_there_meanwhile_is_not_overwritten(small: Play, tmp_path: Path) -> None:
    """A file that somebody puts where the archive goes, while it is made, stops the export: no folder, no record."""
    source = making.read(small.database, None, AUTHOR.today)
    place = tmp_path / "outside"
    order = making.Order(out=place / "ho-so", zipped=True, masked=True)

    def somebody_else() -> None:
        (place / "ho-so.zip").write_text("mine")

    with pytest.raises(UsageError) as refused:
        making.export(small.database, tmp_path, source, order, AUTHOR, done=somebody_else)
    assert refused.value.key == "dossier_place_taken"
    assert [(path.name, path.read_text()) for path in place.iterdir()] == [("ho-so.zip", "mine")]
    assert exported(small.database) == []


def test_an_export_that_breaks_off_leaves_nothing(small: Play, tmp_path: Path) -> None:
    """Whoever interrupts an export, or runs it where nothing can be written, finds neither files nor a record."""
    source = making.read(small.database, None, AUTHOR.today)
    place = tmp_path / "outside"
    order = making.Order(out=place / "ho-so")

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        making.export(small.database, tmp_path, source, order, AUTHOR, done=interrupt)
    with pytest.raises(StoreError) as broken:
        export(small.database, tmp_path / "rasoat.db" / "ho-so")
    assert broken.value.key == "dossier_unwritable"
    assert [*place.iterdir()] == []
    assert exported(small.database) == []


def test_lost_evidence_is_told(small: Play, tmp_path: Path) -> None:
    """Evidence that the journal names and nobody has is missing from the dossier, and both it and its maker say so."""
    done = export(small.database, tmp_path / "ho-so")
    assert {problem.key for problem in done.problems} == {"dossier.evidence_missing"}
    assert "Minh chứng bị mất hoặc bị thay (1)" in (tmp_path / "ho-so" / "index.html").read_text("utf-8")


def test_the_board_shows_where_a_village_that_was_sent_back_stands(file_database: Database) -> None:
    """Steps that a return leads back before are as if never reached; a deviation and a breach mark their step."""
    back = Act(on=OPINED, facts=(opinion(villages=[A]),), trigger="return_for_review", send_back=(A,))
    low = dict.fromkeys(LISTS[B], 3)
    unmet = facts_changed(lawful_way(), "meeting/B", "meeting_held", agree=low, signed=[])
    way = changed({**unmet, "opinion": back}, "agree_results/B", deviation=REASON)
    Play(file_database).start().go(way, until="recognise")
    source = making.read(file_database, None, AUTHOR.today)
    villages, own = boards_of(source, findings_of(source, str, masked=False))
    (line_a, line_b), (line,) = villages["lines"], own["lines"]
    assert [cell["state"] for cell in line_a["cells"]] == ["done", "now", *["ahead"] * 4]
    assert (line_a["pass"], line_a["cells"][1]["on"]) == (2, OPINED.isoformat())
    assert {cell["state"] for cell in line_b["cells"]} == {"done"}
    assert [(cell["waived"], cell["breaches"]) for cell in line_b["cells"]] == [(0, 0)] * 2 + [(1, 1)] + [(0, 0)] * 3
    assert [cell["state"] for cell in line["cells"]][:2] == ["now", "ahead"]


def test_an_open_round_is_judged_by_the_day_asked_for(file_database: Database, tmp_path: Path) -> None:
    """The audit of a round that is still open is as of the day of the export, and the dossier says which day."""
    Play(file_database).start()
    export(file_database, tmp_path / "ho-so", masked=True)
    manifest = json.loads((tmp_path / "ho-so" / "ho-so.json").read_text("utf-8"))
    assert manifest["as_of"] == AUTHOR.today.isoformat()


def test_the_command_line_makes_and_verifies(demo: Database, tmp_path: Path) -> None:
    """`dossier export` says the code, `dossier verify` takes it without any database; a changed file is exit code 1."""
    database = demo.engine.url.database or MARK
    shown = rasoat("--db", database, "--lang", "vi", "dossier", "export", "--out", tmp_path / "hs", "--masked", "--zip")
    assert shown.exit_code == 0, shown.output
    code = re.search(rf"{plot.ROUND}\.HS\.[A-Z2-7]{{16}}", shown.output)
    assert code
    sound = rasoat(
        "--db", tmp_path / "none.db", "dossier", "verify", tmp_path / "hs.zip", "--anchor", code[0], "--json"
    )
    assert sound.exit_code == 0
    assert json.loads(sound.output)["sound"] is True
    write(tmp_path / "hs", "x\x1b[31m.txt", b"")
    broken = rasoat("--lang", "en", "dossier", "verify", tmp_path / "hs")
    assert broken.exit_code == 1
    assert "The file x�[31m.txt is no part of the dossier" in broken.output
    assert not (tmp_path / "none.db").exists()
