"""`rasoat procedure`: a lawyer lists, reads, checks, compares and copies procedures without a programmer."""

import re
from datetime import date
from pathlib import Path

import pytest
from office import Said, assert_paragraph, typed

from rasoat.messages import LANGS, Lang
from rasoat.workflow.procedures import shipped

TWO_TIER, OLD = "qd24-periodic-two-tier", "qd24-periodic"


def procedure(*words: str | Path, lang: Lang = "vi") -> Said:
    """Type a procedure command."""
    return typed("--lang", lang, "--on", "2026-11-23", "procedure", *words)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a province's copy of a procedure, made by the command itself."""
    path = tmp_path / "tinh-mau.toml"
    assert procedure("new", "tinh-mau", "--from", TWO_TIER, "--out", path).code == 0
    return path


def spoilt(path: Path, before: str, after: str) -> Path:
    """Return the file with something in it changed."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    return path


def line_with(path: Path, words: str) -> int:
    """Return the number of the first line that has these words."""
    return next(number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if words in line)


@pytest.mark.parametrize("lang", LANGS)
def test_list_names_all_procedures_with_their_marks(lang: Lang) -> None:
    """Every procedure of the program is listed, with its time and how well its sources were seen."""
    said = procedure("list", lang=lang)
    assert said.code == 0
    for name in shipped():
        assert name in said.out
    assert {"vi": "đã đọc nguyên văn:", "en": "read in full:"}[lang] in said.out


def test_list_is_json_for_scripts() -> None:
    """The list as JSON counts each mark."""
    rows = {row["id"]: row for row in procedure("list", "--json").json}
    assert rows.keys() >= set(shipped())
    assert rows[TWO_TIER]["mark_counts"]["unverified"] > 0
    assert rows[OLD]["mark_counts"]["seen"] > 0


def test_list_takes_files_and_folders(copy: Path) -> None:
    """A province's files stand in the list too; a wrong one has its line, and does not hide the others."""
    wrong = copy.with_name("hong.toml")
    wrong.write_text("id = ", "utf-8")
    rows = procedure("list", copy.parent, "--json").json
    assert [row["id"] for row in rows[-2:]] == [str(wrong), f"tinh-mau ({copy})"]
    assert rows[-2]["faults"] == 1
    assert "procedure check" in rows[-2]["title"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", shipped())
def test_show_tells_the_whole_procedure(name: str, lang: Lang) -> None:
    """The page of every procedure has its stages, terms, citations and notes, in both languages."""
    said = procedure("show", name, lang=lang)
    plain = procedure("show", name, "--json", lang=lang).json
    page = re.sub(r"\s+", " ", said.out)
    assert said.code == 0
    for stage in plain["stages"]:
        assert f"{stage['title']} ({stage['id']})" in page
        for transition in stage["transitions"]:
            assert transition["title"] in page
            for rule in transition["requires"]:
                assert rule["title"] in page
            for paper in transition["produces"]:
                assert paper["title"] in page
    for term in plain["terms"]:
        assert f"{term['id']}: {term['days']:02d}" in page
    for citation in plain["citations"]:
        assert f"{citation['id']}: {citation['text']}" in page
        assert citation["source"] in page
        assert citation["note"] is None or citation["note"] in page


def test_show_tells_the_variant_asked_for() -> None:
    """Another variant has its own stages and terms; an unknown one is refused with those that exist."""
    default = procedure("show", TWO_TIER, "--json").json
    other = procedure("show", TWO_TIER, "--variant", "province_opinion", "--json").json
    assert (default["variant"], other["variant"]) == ("none", "province_opinion")
    assert "upper_opinion" in {term["id"] for term in other["terms"]} - {term["id"] for term in default["terms"]}
    said = procedure("show", TWO_TIER, "--variant", "huyen")
    assert said.code == 2
    assert "province_report_only" in said.err


def test_show_marks_what_was_not_read() -> None:
    """A place that was not read in full bears its mark on the page."""
    page = re.sub(r"\s+", " ", procedure("show", TWO_TIER, "--variant", "province_opinion").out)
    assert "upper_opinion: 05 ngày làm việc, kể từ ngày nhận báo cáo; khoản 5 Điều 4" in page
    assert "[CHƯA ĐỐI CHIẾU]" in page


@pytest.mark.parametrize("lang", LANGS)
def test_check_names_what_is_not_verified(copy: Path, lang: Lang) -> None:
    """A sound file is told so, with every unverified place and the rules that rest on it."""
    said = procedure("check", copy, lang=lang)
    assert said.code == 0
    page = re.sub(r"\s+", " ", said.out)
    found = procedure("check", copy, "--json", lang=lang).json
    count = len(found["unverified"])
    assert found["sound"]
    assert count == copy.read_text("utf-8").count('evidence = "unverified"')
    words = {"vi": f"Còn {count} chỗ chưa đối chiếu", "en": f"{count} place(s) are not yet verified"}
    assert words[lang] in page
    for place in found["unverified"]:
        assert place["what"] in page
        assert place["used_by"]


def test_check_is_content_with_a_verified_file(tmp_path: Path) -> None:
    """A file of whose places each was confirmed is told so."""
    path = tmp_path / "tinh-khac.toml"
    assert procedure("new", "tinh-khac", "--from", TWO_TIER, "--keep-marks", "--out", path).code == 0
    for item in procedure("check", path, "--json").json["unverified"]:
        place = item["key"] if item["key"].startswith("citations") else "upper_opinion"
        value = () if item["key"].startswith("citations") else ("--value", "5")
        said = procedure("confirm", path, place, *value, "--by", "Lê Thị Hoa", "--document", "Kế hoạch số 180/KH-UBND")
        assert said.code == 0, said
    assert "Không có chỗ nào mang dấu chưa đối chiếu." in procedure("check", path).out


def test_a_mark_raised_by_hand_is_refused_with_its_line(copy: Path) -> None:
    """A mark that the program does not bear for that place, and that nobody confirmed, is refused."""
    number = line_with(copy, "[citations.tt13-2025]")
    spoilt(
        copy,
        'doc = "Thông tư số 13/2025/TT-BNNMT"\nevidence = "unverified"',
        'doc = "Thông tư số 13/2025/TT-BNNMT"\nevidence = "seen"',
    )
    said = procedure("check", copy)
    assert said.code == 2
    assert f"dòng {number + 2}: citations.tt13-2025.evidence" in said.err
    assert_paragraph(said.err)
    assert procedure("check", copy, "--json").json["faults"] == [
        {
            "key": "citations.tt13-2025.evidence",
            "line": number + 2,
            "reason": procedure("check", copy, "--json").json["faults"][0]["reason"],
        }
    ]


def test_a_mark_that_the_program_bears_itself_may_stand(copy: Path) -> None:
    """Setting a place back to the mark that the program's own file has for it needs nobody's confirmation."""
    spoilt(
        copy,
        'doc = "Quyết định số 24/2021/QĐ-TTg"\narticle = "3"\nevidence = "unverified"',
        'doc = "Quyết định số 24/2021/QĐ-TTg"\narticle = "3"\nevidence = "seen"',
    )
    assert procedure("check", copy).code == 0


def test_a_term_with_other_days_does_not_inherit_the_mark(copy: Path) -> None:
    """The program has read three days at that place; a file that says five cannot call that read."""
    spoilt(
        copy,
        'days = 3\nunit = "working"\ncounts_from = "posting_started"\ncitation = "qd24-4-4"\nevidence = "unverified"',
        'days = 5\nunit = "working"\ncounts_from = "posting_started"\ncitation = "qd24-4-4"\nevidence = "seen"',
    )
    said = procedure("check", copy)
    assert said.code == 2
    assert "terms[0].evidence" in said.err


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ('check = "posting_places"', 'check = "posting_place"', "posting_place"),
        ('to = "settled"', 'to = "xong"', "xong"),
        ('unit = "working"', 'unit = "weeks"', "chỉ nhận: working, calendar"),
        ("days = 3", "days = 0", "giới hạn"),
        ('term = "posting"', 'term = "niem-yet"', "niem-yet"),
    ],
)
def test_check_names_file_line_key_and_reason(copy: Path, before: str, after: str, reason: str) -> None:
    """A fault is told with the line it stands on, its key and why; the exit code is 2."""
    said = procedure("check", spoilt(copy, before, after))
    assert said.code == 2
    assert_paragraph(said.err)
    assert copy.name in said.err
    assert f"dòng {line_with(copy, after)}: " in said.err
    assert reason in said.err


