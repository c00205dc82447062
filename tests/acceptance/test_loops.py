"""Loops of the law by the commands a person types: a meeting under half, objections, a province that disagrees."""

from collections.abc import Callable
from datetime import date

import pytest
from office import (
    FIRST,
    OLD_STANDARD,
    SECOND,
    SURVEYS,
    TODAY,
    VILLAGES,
    Office,
    approve,
    meet,
    opine,
    play,
    post,
    recognise,
    report,
    survey_book,
    take_down,
)

At = Callable[[str], Office]
SATURDAY = 5
OBJECTION = ("--by", "Lý Thị Thử, thôn Cây Thị", "--content", "Điểm B1 chấm chưa đúng")


def forms(office: Office, *choice: str) -> list[str]:
    """Return the names of the papers that a choice prints, without number and ending."""
    folder = office.folder / "da-in"
    office.does("print", *choice, "--format", "html", "--out", folder)
    return sorted(path.stem for path in folder.rglob("*.html"))


def settle_again(office: Office, village: str, *, day: int) -> None:
    """Lead a village that went back through its second survey, meeting and posting; from `day` of October on."""
    book = survey_book(office.folder / f"lan-2-{day}.xlsx", [village], f"{day}/10/2026")
    office.does("survey", "import", book, "--village", village)
    office.does("advance", village, "--date", f"{day}/10/2026")
    meet(office, village, on=f"{day + 1}/10/2026")
    office.does("advance", village, "--date", f"{day + 1}/10/2026")
    weekend = date(2026, 10, day + 1).weekday() == SATURDAY
    post(office, village, on=f"{day + 1 + 2 * weekend}/10/2026")


# the meeting


def test_under_half_the_village_surveys_and_meets_again(at: At) -> None:
    """19 of 40 are not enough: survey and meeting come again, counted as a second pass; the first minutes stay."""
    office = at("classified")
    meet(office, FIRST, agree=19)
    refused = office.refused(1, "advance", FIRST, "--date", "08/10/2026", "--to", "agree_results")
    assert "19/40 người dự họp đồng ý (47,50%)" in refused.err
    assert "Rà soát, phân loại hộ gia đình" in office.does("advance", FIRST, "--date", "08/10/2026").out
    assert (office.stage(FIRST), office.case(f"thôn {FIRST}")["pass"]) == ("survey", 2)
    settle_again(office, FIRST, day=12)
    assert office.stage(FIRST) == "public_posting"
    minutes = [name for name in forms(office, "--village", FIRST) if "bien-ban-ket-qua-hop-dan" in name]
    assert len(minutes) == 2
    assert office.does("audit", "--json").json["breaches"] == 0


def test_half_is_enough(at: At) -> None:
    """20 of 40 agree: that is 50 %, and the village goes on."""
    office = at("classified")
    meet(office, FIRST, agree=20)
    office.refused(1, "advance", FIRST, "--date", "08/10/2026", "--to", "reject_results")
    office.does("advance", FIRST, "--date", "08/10/2026")
    assert office.stage(FIRST) == "public_posting"


def test_each_list_is_voted_on(at: At) -> None:
    """One list below half sends the village back, though the others have the votes."""
    office = at("classified")
    photo = office.file("bb.jpg")
    votes = {"poor": 40, "near_poor": 19, "escaped_poor": 40, "escaped_near_poor": 40}
    words = [word for name, count in votes.items() for word in ("--agree", f"{name}={count}")]
    office.does("meeting", "record", FIRST, "--attendees", "40", "--listed", "8", *words, "--evidence", photo)
    office.does("advance", FIRST)
    assert office.stage(FIRST) == "survey"


def test_the_first_survey_does_not_count_in_the_second_pass(at: At) -> None:
    """After a rejected meeting every household must be surveyed anew; the old file is refused by its dates."""
    office = at("classified")
    meet(office, FIRST, agree=10)
    office.does("advance", FIRST, "--date", "08/10/2026")
    (task,) = office.does("todo", FIRST, "--json").json
    assert "còn 20 hộ chưa có kết quả rà soát" in task["unmet"][0]["found"]
    said = office.refused(1, "survey", "import", SURVEYS, "--village", FIRST)
    assert "đứng trước ngày 08/10/2026" in said.err


# objections


@pytest.fixture
def objected(at: At) -> Office:
    """Return an office where an objection about household H0001 came during the posting of the first village."""
    office = at("posted")
    said = office.does(
        "objection",
        "file",
        FIRST,
        *OBJECTION,
        "--household",
        "H0001",
        "--date",
        "13/10/2026",
        "--evidence",
        office.file("don.jpg", b"don"),
    )
    assert "phản ánh số 1 của thôn Cây Thị" in said.out
    return office


