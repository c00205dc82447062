"""The people and the events of the tests' small commune: two villages, seven households, one autumn."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from rasoat.workflow.b1_tables import B1Table, table_of
from rasoat.workflow.cases import Deviation
from rasoat.workflow.orders import NewFact
from rasoat.workflow.standards import load as load_standard

ROUND = "TM-2026"
A, B = "Bản Mới", "Nà Hai"
HEADS = {A: "Lò Văn Một", B: "Hoàng Thị Hai"}
EVIDENCE_FILES = {sha256(content).hexdigest(): content for content in (b"e", b"f")}
EVIDENCE, OTHER_EVIDENCE = ([name] for name in EVIDENCE_FILES)
"""Digests of two files that the evidence store knows."""
PHOTO, SAME_PHOTO, OTHER_PHOTO = ["a" * 64], ["b" * 64], ["c" * 64]
"""Digests of three photographs that it knows, the second nearly the same as the first."""
LOOKS = {PHOTO[0]: 0, SAME_PHOTO[0]: 0b1111_1111, OTHER_PHOTO[0]: (1 << 64) - 1}
"""What they look like: 8 of 128 bits differ between the first two, 56 and more between others."""
REASON = Deviation(reason="Lũ cuốn mất bảng tin của thôn", by="Lò Văn Một, Trưởng thôn", order="Công điện số 1/CĐ-UBND")
HOUSE, OFFICE = "village_house", "commune_office"
INDICATORS = tuple(item.code for item in load_standard("std-2022").indicators)


def day(month: int, number: int) -> date:
    """Return a day of 2026."""
    return date(2026, month, number)


OPENED, LISTED, SURVEYED, MET, AGREED = day(9, 7), day(9, 9), day(9, 14), day(9, 17), day(9, 18)
POSTED, DOWN, SETTLED = day(9, 21), day(9, 24), day(9, 25)
APPROVED, REPORTED, OPINED, RECOGNISED, CLOSED = day(9, 28), day(9, 29), day(10, 1), day(10, 2), day(10, 5)
COMPLAINED = day(11, 2)
TODAY = day(12, 31)

MANAGED = (
    (A, "poor", "Lò Văn An"),
    (A, "poor", "Lò Thị Bình"),
    (A, "near_poor", "Quàng Văn Chính"),
    (A, "escaped_poor", "Cà Thị Dung"),
    (B, "poor", "Hoàng Văn Én"),
    (B, "near_poor", "Hoàng Thị Phương"),
)
"""Village, class and head of the managed list; households get the refs H0001 and on, in this order."""
APPLICANTS = ((A, "Cà Thị Dung"), (A, "Tòng Văn Giang"))
"""Who applies: H0004, which left the list last year, and a new household, H0007."""
SCORES: dict[str, tuple[int | None, int | None]] = {
    "H0001": (100, 40),
    "H0002": (150, 10),
    "H0003": (120, 10),
    "H0004": (130, 30),
    "H0005": (90, 50),
    "H0006": (160, 0),
    "H0007": (None, None),
}
"""B1 and B2 of each household; H0007 leaves by the quick form."""
CLASSES = {
    "H0001": "poor",
    "H0002": "non_poor",
    "H0003": "near_poor",
    "H0004": "poor",
    "H0005": "poor",
    "H0006": "non_poor",
    "H0007": "non_poor",
}
POINTS_OF = "Chỉ tiêu thử"
HOUSEHOLDS = {A: ("H0001", "H0002", "H0003", "H0004", "H0007"), B: ("H0005", "H0006")}


def commune_rows(area: str = "rural") -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the commune and its villages as `add_commune` takes them."""
    official = {"name": "Lý Văn Mẫu", "title": "Chủ tịch Ủy ban nhân dân xã"}
    description = {
        "code": "99001",
        "name": "Thử Mẫu",
        "kind": "xã",
        "province": "Mẫu Sơn",
        "province_title": "tỉnh Mẫu Sơn",
        "district": None,
        "superior": "tỉnh Mẫu Sơn",
        "addressee": "Chủ tịch Ủy ban nhân dân tỉnh Mẫu Sơn",
        "department": "Sở Nông nghiệp và Môi trường",
        "phone": "0200 000 000",
        "office": "Trụ sở Ủy ban nhân dân xã Thử Mẫu",
        "address": "Bản Mới",
        "area": area,
        "officials": {"chairman": official, "deputy": official, "officer": official, "front": official},
    }
    villages = [
        {"code": f"T{no}", "name": name, "kind": "thôn", "head": head, "house": f"Nhà văn hóa thôn {name}"}
        for no, (name, head) in enumerate(HEADS.items(), start=1)
    ]
    return description, villages


def person(name: str, id_number: str) -> dict[str, Any]:
    """Return a head of household with a household of two."""
    head = {
        "name": name,
        "relation": "Chủ hộ",
        "birth": "01/01/1970",
        "birth_year": 1970,
        "sex": "Nam" if "Văn" in name else "Nữ",
        "id_number": id_number,
        "ethnicity": "Thái",
    }
    child = {**head, "name": f"{name} con", "relation": "Con", "birth_year": 2010, "id_number": None}
    return {**head, "size": 2, "members": [head, child]}