def test_check_names_all_faults_at_once(copy: Path) -> None:
    """Faults of shape are all told in one run, those of names in the next, with lines, also as JSON."""
    spoilt(copy, "days = 7", "days = 0")
    spoilt(copy, 'severity = "warn"', 'severity = "nhẹ"')
    spoilt(copy, 'kind = "periodic"', 'loai = "periodic"')
    found = procedure("check", copy, "--json")
    assert found.code == 2
    keys = [re.sub(r"^requirements\[\d+\]", "requirements", fault["key"]) for fault in found.json["faults"]]
    assert keys == ["loai", "terms[1].days", "requirements.severity", "kind"]
    assert found.json["faults"][1]["line"] == line_with(copy, "days = 0")


def test_check_of_no_file_is_refused(tmp_path: Path) -> None:
    """A file that is not there, is none of text, or an id nobody knows, is refused in one paragraph."""
    binary = tmp_path / "anh.toml"
    binary.write_bytes(b"\xff\x00\xfe\xd8")
    for name in (tmp_path / "mat.toml", binary, tmp_path, "qd99"):
        said = procedure("check", name)
        assert said.code == 2
        assert_paragraph(said.err)


def test_check_takes_a_shipped_procedure_by_its_id() -> None:
    """The program's own procedures can be checked like files."""
    assert procedure("check", OLD).code == 0