def reverify(office: Office, *more: str) -> None:
    """Re-verify objection 1: the household turns out poor."""
    words = ("--b1", "120", "--deprived", "1,4,9", "--team", "Nông Văn Ví, Phó Trưởng Ban", "--date", "16/10/2026")
    photo = office.file("phuc-tra.jpg", b"pt")
    office.does("objection", "reverify", FIRST, "1", *words, "--evidence", photo, *more)


def test_an_objection_in_time_is_reverified_posted_and_answered(objected: Office) -> None:
    """A timely objection goes its whole way: re-verification, second posting of three days, answer, certificate."""
    office = objected
    assert office.case(f"thôn {FIRST}")["objections"] == 1
    take_down(office, FIRST)
    office.does("advance", FIRST, "--date", "15/10/2026")
    reverify(office)
    refused = office.refused(1, "advance", FIRST, "--date", "16/10/2026")
    assert "chưa niêm yết lại" in refused.err
    assert "chưa trả lời phản ánh số: 1" in refused.err
    photo = office.file("len.jpg", b"len")
    office.does("posting", "start", FIRST, "--objection", "1", "--evidence", photo, "--date", "19/10/2026")
    refused = office.refused(1, "advance", FIRST, "--date", "21/10/2026")
    assert "22/10/2026" in refused.err
    take_down(office, FIRST, "--objection", "1", on="23/10/2026")
    answer = (
        "--reason",
        "Hộ thiếu hụt thêm hai chỉ số",
        "--number",
        "objection-answer=158",
        "--gap-reason",
        "Sổ chung",
        "--date",
        "23/10/2026",
    )
    assert "158/UBND" in office.does("objection", "answer", FIRST, "1", *answer).out
    office.does("advance", FIRST, "--date", "26/10/2026")
    assert office.stage(FIRST) == "settled"
    line = next(item for item in office.does("list", "show", FIRST, "--json").json if item["ref"] == "H0001")
    assert line["class_after"] == "poor"
    names = forms(office, "--village", FIRST)
    for form in ("phieu-tiep-nhan", "bien-ban-phuc-tra", "thong-bao-ket-qua-phuc-tra", "cong-van-tra-loi"):
        assert any(form in name for name in names)


def test_an_objection_must_be_reverified_in_seven_working_days(objected: Office) -> None:
    """Re-verified on the eighth working day, the village is stopped, and only a recorded deviation lets it on."""
    office = objected
    take_down(office, FIRST)
    office.does("advance", FIRST, "--date", "15/10/2026")
    reverify(office, "--date", "23/10/2026")
    refused = office.refused(1, "advance", FIRST, "--date", "23/10/2026")
    assert "phúc tra quá hạn" in refused.err
    assert "hạn đến hết ngày 22/10/2026" in refused.err


def test_a_late_objection_is_answered_but_not_reverified(at: At) -> None:
    """An objection after the posting gets a receipt and an answer; a re-verification is refused."""
    office = at("down")
    office.does("objection", "file", FIRST, *OBJECTION, "--kind", "other", "--date", "19/10/2026")
    refused = office.refused(
        1, "objection", "reverify", FIRST, "1", "--household", "H0001", "--b1", "120", "--date", "20/10/2026"
    )
    assert "sau khi hết thời gian niêm yết" in refused.err
    refused = office.refused(1, "advance", FIRST, "--date", "20/10/2026")
    assert "chưa trả lời phản ánh số: 1" in refused.err
    office.does("objection", "answer", FIRST, "1", "--reason", "Gửi muộn", "--date", "20/10/2026")
    office.does("advance", FIRST, "--date", "20/10/2026")
    assert office.stage(FIRST) == "settled"


def test_an_interruption_extends_the_posting(at: At) -> None:
    """A posting torn down and put up again must hang the days it missed."""
    office = at("posted")
    torn = ("--place", "house", "--interrupted", "--reason", "Rách do mưa", "--date", "13/10/2026")
    assert "bị gián đoạn" in office.does("posting", "stop", FIRST, *torn).out
    again = ("--place", "house", "--evidence", str(office.file("len.jpg", b"len")), "--date", "14/10/2026")
    office.does("posting", "start", FIRST, *again)
    take_down(office, FIRST, on="15/10/2026")
    refused = office.refused(1, "advance", FIRST, "--date", "15/10/2026")
    assert "mới được 2/3 ngày" in refused.err
    assert "trụ sở" not in refused.err.split("niêm yết chưa đủ")[1].split("(căn cứ")[0]


# the province


