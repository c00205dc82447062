"""One round by the commands a person types, from the commune's description to the closed file."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from office import (
    APPLICATIONS,
    FIRST,
    MANAGED,
    OLD_STANDARD,
    ORDER,
    ROUND,
    SECOND,
    SURVEYS,
    TODAY,
    VILLAGES,
    Office,
    meet,
    play,
    post,
    take_down,
    typed,
)

At = Callable[[str], Office]
RASOAT = Path(sys.executable).with_name("rasoat")
ENGLISH = re.compile(r"\b(the|of|village|requirement|must|was|is|are|on)\b")
STAGES = {
    "opened": "preliminary_list",
    "listed": "survey",
    "classified": "village_meeting",
    "agreed": "public_posting",
    "down": "complaints",
    "settled": "settled",
}


def test_the_whole_round_can_be_typed(at: At) -> None:
    """Every command of the round succeeds in the order of the law, and the journal of it is sound."""
    office = at("closed")
    assert office.case()["stage"] == "closed"
    assert {office.stage(village) for village in VILLAGES} == {"settled"}
    verified = office.does("journal", "verify", "--json").json
    assert (verified["sound"], verified["cases"], verified["problems"]) == (True, 13, [])


def test_a_lawful_round_has_no_breach(at: At) -> None:
    """A round kept with photos is proven but for announcements without photo and unnamed secretaries; exit 0."""
    audit = at("closed").does("audit", "--json", "--full").json
    claimed = [item["requirement"] for item in audit["findings"] if item["status"] != "proven"]
    assert sorted(claimed) == ["meeting_secretary_other"] * 12 + ["posting_announced"] * 12
    assert audit["breaches"] == 0
    assert all(item["basis"] for item in audit["findings"])


@pytest.mark.parametrize(("rung", "stage"), STAGES.items())
def test_villages_stand_where_the_law_has_them(at: At, rung: str, stage: str) -> None:
    """After each step all villages stand in the stage that follows it."""
    office = at(rung)
    assert {office.stage(village) for village in VILLAGES} == {stage}


def test_the_lists_hold_every_household_of_the_files(at: At) -> None:
    """Managed households and applicants stand on the lists, 240 in all, each in its village."""
    office = at("entered")
    lines = office.does("list", "show", "--json").json
    assert Counter(line["origin"] for line in lines) == {"managed": 192, "applicant": 48}
    assert len({line["ref"] for line in lines}) == 240
    own = office.does("list", "show", FIRST.upper(), "--json").json
    assert [line for line in lines if line["village"] == FIRST] == own
    assert "Vi A Lâm" in office.does("list", "show", FIRST).out


def test_a_village_is_found_by_its_code_too(at: At) -> None:
    """A village can be named by its code, or in other letters than the commune's file."""
    office = at("opened")
    assert office.does("list", "show", "01", "--json").json == office.does("list", "show", FIRST, "--json").json
    assert office.does("todo", "cây thị", "--json").json[0]["subject"] == f"thôn {FIRST}"


def test_dates_are_taken_in_both_forms(tmp_path: Path) -> None:
    """2026-09-01 and 01/09/2026 are the same day."""
    opened = []
    for form in ("2026-09-01", "01/09/2026"):
        office = play(Office(tmp_path / form[:2]), "described")
        office.does("round", "open", *OLD_STANDARD, "--date", form, "--code", ROUND)
        opened.append(office.does("round", "list", "--json").json)
    assert opened[0] == opened[1] == [{"code": ROUND, "year": 2026, "opened_on": "2026-09-01"}]


def test_an_application_can_be_entered_by_hand(at: At) -> None:
    """One application by hand puts a household on the list as a file of applications does."""
    office = at("entered")
    words = ("--birth", "05/10/1960", "--sex", "nu", "--ethnicity", "Tày", "--members", "3", "--date", "12/09/2026")
    office.does("list", "apply", "--village", FIRST, "--name", "Lý Thị Thử", "--id-number", "099160000001", *words)
    line = office.does("list", "show", FIRST, "--json").json[-1]
    assert (line["name"], line["members"], line["origin"]) == ("Lý Thị Thử", 3, "applicant")


