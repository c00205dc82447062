"""Playing the demonstration: the same handlers that the command line calls, with the days of the plot."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from rasoat.demo import objections, plot
from rasoat.demo.stage import Stage
from rasoat.demo.village import Village
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
from rasoat.steps.rounds import OpenRound, open_round
from rasoat.wiring import wire
from rasoat.workflow.correcting import Correction, correct
from rasoat.workflow.desk import Round, open_file
from rasoat.workflow.engine import NewFact

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
        players = Village(stage, way, heads[way.village])
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
    yield plot.OBJECTION_FILED, lambda: objections.object_(stage)
    yield plot.REVERIFIED, lambda: objections.reverify_(stage)
    yield plot.REPOSTED, lambda: objections.repost(stage)
    yield plot.REPOST_DOWN, lambda: objections.answer(stage)
    yield plot.LATE_FILED, lambda: objections.object_late(stage)
    yield plot.LATE_ANSWERED, lambda: objections.answer_late(stage)
    yield plot.day(10, 19), lambda: _correct(stage)


def _survey_again(stage: Stage, commune: CommuneDescription) -> Message:
    on = next(way.rejected[1] for way in plot.WAYS if way.rejected)
    rows = [{**row, "on": on.isoformat()} for row in _survey_rows(stage, commune) if row["village"] == plot.REJECTING]
    intake.take_surveys(stage.database, plot.ROUND, rows, stage.author(on), command_id=stage.command())
    stage.step(plot.REJECTING, on, trigger="complete_survey")
    return message("demo.surveyed_again", village=plot.REJECTING, count=len(rows))


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
