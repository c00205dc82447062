"""`rasoat demo`, run twice: the round, the audit and the papers of a commune that does not exist."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pypdf
import pytest
from notices_reading import docx_words, html_words, pdf_says
from office import Office

RASOAT = Path(sys.executable).with_name("rasoat")
MEGABYTES = 400
"""What the demonstration may take at most."""
PATIENCE = 240
"""Seconds to wait for the process that runs the demonstrations."""

PAPERS: Mapping[str, int] = {
    "list-to-review": 12,
    "classification-summary": 13,
    "meeting-invitation": 13,
    "meeting-minutes": 13,
    "posting-notice": 12,
    "posting-record": 12,
    "posting-certificate": 12,
    "objection-receipt": 2,
    "reverification-minutes": 1,
    "reverification-notice": 1,
    "reposting-certificate": 1,
    "objection-answer": 2,
    "committee-minutes": 1,
    "upper-report": 1,
    "recognition-decision": 1,
    "household-certificate": 152,
}
"""How many papers of each form the demonstration makes."""


@dataclass(frozen=True, slots=True)
class Demo:
    """One run of the demonstration."""

    folder: Path
    out: str
    err: str
    code: int
    megabytes: float

    @property
    def office(self) -> Office:
        """The office whose database the demonstration leaves."""
        return Office(self.folder, url=str(self.folder / "rasoat-demo.db"))


MEASURE = """
import json, pathlib, resource, subprocess, sys
done = subprocess.run(sys.argv[2:])
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
pathlib.Path(sys.argv[1]).write_text(json.dumps({"code": done.returncode, "megabytes": most}))
"""
"""Runs a command from a small process: one started by a large one is said to have been as large."""


def _run(root: Path) -> None:
    """Run the demonstration twice at once, and note what each said and took."""
    running = []
    for name in ("mot", "hai"):
        with (root / f"{name}.out").open("wb") as out, (root / f"{name}.err").open("wb") as err:
            demo = [RASOAT, "demo", "--out", root / name]
            words = [sys.executable, "-S", "-c", MEASURE, root / f"{name}.json", *demo]
            running.append(subprocess.Popen(words, stdout=out, stderr=err, env={**os.environ, "RASOAT_LANG": "vi"}))
    for process in running:
        process.wait()


def _demo(root: Path, name: str) -> Demo:
    notes = json.loads((root / f"{name}.json").read_text())
    out, err = ((root / f"{name}.{kind}").read_text("utf-8") for kind in ("out", "err"))
    return Demo(root / name, out.replace(str(root / name), "THU-MUC"), err, notes["code"], notes["megabytes"])


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> tuple[Demo, Demo]:
    """Return two runs; whichever test process comes first makes them, the others wait."""
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demos"
    done = root.with_name("demos.done")
    try:
        root.mkdir()
    except FileExistsError:
        limit = time.monotonic() + PATIENCE
        while not done.exists() and time.monotonic() < limit:
            time.sleep(0.2)
    else:
        try:
            _run(root)
        finally:
            done.touch()
    return _demo(root, "mot"), _demo(root, "hai")


@pytest.fixture(scope="session")
def demo(demos: tuple[Demo, Demo]) -> Demo:
    """Return the first run."""
    return demos[0]


def test_the_demonstration_succeeds(demo: Demo) -> None:
    """The demonstration ends well, without a word on the error stream, within its memory."""
    assert (demo.code, demo.err) == (0, "")
    assert demo.megabytes < MEGABYTES


def test_a_second_demonstration_gives_the_same_bytes(demos: tuple[Demo, Demo]) -> None:
    """Both runs leave the same PDFs and Word files, byte for byte, and say the same."""
    first, second = (
        {path.relative_to(run.folder): path for path in (run.folder / "giay-to").rglob("*.*")} for run in demos
    )
    assert first.keys() == second.keys()
    assert [name for name, path in first.items() if path.read_bytes() != second[name].read_bytes()] == []
    assert demos[0].out == demos[1].out


def test_the_timeline_is_in_the_order_of_the_days(demo: Demo) -> None:
    """The timeline tells the round day by day, from its opening to its close."""
    told = re.findall(r"^(\d\d/\d\d/2026)  (.+)$", demo.out, re.MULTILINE)
    days = [datetime.strptime(day, "%d/%m/%Y").date() for day, _event in told]  # noqa: DTZ007 # a day has no zone
    assert days == sorted(days)
    assert told[0][1].startswith("Mở đợt rà soát")
    assert "khép đợt rà soát" in told[-1][1]
    for event in (
        "dưới 50%",
        "bị rách do mưa",
        "SỚM MỘT NGÀY",
        "phúc tra",
        "sau khi đã hết thời gian",
        "đính chính mục",
    ):
        assert sum(event in line for _day, line in told) >= 1


def test_the_board_shows_every_village_at_its_end(demo: Demo) -> None:
    """The board has twelve villages with twenty households each, and the commune's sums."""
    cases = demo.office.does("status", "--json").json["cases"]
    assert len(cases) == 13
    assert {case["households"] for case in cases[:-1]} == {20}
    assert (cases[-1]["stage"], cases[-1]["households"], cases[-1]["deviations"]) == ("closed", 240, 1)
    assert demo.out.count("Thôn đã hoàn thành") == 12