def test_a_household_leaves_the_list_with_its_reason(at: At) -> None:
    """A household that moved away is off the list and counted among those gone; the journal keeps both acts."""
    office = at("entered")
    why = ("--because", "moved", "--note", "Đi xã khác", "--date", "10/09/2026")
    said = office.does("list", "remove", "Vi A Lâm", *why)
    assert "H0001" in said.out
    assert "H0001" not in {line["ref"] for line in office.does("list", "show", "--json").json}
    kinds = [entry["kind"] for entry in office.does("journal", "show", FIRST, "--json").json]
    assert kinds[-1] == "household_removed"
    office.does("advance", FIRST, "--date", "23/09/2026")


def test_a_survey_can_be_entered_by_hand(at: At) -> None:
    """Scores typed for one household give its class, deprivations by number or by code."""
    office = at("listed")
    for typed_as in ("1,4", "employment,health_insurance"):
        office.does("survey", "record", "H0001", "--b1", "120", "--deprived", typed_as, "--date", "05/10/2026")
        assert office.does("list", "show", FIRST, "--json").json[0]["class_after"] == "near_poor"
    office.does("survey", "record", "H0001", "--b1", "120", "--deprived", "1,4,9", "--date", "05/10/2026")
    assert office.does("list", "show", FIRST, "--json").json[0]["class_after"] == "poor"


def test_a_class_that_the_scores_do_not_give_is_refused_at_the_step(at: At) -> None:
    """A form that states another class than its scores give stops the village, and the refusal names the household."""
    office = at("surveyed")
    words = ("--b1", "170", "--deprived", "1", "--class", "poor", "--surveyor", "Hồ Xuân Hùng")
    office.does("survey", "record", "H0001", *words, "--date", "05/10/2026")
    said = office.refused(1, "advance", FIRST, "--date", "06/10/2026")
    assert "hộ H0001 ghi là hộ nghèo nhưng theo điểm là hộ không nghèo" in said.err


def test_the_to_do_list_says_what_the_refusal_says(at: At) -> None:
    """To-do list and refusal name the same requirements with the same articles."""
    office = at("posted")
    said = office.refused(1, "advance", FIRST, "--date", "13/10/2026")
    (task,) = office.does("todo", FIRST, "--json", on="2026-10-13").json
    assert (task["ready"], task["next"]) == (False, "take_down")
    for item in task["unmet"]:
        assert item["found"] in said.err
        assert item["basis"] in said.err
        assert item["cure"] in said.err
    assert len(said.err.strip().split("\n")) == 1 + len(task["unmet"])


def test_the_to_do_list_tells_the_last_day(at: At) -> None:
    """A running term is told by its last day."""
    (task,) = at("posted").does("todo", FIRST, "--json", on="2026-10-13").json
    assert task["last_day"] == "2026-10-14"


def test_status_is_as_of_the_day_asked_for(at: At) -> None:
    """With --on, the board shows the round as it stood on that day."""
    office = at("closed")
    status = office.does("status", "--json", on="2026-09-30").json
    assert status["on"] == "2026-09-30"
    assert sum(case["poor"] for case in status["cases"][:-1]) < office.case()["poor"]


def test_every_json_answer_parses(at: At) -> None:
    """Each command with --json answers one JSON document."""
    office = at("down")
    commands = ("round list", "list show", "status", "todo", "audit", "audit --full", "journal show", "journal verify")
    for command in commands:
        assert isinstance(office.does(*command.split(), "--json").json, dict | list)


def test_what_is_only_claimed_is_told_but_does_not_stop(at: At) -> None:
    """A meeting without Front and groups is warned of at the step and found by the audit, but stops nothing."""
    office = at("classified")
    photo = office.file("bien-ban.jpg")
    office.does("meeting", "record", FIRST, "--attendees", "40", "--listed", "8", "--agree", "34", "--evidence", photo)
    said = office.does("advance", FIRST)
    assert said.out.count("Lưu ý: ") == 2
    assert "Mặt trận Tổ quốc" in said.out
    found = {requirement for _subject, requirement, _status in office.breaches()}
    assert found == {"meeting_supervision", "meeting_groups"}
    assert office.types("audit").code == 1


