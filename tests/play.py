"""A small commune for the tests: two villages, seven households, one round that can be led to any stage.

The lawful way of the round is a list of acts with names (`lawful_way`); a test plays it, stops anywhere, or
changes one act and sees what follows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rasoat.models.database import Database
from rasoat.models.records import Entry
from rasoat.models.schema import metadata
from rasoat.models.store import Store
from rasoat.steps import intake
from rasoat.steps.communes import add_commune
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.workflow.auditing import Finding, audit
from rasoat.workflow.cases import Case, Deviation, View
from rasoat.workflow.correcting import Correction, correct
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author, NewFact, Outcome, Step, perform
from rasoat.workflow.standards import load as load_standard

ROUND = "TM-2026"
A, B = "Bản Mới", "Nà Hai"
HEADS = {A: "Lò Văn Một", B: "Hoàng Thị Hai"}
EVIDENCE = ["e" * 64]
REASON = Deviation(reason="Lũ cuốn mất bảng tin của thôn", by="Lò Văn Một, Trưởng thôn", order="Công điện số 1/CĐ-UBND")
HOUSE, OFFICE = "village_house", "commune_office"
INDICATORS = tuple(item.code for item in load_standard("std-2022").indicators)
TABLES = tuple(metadata.tables)


def day(month: int, number: int) -> date:
    """Return a day of 2026."""
    return date(2026, month, number)


OPENED, LISTED, SURVEYED, MET, AGREED = day(9, 7), day(9, 9), day(9, 14), day(9, 17), day(9, 18)
POSTED, DOWN, SETTLED = day(9, 21), day(9, 24), day(9, 25)
APPROVED, REPORTED, OPINED, RECOGNISED, CLOSED = day(9, 28), day(9, 29), day(10, 1), day(10, 2), day(10, 5)
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


LISTS = {A: ("poor", "near_poor", "escaped_poor"), B: ("poor", "escaped_near_poor")}
"""The result lists that the surveys above give in each village."""


def meeting(village: str = A, on: date = MET, agree: int = 30, attendees: int = 40, **changes: Any) -> NewFact:
    """Return a meeting where `agree` of `attendees` agreed to each list, kept as the law wants it."""
    someone = [{"name": "Người dự họp", "title": None}]
    data = {
        "time": "19:30",
        "ended": "21:00",
        "place": None,
        "chair": {"name": HEADS[village], "title": "Trưởng thôn"},
        "secretary": {"name": "Vàng Thị Khảo", "title": "Rà soát viên"},
        "attendees": attendees,
        "listed_attending": 2,
        "agree": dict.fromkeys(LISTS[village], agree),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One step of the way: what one case does on one day."""

    village: str | None = None
    on: date
    facts: tuple[NewFact, ...] = ()
    trigger: str | None = None
    deviation: Deviation | None = None
    send_back: tuple[str, ...] = ()

    def later(self, days: int) -> "Act":
        """Return the act so many days later."""
        shift = timedelta(days=days)
        facts = tuple(replace(fact, on=fact.on + shift) for fact in self.facts)
        return replace(self, on=self.on + shift, facts=facts)


Way = dict[str, Act]


def village_way(village: str) -> Way:
    """Return the lawful way of a village, its lists taken in already; keys are what is done."""
    places = (HOUSE, OFFICE)
    up = (*(put_up(place) for place in places), announced())
    down = tuple(taken_down(place) for place in places)
    return {
        "complete_list": Act(village=village, on=LISTED, trigger="complete_list"),
        "survey": Act(village=village, on=SURVEYED, facts=surveys_of(village)),
        "complete_survey": Act(village=village, on=SURVEYED, trigger="complete_survey"),
        "meeting": Act(village=village, on=MET, facts=(meeting(village),)),
        "agree_results": Act(village=village, on=AGREED, trigger="agree_results"),
        "post": Act(village=village, on=POSTED, facts=up),
        "take_down": Act(village=village, on=DOWN, facts=down, trigger="take_down"),
        "settle": Act(village=village, on=SETTLED, trigger="settle"),
    }


def round_way() -> Way:
    """Return the lawful way of the round, once its villages are settled; the province gives an opinion."""
    return {
        "approve": Act(on=APPROVED, facts=(committee(),), trigger="approve"),
        "submit_report": Act(on=REPORTED, facts=(report_sent(),), trigger="submit_report"),
        "opinion": Act(on=OPINED, facts=(opinion(),)),
        "recognise": Act(on=RECOGNISED, facts=(signed(),), trigger="recognise"),
        "close": Act(on=CLOSED, facts=(official_report(),), trigger="close"),
    }


def lawful_way() -> Way:
    """Return the whole lawful way: village A, village B (keys end in "/B"), then the round."""
    other = {f"{name}/B": act for name, act in village_way(B).items()}
    return {**village_way(A), **other, **round_way()}