def id_of(name: str) -> str:
    """Return the ID number of a head."""
    names = [name for _village, _class, name in MANAGED] + [name for _village, name in APPLICANTS[1:]]
    return f"0990700000{names.index(name) + 1:02d}"


def managed_rows() -> list[dict[str, Any]]:
    """Return the managed list as `take_managed` takes it."""
    return [
        {"village": village, "class": class_, "id_number": id_of(name), "person": person(name, id_of(name))}
        for village, class_, name in MANAGED
    ]


def application_rows(on: date) -> list[dict[str, Any]]:
    """Return the applications as `take_applications` takes them."""
    common = {"on": on.isoformat(), "kind": "review", "reason": "Mất mùa"}
    return [
        {"village": village, "id_number": id_of(name), "person": person(name, id_of(name)), **common}
        for village, name in APPLICANTS
    ]


def removed(ref: str, on: date, reason: str = "moved") -> NewFact:
    """Return that a household left the list."""
    return NewFact(kind="household_removed", on=on, data={"ref": ref, "reason": reason})


def surveyed(ref: str, on: date = SURVEYED, **changes: Any) -> NewFact:
    """Return the survey of a household, scored as `SCORES` has it unless changed."""
    b1, b2 = changes.pop("scores", SCORES[ref])
    data = {
        "ref": ref,
        "quick_form": "exit" if b1 is None else "pass",
        "b1": b1,
        "b2": b2,
        "deprived": list(INDICATORS[: (b2 or 0) // 10]),
        "class": CLASSES[ref],
        "surveyor": "Vàng Thị Khảo",
        **changes,
    }
    return NewFact(kind="household_surveyed", on=on, data=data)


def surveys_of(village: str, on: date = SURVEYED) -> tuple[NewFact, ...]:
    """Return the surveys of all households of a village."""
    return tuple(surveyed(ref, on) for ref in HOUSEHOLDS[village])


def point_table() -> B1Table:
    """Return a made-up point table with one indicator, whose options are the scores of `SCORES`: it is no law."""
    scores = sorted({b1 for b1, _b2 in SCORES.values() if b1 is not None})
    rows = [{"area": "Vùng thử", "indicator": POINTS_OF, "option": str(score), "points": score} for score in scores]
    source = "Bảng điểm giả định, chỉ để thử"
    return table_of(rows, standard="std-2022", period=(2022, 2026), source=source, file="thu.csv", sha256="0" * 64)


def scored(ref: str, b1: int | None = None, **changes: Any) -> NewFact:
    """Return the survey of a household with the option that gives its score, or another score."""
    own = SCORES[ref][0]
    options = {} if own is None else {"options": {POINTS_OF: str(own if b1 is None else b1)}}
    return surveyed(ref, **options, **changes)


def declared(ref: str, on: date = SURVEYED, official: str = "Nông Văn Cán", **changes: Any) -> NewFact:
    """Return that a household was declared a relative of an official."""
    data = {"ref": ref, "official": {"name": official, "title": None}, "relation": "em ruột", "evidence": EVIDENCE}
    return NewFact(kind="conflict_declared", on=on, data=data | changes)


def checked(ref: str, on: date = SURVEYED, by: str = "Lò Thị Kiểm", **changes: Any) -> NewFact:
    """Return a second look at a household that found what the survey had found."""
    data = {"ref": ref, "by": by, "class": CLASSES[ref], "surveyed": CLASSES[ref], "note": None, "evidence": EVIDENCE}
    return NewFact(kind="household_checked", on=on, data=data | changes)


def drawn(village: str = A, on: date = SURVEYED, percent: int = 100, seed: str = "4711", **changes: Any) -> NewFact:
    """Return a sample drawn from the households of a village."""
    refs = sorted(HOUSEHOLDS[village], key=lambda ref: sha256(f"{seed}:{ref}".encode()).hexdigest())
    count = -(-len(refs) * percent // 100)
    data = {"percent": percent, "seed": seed, "among": len(refs), "refs": refs[:count]}
    return NewFact(kind="spot_check_drawn", on=on, data=data | changes)


LISTS = {A: ("poor", "near_poor", "escaped_poor"), B: ("poor", "escaped_near_poor")}
"""The result lists that the surveys above give in each village."""


def meeting(
    village: str = A,
    on: date = MET,
    agree: int = 30,
    attendees: int = 40,
    agree_to: Sequence[str] | None = None,
    **changes: Any,
) -> NewFact:
    """Return a meeting where `agree` of `attendees` agreed to each list, kept as the law wants it."""
    someone = [{"name": "Người dự họp", "title": None}]
    data = {
        "time": "19:30" if village == A else "14:00",
        "ended": "21:00" if village == A else "15:30",
        "place": None,
        "chair": {"name": HEADS[village], "title": "Trưởng thôn"},
        "secretary": {"name": "Vàng Thị Khảo", "title": "Rà soát viên"},
        "attendees": attendees,
        "listed_attending": 2,
        "agree": dict.fromkeys(LISTS[village] if agree_to is None else agree_to, agree),
        "groups": dict.fromkeys(("committee", "party", "organisations", "front", "surveyors"), someone),
        "front_invited": True,
        "signed": ["chair", "secretary", "households"],
        "copies": 2,
        "opinions": None,
        "evidence": EVIDENCE,
    }
    return NewFact(kind="meeting_held", on=on, data={**data, **changes})


def put_up(place: str = HOUSE, on: date = POSTED, objection: int | None = None, **changes: Any) -> NewFact:
    """Return that something was posted: the result, or what the re-verification of an objection found."""
    return NewFact(kind="posting_started", on=on, data=_posting(place, objection) | changes)


def taken_down(place: str = HOUSE, on: date = DOWN, objection: int | None = None, **changes: Any) -> NewFact:
    """Return that a posting was taken down for good, unless `interrupted` is given."""
    data = _posting(place, objection) | {"interrupted": False, "reason": None, "state": "Nguyên vẹn"}
    return NewFact(kind="posting_stopped", on=on, data=data | changes)


def _posting(place: str, objection: int | None) -> dict[str, Any]:
    return {
        "place": place,
        "purpose": "reverification" if objection else "result",
        "objection": objection,
        "by": "Lò Văn Một",
        "witness": "Đại diện hộ dân",
        "evidence": EVIDENCE,
    }


def announced(on: date = POSTED) -> NewFact:
    """Return the announcement on the commune's media."""
    return NewFact(kind="announcement_made", on=on, data={"medium": "loudspeaker", "evidence": EVIDENCE})


def objected(no: int, on: date, ref: str | None = "H0002") -> NewFact:
    """Return an objection."""
    data = {
        "no": no,
        "kind": "result",
        "by": {"name": "Người có đơn", "address": None},
        "ref": ref,
        "content": "Điểm B1 chấm chưa đúng",
        "received_by": "Công chức giảm nghèo",
        "evidence": EVIDENCE,
    }
    return NewFact(kind="objection_filed", on=on, data=data)


def reverified(no: int, on: date, ref: str = "H0002", scores: tuple[int, int] = (120, 30)) -> NewFact:
    """Return the re-verification of an objection."""
    b1, b2 = scores
    data = {
        "no": no,
        "ref": ref,
        "before": {"class": CLASSES[ref], "b1": 150, "b2": 10, "deprived": list(INDICATORS[:1])},
        "after": {"b1": b1, "b2": b2, "deprived": list(INDICATORS[: b2 // 10])},
        "team": [{"name": "Công chức giảm nghèo", "title": None}],
        "opinion": None,
        "evidence": EVIDENCE,
    }
    return NewFact(kind="objection_reverified", on=on, data=data)


def answered(no: int, on: date, **changes: Any) -> NewFact:
    """Return the answer to an objection."""
    data = {"no": no, "reason": "Đã phúc tra", "evidence": EVIDENCE}
    return NewFact(kind="objection_answered", on=on, data=data | changes)


def committee(on: date = APPROVED, agree: int = 9, attendees: int = 10) -> NewFact:
    """Return the committee's meeting."""
    data = {"attendees": attendees, "members": 12, "agree": agree, "evidence": EVIDENCE}
    return NewFact(kind="committee_met", on=on, data=data)


def report_sent(on: date = REPORTED) -> NewFact:
    """Return the report to the upper level."""
    return NewFact(kind="report_sent", on=on, data={"document": "BC 1", "evidence": EVIDENCE})


def opinion(on: date = OPINED, *, villages: Sequence[str] = ()) -> NewFact:
    """Return the upper level's opinion: it agrees unless villages are named."""
    data = {"agrees": not villages, "villages": list(villages), "document": "CV 9", "evidence": EVIDENCE}
    return NewFact(kind="opinion_received", on=on, data=data)


def signed(on: date = RECOGNISED) -> NewFact:
    """Return the signed decision."""
    return NewFact(kind="decision_signed", on=on, data={"signer": "Lý Văn Mẫu", "evidence": EVIDENCE})


def official_report(on: date = CLOSED) -> NewFact:
    """Return the official report."""
    return NewFact(kind="official_report_sent", on=on, data={"document": "BC 2", "evidence": EVIDENCE})


def complained(on: date = COMPLAINED, no: int = 1, **changes: Any) -> NewFact:
    """Return a complaint after the decision."""
    data = {"no": no, "by": {"name": "Lý A Ví", "address": None}, "content": "Không công nhận", "ref": "H0002"}
    return NewFact(kind="complaint_filed", on=on, data={**data, "evidence": EVIDENCE, **changes})


def handled(what: str, on: date, no: int = 1, **data: Any) -> NewFact:
    """Return what the commune did with a complaint: accepted, refused, settled, stopped it."""
    return NewFact(kind=f"complaint_{what}", on=on, data={"no": no, "document": "1/TB", "evidence": EVIDENCE, **data})
