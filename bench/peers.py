"""Other engines doing the durable part of our job: state and one event with the same JSON, one commit each.

All on SQLite with WAL and synchronous=FULL, each the way its own documentation persists a workflow.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

STAGES = ("preliminary_list", "survey", "village_meeting", "public_posting", "complaints")
TABLES = (
    "CREATE TABLE review_case (id INTEGER PRIMARY KEY, state TEXT NOT NULL, version INTEGER NOT NULL)",
    "CREATE TABLE event (id INTEGER PRIMARY KEY, case_id INTEGER NOT NULL REFERENCES review_case, payload TEXT)",
)
Move = Callable[[str], None]
"""Takes one transition with this payload, down to the disk."""


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


@contextmanager
def spiff(folder: Path, _payload: str, moves: int) -> Iterator[Move]:
    """SpiffWorkflow: the workflow's JSON is read, its ready task run, the JSON written back."""
    from lxml import etree
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from SpiffWorkflow.util.task import TaskState

    parser, serializer = BpmnParser(), BpmnWorkflowSerializer()
    parser.add_bpmn_xml(etree.fromstring(_bpmn()))
    fresh = BpmnWorkflow(parser.get_spec("village"))
    fresh.do_engine_steps()
    start = serializer.serialize_json(fresh)
    connection = _opened(folder / "spiff.db")
    for statement in TABLES:
        connection.execute(statement)
    connection.executemany("INSERT INTO review_case VALUES (?, ?, 0)", [(no, start) for no in range(moves)])
    cases = cycle(range(moves))

    def move(payload: str) -> None:
        case = next(cases)
        connection.execute("BEGIN IMMEDIATE")
        [state] = connection.execute("SELECT state FROM review_case WHERE id = ?", (case,)).fetchone()
        workflow = serializer.deserialize_json(state)
        workflow.get_tasks(state=TaskState.READY)[0].run()
        workflow.do_engine_steps()
        state = serializer.serialize_json(workflow)
        connection.execute("UPDATE review_case SET state = ?, version = version + 1 WHERE id = ?", (state, case))
        connection.execute("INSERT INTO event (case_id, payload) VALUES (?, ?)", (case, payload))
        connection.execute("COMMIT")

    yield move
    connection.close()


def _bpmn() -> str:
    """Return the village's way as BPMN: one manual task a stage."""
    nodes = ["start", *STAGES, "end"]
    flows = [
        f'<sequenceFlow id="f{no}" sourceRef="{source}" targetRef="{target}"/>'
        for no, (source, target) in enumerate(zip(nodes, nodes[1:], strict=False))
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


@contextmanager
def statemachine(folder: Path, _payload: str, moves: int) -> Iterator[Move]:
    """python-statemachine: the row is loaded with SQLAlchemy's ORM, is the machine's model, and is committed."""
    from sqlalchemy import create_engine, event, insert
    from sqlalchemy.orm import Session

    engine = create_engine(f"sqlite:///{folder / 'machine.db'}")
    event.listen(engine, "connect", lambda connection, _record: _wal(connection))
    base, case_type, event_type = _models()
    base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.execute(insert(case_type), [{"id": no, "state": STAGES[0], "version": 0} for no in range(1, moves + 1)])
    machine = _machine()
    cases = cycle(range(1, moves + 1))

    def move(payload: str) -> None:
        with Session(engine) as session, session.begin():
            row = session.get_one(case_type, next(cases))
            machine(row, state_field="state").go_on()
            row.version += 1
            session.add(event_type(case_id=row.id, payload=payload))

    yield move
    engine.dispose()


def _wal(connection: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _models() -> tuple[Any, Any, Any]:
    from sqlalchemy import Column, ForeignKey, Integer, String, Text
    from sqlalchemy.orm import declarative_base

    base = declarative_base()
    case = type(
        "ReviewCase",
        (base,),
        {
            "__tablename__": "review_case",
            "id": Column(Integer, primary_key=True),
            "state": Column(String(40), nullable=False),
            "version": Column(Integer, nullable=False),
        },
    )
    event = type(
        "Event",
        (base,),
        {
            "__tablename__": "event",
            "id": Column(Integer, primary_key=True),
            "case_id": Column(ForeignKey("review_case.id"), nullable=False),
            "payload": Column(Text),
        },
    )
    return base, case, event


def _machine() -> Any:
    from statemachine import State, StateMachine

    class Village(StateMachine):
        preliminary_list = State(initial=True)
        survey = State()
        village_meeting = State()
        public_posting = State()
        complaints = State()
        go_on = (
            preliminary_list.to(survey)
            | survey.to(village_meeting)
            | village_meeting.to(public_posting)
            | public_posting.to(complaints)
            | complaints.to(preliminary_list)
        )

    return Village


@contextmanager
def dbos(folder: Path, payload: str, _moves: int) -> Iterator[Move]:
    """DBOS: each transition is a step of a durable workflow, its payload recorded as the step's output."""
    from dbos import DBOS

    path = folder / "dbos.db"
    _opened(path).close()  # WAL stays with the file; FULL is what SQLite does unless told otherwise
    DBOS(
        config={
            "name": "bench",
            "system_database_url": f"sqlite:///{path}",
            "console_log_level": "ERROR",
            "log_level": "ERROR",
        }
    )
    event = json.loads(payload)

    @DBOS.step()
    def go_on(_stage: str) -> Any:
        return event

    @DBOS.workflow()
    def village(count: int) -> None:
        for no in range(count):
            go_on(STAGES[no % len(STAGES)])

    DBOS.launch()
    yield lambda _payload: village(1)
    DBOS.destroy()


Peer = Callable[[Path, str, int], AbstractContextManager[Move]]
ALL: dict[str, Peer] = {"SpiffWorkflow": spiff, "python-statemachine": statemachine, "DBOS": dbos}