def test_a_deviation_lets_a_step_through_and_stays_visible(at: At) -> None:
    """A step taken against the law is recorded with reason, person and order, and the audit shows it for ever."""
    office = at("posted")
    take_down(office, FIRST, on="13/10/2026")
    who = ("--deviate-by", "Triệu Văn Thử, Trưởng thôn", "--deviate-order", "Công điện số 12/CĐ-UBND")
    said = office.does("advance", FIRST, "--date", "13/10/2026", "--deviate", "Sạt lở đất", *who)
    assert "làm trái quy trình" in said.out
    (finding,) = office.does("audit", "--json").json["findings"]
    assert (finding["requirement"], finding["status"]) == ("posting_length", "waived")
    assert finding["deviation"] == {"reason": "Sạt lở đất", "by": who[1], "order": who[3]}
    assert "Công điện số 12/CĐ-UBND" in office.does("audit").out


def test_a_correction_is_appended(at: At) -> None:
    """A wrong number is corrected by a new entry; the first one stays in the journal."""
    office = at("met")
    meeting = next(e for e in office.does("journal", "show", FIRST, "--json").json if e["kind"] == "meeting_held")
    words = ("--set", "attendees=41", "--reason", "Nhập nhầm so với biên bản")
    assert f"mục số {meeting['seq']}" in office.does("correct", str(meeting["seq"]), *words).out
    office.does("advance", FIRST, "--date", "08/10/2026")
    kept = {e["seq"]: e for e in office.does("journal", "show", FIRST, "--json").json}
    assert kept[meeting["seq"]] == meeting
    assert "đính chính" in office.does("journal", "show", FIRST).out


def test_an_audit_finds_what_a_correction_uncovers(at: At) -> None:
    """When a correction shows that too few agreed, the audit exits with 1 and says so by article."""
    office = at("agreed")
    meeting = next(e for e in office.does("journal", "show", FIRST, "--json").json if e["kind"] == "meeting_held")
    lists = json.dumps(dict.fromkeys(meeting["payload"]["agree"], 19))
    office.does("correct", str(meeting["seq"]), "--set", f"agree={lists}", "--reason", "Kiểm phiếu lại")
    said = office.types("audit", "--json")
    assert said.code == 1
    (finding,) = said.json["findings"]
    assert (finding["subject"], finding["requirement"]) == (f"thôn {FIRST}", "meeting_agreement")
    assert finding["status"] == "contradicted"
    assert finding["basis"] == "khoản 3 Điều 4 Quyết định số 24/2021/QĐ-TTg"
    assert "Khắc phục" in office.types("audit").out


