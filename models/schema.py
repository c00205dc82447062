"""The tables. Dates and times are ISO 8601 text, because what is hashed must be what is stored.

Journal payloads and paper contexts are canonical JSON text (`rasoat.models.canonical`) for the same reason.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

REVISION = "0003"
"""The schema revision this code reads and writes (the newest file in `migrations/versions`)."""

DATE = String(10)
INSTANT = String(32)
SHA256 = String(64)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

commune = Table(
    "commune",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(20), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    # the commune file as it was added: officials, places, superior body; canonical JSON
    Column("description", Text, nullable=False),
)

village = Table(
    "village",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune_id", ForeignKey("commune.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    # two villages of one name in a commune could not be told apart on paper
    UniqueConstraint("commune_id", "name"),
)

household = Table(
    "household",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune_id", ForeignKey("commune.id"), nullable=False),
    Column("village_id", ForeignKey("village.id"), nullable=False),
    # what the journal calls the household: it carries no personal data
    Column("ref", String(12), nullable=False),
    Column("id_number", String(12)),
    # all personal data of a household is in these two columns: the head with the flags of the list, and the
    # members, whom only certificates name; canonical JSON
    Column("person", Text, nullable=False),
    Column("members", Text, nullable=False),
    UniqueConstraint("commune_id", "ref"),
    # one head, one household: the same person listed twice would be counted twice
    UniqueConstraint("commune_id", "id_number"),
    # a village's households in the order of its lists
    Index(None, "village_id", "ref"),
)

procedure_version = Table(
    "procedure_version",
    metadata,
    Column("digest", SHA256, primary_key=True),
    Column("name", String(60), nullable=False),
    # the file itself: a round keeps the procedure, and the tables, it was opened under, whatever is shipped later
    Column("source", Text, nullable=False),
)

chain = Table(
    "chain",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("seq", Integer, nullable=False),
    Column("head", SHA256, nullable=False),
    # a head without entries, or entries without a head, is a cut chain
    CheckConstraint("seq >= 0", name="seq"),
)

review_round = Table(
    "review_round",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("commune_id", ForeignKey("commune.id"), nullable=False),
    Column("chain_id", ForeignKey("chain.id"), nullable=False, unique=True),
    Column("procedure_digest", ForeignKey("procedure_version.digest"), nullable=False),
    Column("variant", String(40)),
    Column("year", Integer, nullable=False),
    Column("opened_on", DATE, nullable=False),
    Column("ordered_by", Text),
)

review_case = Table(
    "review_case",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", ForeignKey("review_round.id"), nullable=False),
    # a village review, or the round's own case when empty
    Column("village_id", ForeignKey("village.id")),
    Column("track", String(7), nullable=False),
    Column("stage", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    # a village walks through a round once, whatever the number of passes
    UniqueConstraint("round_id", "village_id"),
    # only these two kinds of case move
    CheckConstraint("track in ('village', 'round')", name="track"),
    # a village case has a village, the round's case has none
    CheckConstraint("(track = 'village') = (village_id is not null)", name="subject"),
)

journal = Table(
    "journal",
    metadata,
    # one sequence over all rounds: a round removed whole leaves a gap here
    Column("gseq", Integer, primary_key=True, autoincrement=False),
    Column("chain_id", ForeignKey("chain.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("case_id", ForeignKey("review_case.id")),
    Column("kind", String(40), nullable=False),
    Column("occurred_on", DATE, nullable=False),
    Column("recorded_at", INSTANT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("command_id", String(80), nullable=False),
    Column("part", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    Column("payload_sha256", SHA256, nullable=False),
    Column("prev_hash", SHA256, nullable=False),
    Column("hash", SHA256, nullable=False),
    # two entries in one place of a chain would be two histories
    UniqueConstraint("chain_id", "seq"),
    # a command that is sent twice acts once
    UniqueConstraint("command_id", "part"),
    Index(None, "case_id"),
)

document = Table(
    "document",
    metadata,
    # the journal entry that produced it, and its place among that entry's papers
    Column("gseq", ForeignKey("journal.gseq"), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("round_id", ForeignKey("review_round.id"), nullable=False),
    Column("case_id", ForeignKey("review_case.id"), nullable=False),
    Column("form", String(40), nullable=False),
    # what the paper says, frozen: a print can never be lost or differ
    Column("context", Text, nullable=False),
    Column("context_sha256", SHA256, nullable=False),
    Index(None, "round_id"),
)

register_number = Table(
    "register_number",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("commune_id", ForeignKey("commune.id"), nullable=False),
    Column("body", String(20), nullable=False),
    Column("year", Integer, nullable=False),
    Column("no", Integer, nullable=False),
    Column("symbol", String(40), nullable=False),
    # the paper that carries it
    Column("gseq", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    ForeignKeyConstraint(["gseq", "part"], ["document.gseq", "document.part"]),
    # Decree 30/2020 art. 15: a number is unique per body and year
    UniqueConstraint("commune_id", "body", "year", "no"),
    # numbers start at 1 on 1 January
    CheckConstraint("no > 0", name="positive"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("sha256", SHA256, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("name", Text, nullable=False),
)

reading = Table(
    "reading",
    metadata,
    # what was read in an evidence file, once; a file entered by an older program may have none yet
    Column("sha256", ForeignKey("evidence.sha256"), primary_key=True),
    Column("kind", String(10), nullable=False),
    # the day the file itself says it was taken
    Column("taken_on", DATE),
    # what a photograph looks like, 128 bits in hexadecimal; pages of paper all look alike and have none
    Column("look", String(32)),
    # only a picture has a day and a look
    CheckConstraint("kind = 'picture' or (kind = 'file' and taken_on is null and look is null)", name="kind"),
)

APPEND_ONLY = ("journal", "document", "evidence", "procedure_version", "reading")
"""Tables whose rows are never changed or removed: triggers refuse UPDATE and DELETE."""

_ERASING = "e.kind = 'personal_data_erased' AND e.payload LIKE"
_NEWEST = "EXISTS (SELECT 1 FROM journal e JOIN chain c ON c.id = e.chain_id AND c.seq = e.seq WHERE"
_PAPER_NAMED = "'%\"' || OLD.gseq || '.' || OLD.part || '\":\"%'"
ERASING = {
    "journal": ("payload", f"{_NEWEST} c.id = OLD.chain_id AND {_ERASING} '%\"' || OLD.gseq || '\":\"%')"),
    "document": (
        "context",
        f"{_NEWEST} c.id = (SELECT chain_id FROM review_round WHERE id = OLD.round_id) AND {_ERASING} {_PAPER_NAMED})",  # noqa: S608 # our own words
    ),
    "evidence": ("name", f"{_NEWEST} {_ERASING} '%\"' || OLD.sha256 || '\"%')"),
}
"""The one column that may be replaced, and when: the newest entry of the chain is an erasure that names the row."""


def erasing_only(table: Table) -> str:
    """Return the condition under which a row of an append-only table may be updated."""
    erasable, named = ERASING[table.name]
    same = [
        f"coalesce(CAST(NEW.{column.name} AS TEXT), '') = coalesce(CAST(OLD.{column.name} AS TEXT), '')"
        for column in table.c
        if column.name != erasable
    ]
    return " AND ".join([*same, named])


def append_only_triggers(dialect: str) -> list[str]:
    """Return the driver's statements that make `APPEND_ONLY` tables refuse UPDATE and DELETE on `dialect`."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {_unless(table, verb)}"
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in APPEND_ONLY
            for verb in ("update", "delete")
        ]
    refuse = "RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only';"
    return [
        _function("refuse_rewrite", refuse),
        *(
            _function(
                f"refuse_rewrite_{table}",
                f"IF {erasing_only(metadata.tables[table])} THEN RETURN NEW; END IF; {refuse}",
            )
            for table in ERASING
        ),
        *(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {_refusing(table, verb)}()"
            for table in APPEND_ONLY
            for verb in ("update", "delete")
        ),
        # emptying a table touches no row, so that row triggers do not see it
        *(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_rewrite()"
            for table in APPEND_ONLY
        ),
    ]


def _refusing(table: str, verb: str) -> str:
    return f"refuse_rewrite_{table}" if verb == "update" and table in ERASING else "refuse_rewrite"


def _unless(table: str, verb: str) -> str:
    return f"WHEN NOT ({erasing_only(metadata.tables[table])}) " if verb == "update" and table in ERASING else ""


def _function(name: str, body: str) -> str:
    whole = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    return whole.replace("%", "%%")  # the driver takes a single one for the place of a value
