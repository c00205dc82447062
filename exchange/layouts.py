"""The tables that are understood: their columns and the headers that offices' files give them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from rasoat.exchange.records import Indicator
from rasoat.exchange.texts import bare
from rasoat.messages import Message, message

READ_PAST = ""
"""Key of columns that are known and not needed."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its `key` in the program and the headers files give it, the usual one first."""

    key: str
    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Layout:
    """The columns of one kind of table.

    Attributes:
        kind: `managed`, `escaped`, `applications`, `surveys` or `incomes`.
        columns: all columns that are understood, also those that are read past.
        identity: keys of which a record fills at least one; a line of totals fills none.
    """

    kind: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...]

    @cached_property
    def keys(self) -> MappingProxyType[str, str]:
        """Column key by header key (`rasoat.exchange.texts.bare`)."""
        return MappingProxyType({bare(name): column.key for column in self.columns for name in column.names})

    @property
    def title(self) -> Message:
        """What the table is, for a person."""
        return message(f"exchange.kind.{self.kind}")


_VILLAGE = ("Thôn/TDP", "Thôn", "Thôn, tổ dân phố", "Thôn/tổ dân phố", "Tổ dân phố", "Thôn/bản", "Bản", "Xóm")
_BIRTH = ("Ngày, tháng, năm sinh", "Ngày sinh", "Ngày tháng năm sinh", "Năm sinh")
_ID = (
    "Số CCCD/ĐDCN",
    "Số CCCD",
    "CCCD",
    "Số CCCD/CMND",
    "Số CMND/CCCD",
    "Số định danh cá nhân",
    "Số ĐDCN",
    "Số CCCD/ĐDCN/CMND",
    "Số căn cước",
    "Số định danh",
)
_RELATION = ("Quan hệ với chủ hộ", "Quan hệ")
_NOTE = ("Ghi chú",)
_SIZE = ("Số nhân khẩu", "Số khẩu", "Nhân khẩu", "Số thành viên")
_B1 = ("Điểm B1", "B1", "Tổng điểm B1")
_B2 = ("Điểm B2", "B2", "Tổng điểm B2")
_CLASS = ("Phân loại hộ", "Phân loại", "Loại hộ", "Đối tượng hộ")
_DECISION = ("Số QĐ công nhận", "Số quyết định công nhận", "Số quyết định", "Số QĐ")
_DECIDED_ON = ("Ngày QĐ", "Ngày quyết định", "Ngày QĐ công nhận")
_HEAD = ("Họ và tên chủ hộ", "Họ tên chủ hộ", "Tên chủ hộ")
# the district ceased on 01/07/2025: old files have its columns, new ones do not
_PAST = Column(
    READ_PAST,
    (
        "STT",
        "TT",
        "Số TT",
        "STT hộ",
        "STT thành viên",
        "Tỉnh",
        "Mã tỉnh",
        "Huyện",
        "Mã huyện",
        "Mã xã",
        "Tuổi",
    ),
)
_COMMUNE = Column("commune", ("Xã", "Xã/phường", "Xã, phường", "Xã/phường/thị trấn"))

LISTED = Layout(
    kind="managed",
    columns=(
        Column("head", _HEAD, required=True),
        Column("name", ("Họ và tên thành viên", "Họ tên thành viên", "Tên thành viên"), required=True),
        Column("relation", _RELATION, required=True),
        Column("birth", _BIRTH, required=True),
        Column("sex", ("Giới tính",), required=True),
        Column("id_number", _ID, required=True),
        Column("village", _VILLAGE, required=True),
        Column("ethnicity", ("Dân tộc",), required=True),
        Column("class", _CLASS, required=True),
        Column("decision", _DECISION),
        Column("decided_on", _DECIDED_ON),
        Column("b1", _B1),
        Column("b2", _B2),
        Column("minority", ("Hộ DTTS", "Hộ dân tộc thiểu số", "DTTS")),
        Column("no_labour", ("Hộ không có khả năng lao động", "Không có khả năng lao động")),
        Column("merit", ("Hộ có người có công", "Người có công", "Hộ có công")),
        Column("cause", ("Nguyên nhân nghèo", "Nguyên nhân")),
        Column("note", _NOTE),
        Column("size", _SIZE),
        _COMMUNE,
        _PAST,
    ),
    identity=("birth", "sex", "id_number"),
)