def test_a_code_on_paper_vouches_for_the_journal(at: At) -> None:
    """The code in the footer of a printed paper is one that the verification knows; another one it does not."""
    office = at("agreed")
    office.does("print", "--village", FIRST, "--form", "posting-notice", "--out", office.folder / "in")
    (paper,) = office.folder.glob("in/*/*.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(paper).pages)
    (code,) = set(re.findall(rf"{ROUND}\.\d+\.[0-9A-Z]{{16}}", text))
    verified = office.does("journal", "verify", "--anchor", code.lower(), "--json").json
    assert verified["sound"]
    assert code.lower() in verified["anchors"][0]
    wrong = office.types("journal", "verify", "--anchor", f"{ROUND}.9.AAAAAAAAAA", "--json")
    assert (wrong.code, wrong.json["sound"]) == (1, False)
    assert "không còn khớp" in office.types("journal", "verify", "--anchor", "x").out


@pytest.mark.parametrize(
    ("procedure", "variant", "opened"),
    [
        ("qd24-periodic-two-tier", None, "01/09/2026"),
        ("qd24-periodic-two-tier", "none", "01/09/2026"),
        ("qd24-periodic-two-tier", "province_opinion", "01/09/2026"),
        ("qd24-periodic-two-tier", "province_report_only", "01/09/2026"),
        ("qd24-periodic", None, "05/09/2024"),
    ],
)
def test_every_procedure_and_variant_opens(at: At, procedure: str, variant: str | None, opened: str) -> None:
    """A round opens under each procedure and variant in force on its day, and takes its list."""
    office = at("described")
    words = ("--variant", variant) if variant else ()
    said = office.does("round", "open", "--procedure", procedure, *ORDER, *words, "--date", opened, "--code", "DOT")
    assert "DOT" in said.out
    office.does("list", "import", MANAGED, "--date", opened)
    assert office.case()["stage"] == "village_reviews"
    assert office.stage(FIRST) == "preliminary_list"


@pytest.mark.parametrize("variant", ["none", "province_report_only"])
def test_a_round_without_an_opinion_goes_its_shorter_way(at: At, variant: str) -> None:
    """Without an upper level the commune recognises directly; with a mere report it does not wait for an answer."""
    office = at("described")
    office.does("round", "open", *OLD_STANDARD, "--variant", variant, "--date", "01/09/2026", "--code", ROUND)
    play(office, "approved", after="opened")
    if variant == "none":
        office.refused(1, "round", "opinion", "--agree", "--date", "21/10/2026")
        office.refused(1, "round", "report", "--date", "21/10/2026")
    else:
        office.does("round", "report", "--document", "45/BC-UBND", "--gap-reason", "Sổ chung", "--date", "21/10/2026")
        office.refused(1, "round", "opinion", "--disagree", "--village", FIRST, "--date", "22/10/2026")
    office.does("round", "recognise", "--evidence", office.file("qd.jpg"), "--date", "22/10/2026")
    assert office.does("round", "close", "--document", "61/BC-UBND", "--date", "20/11/2026")
    assert office.does("audit", "--json").json["breaches"] == 0


def test_english_is_spoken_on_demand(at: At) -> None:
    """With --lang en, answers and refusals are English."""
    office = at("posted")
    office.options = ("--lang", "en")
    assert "Public posting" in office.does("status").out
    refused = office.types("advance", FIRST, "--date", "13/10/2026")
    assert (refused.code, bool(ENGLISH.search(refused.err))) == (1, True)
    assert "came down" in take_down(office, FIRST).out


def test_no_english_slips_into_vietnamese(at: At) -> None:
    """What an officer reads while playing the round is Vietnamese."""
    office = at("posted")
    said = [
        office.types("advance", FIRST, "--date", "13/10/2026"),
        take_down(office, FIRST),
        office.does("advance", FIRST, "--date", "15/10/2026"),
        *(office.types(*words.split()) for words in ("status", "todo", "audit --full", "journal show", "round list")),
    ]
    assert [answer for answer in said if ENGLISH.search(answer.out + answer.err)] == []


def rasoat(office: Office, *words: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    return subprocess.run(
        [RASOAT, "--on", TODAY, *words],
        cwd=office.folder,
        env={**os.environ, "RASOAT_ROUND": "", "COLUMNS": "200", **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_installed_command_does_the_same(at: At) -> None:
    """As a process of its own the command answers, refuses and exits as in these tests."""
    office = at("posted")
    env = {"RASOAT_DB": str(office.database), "RASOAT_LANG": "vi"}
    assert json.loads(rasoat(office, "status", "--json", **env).stdout) == office.does("status", "--json").json
    refused = rasoat(office, "advance", FIRST, "--date", "13/10/2026", **env)
    assert refused.returncode == 1
    assert refused.stderr == office.types("advance", FIRST, "--date", "13/10/2026").err
    english = rasoat(office, "--lang", "en", "todo", "x", **env)
    assert (english.returncode, bool(ENGLISH.search(english.stderr))) == (2, True)
    wrong = rasoat(office, "posting", "start", FIRST, "--place", "chợ", **env)
    assert (wrong.returncode, "không thuộc các giá trị" in wrong.stderr) == (2, True)


def test_a_round_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    """The same commands play a village's whole way on a PostgreSQL server."""
    office = Office(tmp_path, url=postgres_url, options=("--files", str(tmp_path / "minh-chung")))
    play(office, "classified")
    meet(office, FIRST)
    office.does("advance", FIRST, "--date", "08/10/2026")
    post(office, FIRST)
    take_down(office, FIRST)
    office.does("advance", FIRST, "--date", "15/10/2026")
    office.does("advance", FIRST, "--date", "16/10/2026")
    assert office.stage(FIRST) == "settled"
    assert office.types("advance", SECOND).code == 1
    office.does("print", "--village", FIRST, "--form", "posting-certificate", "--out", tmp_path / "in")
    assert office.does("journal", "verify", "--json").json["sound"]


def test_the_commands_choices_are_the_steps_own() -> None:
    """Values that options list for a fast help are those that the steps know."""
    from rasoat.commands.meetings import SIGNERS
    from rasoat.steps import village_meeting

    assert village_meeting.SIGNERS == SIGNERS


def test_files_of_the_round_are_the_ones_of_the_task() -> None:
    """The three files that the tests read exist; without a database nothing is created by accident."""
    assert all(path.exists() for path in (MANAGED, APPLICATIONS, SURVEYS))
    said = typed("--db", "khong-co.db", "status")
    assert (said.code, Path("khong-co.db").exists()) == (2, False)