def test_the_audit_finds_exactly_what_was_planted(demo: Demo) -> None:
    """One posting came down a day early, as a declared deviation: that, with its article, and nothing else."""
    audit = demo.office.does("audit", "--json").json
    (finding,) = audit["findings"]
    assert (finding["subject"], finding["requirement"], finding["status"]) == (
        "thôn Lũng Vài",
        "posting_length",
        "waived",
    )
    assert finding["basis"] == "khoản 4 Điều 4 Quyết định số 24/2021/QĐ-TTg"
    assert "2/3 ngày" in finding["found"]
    assert demo.out.count("[làm trái có lý do]") == 1
    assert not re.search(r"\[(thiếu|trái)\]", demo.out)


def test_the_journal_of_the_demonstration_is_sound(demo: Demo) -> None:
    """Chains, papers and evidence of the demonstration verify."""
    verified = demo.office.does("journal", "verify", "--json").json
    assert (verified["sound"], verified["cases"], verified["papers"]) == (True, 13, sum(PAPERS.values()))


def test_the_folder_holds_every_paper(demo: Demo) -> None:
    """Every paper is there as PDF and as Word, as many of each form as the round makes."""
    names = {
        kind: {path.with_suffix("") for path in demo.folder.rglob(f"giay-to/*/*.{kind}")} for kind in ("pdf", "docx")
    }
    assert names["pdf"] == names["docx"]
    assert len(names["pdf"]) == sum(PAPERS.values())
    made = Counter(
        paper["form"]
        for entry in demo.office.does("journal", "show", "--json").json
        for paper in entry["payload"].get("papers", ())
    )
    assert made == PAPERS
    assert f"Đã in {2 * sum(PAPERS.values())} tệp" in demo.out


def test_the_demonstration_hands_over_a_report_and_a_dossier_that_a_stranger_can_check(demo: Demo) -> None:
    """Report and dossier are in the folder, the same report in both; `sha256sum -c`, run elsewhere, finds each file."""
    report = demo.folder / "bao-cao-kiem-tra.pdf"
    assert report.read_bytes() == (demo.folder / "ho-so" / "kiem-tra" / "kiem-tra.pdf").read_bytes()
    assert "Báo cáo kiểm tra việc chấp hành quy trình" in pypdf.PdfReader(report).pages[0].extract_text()
    summed = subprocess.run(
        ["sha256sum", "--quiet", "-c", "SHA256SUMS"],
        cwd=demo.folder / "ho-so",
        capture_output=True,
        check=False,
    )
    assert (summed.returncode, summed.stdout) == (0, b"")
    assert demo.office.does("dossier", "verify", demo.folder / "ho-so", "--json").json["sound"] is True
    assert "kiểm tra tệp bằng lệnh sha256sum -c" in demo.out


def test_the_demonstration_can_be_run_again_in_its_folder(demos: tuple[Demo, Demo], tmp_path: Path) -> None:
    """A folder that holds an earlier demonstration is taken for a new one; any other is not."""
    from rasoat.demo.play import prepare

    shutil.copytree(demos[1].folder, tmp_path / "lai")
    prepare(tmp_path / "lai").close()
    assert not list((tmp_path / "lai").rglob("*.pdf"))


@pytest.fixture(scope="session")
def one_of_each(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one paper of each form as Word file, PDF and page."""
    folder = tmp_path_factory.mktemp("mau")
    entries = demo.office.does("journal", "show", "--json").json
    chosen: dict[str, int] = {}
    for entry in entries:
        for paper in entry["payload"].get("papers", ()):
            chosen.setdefault(paper["form"], entry["seq"])
    for form, seq in chosen.items():
        formats = ("--format", "pdf", "--format", "docx", "--format", "html")
        demo.office.does("print", "--form", form, "--entry", str(seq), *formats, "--out", folder / form)
    return folder


def _files(folder: Path, form: str) -> tuple[bytes, bytes, str]:
    """Return Word file, PDF and page of the first paper of a form."""
    word = min((folder / form).rglob("*.docx"))
    return word.read_bytes(), word.with_suffix(".pdf").read_bytes(), word.with_suffix(".html").read_text("utf-8")


def _code(page: str) -> str:
    return re.findall(r"TAN-MAU-2026\.\d+\.[0-9A-Z]{16}", page)[0]


@pytest.mark.parametrize("form", PAPERS)
def test_real_papers_say_the_same_in_every_format(one_of_each: Path, form: str) -> None:
    """Word file, PDF and page of a paper of the round say the same words in the same order."""
    word, sheet, page = _files(one_of_each, form)
    assert docx_words(word) == html_words(page)
    assert pdf_says(sheet, page, _code(page)) == ""


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_the_word_files(one_of_each: Path, tmp_path: Path) -> None:
    """LibreOffice turns one Word file of each form into a PDF that says what the page says."""
    for form in PAPERS:
        shutil.copy(min((one_of_each / form).rglob("*.docx")), tmp_path / f"{form}.docx")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    words = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path / "pdf"]
    subprocess.run([*words, *sorted(tmp_path.glob("*.docx"))], check=True, capture_output=True, timeout=180)
    for form in PAPERS:
        _word, _sheet, page = _files(one_of_each, form)
        assert pdf_says((tmp_path / "pdf" / f"{form}.pdf").read_bytes(), page, _code(page)) == "", form