ESCAPED = Layout(
    kind="escaped",
    columns=(
        Column("name", ("Họ và tên", "Họ tên", *_HEAD), required=True),
        Column("relation", _RELATION),
        Column("birth", _BIRTH, required=True),
        Column("sex", ("Giới tính",), required=True),
        Column("id_number", _ID, required=True),
        Column("ethnicity", ("Dân tộc",), required=True),
        Column("village", ("Địa chỉ", *_VILLAGE), required=True),
        Column("class", _CLASS),
        Column("b1", _B1),
        Column("b2", _B2),
        Column("decision", _DECISION),
        Column("decided_on", _DECIDED_ON),
        Column("note", _NOTE),
        _COMMUNE,
        _PAST,
    ),
    identity=("birth", "sex", "id_number"),
)

APPLICATIONS = Layout(
    kind="applications",
    columns=(
        Column("received_on", ("Ngày nhận", "Ngày nhận đơn", "Ngày tiếp nhận", "Ngày nộp"), required=True),
        Column("name", ("Họ và tên", "Họ tên", "Họ và tên người đề nghị", *_HEAD), required=True),
        Column("sex", ("Giới tính",), required=True),
        Column("birth", _BIRTH, required=True),
        Column("ethnicity", ("Dân tộc",), required=True),
        Column("id_number", _ID, required=True),
        Column("village", (*_VILLAGE, "Địa chỉ"), required=True),
        Column("size", _SIZE),
        Column("kind", ("Nội dung đề nghị", "Nội dung", "Đề nghị"), required=True),
        Column("reason", ("Lý do", "Lý do đề nghị")),
        _COMMUNE,
        _PAST,
    ),
    identity=("received_on", "birth", "id_number"),
)

_SURVEY_COLUMNS = (
    Column("id_number", ("Số CCCD chủ hộ", *_ID), required=True),
    Column("name", (*_HEAD, "Họ và tên"), required=True),
    Column("village", _VILLAGE, required=True),
    Column("quick_form", ("Phiếu A", "Kết quả Phiếu A")),
    Column("b1", _B1, required=True),
    Column("b2", _B2, required=True),
    Column("class", ("Kết quả phân loại", "Phân loại", "Phân loại hộ", "Kết quả rà soát"), required=True),
    Column("class_local", ("Phân loại theo chuẩn của tỉnh", "Phân loại theo chuẩn địa phương")),
    Column("surveyor", ("Rà soát viên", "Người rà soát", "Điều tra viên")),
    Column("surveyed_on", ("Ngày rà soát", "Ngày khảo sát", "Ngày thu thập"), required=True),
    _COMMUNE,
    _PAST,
)


INCOME_COLUMNS = (
    Column("id_number", ("Số CCCD chủ hộ", *_ID), required=True),
    Column("name", (*_HEAD, "Họ và tên"), required=True),
    Column("village", _VILLAGE, required=True),
    Column("members", _SIZE, required=True),
    Column("until", ("Tính đến hết ngày", "Thời gian tính đến ngày"), required=True),
    Column("months", ("Số tháng tính thu nhập", "Số tháng")),
    Column("stated", ("Bình quân đồng/người/tháng", "Thu nhập bình quân đầu người")),
    Column("poor_list", ("Thuộc hộ nghèo, hộ cận nghèo",)),
    Column("by", ("Người xác định", "Rà soát viên")),
    Column("determined_on", ("Ngày xác định", "Ngày xác định thu nhập"), required=True),
    Column("note", _NOTE),
    _COMMUNE,
    _PAST,
)
"""Columns of incomes beside those of the sources."""


def surveys(indicators: Sequence[Indicator] = (), scored: Sequence[str] = ()) -> Layout:
    """Return the table of survey results; each of `indicators` has its column, keyed by its code.

    `scored` are the indicators of a point table of B1; their columns, headed `B1: NAME`, have keys `b1:NAME`.
    """
    deprived = tuple(Column(indicator.code, (indicator.column,), required=True) for indicator in indicators)
    options = tuple(Column(f"b1:{name}", (f"B1: {name}",), required=True) for name in scored)
    return Layout("surveys", _SURVEY_COLUMNS + deprived + options, ("id_number", "surveyed_on", "b1"))


INCOMES = Layout("incomes", INCOME_COLUMNS, ("id_number", "determined_on", "until"))

KNOWN = (LISTED, ESCAPED, APPLICATIONS, surveys(), INCOMES)
"""Every kind of table, to name what a file is when another was asked for."""