@dataclass(slots=True)
class Play:
    """A round of the small commune in a database."""

    database: Database
    round: str = ROUND
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    clock: datetime = datetime(2026, 9, 7, 1, tzinfo=UTC)

    def author(self, today: date = TODAY) -> Author:
        """Return who acts; each act is entered a minute after the one before."""
        self.clock += timedelta(minutes=1)
        return Author(actor="can-bo", at=self.clock, today=today)

    def open(
        self,
        *,
        procedure: str = "qd24-periodic-two-tier",
        variant: str | None = "province_opinion",
        on: date = OPENED,
        area: str = "rural",
    ) -> "Play":
        """Add the commune, unless it is there, and open the round; the lists are not taken yet."""
        with self.database.read() as connection:
            known = Store(connection).communes()
        if not known:
            add_commune(self.database, *commune_rows(area))
        order = OpenRound(
            commune=None,
            procedure=procedure,
            variant=variant,
            year=on.year,
            on=on,
            code=self.round,
            command_id=f"open-{self.round}",
        )
        open_round(self.database, order, self.author())
        return self

    def take_lists(self, on: date = LISTED) -> "Play":
        """Take the managed list and the applications."""
        intake.take_managed(self.database, self.round, managed_rows(), on, self.author())
        intake.take_applications(self.database, self.round, application_rows(on), self.author())
        return self

    def start(self) -> "Play":
        """Open the round and take its lists."""
        return self.open().take_lists()

    def step(self, village: str | None, on: date, *facts: NewFact, trigger: str | None = None, **more: Any) -> Outcome:
        """Take one step."""
        order = Step(round=self.round, village=village, on=on, facts=facts, trigger=trigger, **more)
        return perform(self.database, order, self.author())

    def act(self, act: Act, **more: Any) -> Outcome:
        """Do one act of a way."""
        more = {"deviation": act.deviation, "send_back": act.send_back, **more}
        return self.step(act.village, act.on, *act.facts, trigger=act.trigger, **more)

    def go(self, way: Mapping[str, Act], *, until: str | None = None) -> "Play":
        """Do the acts of a way in their order, up to but not with `until`."""
        for name, act in way.items():
            if name == until:
                break
            self.outcomes[name] = self.act(act)
        return self

    def correct(self, target: int, **changes: Any) -> Entry:
        """Correct an entry: fields by name; `on` and `annul` as the order has them."""
        special = {name: changes.pop(name) for name in ("on", "annul", "command_id", "reason") if name in changes}
        order = Correction(
            round=self.round, target=target, **{"reason": "Nhập nhầm so với biên bản", **special}, changes=changes
        )
        return correct(self.database, order, self.author())

    @contextmanager
    def desk(self) -> Iterator[Round]:
        """Yield the round on the desk, for reading."""
        with self.database.read() as connection:
            store = Store(connection)
            yield Round(store, open_file(store, self.round))

    def case(self, village: str | None) -> Case:
        """Return a case as its journal tells it."""
        with self.desk() as desk:
            return desk.case(_row(desk, village))

    def view(self, village: str | None, on: date) -> View:
        """Return a case as of a day."""
        with self.desk() as desk:
            return desk.view(_row(desk, village), on)

    def stored(self, village: str | None) -> tuple[str, int]:
        """Return stage and version of a case as the row has them."""
        with self.desk() as desk:
            row = _row(desk, village)
            return row.stage, row.version

    def findings(self, on: date = TODAY) -> tuple[Finding, ...]:
        """Return the findings of the audit."""
        with self.desk() as desk:
            return audit(desk, on)

    def breaches(self, on: date = TODAY) -> list[tuple[str, str, str]]:
        """Return step, requirement and status of all that the audit does not find clean."""
        return [(item.trigger, item.rule.id, item.verdict.status.value) for item in self.findings(on) if not item.clean]

    def entries(self, village: str | None = None, kind: str | None = None) -> list[Entry]:
        """Return the journal of a case, or only the entries of a kind."""
        with self.desk() as desk:
            found = desk.store.entries(_row(desk, village).id)
        return [entry for entry in found if kind in {None, entry.kind}]

    def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table: two snapshots are equal when nothing was written between them."""
        with self.database.read() as connection:
            return {
                table: sorted(tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}"))  # noqa: S608 # our own table names
                for table in TABLES
            }


def _row(desk: Round, village: str | None) -> Any:
    return desk.row_of(desk.file.village_named(village) if village else None)


def changed(way: Way, name: str, /, **changes: Any) -> Way:
    """Return a way with one act changed."""
    return {**way, name: replace(way[name], **changes)}


def facts_changed(way: Way, name: str, kind: str, **changes: Any) -> Way:
    """Return a way where the facts of a kind in one act say something else."""
    facts = tuple(
        replace(fact, data={**fact.data, **changes}) if fact.kind == kind else fact for fact in way[name].facts
    )
    return changed(way, name, facts=facts)


def without(way: Way, *names: str) -> Way:
    """Return a way without some acts."""
    return {name: act for name, act in way.items() if name not in names}


def forms(outcome: Outcome) -> list[str]:
    """Return the forms of the papers of an outcome."""
    return [paper.form for paper in outcome.papers]


def kinds(facts: Iterable[NewFact]) -> list[str]:
    """Return the kinds of facts."""
    return [fact.kind for fact in facts]