def test_a_province_that_disagrees_sends_the_named_villages_back(at: At) -> None:
    """The named village surveys, meets and posts again; the others stay settled; then the round comes again."""
    office = at("reported")
    words = ("--document", "915/UBND-NN", "--evidence", str(office.file("yk.jpg")))
    office.does("round", "opinion", "--disagree", "--village", FIRST, *words, "--date", "22/10/2026")
    assert (office.stage(FIRST), office.stage(SECOND)) == ("survey", "settled")
    assert office.case()["stage"] == "village_reviews"
    refused = office.refused(
        1, "round", "approve", "--members", "19", "--attendees", "17", "--agree", "17", "--date", "23/10/2026"
    )
    assert "còn 1 thôn chưa hoàn thành: thôn Cây Thị" in refused.err
    settle_again(office, FIRST, day=23)
    take_down(office, FIRST, on="30/10/2026")
    office.does("advance", FIRST, "--date", "30/10/2026")
    office.does("advance", FIRST, "--date", "31/10/2026")
    assert {office.stage(village) for village in VILLAGES} == {"settled"}
    photo = office.file("bb.jpg")
    committee = ("--members", "19", "--attendees", "17", "--agree", "17", "--evidence", photo)
    office.does("round", "approve", *committee, "--date", "02/11/2026")
    office.does(
        "round",
        "report",
        "--document",
        "50/BC-UBND",
        "--gap-reason",
        "Sổ chung",
        "--evidence",
        photo,
        "--date",
        "03/11/2026",
    )
    office.does("round", "opinion", "--agree", "--document", "1000/UBND", "--evidence", photo, "--date", "05/11/2026")
    office.does("round", "recognise", "--evidence", photo, "--date", "06/11/2026")
    assert office.case()["stage"] == "recognised"
    assert office.does("audit", "--json").json["breaches"] == 0
    assert office.does("journal", "verify", "--json").json["sound"]


def test_recognition_waits_for_the_opinion(at: At) -> None:
    """Without the province's opinion, or with a late wish for it, the decision cannot be signed."""
    refused = at("reported").refused(1, "round", "recognise", "--date", "28/10/2026")
    assert "chưa ghi nhận ý kiến của cấp trên" in refused.err


def test_a_committee_that_is_split_does_not_approve(at: At) -> None:
    """Half of the committee is not most of it; the meeting can be held again."""
    office = at("settled")
    words = ("--members", "19", "--attendees", "16", "--agree", "8", "--date", "20/10/2026")
    assert "chưa quá nửa" in office.refused(1, "round", "approve", *words).err
    approve(office)
    assert office.case()["stage"] == "commune_approval"


def test_the_round_goes_no_further_than_its_villages(at: At) -> None:
    """While one village is behind, the commune's steps are refused, each by name."""
    office = at("down")
    words = ("--members", "19", "--attendees", "17", "--agree", "17")
    assert "còn 12 thôn chưa hoàn thành" in office.refused(1, "round", "approve", *words, "--date", "20/10/2026").err
    for step in ("report", "recognise", "close"):
        office.refused(1, "round", step, "--date", "20/10/2026")


def test_all_at_once_moves_those_that_can(at: At) -> None:
    """`advance --all` moves the villages that may go on, names the others, and exits with 1."""
    office = at("classified")
    for village in VILLAGES[:3]:
        meet(office, village)
    said = office.types("advance", "--all", "--date", "08/10/2026")
    assert said.code == 1
    assert "Đã chuyển 3 thôn; 9 thôn chưa đủ điều kiện." in said.out
    assert said.err.count("Họp dân") + said.err.count("họp dân") >= 9
    assert [office.stage(village) for village in VILLAGES[:4]] == ["public_posting"] * 3 + ["village_meeting"]


def test_a_second_round_starts_from_the_same_commune(at: At) -> None:
    """A later round of the commune is the one that commands mean; the first is still read by its code."""
    office = play(at("settled"), "recognised", after="settled")
    before = office.does("list", "show", FIRST, "--json").json
    office.does("round", "open", *OLD_STANDARD, "--date", "01/12/2026", "--code", "DOT-2")
    assert office.does("list", "show", "--json").json == []
    office.options = ("--round", "tan-mau-2026")
    assert office.does("list", "show", FIRST, "--json").json == before
    assert office.does("audit", "--json").json["breaches"] == 0


def test_nothing_is_left_to_do_after_the_close(at: At) -> None:
    """A closed round can be read and printed, and every further step is refused."""
    office = at("closed")
    assert all(task["next"] is None for task in office.does("todo", "--json").json)
    office.refused(1, "advance", FIRST)
    office.refused(1, "round", "close", "--document", "x", on=TODAY)
    office.refused(1, "list", "remove", "H0001", "--because", "moved")
    office.does("print", "--form", "recognition-decision", "--out", office.folder / "qd")


def test_the_last_steps_are_told(at: At) -> None:
    """The journal of the round tells each act of the commune in words."""
    office = at("approved")
    report(office)
    opine(office)
    recognise(office)
    said = office.does("journal", "show").out
    for act in ("gửi báo cáo lên cấp trên", "nhận ý kiến của cấp trên", "ký quyết định công nhận", "Công nhận kết quả"):
        assert act in said
