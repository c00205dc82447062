"""What is typed wrongly, or comes at the wrong time, is refused in one paragraph with a way out and leaves no trace."""

from collections.abc import Callable
from pathlib import Path

import pytest
from office import FIRST, MANAGED, OLD_STANDARD, SECOND, Ladder, Office, meet, post, take_down, typed

At = Callable[[str], Office]
USAGE, REFUSED = 2, 1
MEETING = ("meeting", "record", FIRST, "--attendees", "40", "--listed", "8")
START, STOP = ("posting", "start", FIRST), ("posting", "stop", FIRST)
OBJECT = ("objection", "file", FIRST, "--by", "Lý A, thôn", "--content", "Sai điểm")
REVERIFY = ("objection", "reverify", FIRST, "1", "--b1", "120")
COMMITTEE = ("round", "approve", "--date", "20/10/2026")
WHY = ("--deviate", "Lũ", "--deviate-by", "Trưởng thôn", "--deviate-order", "Công điện 1")

Case = tuple[str, int, tuple[str, ...], str]
"""Where the round stands, the exit code, what is typed, and what the answer must say."""

CASES: tuple[Case, ...] = (
    # names nobody knows
    ("opened", USAGE, ("todo", "Bản Lạ"), "Tân Mẫu không có thôn nào tên “Bản Lạ”"),
    ("opened", USAGE, ("advance", "Bản Lạ"), "chọn một trong các thôn sau đây"),
    ("opened", USAGE, ("list", "show", "Bản Lạ"), "Bản Lạ"),
    ("opened", USAGE, ("journal", "show", "Bản Lạ"), "Bản Lạ"),
    ("opened", USAGE, ("print", "--village", "Bản Lạ"), "Bản Lạ"),
    ("opened", USAGE, ("--round", "DOT-KHAC", "status"), "Không có đợt rà soát nào mang mã “DOT-KHAC”"),
    ("described", USAGE, ("status",), "Chưa mở đợt rà soát nào"),
    ("described", USAGE, ("list", "import", str(MANAGED)), "rasoat round open"),
    ("entered", USAGE, ("list", "remove", "H9999", "--because", "moved"), "Không tìm thấy hộ nào là “H9999”"),
    ("entered", USAGE, ("list", "remove", "Dương Thị Dở", "--because", "moved"), "Có nhiều hộ cùng là"),
    ("listed", USAGE, ("survey", "record", "Không Ai", "--b1", "100"), "Không tìm thấy hộ"),
    # command values nobody knows
    ("opened", USAGE, ("lst",), "Không có lệnh “lst”"),
    ("opened", USAGE, ("list", "remove", "H0001", "--because", "bán nhà"), "không thuộc các giá trị"),
    ("opened", USAGE, ("status", "--ngay"), "Không có tùy chọn “--ngay”"),
    ("classified", USAGE, ("advance", FIRST, "--to", "nhay_buoc"), "không phải là bước chuyển của thôn"),
    ("classified", USAGE, ("advance", FIRST, "--to", "recognise"), "rasoat round"),
    ("opened", USAGE, ("advance",), "tên một thôn, hoặc --all"),
    ("opened", USAGE, ("advance", FIRST, "--all"), "tên một thôn, hoặc --all"),
    ("opened", USAGE, ("--on", "31/02/2026", "status"), "không phải là ngày"),
    ("posted", USAGE, (*START, "--place", "chợ"), "không thuộc các giá trị"),
    ("posted", USAGE, (*OBJECT, "--kind", "khác"), "không thuộc các giá trị"),
    ("classified", USAGE, (*MEETING, "--agree", "30", "--present", "hàng xóm=A"), "thành phần dự họp nào mang mã"),
    ("classified", USAGE, (*MEETING, "--agree", "30", "--present", "party"), "phải có dạng TÊN=GIÁ_TRỊ"),
    ("classified", USAGE, (*MEETING, "--agree", "30", "--unsigned-by", "ai đó"), "không thuộc các giá trị"),
    ("classified", USAGE, (*MEETING, "--agree", "rich=30"), "Không có danh sách kết quả nào mang mã “rich”"),
    ("classified", USAGE, (*MEETING, "--agree", "poor=ba mươi"), "không phải là số nguyên hợp lệ"),
    ("classified", USAGE, (*MEETING, "--agree", "²"), "phải có dạng TÊN=GIÁ_TRỊ"),
    # days
    (
        "opened",
        USAGE,
        ("round", "open", *OLD_STANDARD, "--date", "01/09/2027", "--code", "DOT-2"),
        "Ngày 01/09/2027 chưa tới",
    ),
    ("classified", USAGE, (*MEETING, "--agree", "30", "--date", "2027-01-01"), "Ngày 01/01/2027 chưa tới"),
    ("classified", REFUSED, (*MEETING, "--agree", "30", "--date", "05/10/2026"), "đứng trước ngày 06/10/2026"),
    ("classified", REFUSED, ("advance", FIRST, "--date", "05/10/2026", *WHY), "đứng trước ngày 06/10/2026"),
    ("classified", USAGE, ("advance", FIRST, "--date", "05/10/2027", *WHY), "chưa tới"),
    ("surveyed", REFUSED, ("survey", "record", "H0001", "--b1", "100", "--date", "22/09/2026"), "23/09/2026"),
    ("posted", USAGE, (*STOP, "--date", "08/10/2026"), "đứng trước ngày bắt đầu (09/10/2026)"),
    ("entered", USAGE, ("correct", "2", "--date", "05/05/2027", "--reason", "x"), "chưa tới"),
    # numbers that cannot be
    ("classified", USAGE, (*MEETING, "--agree", "41"), "Số người đồng ý (41) phải từ 0 đến số người dự họp (40)"),
    (
        "classified",
        USAGE,
        ("meeting", "record", FIRST, "--attendees", "0", "--listed", "0", "--agree", "0"),
        "không có người dự",
    ),
    (
        "classified",
        USAGE,
        ("meeting", "record", FIRST, "--attendees", "40", "--listed", "21", "--agree", "9"),
        "nhiều nhất là 20",
    ),
    ("classified", USAGE, (*MEETING, "--agree", "poor=30"), "Chưa nhập số người đồng ý với danh sách"),
    (
        "classified",
        USAGE,
        ("meeting", "record", FIRST, "--attendees", "-1", "--listed", "8", "--agree", "9"),
        "khoảng cho phép",
    ),
    (
        "settled",
        USAGE,
        (*COMMITTEE, "--members", "9", "--attendees", "12", "--agree", "5"),
        "phải từ 1 đến số thành viên",
    ),
    ("settled", USAGE, (*COMMITTEE, "--members", "19", "--attendees", "12", "--agree", "15"), "Số người đồng ý (15)"),
    ("listed", USAGE, ("survey", "record", "H0001", "--deprived", "1"), "thiếu điểm B1 hoặc B2"),
    ("listed", USAGE, ("survey", "record", "H0001", "--b1", "-5"), "khoảng cho phép"),
    (
        "listed",
        USAGE,
        ("survey", "record", "H0001", "--b1", "100", "--deprived", "1,99"),
        "hộ H0001 có chỉ số không thuộc",
    ),
    ("agreed", USAGE, ("advance", FIRST, "--number", "posting-notice=0"), "không phải là số nguyên hợp lệ"),
    ("agreed", USAGE, ("advance", FIRST, "--number", f"posting-notice={10**30}"), "không phải là số nguyên hợp lệ"),
    ("agreed", USAGE, ("advance", FIRST, "--number", "meeting-minutes=5"), "không đánh số"),
    ("agreed", USAGE, ("advance", FIRST, "--number", "thong-bao=5"), "Các mẫu có số"),
    # what contradicts itself
    ("opened", USAGE, ("list", "apply", "--village", FIRST), "còn thiếu: --name, --birth"),
    ("opened", USAGE, ("list", "apply", str(MANAGED), "--village", FIRST), "không dùng --village"),
    (
        "classified",
        USAGE,
        ("advance", "--all", "--number", "posting-notice=5"),
        "Không dùng được --number cùng với --all",
    ),
    ("classified", USAGE, ("advance", "--all", *WHY), "Không dùng được --deviate cùng với --all"),
    ("classified", USAGE, ("advance", FIRST, "--deviate", "Lũ"), "phải nêu đủ lý do"),
    ("classified", USAGE, ("advance", FIRST, "--deviate-by", "Trưởng thôn"), "phải nêu đủ lý do"),
    ("reported", USAGE, ("round", "opinion", "--disagree"), "chưa ghi thôn nào"),
    ("reported", USAGE, ("round", "opinion", "--agree", "--village", FIRST), "không có thôn nào phải rà soát lại"),
    ("reported", USAGE, ("round", "opinion", "--disagree", "--village", "Bản Lạ"), "Bản Lạ"),
    ("reported", REFUSED, ("round", "opinion", "--agree", "--date", "20/10/2026"), "21/10/2026"),
    ("entered", USAGE, ("correct", "2", "--reason", "x"), "không thay đổi gì"),
    ("entered", USAGE, ("correct", "2", "--annul", "--reason", " "), "Chưa ghi lý do"),
    ("entered", USAGE, ("correct", "2", "--set", "ten=x", "--reason", "x"), "Mục này không có nội dung nào tên “ten”"),
    ("entered", USAGE, ("correct", "99999", "--annul", "--reason", "x"), "không có mục số 99999"),
    ("met", USAGE, ("print", "--merged", "--format", "docx"), "Chỉ gộp được thành một tệp PDF"),
    # what does not belong here, or not yet
    ("entered", REFUSED, ("correct", "1", "--annul", "--reason", "x"), "không đính chính được"),
    ("listed", REFUSED, (*MEETING, "--agree", "30"), "Không ghi nhận được việc “họp dân”"),
    ("classified", REFUSED, ("advance", FIRST), "chưa ghi nhận cuộc họp dân nào"),
    ("agreed", REFUSED, STOP, "hiện không niêm yết tại"),
    ("agreed", REFUSED, OBJECT, "chưa niêm yết nên chưa có gì để phản ánh"),
    ("posted", REFUSED, START, "đang niêm yết, từ ngày 09/10/2026"),
    ("posted", REFUSED, (*START, "--objection", "7"), "Chưa ghi nhận phúc tra nào cho phản ánh số 7"),
    ("posted", REFUSED, (*STOP, "--objection", "1"), "hiện không niêm yết tại"),
    ("posted", USAGE, REVERIFY, "không có phản ánh số 1"),
    ("posted", USAGE, ("objection", "answer", FIRST, "1"), "không có phản ánh số 1"),
    ("posted", USAGE, (*OBJECT, "--household", "H0002"), "Hộ H0002 không có trong danh sách rà soát của thôn Cây Thị"),
    ("posted", USAGE, ("objection", "file", FIRST, "--by", "A", "--content", " "), "Chưa ghi nội dung phản ánh"),
    (
        "posted",
        USAGE,
        ("objection", "file", FIRST, "--by", " , thôn", "--content", "x"),
        "Chưa ghi họ tên người phản ánh",
    ),
    ("down", REFUSED, ("posting", "announce", FIRST), "thông báo qua phương tiện thông tin"),
    ("settled", REFUSED, ("advance", FIRST), "không còn bước nào phía sau"),
    ("settled", USAGE, ("advance", FIRST, "--to", "return_for_review"), "không phải là bước chuyển của thôn"),
    ("recognised", REFUSED, ("round", "recognise"), "ký quyết định công nhận"),
)


