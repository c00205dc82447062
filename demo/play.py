"""Playing the demonstration: the same handlers that the command line calls, with the days of the plot."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import segno

from rasoat.demo import plot
from rasoat.errors import UsageError
from rasoat.exchange.applications import read_applications
from rasoat.exchange.communes import commune_template, read_commune
from rasoat.exchange.managed import read_managed
from rasoat.exchange.plain import application_rows, commune_rows, managed_rows, survey_rows
from rasoat.exchange.records import CommuneDescription
from rasoat.exchange.surveys import read_surveys
from rasoat.messages import Message, message
from rasoat.models.database import Database, open_database
from rasoat.models.store import Store
from rasoat.steps import intake
from rasoat.steps.communes import add_commune
from rasoat.steps.evidence import folder_of, keep
from rasoat.steps.filing import file_objection, reverify
from rasoat.steps.outcomes import list_sizes, outcomes
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.wiring import wire
from rasoat.workflow.cases import Deviation
from rasoat.workflow.correcting import Correction, correct
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import Author, NewFact, Outcome, Step, perform

MARK = "rasoat-demo.db"


def prepare(folder: Path) -> Database:
    """Return an empty database in `folder`, replacing an earlier demonstration there.

    Raises:
        UsageError: the folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise UsageError("demo_folder", folder=folder)
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    wire()
    return open_database(str(folder / MARK))


@dataclass(slots=True)
class Stage:
    """The demonstration's stage: database, evidence folder, and a clock that follows the plot."""

    database: Database
    props: Path
    commands: int = 0
    minutes: int = 0

    def author(self, on: date, actor: str = "can-bo-giam-ngheo") -> Author:
        """Return who acts on a day; each act is entered a minute after the one before."""
        self.minutes += 1
        start = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)
        return Author(actor=actor, at=start + timedelta(minutes=self.minutes % 480), today=on)

    def command(self) -> str:
        """Return the next command id: fixed, so that a second demonstration writes the same bytes."""
        self.commands += 1
        return f"demo-{self.commands:04d}"

    def photo(self, what: str, on: date) -> list[str]:
        """Keep a made-up photo of something; return its digest."""
        path = self.props / f"{on.isoformat()}-{self.commands:04d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        segno.make(f"{what} {on.isoformat()} {self.commands}").save(str(path), scale=4)
        return keep(self.database, folder_of(self.database), [path])

    def step(
        self,
        village: str | None,
        on: date,
        facts: Iterable[NewFact] = (),
        trigger: str | None = None,
        deviation: Deviation | None = None,
    ) -> Outcome:
        """Take one step."""
        order = Step(
            round=plot.ROUND,
            village=village,
            facts=tuple(facts),
            trigger=trigger,
            on=on,
            deviation=deviation,
            command_id=self.command(),
        )
        return perform(self.database, order, self.author(on))


Event = tuple[date, Message]
"""A line of the timeline."""


def play(database: Database, folder: Path) -> Iterator[Event]:
    """Play the round; yield each event of the timeline as it happens."""
    stage = Stage(database=database, props=folder / "minh-chung")
    commune = _commune(folder)
    yield from _open(stage, commune)
    yield from _survey(stage, commune)
    acts = sorted(_acts(stage, commune), key=lambda act: act[0])
    for on, act in acts:
        yield on, act()
    yield from _finish(stage)


def _data(name: str) -> Any:
    return as_file(files("rasoat.demo") / "data" / name)


def _commune(folder: Path) -> CommuneDescription:
    path = folder / "xa-tan-mau.toml"
    path.write_text(commune_template(), encoding="utf-8")
    return read_commune(path)


