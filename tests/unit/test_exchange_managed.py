"""The managed list: the shared files, and what each rule accepts and refuses."""

import json
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from exchange_files import (
    DATA,
    HEAD,
    MANAGED_HEADER,
    MEMBER,
    TODAY,
    example_commune,
    faults,
    managed_workbook,
    workbook,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rasoat.errors import BadFile
from rasoat.exchange import findings
from rasoat.exchange.managed import read_managed
from rasoat.exchange.records import CommuneDescription, Imported, ManagedHousehold
from rasoat.exchange.scales import DeprivationScale

ESCAPED_HEADER = [
    "STT",
    "Họ và tên",
    "Quan hệ",
    "Giới tính",
    "Ngày sinh",
    "Số CCCD",
    "Dân tộc",
    "Địa chỉ",
    "B1",
]
ESCAPED_ROW = [1, "Vũ Quang Cường", "Chủ hộ", "Nam", "22/05/1956", "099056272768", "Mông", "Suối Bốc", 160]


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> CommuneDescription:
    """Return the commune of the shared files."""
    return example_commune(tmp_path_factory.mktemp("xa"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a test writes its list."""
    return tmp_path / "danh-sach.xlsx"


def refused(path: Path, commune: CommuneDescription) -> list[tuple[int, str, str]]:
    """Return the faults for which the list at `path` is refused."""
    with pytest.raises(BadFile) as caught:
        read_managed(path, commune, TODAY)
    return faults(caught.value)


def remarks(taken: Imported[ManagedHousehold]) -> list[tuple[int | None, str]]:
    """Return row and kind of each notice; each must read in both languages."""
    for notice in taken.notices:
        assert notice.message().render("vi") != notice.message().render("en")
    return [
        (notice.place.row if notice.place else None, notice.remark.key.rpartition(".")[2]) for notice in taken.notices
    ]


def test_the_shared_list_is_imported_completely(commune: CommuneDescription) -> None:
    """192 poor and near-poor households with 671 persons, 6 and 4 escaped ones, 16 listed in each village."""
    taken = read_managed(DATA / "danh-sach-quan-ly-2025.xlsx", commune, TODAY)
    classes = Counter(household.class_ for household in taken.records)
    listed = [household for household in taken.records if not household.class_.startswith("escaped")]
    assert classes == {"poor": 129, "near_poor": 63, "escaped_poor": 6, "escaped_near_poor": 4}
    assert sum(len(household.members) for household in listed) == 671
    assert Counter(household.village for household in listed) == dict.fromkeys(
        (village.name for village in commune.villages), 16
    )
    assert remarks(taken) == [(None, "no_labour_members")]


def test_a_household_of_the_shared_list_is_read_whole(commune: CommuneDescription) -> None:
    """The first household comes with head, members, scores, decision and cause."""
    first = read_managed(DATA / "danh-sach-quan-ly-2025.xlsx", commune, TODAY).records[0]
    assert (first.sheet, first.row, first.village) == ("Hộ nghèo, cận nghèo", 8, "Cây Thị")
    assert [member.name for member in first.members] == ["Vi A Lâm", "Triệu Văn Tuấn"]
    assert first.head is first.members[0]
    assert first.head.birth.date == date(1993, 1, 20)
    assert (first.class_, first.b1, first.b2, first.minority) == ("poor", 140, 30, True)
    assert (first.decision, first.decided_on) == ("125/QĐ-UBND", date(2025, 12, 12))
    assert first.cause == "Thiếu kiến thức sản xuất"


def test_the_shared_faults_are_found_exactly(commune: CommuneDescription) -> None:
    """Every row that must be refused is named with its column, and nothing else is."""
    expected = json.loads((DATA / "danh-sach-loi-expected.json").read_text("utf-8"))
    with pytest.raises(BadFile) as caught:
        read_managed(DATA / "danh-sach-loi.xlsx", commune, TODAY)
    found = [(row, column) for row, column, _ in faults(caught.value)]
    assert found == [(fault["row"], fault["column"]) for fault in expected if not fault["accept"]]
    assert {fault.params["sheet"] for fault in caught.value.details} == {"Sheet"}
    assert caught.value.params["count"] == len(found)


def test_a_double_id_number_names_the_other_row(commune: CommuneDescription) -> None:
    """The fault at row 79 says that the number stands at row 84 too."""
    with pytest.raises(BadFile) as caught:
        read_managed(DATA / "danh-sach-loi.xlsx", commune, TODAY)
    line = next(line for line in caught.value.render().splitlines() if "dòng 79" in line)
    assert "“099142576401”" in line
    assert "dòng 84" in line


def test_a_sound_list_is_taken(path: Path, commune: CommuneDescription) -> None:
    """A head and a member make one household."""
    taken = read_managed(managed_workbook(path, HEAD, MEMBER), commune, TODAY)
    assert [len(household.members) for household in taken.records] == [2]
    assert taken.notices == ()


def test_one_bad_row_imports_nothing(path: Path, commune: CommuneDescription) -> None:
    """A single fault among sound households refuses the whole file."""
    sound = [{**HEAD, "Số CCCD/ĐDCN": f"{number:012d}", "Số nhân khẩu": 1} for number in range(99_000_000, 99_000_050)]
    bad = {**HEAD, "Số nhân khẩu": 1, "Điểm B1": "cao"}
    assert refused(managed_workbook(path, *sound, bad), commune) == [(52, "Điểm B1", "no_whole_number")]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("Thôn/TDP", "Không Có Thật", "unknown_village"),
        ("Thôn/TDP", "", "missing"),
        ("Họ và tên chủ hộ", "=A1", "formula"),
        ("Quan hệ với chủ hộ", "Con", "first_not_head"),
        ("Số nhân khẩu", 99, "size_differs"),
        ("Phân loại hộ", "Hộ khá giả", "unknown_managed_class"),
        ("Điểm B2", 125, "above_maximum"),
        ("Ngày, tháng, năm sinh", "", "missing"),
        ("Hộ có người có công", "?", "unknown_mark"),
        ("Hộ không có khả năng lao động", "?", "unknown_mark"),
    ],
)
def test_a_fault_names_its_cell(path: Path, commune: CommuneDescription, column: str, value: Any, reason: str) -> None:
    """Each fault is told once, with its row and column."""
    assert refused(managed_workbook(path, {**HEAD, column: value}, MEMBER), commune) == [(2, column, reason)]


def test_all_faults_of_a_file_are_told_at_once(path: Path, commune: CommuneDescription) -> None:
    """Faults are collected over sheets and rows and told in their order."""
    bad = {**HEAD, "Giới tính": "Nữu", "Thôn/TDP": "Xa", "Số nhân khẩu": 2}
    child = {**MEMBER, "Ngày, tháng, năm sinh": "31/02/2018"}
    assert refused(managed_workbook(path, bad, child), commune) == [
        (2, "Giới tính", "unknown_sex"),
        (2, "Thôn/TDP", "unknown_village"),
        (3, "Ngày, tháng, năm sinh", "no_such_day"),
    ]


def test_many_faults_are_counted_beyond_a_page(path: Path, commune: CommuneDescription) -> None:
    """After 200 faults the rest is a number."""
    rows = [
        {**HEAD, "Số CCCD/ĐDCN": f"{99_000_000 + number:012d}", "Số nhân khẩu": 1, "Giới tính": "?"}
        for number in range(findings.SHOWN + 7)
    ]
    with pytest.raises(BadFile) as caught:
        read_managed(managed_workbook(path, *rows), commune, TODAY)
    assert caught.value.params["count"] == findings.SHOWN + 7
    assert len(caught.value.details) == findings.SHOWN + 1
    assert caught.value.details[-1].params == {"count": 7}
    assert "7 lỗi nữa" in caught.value.render()


def test_a_fault_shows_its_cell_address_and_value(path: Path, commune: CommuneDescription) -> None:
    """The officer finds the cell in Excel by its address; a long value is cut, without line breaks."""
    with pytest.raises(BadFile) as caught:
        read_managed(managed_workbook(path, {**HEAD, "Thôn/TDP": "Xa\nxôi " * 30}, MEMBER), commune, TODAY)
    (fault,) = caught.value.details
    assert fault.params["cell"] == "I2"
    assert fault.params["value"].endswith("…")
    assert "\n" not in fault.render()


def test_a_fault_shows_the_value_as_excel_does(path: Path, commune: CommuneDescription) -> None:
    """Whole numbers without a point, dates the Vietnamese way."""
    bad = {**HEAD, "Số nhân khẩu": 99, "Ngày, tháng, năm sinh": date(2031, 5, 12), "Giới tính": ""}
    with pytest.raises(BadFile) as caught:
        read_managed(managed_workbook(path, bad, MEMBER), commune, TODAY)
    lines = caught.value.render().splitlines()[1:]
    for line, value in zip(lines, ["“12/05/2031”", "“(để trống)”", "“99”"], strict=True):
        assert value in line


def test_columns_may_stand_in_any_order(path: Path, commune: CommuneDescription) -> None:
    """Columns are known by their headers."""
    header = sorted(MANAGED_HEADER)
    assert len(read_managed(managed_workbook(path, HEAD, MEMBER, header=header), commune, TODAY).records) == 1


def test_a_list_with_districts_and_one_without_are_the_same(tmp_path: Path, commune: CommuneDescription) -> None:
    """The district columns of the years before 01/07/2025 are read past."""
    district = {"Tỉnh": "Mẫu Sơn", "Huyện": "Yên Mẫu", "Mã huyện": "991", "Xã": "Tân Mẫu", "Mã xã": "99901"}
    old = managed_workbook(
        tmp_path / "cu.xlsx", HEAD | district, MEMBER | district, header=[*district, *MANAGED_HEADER]
    )
    new = managed_workbook(tmp_path / "moi.xlsx", HEAD, MEMBER)
    assert read_managed(old, commune, TODAY) == read_managed(new, commune, TODAY)


def test_headers_have_synonyms(path: Path, commune: CommuneDescription) -> None:
    """Other usual headers, capitals, line breaks and old spellings are understood."""
    other = {
        "Họ và tên chủ hộ": "HỌ TÊN\nCHỦ HỘ",
        "Ngày, tháng, năm sinh": "Năm sinh",
        "Số CCCD/ĐDCN": "Số định danh cá nhân",
        "Thôn/TDP": "Tổ dân phố",
        "Phân loại hộ": "phan loai ho",
    }
    rows = [{other.get(name, name): value for name, value in row.items()} for row in (HEAD, MEMBER)]
    header = [other.get(name, name) for name in MANAGED_HEADER]
    assert len(read_managed(managed_workbook(path, *rows, header=header), commune, TODAY).records) == 1


def test_titles_numbers_and_signatures_are_no_households(path: Path, commune: CommuneDescription) -> None:
    """Rows above the header, the numbered row, village headings, totals and signatures are no data."""
    line = [row[name] for row in (HEAD, MEMBER) for name in MANAGED_HEADER]
    width = len(MANAGED_HEADER)
    total = ["Tổng cộng", 1, "", "", "", "", "", "", "", "", "", 140, 30, "", "", "", 2]
    rows = [
        ["UBND XÃ TÂN MẪU"],
        ["DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2025"],
        [],
        MANAGED_HEADER,
        [f"({number})" for number in range(1, width + 1)],
        ["I.", "", "Thôn Cây Thị"],
        line[:width],
        line[width:],
        [],
        total,
        ["", "", "", "", "", "", "", "Tân Mẫu, ngày 12 tháng 12 năm 2025"],
        ["Người lập biểu", "", "", "", "", "", "", "CHỦ TỊCH"],
        ["Nông Văn Ví", "", "", "", "", "", "", "Lý Văn Mẫu"],
    ]
    taken = read_managed(workbook(path, ("Danh sách", rows)), commune, TODAY)
    assert [len(household.members) for household in taken.records] == [2]
    assert [kind for _, kind in remarks(taken)] == ["margin"] * 5


def test_a_row_with_a_name_alone_is_not_dropped(path: Path, commune: CommuneDescription) -> None:
    """A household of which most cells are empty is a fault, not a heading."""
    found = refused(managed_workbook(path, HEAD, MEMBER, {"Họ và tên chủ hộ": "Lò Thị Hà"}), commune)
    assert {row for row, _, _ in found} == {4}


def test_offices_that_repeat_the_head_on_every_row(path: Path, commune: CommuneDescription) -> None:
    """A member row that repeats the head's name belongs to the household above."""
    child = {**MEMBER, "Họ và tên chủ hộ": "Vi A Lâm"}
    unrelated = {**child, "Quan hệ với chủ hộ": ""}
    for member in (child, unrelated):
        taken = read_managed(managed_workbook(path, HEAD, member), commune, TODAY)
        assert [len(household.members) for household in taken.records] == [2]


def test_a_member_without_a_head_is_a_fault(path: Path, commune: CommuneDescription) -> None:
    """The first row of a list must be a head's."""
    assert refused(managed_workbook(path, MEMBER), commune) == [(2, "Họ và tên chủ hộ", "no_head_above")]


def test_a_head_without_a_head_cell_is_a_fault(path: Path, commune: CommuneDescription) -> None:
    """Who is head by relation must stand in the head's column."""
    found = refused(managed_workbook(path, HEAD, {**MEMBER, "Quan hệ với chủ hộ": "Chủ hộ"}), commune)
    assert found == [(3, "Họ và tên chủ hộ", "missing")]


def test_a_head_named_in_two_ways_is_remarked(path: Path, commune: CommuneDescription) -> None:
    """The head's column is taken when the member's column spells the name otherwise."""
    taken = read_managed(managed_workbook(path, {**HEAD, "Họ và tên thành viên": "Vi A Lam"}, MEMBER), commune, TODAY)
    assert taken.records[0].head.name == "Vi A Lâm"
    assert remarks(taken) == [(2, "head_name_taken")]


def test_marks_on_member_rows(path: Path, commune: CommuneDescription) -> None:
    """A person of merit marks the household; labour capacity is told by the head's row, others remarked."""
    marked = {**MEMBER, "Hộ có người có công": "x", "Hộ không có khả năng lao động": "x"}
    taken = read_managed(managed_workbook(path, HEAD, marked), commune, TODAY)
    assert taken.records[0].merit
    assert not taken.records[0].no_labour
    assert remarks(taken) == [(None, "no_labour_members")]


@pytest.mark.parametrize(
    ("column", "value", "remark"),
    [
        ("Ngày, tháng, năm sinh", "1961", "year_alone"),
        ("Số CCCD/ĐDCN", 99053542333, "zero_restored"),
        ("Phân loại hộ", "N", "abbreviation"),
        ("Họ và tên chủ hộ", "Vi A L©m", "tcvn3"),
    ],
)
def test_what_is_accepted_with_a_remark(
    path: Path, commune: CommuneDescription, column: str, value: Any, remark: str
) -> None:
    """What the program repairs or completes, it tells."""
    taken = read_managed(managed_workbook(path, {**HEAD, column: value}, MEMBER), commune, TODAY)
    assert remarks(taken) == [(2, remark)]


@pytest.mark.parametrize("village", ["CÂY THỊ  ", "thôn Cây Thị", "Thôn cây thị, xã Tân Mẫu", "Ca\u0302y Thi\u0323"])
def test_villages_are_known_in_every_spelling(path: Path, commune: CommuneDescription, village: str) -> None:
    """Case, blanks, composition, the kind in front and an address behind make no other village."""
    taken = read_managed(managed_workbook(path, {**HEAD, "Thôn/TDP": village}, MEMBER), commune, TODAY)
    assert taken.records[0].village == "Cây Thị"


def test_a_number_that_could_be_two_villages_is_none(path: Path, commune: CommuneDescription) -> None:
    """`1` beside thôn 1 and bản 1 is not guessed; with its kind it is clear."""
    thon, ban = (replace(commune.villages[0], name=f"{kind} 1", kind=kind.lower()) for kind in ("Thôn", "Bản"))
    two = replace(commune, villages=(thon, ban))
    one = replace(commune, villages=(thon,))
    number = managed_workbook(path, {**HEAD, "Thôn/TDP": 1}, MEMBER)
    assert refused(number, two) == [(2, "Thôn/TDP", "unknown_village")]
    assert read_managed(number, one, TODAY).records[0].village == "Thôn 1"
    clear = managed_workbook(path, {**HEAD, "Thôn/TDP": "bản 1"}, MEMBER)
    assert read_managed(clear, two, TODAY).records[0].village == "Bản 1"


def test_any_ethnicity_is_accepted(path: Path, commune: CommuneDescription) -> None:
    """Names of peoples are not checked against a list."""
    taken = read_managed(managed_workbook(path, {**HEAD, "Dân tộc": "Pà Thẻn (nhóm khác)"}, MEMBER), commune, TODAY)
    assert taken.records[0].head.ethnicity == "Pà Thẻn (nhóm khác)"


def test_id_numbers_are_compared_across_sheets(path: Path, commune: CommuneDescription) -> None:
    """Nobody is both on the list and escaped from it."""
    row = [*ESCAPED_ROW]
    row[5] = HEAD["Số CCCD/ĐDCN"]
    listed = [MANAGED_HEADER, list(HEAD.values()), list(MEMBER.values())]
    workbook(path, ("Hộ nghèo", listed), ("Hộ thoát nghèo", [ESCAPED_HEADER, row]))
    with pytest.raises(BadFile) as caught:
        read_managed(path, commune, TODAY)
    assert faults(caught.value) == [(2, "Số CCCD/ĐDCN", "double_id")]
    assert "trang tính “Hộ thoát nghèo” dòng 2" in caught.value.render()


def test_escaped_households_may_have_members(path: Path, commune: CommuneDescription) -> None:
    """A row whose relation is not the head's belongs to the household above; the title tells the escape."""
    member = [2, "Vũ Thị Mai", "Con", "Nữ", "01/02/1990", "099190000001", "Mông", "Suối Bốc", 160]
    rows = [["DANH SÁCH HỘ THOÁT CẬN NGHÈO"], ESCAPED_HEADER, ESCAPED_ROW, member]
    (household,) = read_managed(workbook(path, ("Sheet2", rows)), commune, TODAY).records
    assert (household.class_, len(household.members)) == ("escaped_near_poor", 2)
    assert refused(workbook(path, ("Hộ thoát nghèo", [ESCAPED_HEADER, member])), commune) == [
        (2, "Quan hệ", "first_not_head")
    ]


def test_escaped_households_may_state_their_class(path: Path, commune: CommuneDescription) -> None:
    """A column with the class serves where neither sheet nor title tell the escape."""
    header, row = [*ESCAPED_HEADER, "Phân loại"], [*ESCAPED_ROW, "Hộ thoát nghèo"]
    (household,) = read_managed(workbook(path, ("Sheet2", [header, row])), commune, TODAY).records
    assert household.class_ == "escaped_poor"


def test_a_sheet_of_unknown_escapes_is_refused(path: Path, commune: CommuneDescription) -> None:
    """Whether poverty or near-poverty was escaped is not guessed."""
    workbook(path, ("Sheet2", [ESCAPED_HEADER, ESCAPED_ROW]))
    with pytest.raises(BadFile) as caught:
        read_managed(path, commune, TODAY)
    assert caught.value.key == "file_escaped_unclear"
    assert "Sheet2" in caught.value.render()


def test_another_communes_list_is_remarked(path: Path, commune: CommuneDescription) -> None:
    """A commune column with another name may be an old name: it is told, not refused."""
    header = [*MANAGED_HEADER, "Xã"]
    taken = read_managed(
        managed_workbook(path, HEAD | {"Xã": "Xã Khác"}, MEMBER | {"Xã": "xã tân mẫu"}, header=header),
        commune,
        TODAY,
    )
    assert remarks(taken) == [(None, "other_commune")]
    assert "Xã Khác" in taken.notices[0].message().render()


def test_other_sheets_and_columns_are_remarked(path: Path, commune: CommuneDescription) -> None:
    """What is not read is told: a column nobody knows, a sheet with something else; not an empty sheet."""
    rows = [[*MANAGED_HEADER, "Điện thoại"], list(HEAD.values()), list(MEMBER.values())]
    workbook(path, ("Danh sách", rows), ("Hướng dẫn", [["Cách ghi"]]), ("Trống", []))
    taken = read_managed(path, commune, TODAY)
    assert [(notice.sheet, notice.remark.key.rpartition(".")[2]) for notice in taken.notices] == [
        ("Danh sách", "unread_columns"),
        ("Hướng dẫn", "sheet_skipped"),
    ]


def test_a_standard_with_another_scale(path: Path, commune: CommuneDescription) -> None:
    """Bounds of score B2 come from a standard, not from the code."""
    lists = managed_workbook(path, {**HEAD, "Điểm B2": 45}, MEMBER)
    taken = read_managed(lists, commune, TODAY, scale=DeprivationScale(step=15, maximum=45))
    assert taken.records[0].b2 == 45


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=timedelta(seconds=5),
    max_examples=25,
)
@given(st.dictionaries(st.sampled_from(MANAGED_HEADER), st.one_of(st.text(max_size=12), st.integers(), st.booleans())))
def test_a_spoilt_row_is_taken_or_refused(tmp_path: Path, commune: CommuneDescription, spoilt: dict[str, Any]) -> None:
    """Whatever stands in the cells, the list is imported whole or refused with reasons."""
    file = tmp_path / "hong.csv"
    lines = [
        MANAGED_HEADER,
        [str({**HEAD, **spoilt}[name]) for name in MANAGED_HEADER],
        list(MEMBER.values()),
    ]
    quoted = ["|".join('"' + str(cell).replace('"', '""') + '"' for cell in line) for line in lines]
    file.write_text("\n".join(quoted), "utf-8", errors="replace")
    with suppress(BadFile):
        taken = read_managed(file, commune, TODAY)
        assert sum(len(household.members) for household in taken.records) == 2