@pytest.mark.parametrize(("rung", "code", "words", "says"), CASES, ids=[" ".join(case[2])[:60] for case in CASES])
def test_wrong_words_are_refused(at: At, rung: str, code: int, words: tuple[str, ...], says: str) -> None:
    """The answer is one paragraph with a way out, the exit code tells typing from law, and nothing was written."""
    assert says in at(rung).refused(code, *words).err


def test_every_refusal_has_its_english(ladder: Ladder, tmp_path: Path) -> None:
    """With --lang en the same words are refused in English: no Vietnamese sentence is left, but click's own."""
    offices: dict[str, Office] = {}
    for rung, code, words, _says in CASES:
        office = offices.get(rung) or offices.setdefault(rung, ladder.at(rung, tmp_path / rung))
        office.options = ("--lang", "en")
        said = office.types(*words)
        assert said.code == code
        assert "Hãy" not in said.err
        if "Lỗi: " not in said.err and "Cách dùng" not in said.err:
            assert said.err.startswith("[RS")


def test_a_number_of_the_register_is_given_once(at: At) -> None:
    """A number that the register holds is refused with the next free one; another body's number is another's."""
    office = at("met")
    office.does("advance", FIRST, "--number", "posting-notice=15", "--gap-reason", "Sổ chung của Văn phòng")
    said = office.refused(USAGE, "advance", SECOND, "--number", "posting-notice=15")
    assert "Số 15/TB-UBND năm 2026 đã có trong sổ đăng ký văn bản" in said.err
    assert "số còn trống tiếp theo là 16" in said.err
    assert "16/TB-UBND" in office.does("advance", SECOND).out