def _open(stage: Stage, commune: CommuneDescription) -> Iterator[Event]:
    add_commune(stage.database, *commune_rows(commune))
    order = OpenRound(
        commune=commune.code,
        procedure=plot.PROCEDURE,
        variant=plot.VARIANT,
        year=plot.OPENED.year,
        on=plot.OPENED,
        code=plot.ROUND,
        ordered_by=plot.ORDER,
        command_id=stage.command(),
    )
    open_round(stage.database, order, stage.author(plot.OPENED))
    yield plot.OPENED, message("demo.opened", order=plot.ORDER)
    with _data("danh-sach-quan-ly-2025.xlsx") as path:
        managed = managed_rows(read_managed(path, commune, plot.MANAGED_TAKEN).records)
    on, author = plot.MANAGED_TAKEN, stage.author(plot.MANAGED_TAKEN)
    intake.take_managed(stage.database, plot.ROUND, managed, on, author, command_id=stage.command())
    yield on, message("demo.managed", count=len(managed))
    with _data("giay-de-nghi-2026.csv") as path:
        applicants = application_rows(read_applications(path, commune, plot.APPLIED).records)
    author = stage.author(plot.APPLIED)
    intake.take_applications(stage.database, plot.ROUND, applicants, author, command_id=stage.command())
    yield plot.APPLIED, message("demo.applied", count=len(applicants))
    for way in plot.WAYS:
        stage.step(way.village, plot.LISTED, trigger="complete_list")
    yield plot.LISTED, message("demo.listed", count=len(plot.WAYS))


def _survey_rows(stage: Stage, commune: CommuneDescription) -> list[dict[str, Any]]:
    with stage.database.read() as connection:
        indicators = open_file(Store(connection), plot.ROUND).tools.standard.indicators
    with _data("ket-qua-khao-sat-2026.xlsx") as path:
        return survey_rows(read_surveys(path, commune, indicators).records)


def _survey(stage: Stage, commune: CommuneDescription) -> Iterator[Event]:
    rows, author = _survey_rows(stage, commune), stage.author(plot.SURVEYED)
    intake.take_surveys(stage.database, plot.ROUND, rows, author, command_id=stage.command())
    yield plot.SURVEYED, message("demo.surveyed", count=len(rows))
    for way in plot.WAYS:
        stage.step(way.village, plot.CLASSIFIED, trigger="complete_survey")
    yield plot.CLASSIFIED, message("demo.classified", count=len(plot.WAYS))


Act = tuple[date, Callable[[], Message]]


def _acts(stage: Stage, commune: CommuneDescription) -> Iterator[Act]:
    """Yield what happens in the villages; played in the order of the days."""
    heads = {village.name: village.head for village in commune.villages}
    for way in plot.WAYS:
        players = _Village(stage, way, heads[way.village])
        if way.rejected:
            yield way.rejected[0], players.reject
            yield way.rejected[1], lambda: _survey_again(stage, commune)
        yield way.met, players.agree
        yield way.posted, players.post
        if way.torn:
            yield way.torn[0], players.tear
            yield way.torn[1], players.put_up_again
        yield way.down, players.take_down
        yield way.settled, players.settle
    yield plot.OBJECTION_FILED, lambda: _object(stage)
    yield plot.REVERIFIED, lambda: _reverify(stage)
    yield plot.REPOSTED, lambda: _repost(stage)
    yield plot.REPOST_DOWN, lambda: _answer(stage)
    yield plot.LATE_FILED, lambda: _object_late(stage)
    yield plot.LATE_ANSWERED, lambda: _answer_late(stage)
    yield plot.day(10, 19), lambda: _correct(stage)