@pytest.mark.parametrize("lang", LANGS)
def test_diff_tells_steps_days_papers_and_marks(copy: Path, lang: Lang) -> None:
    """What a province changes in its copy is what the comparison shows."""
    spoilt(copy, 'id = "posting"\ndays = 3', 'id = "posting"\ndays = 5')
    spoilt(copy, 'produces = ["posting-record", "posting-certificate"]', 'produces = ["posting-record"]')
    spoilt(copy, "min_percent = 50", "min_percent = 60")
    said = procedure("diff", TWO_TIER, copy, lang=lang)
    assert said.code == 0
    assert {"vi": "số ngày: 03 ngày làm việc → 05 ngày làm việc", "en": "days: 03 working day(s) → 05 working day(s)"}[
        lang
    ] in said.out
    found = procedure("diff", TWO_TIER, copy, "--json", lang=lang).json
    fields = {(item["group"], item["id"], item["field"]) for item in found}
    assert ("requirements", "meeting_agreement", "params") in fields
    assert ("transitions", "village:public_posting:take_down", "produces") in fields
    assert ("citations", "qd24-4-4", "mark") in fields


@pytest.mark.parametrize("lang", LANGS)
def test_diff_tells_rules_that_came_and_went(lang: Lang) -> None:
    """What only one of two procedures has is told with a plus or a minus."""
    said = procedure("diff", OLD, TWO_TIER, lang=lang)
    assert {"vi": "+ Báo cáo cấp tỉnh để tổng hợp", "en": "+ Report to the province for consolidation"}[
        lang
    ] in said.out
    assert "(qd24-4-5-return)" in said.out.partition("−")[2]


def test_diff_of_equal_procedures_says_so() -> None:
    """A procedure compared with itself shows no difference."""
    assert "không khác nhau" in procedure("diff", OLD, OLD).out
    assert procedure("diff", OLD, OLD, "--json").json == []


def test_new_keeps_all_but_the_marks(copy: Path) -> None:
    """The copy differs from its origin in id, version and marks only, and keeps the comments."""
    found = procedure("diff", TWO_TIER, copy, "--json").json
    assert {item["field"] for item in found} == {"version", "mark"}
    text = copy.read_text("utf-8")
    assert "# --- Thời hạn." in text
    assert 'version = "2026-11-23"' in text
    assert "23/11/2026" in text.splitlines()[0]
    assert "unverified" in text.splitlines()[0]


def test_new_takes_the_version_given(tmp_path: Path) -> None:
    """A version may be named, whatever letters it has."""
    path = tmp_path / "tinh-moi.toml"
    assert procedure("new", "tinh-moi", "--from", OLD, "--out", path, "--version", 'lần "2" \\').code == 0
    assert procedure("show", path, "--json").json["version"] == 'lần "2" \\'


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("Tỉnh Mẫu", "--out", "Tỉnh Mẫu.toml"), "chữ thường không dấu"),
        ((OLD, "--out", f"{OLD}.toml"), "có sẵn trong chương trình"),
        (("tinh-mau", "--out", "khac.toml"), "--out tinh-mau.toml"),
    ],
)
def test_new_refuses_what_would_confuse(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    """An id that is none, one that is taken, or a file of another name, is refused; nothing is written."""
    name, option, file = words
    said = procedure("new", name, "--from", TWO_TIER, option, tmp_path / file)
    assert said.code == 2
    assert_paragraph(said.err)
    assert says in said.err
    assert list(tmp_path.iterdir()) == []


def test_new_does_not_overwrite(copy: Path) -> None:
    """A file that is there stays as it is."""
    before = copy.read_bytes()
    said = procedure("new", "tinh-mau", "--from", OLD, "--out", copy)
    assert said.code == 2
    assert_paragraph(said.err)
    assert copy.read_bytes() == before


def test_a_file_saved_by_notepad_is_read(copy: Path) -> None:
    """The mark that Notepad puts before UTF-8 does not matter."""
    copy.write_bytes(b"\xef\xbb\xbf" + copy.read_bytes())
    assert procedure("check", copy).code == 0
    assert date(2026, 11, 23).isoformat() in procedure("check", copy).out


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('to = "public_posting"', 'to = "village_meeting"', "stages["),
        ('id = "reverification"', 'id = "posting"', "terms[1].id"),
        ("min_percent = 50", 'min_percent = "một nửa"', "params.min_percent"),
        ('evidence = "unverified"', 'evidence = "seen"', "evidence"),
    ],
    ids=["loop that cannot end", "two terms of one id", "wrong parameter", "raised mark"],
)
def test_every_command_names_the_line_of_a_fault(tmp_path: Path, old: str, new: str, key: str) -> None:
    """Not only the check: whatever reads a wrong file names its line and key."""
    path = tmp_path / "tinh.toml"
    assert procedure("new", "tinh", "--from", "tt25-2026", "--out", path).code == 0
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    for words in (("check", path), ("show", path), ("diff", TWO_TIER, path)):
        said = procedure(*words)
        assert said.code == 2
        assert re.search(rf"dòng \d+: [^\n]*{re.escape(key)}", said.err), said.err
        assert "tinh.toml" in said.err