def test_bug_a_number_for_a_paper_not_made_was_dropped_silently(at: At) -> None:
    """A number given for a form that the step does not produce is refused, not forgotten."""
    said = at("entered").refused(USAGE, "advance", FIRST, "--number", "posting-notice=15")
    assert "không lập văn bản nào theo mẫu posting-notice" in said.err


def test_bug_a_village_could_send_itself_back(at: At) -> None:
    """A settled village goes back only with the round, on the province's word."""
    office = at("settled")
    office.refused(USAGE, "advance", FIRST, "--to", "return_for_review")
    assert office.stage(FIRST) == "settled"


def test_bug_a_refused_step_left_its_evidence_behind(at: At) -> None:
    """A step that is refused does not enter its photo either; the next one that names it does."""
    office = at("agreed")
    photo = office.file("anh.jpg", b"mot tam anh")
    office.refused(REFUSED, *STOP, "--evidence", photo)
    office.does(*START, "--evidence", photo, "--date", "09/10/2026")
    take_down(office, FIRST)
    assert office.does("journal", "verify", "--json").json["sound"]


def test_bug_an_application_elsewhere_moved_a_listed_household(at: At) -> None:
    """A household on one village's list cannot apply in another; once it has left the list, it can."""
    office = at("entered")
    words = (
        "list",
        "apply",
        "--village",
        SECOND,
        "--name",
        "Vi A Lâm",
        "--birth",
        "1993",
        "--id-number",
        "099093084644",
    )
    said = office.refused(USAGE, *words)
    assert "hộ H0001: đang ở danh sách của thôn Cây Thị, nay ghi ở thôn Phiêng Lằng" in said.err
    office.does("list", "remove", "H0001", "--because", "moved", "--date", "10/09/2026")
    office.does(*words, "--date", "11/09/2026")
    assert "H0001" in {line["ref"] for line in office.does("list", "show", SECOND, "--json").json}
    for village in (FIRST, SECOND):
        office.does("advance", village, "--date", "23/09/2026")