class _Village:
    """What one village does."""

    def __init__(self, stage: Stage, way: plot.Way, head: str) -> None:
        self.stage = stage
        self.way = way
        self.head = head

    def _meet(self, on: date, agree: int) -> NewFact:
        way = self.way
        with self.stage.database.read() as connection:
            store = Store(connection)
            desk_round = Round(store, open_file(store, plot.ROUND))
            row = desk_round.row_of(desk_round.file.village_named(way.village))
            view = desk_round.view(row, on)
            lists, listed = tuple(list_sizes(view)), len(outcomes(view))
        data = {
            "time": "19:30",
            "ended": "21:15",
            "place": None,
            "chair": {"name": self.head, "title": "Trưởng thôn"},
            "secretary": {"name": "Rà soát viên Mẫu", "title": "Rà soát viên"},
            "attendees": way.attendees,
            "listed_attending": listed - 4,
            "agree": dict.fromkeys(lists, agree),
            "groups": {
                "committee": [{"name": "Nông Văn Ví", "title": "Phó Trưởng Ban Chỉ đạo"}],
                "party": [{"name": "Bí thư Chi bộ thôn", "title": None}],
                "organisations": [{"name": "Đại diện các đoàn thể thôn", "title": None}],
                "front": [{"name": "Bàn Thị Dụ", "title": "Chủ tịch Ủy ban MTTQ Việt Nam xã"}],
                "surveyors": [{"name": "Rà soát viên Mẫu", "title": "Rà soát viên"}],
            },
            "front_invited": True,
            "signed": ["chair", "secretary", "households"],
            "copies": 2,
            "opinions": None,
            "evidence": self.stage.photo(f"biên bản {way.village}", on),
        }
        return NewFact(kind="meeting_held", on=on, data=data)

    def reject(self) -> Message:
        on = self.way.rejected[0] if self.way.rejected else self.way.met
        agree = self.way.attendees // 2 - 3
        self.stage.step(self.way.village, on, [self._meet(on, agree)], "reject_results")
        return message("demo.rejected", village=self.way.village, agree=agree, attendees=self.way.attendees)

    def agree(self) -> Message:
        way = self.way
        self.stage.step(way.village, way.met, [self._meet(way.met, way.agree)])
        return message("demo.agreed", village=way.village, agree=way.agree, attendees=way.attendees)

    def post(self) -> Message:
        way, on = self.way, self.way.posted
        self.stage.step(way.village, on, trigger="agree_results")
        facts = [*self._up(on), _announced(self.stage, way.village, on)]
        self.stage.step(way.village, on, facts)
        return message("demo.posted", village=way.village)

    def _up(self, on: date, places: Iterable[str] = ("village_house", "commune_office")) -> list[NewFact]:
        return [_posting(self.stage, "posting_started", place, on, self.head) for place in places]

    def tear(self) -> Message:
        on = self.way.torn[0] if self.way.torn else self.way.posted
        torn = {"interrupted": True, "reason": "mưa lớn làm rách bản niêm yết"}
        fact = _posting(self.stage, "posting_stopped", "village_house", on, self.head, torn)
        self.stage.step(self.way.village, on, [fact])
        return message("demo.torn", village=self.way.village)

    def put_up_again(self) -> Message:
        on = self.way.torn[1] if self.way.torn else self.way.posted
        self.stage.step(self.way.village, on, self._up(on, ["village_house"]))
        return message("demo.put_up_again", village=self.way.village)

    def take_down(self) -> Message:
        way, on = self.way, self.way.down
        places = ("village_house", "commune_office")
        facts = [_posting(self.stage, "posting_stopped", place, on, self.head) for place in places]
        deviation = (
            Deviation(
                reason="Nhà văn hóa thôn bị sạt lở, phải di dời khẩn cấp",
                by="Lý A Ví, Trưởng thôn",
                order="Công điện số 12/CĐ-UBND ngày 14/10/2026",
            )
            if way.early
            else None
        )
        self.stage.step(way.village, on, facts, "take_down", deviation)
        return message("demo.taken_down_early" if way.early else "demo.taken_down", village=way.village)

    def settle(self) -> Message:
        self.stage.step(self.way.village, self.way.settled, trigger="settle")
        return message("demo.settled", village=self.way.village)


def _posting(stage: Stage, kind: str, place: str, on: date, by: str, more: Mapping[str, Any] | None = None) -> NewFact:
    data = {
        "place": place,
        "purpose": "result",
        "objection": None,
        "by": by if place == "village_house" else "Nông Văn Ví",
        "witness": "Đại diện hộ dân" if place == "village_house" else "Công chức Văn phòng - Thống kê",
        "evidence": stage.photo(f"{kind} {place} {by}", on),
        **(more or {}),
    }
    if kind == "posting_stopped":
        data = {"interrupted": False, "reason": None, "state": "Bản niêm yết còn nguyên vẹn", **data}
    return NewFact(kind=kind, on=on, data=data)


