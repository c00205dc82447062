"""Other engines doing the durable part of our job: state and one event with the same JSON, one commit each.

All on SQLite with WAL and synchronous=FULL, each the way its own documentation persists a workflow. None of them
checks a requirement, chains a hash or writes a paper, which ours does in the same transaction.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count, pairwise
from pathlib import Path
from typing import Any

from dbos import DBOS
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import ForeignKey, create_engine, event, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from statemachine import State, StateMachine

STAGES = ("preliminary_list", "survey", "village_meeting", "public_posting", "complaints")
Work = Callable[[Sequence[str]], None]
"""Takes one transition for each of these payloads, each down to the disk."""


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection set to survive a power cut; transactions are begun by hand."""
    connection = sqlite3.connect(path, isolation_level=None)
    _settle(connection)
    return connection


def _settle(connection: sqlite3.Connection, _record: object = None) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


# SpiffWorkflow


def _bpmn() -> str:
    """Return the village's way as BPMN: one manual task a stage."""
    flows = [
        f'<sequenceFlow id="f{no}" sourceRef="{source}" targetRef="{target}"/>'
        for no, (source, target) in enumerate(pairwise(("start", *STAGES, "end")))
    ]
    tasks = [
        f'<manualTask id="{stage}"><incoming>f{no}</incoming><outgoing>f{no + 1}</outgoing></manualTask>'
        for no, stage in enumerate(STAGES)
    ]
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="village" isExecutable="true">'
        f'<startEvent id="start"><outgoing>f0</outgoing></startEvent>{"".join(tasks)}'
        f'<endEvent id="end"><incoming>f{len(STAGES)}</incoming></endEvent>{"".join(flows)}</process></definitions>'
    )


def _spiff_move(connection: sqlite3.Connection, serializer: BpmnWorkflowSerializer, case: int, payload: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    [state] = connection.execute("SELECT state FROM review_case WHERE id = ?", (case,)).fetchone()
    workflow = serializer.deserialize_json(state)
    workflow.get_tasks(state=TaskState.READY)[0].run()
    workflow.do_engine_steps()
    state = serializer.serialize_json(workflow)
    connection.execute("UPDATE review_case SET state = ?, version = version + 1 WHERE id = ?", (state, case))
    connection.execute("INSERT INTO event (case_id, payload) VALUES (?, ?)", (case, payload))
    connection.execute("COMMIT")


@contextmanager
def spiff(folder: Path, moves: int) -> Iterator[Work]:
    """SpiffWorkflow: the workflow's JSON is read, its ready task run, the JSON written back."""
    parser, serializer = BpmnParser(), BpmnWorkflowSerializer()
    parser.add_bpmn_xml(etree.fromstring(_bpmn()))
    fresh = BpmnWorkflow(parser.get_spec("village"))
    fresh.do_engine_steps()
    start = serializer.serialize_json(fresh)
    cases = count(1)

    def work(payloads: Sequence[str]) -> None:
        for payload in payloads:
            _spiff_move(connection, serializer, next(cases), payload)

    with closing(opened(folder / "spiff.db")) as connection:
        connection.execute("CREATE TABLE review_case (id INTEGER PRIMARY KEY, state TEXT, version INTEGER)")
        connection.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, case_id INTEGER, payload TEXT)")
        connection.executemany("INSERT INTO review_case (state, version) VALUES (?, 0)", [(start,)] * moves)
        yield work


# python-statemachine


class Base(DeclarativeBase):
    """The tables beside the state machine."""


class ReviewCase(Base):
    """A case with its state."""

    __tablename__ = "review_case"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    version: Mapped[int]


class Event(Base):
    """What happened to a case."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("review_case.id"))
    payload: Mapped[str]


class Village(StateMachine):
    """The village's way."""

    preliminary_list = State(initial=True)
    survey = State()
    village_meeting = State()
    public_posting = State()
    complaints = State(final=True)
    go_on = (
        preliminary_list.to(survey)
        | survey.to(village_meeting)
        | village_meeting.to(public_posting)
        | public_posting.to(complaints)
    )


@contextmanager
def statemachine(folder: Path, moves: int) -> Iterator[Work]:
    """python-statemachine: the row is loaded with SQLAlchemy's ORM, is the machine's model, and is committed."""
    engine = create_engine(f"sqlite:///{folder / 'machine.db'}")
    event.listen(engine, "connect", _settle)
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.execute(insert(ReviewCase), [{"state": STAGES[0], "version": 0} for _ in range(moves)])
    cases = count(1)

    def work(payloads: Sequence[str]) -> None:
        for payload in payloads:
            with Session(engine) as session, session.begin():
                row = session.get_one(ReviewCase, next(cases))
                Village(row, state_field="state").go_on()
                row.version += 1
                session.add(Event(case_id=row.id, payload=payload))

    yield work
    engine.dispose()


# DBOS


@contextmanager
def dbos(folder: Path, _moves: int) -> Iterator[Work]:
    """DBOS: transitions are the steps of a durable workflow, each one's payload recorded as its output."""
    path = folder / "dbos.db"
    opened(path).close()  # WAL stays with the file; FULL is what SQLite does unless told otherwise
    quiet = {"console_log_level": "ERROR", "log_level": "ERROR"}
    DBOS(config={"name": "bench", "system_database_url": f"sqlite:///{path}", **quiet})

    @DBOS.step()
    def go_on(_stage: str, payload: str) -> Any:
        return json.loads(payload)

    @DBOS.workflow()
    def village(payloads: list[str]) -> None:
        for no, payload in enumerate(payloads):
            go_on(STAGES[no % len(STAGES)], payload)

    DBOS.launch()
    yield lambda payloads: village(list(payloads))
    DBOS.destroy()


Peer = Callable[[Path, int], AbstractContextManager[Work]]
ALL: dict[str, Peer] = {"SpiffWorkflow": spiff, "python-statemachine": statemachine, "DBOS": dbos}