def test_bug_an_application_lost_the_members_of_a_household(at: At) -> None:
    """A managed household that applies keeps its members, though the application names only the head."""
    office = at("entered")
    before = office.does("list", "show", FIRST, "--json").json[0]
    words = ("--name", "Vi A Lâm", "--birth", "20/01/1993", "--id-number", "099093084644", "--date", "12/09/2026")
    office.does("list", "apply", "--village", FIRST, *words)
    assert office.does("list", "show", FIRST, "--json").json[0] == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--name", "Lý Văn Thử", "--birth", "31/02/1960"), "không có ngày này trong lịch"),
        (("--name", "Lý Văn Thử", "--birth", "mùa xuân"), "không phải ngày"),
        (("--name", "Lý Văn Thử", "--birth", "2031"), "ngày sinh sau ngày"),
        (("--name", "=1+1", "--birth", "1960"), "công thức"),
        (("--name", "12345", "--birth", "1960"), "không phải họ tên"),
        (("--name", "Lý Văn Thử", "--birth", "1960", "--id-number", "12AB"), "chỉ gồm chữ số"),
        (("--name", "Lý Văn Thử", "--birth", "1960", "--id-number", "12345"), "có 5 chữ số"),
    ],
)
def test_bug_an_application_by_hand_took_anything(at: At, words: tuple[str, ...], says: str) -> None:
    """What is typed for an application is read as strictly as a file's cells."""
    assert says in at("entered").refused(USAGE, "list", "apply", "--village", FIRST, *words).err