def _announced(stage: Stage, village: str, on: date) -> NewFact:
    evidence = stage.photo(f"phát thanh {village}", on)
    return NewFact(kind="announcement_made", on=on, data={"medium": "loudspeaker", "evidence": evidence})


def _survey_again(stage: Stage, commune: CommuneDescription) -> Message:
    on = next(way.rejected[1] for way in plot.WAYS if way.rejected)
    rows = [{**row, "on": on.isoformat()} for row in _survey_rows(stage, commune) if row["village"] == plot.REJECTING]
    intake.take_surveys(stage.database, plot.ROUND, rows, stage.author(on), command_id=stage.command())
    stage.step(plot.REJECTING, on, trigger="complete_survey")
    return message("demo.surveyed_again", village=plot.REJECTING, count=len(rows))


def _objected(stage: Stage) -> str:
    """Return the household the objection is about: the first that was to leave the list of the poor."""
    with stage.database.read() as connection:
        store = Store(connection)
        desk_round = Round(store, open_file(store, plot.ROUND))
        row = desk_round.row_of(desk_round.file.village_named(plot.OBJECTED))
        results = outcomes(desk_round.view(row, plot.OBJECTION_FILED)).values()
    return next(item.ref for item in results if item.on_list in {"escaped_poor", "escaped_near_poor"})


def _object(stage: Stage) -> Message:
    on = plot.OBJECTION_FILED
    data = {
        "kind": "result",
        "by": {"name": "Chủ hộ có đơn", "address": f"thôn {plot.OBJECTED}"},
        "ref": _objected(stage),
        "content": "Lao động chính bị tai nạn từ tháng 7, đề nghị xem lại điểm thu nhập của hộ.",
        "received_by": "Nông Văn Ví",
        "evidence": stage.photo("đơn phản ánh", on),
    }
    file_objection(stage.database, plot.ROUND, plot.OBJECTED, on, data, stage.author(on), stage.command())
    return message("demo.objected", village=plot.OBJECTED)


def _reverify(stage: Stage) -> Message:
    on = plot.REVERIFIED
    data = {
        "no": 1,
        "after": {"b1": 120, "b2": 30, "deprived": ["employment", "health_insurance", "toilet"]},
        "team": [
            {"name": "Nông Văn Ví", "title": "Phó Trưởng Ban Chỉ đạo"},
            {"name": "Rà soát viên Mẫu", "title": "Rà soát viên"},
        ],
        "opinion": None,
        "evidence": stage.photo("biên bản phúc tra", on),
    }
    reverify(stage.database, plot.ROUND, plot.OBJECTED, on, data, stage.author(on), stage.command())
    return message("demo.reverified", village=plot.OBJECTED)


_AGAIN = {"purpose": "reverification", "objection": 1}


def _repost(stage: Stage) -> Message:
    on = plot.REPOSTED
    facts = [
        _posting(stage, "posting_started", place, on, "Giàng A Dụ", _AGAIN)
        for place in ("village_house", "commune_office")
    ]
    stage.step(plot.OBJECTED, on, facts)
    return message("demo.reposted", village=plot.OBJECTED)


def _answer(stage: Stage) -> Message:
    on = plot.ANSWERED
    down = [
        _posting(stage, "posting_stopped", place, plot.REPOST_DOWN, "Giàng A Dụ", _AGAIN)
        for place in ("village_house", "commune_office")
    ]
    reason = "Phúc tra cho thấy hộ thiếu hụt thêm chỉ số việc làm, điểm B1 giảm xuống dưới chuẩn."
    answer = {"no": 1, "reason": reason, "evidence": stage.photo("văn bản trả lời", on)}
    stage.step(plot.OBJECTED, on, [*down, NewFact(kind="objection_answered", on=on, data=answer)])
    return message("demo.answered", village=plot.OBJECTED)


def _object_late(stage: Stage) -> Message:
    on = plot.LATE_FILED
    data = {
        "kind": "other",
        "by": {"name": "Người dân có đơn", "address": f"thôn {plot.LATE}"},
        "ref": None,
        "content": "Đề nghị xem xét lại danh sách hộ cận nghèo của thôn.",
        "received_by": "Nông Văn Ví",
        "evidence": stage.photo("đơn muộn", on),
    }
    file_objection(stage.database, plot.ROUND, plot.LATE, on, data, stage.author(on), stage.command())
    return message("demo.objected_late", village=plot.LATE)


def _answer_late(stage: Stage) -> Message:
    on = plot.LATE_ANSWERED
    reason = "Ý kiến gửi sau khi hết thời gian niêm yết nên không thuộc trường hợp phúc tra."
    answer = {"no": 1, "reason": reason, "evidence": stage.photo("trả lời đơn muộn", on)}
    stage.step(plot.LATE, on, [NewFact(kind="objection_answered", on=on, data=answer)])
    return message("demo.answered_late", village=plot.LATE)


def _correct(stage: Stage) -> Message:
    """Correct the number of listed households at a meeting: a slip of the pen, found when the minutes came in."""
    on = plot.day(10, 19)
    with stage.database.read() as connection:
        store = Store(connection)
        desk_round = Round(store, open_file(store, plot.ROUND))
        row = desk_round.row_of(desk_round.file.village_named(plot.CORRECTED))
        fact = next(item for item in desk_round.case(row).facts if item.kind == "meeting_held")
    order = Correction(
        round=plot.ROUND,
        target=fact.seq,
        reason="Nhập nhầm so với biên bản giấy",
        changes={"listed_attending": fact.data["listed_attending"] + 1},
        command_id=stage.command(),
    )
    correct(stage.database, order, stage.author(on))
    return message("demo.corrected", village=plot.CORRECTED, seq=fact.seq)


def _finish(stage: Stage) -> Iterator[Event]:
    committee = {
        "attendees": 17,
        "members": 19,
        "agree": 17,
        "time": "14:00",
        "chair": None,
        "secretary": None,
        "opinions": None,
        "evidence": stage.photo("biên bản Ban Chỉ đạo", plot.APPROVED),
    }
    fact = NewFact(kind="committee_met", on=plot.APPROVED, data=committee)
    stage.step(None, plot.APPROVED, [fact], "approve")
    yield plot.APPROVED, message("demo.approved", agree=17, attendees=17)
    evidence = stage.photo("báo cáo", plot.REPORTED)
    fact = NewFact(kind="report_sent", on=plot.REPORTED, data={"document": None, "evidence": evidence})
    stage.step(None, plot.REPORTED, [fact], "submit_report")
    yield plot.REPORTED, message("demo.reported")
    opinion = {
        "agrees": True,
        "villages": [],
        "document": plot.OPINION_DOCUMENT,
        "evidence": stage.photo("văn bản ý kiến", plot.OPINED),
    }
    stage.step(None, plot.OPINED, [NewFact(kind="opinion_received", on=plot.OPINED, data=opinion)])
    yield plot.OPINED, message("demo.opined", document=plot.OPINION_DOCUMENT)
    signed = {"signer": "Lý Văn Mẫu", "evidence": stage.photo("quyết định", plot.RECOGNISED)}
    fact = NewFact(kind="decision_signed", on=plot.RECOGNISED, data=signed)
    outcome = stage.step(None, plot.RECOGNISED, [fact], "recognise")
    yield plot.RECOGNISED, message("demo.recognised", count=len(outcome.papers) - 1)
    sent = {"document": plot.REPORT_DOCUMENT, "evidence": stage.photo("báo cáo chính thức", plot.CLOSED)}
    fact = NewFact(kind="official_report_sent", on=plot.CLOSED, data=sent)
    stage.step(None, plot.CLOSED, [fact], "close")
    yield plot.CLOSED, message("demo.closed")