@pytest.mark.parametrize("code", ["T M", "dot/2", "DOT.1", "Đợt-1", "D" * 41, ""])
def test_bug_a_rounds_code_could_be_anything(at: At, code: str) -> None:
    """A round's code is what can be printed in a footer, typed back, and be part of a file's name."""
    said = at("described").refused(USAGE, "round", "open", *OLD_STANDARD, "--date", "01/09/2026", "--code", code)
    assert "không quá 40 ký tự" in said.err


def test_bug_scores_beside_a_quick_exit_were_dropped(at: At) -> None:
    """A household that left by Form A has no scores: giving both is refused."""
    office = at("listed")
    office.refused(USAGE, "survey", "record", "H0201", "--quick-exit", "--b1", "100")
    office.refused(USAGE, "survey", "record", "H0201", "--quick-exit", "--deprived", "1")


def test_bug_a_result_could_be_posted_before_its_reverification(at: At) -> None:
    """The result of a re-verification hangs only after it was made, by its number and by its day."""
    office = at("posted")
    office.does(*OBJECT, "--household", "H0001", "--date", "13/10/2026")
    office.refused(REFUSED, *START, "--objection", "1", "--date", "13/10/2026")
    office.does(*REVERIFY, "--date", "14/10/2026")
    said = office.refused(USAGE, *START, "--objection", "1", "--date", "13/10/2026")
    assert "đứng trước ngày phúc tra phản ánh số 1 (14/10/2026)" in said.err
    office.does(*START, "--objection", "1", "--date", "14/10/2026")


def test_bug_a_reverification_before_its_objection_was_told_as_unknown(at: At) -> None:
    """A re-verification or an answer dated before the objection is refused by its day."""
    office = at("posted")
    office.does(*OBJECT, "--household", "H0001", "--date", "13/10/2026")
    said = office.refused(USAGE, *REVERIFY, "--date", "12/10/2026")
    assert "đứng trước ngày nhận phản ánh số 1 (13/10/2026)" in said.err
    said = office.refused(USAGE, "objection", "answer", FIRST, "1", "--date", "12/10/2026")
    assert "13/10/2026" in said.err


def test_bug_an_agreement_of_the_province_was_told_as_a_move(at: At) -> None:
    """An opinion that agrees moves nothing, and the answer does not say so."""
    said = at("reported").does("round", "opinion", "--agree", "--date", "22/10/2026")
    assert said.out == "Đã ghi nhận ý kiến thống nhất của cấp trên ngày 22/10/2026.\n"


def test_a_correction_cannot_make_the_impossible(at: At) -> None:
    """A correction is held to what would have been refused at the time."""
    office = at("met")
    meeting = next(e for e in office.does("journal", "show", FIRST, "--json").json if e["kind"] == "meeting_held")
    seq = str(meeting["seq"])
    for change in ("attendees=5", 'attendees="nhiều"', "attendees=-3", "listed_attending=99", "agree=5"):
        office.refused(USAGE, "correct", seq, "--set", change, "--reason", "Nhập nhầm")


def test_without_a_database_nothing_is_created(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A mistyped name of the database is told; no empty one appears."""
    folder = tmp_path_factory.mktemp("trong")
    said = typed("--db", folder / "rasot.db", "status")
    assert (said.code, "Chưa có cơ sở dữ liệu" in said.err, list(folder.iterdir())) == (USAGE, True, [])


def test_what_was_refused_can_then_be_done_right(at: At) -> None:
    """After refusals the same step, typed rightly, is recorded as if nothing had been."""
    office = at("classified")
    office.refused(USAGE, *MEETING, "--agree", "41")
    meet(office, FIRST)
    office.refused(REFUSED, "advance", FIRST, "--date", "07/10/2026", "--to", "agree_results")
    office.does("advance", FIRST, "--date", "08/10/2026")
    office.refused(REFUSED, *STOP)
    post(office, FIRST)
    assert [item for item in office.breaches() if item[0] == f"thôn {FIRST}"] == []
