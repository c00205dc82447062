"""Does the rest of the database fit the journal? Papers, numbers, households, communes, laws, cases, evidence, periods.

The journal names each of them by digest or by number; a row that was changed, added or removed behind its back no
longer fits what was said of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, or_, select

from rasoat.messages import Message, message
from rasoat.models import schema as t
from rasoat.models.canonical import commune_digest, digest, household_digest, loads
from rasoat.models.store import Store
from rasoat.workflow.periods import root
from rasoat.workflow.registry import form_of

ROUND_OPENED = "round_opened"
_WANTED = ('%"papers":[{%', '%"evidence":["%', '%"people":{%', '%"period":{%')
_SAYING = (
    select(
        t.journal.c.gseq,
        t.journal.c.chain_id,
        t.journal.c.seq,
        t.journal.c.case_id,
        t.journal.c.kind,
        t.journal.c.occurred_on,
        t.journal.c.recorded_at,
        t.journal.c.payload,
        t.chain.c.name,
    )
    .join(t.chain, t.chain.c.id == t.journal.c.chain_id, isouter=True)
    .where(or_(t.journal.c.kind == ROUND_OPENED, *(t.journal.c.payload.like(part) for part in _WANTED)))
    .order_by(t.journal.c.gseq)
)


@dataclass(frozen=True, slots=True)
class Said:
    """An entry that says something of another table; `content` is empty when its payload can no longer be read."""

    row: Any
    content: Mapping[str, Any]

    @property
    def where(self) -> dict[str, Any]:
        """Which entry, and when it was recorded, for messages."""
        return _where(self.row)


def sayings(store: Store) -> list[Said]:
    """Return the entries that name papers, evidence, households, periods, or open a round."""
    return [Said(row, content_of(row.payload)) for row in store.connection.execute(_SAYING).all()]


def content_of(payload: Any) -> Mapping[str, Any]:
    """Return a payload, empty when it is none: that is reported with its chain."""
    try:
        found = loads(payload)
    except (ValueError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _where(row: Row[Any]) -> dict[str, Any]:
    return {"chain": row.name or "-", "seq": row.seq or "-", "since": row.recorded_at or "-"}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


_PAPERS = (
    select(
        t.document,
        t.register_number.c.no,
        t.register_number.c.body,
        t.register_number.c.year,
        t.register_number.c.symbol,
        t.register_number.c.commune_id,
        t.review_round.c.chain_id,
        t.review_round.c.commune_id.label("of_commune"),
        t.journal.c.chain_id.label("entry_chain"),
        t.journal.c.case_id.label("entry_case"),
        t.journal.c.seq,
        t.journal.c.recorded_at,
        t.chain.c.name,
    )
    .join_from(
        t.document,
        t.register_number,
        (t.register_number.c.gseq == t.document.c.gseq) & (t.register_number.c.part == t.document.c.part),
        isouter=True,
    )
    .join(t.review_round, t.review_round.c.id == t.document.c.round_id, isouter=True)
    .join(t.journal, t.journal.c.gseq == t.document.c.gseq, isouter=True)
    .join(t.chain, t.chain.c.id == t.journal.c.chain_id, isouter=True)
    .order_by(t.document.c.gseq, t.document.c.part, t.register_number.c.no)
)
_LONE_NUMBERS = (
    select(t.register_number.c.no, t.register_number.c.symbol, t.register_number.c.year)
    .join(
        t.document,
        (t.register_number.c.gseq == t.document.c.gseq) & (t.register_number.c.part == t.document.c.part),
        isouter=True,
    )
    .where(t.document.c.gseq.is_(None))
)


@dataclass(frozen=True, slots=True)
class Papers:
    """What was found of the papers; `count` of them."""

    count: int
    problems: tuple[Message, ...]


def papers(store: Store, said: Iterable[Said], erased: Mapping[tuple[int, int], str]) -> Papers:
    """Compare papers and their numbers with the entries that produced them.

    `erased` has the digest of what stands for a paper whose personal data was erased, by entry and part.
    """
    rows = store.connection.execute(_PAPERS).all()
    named = {item.row.gseq: item for item in said if item.content.get("papers")}
    stored: dict[int, list[Row[Any]]] = {}
    for row in rows:
        stored.setdefault(row.gseq, []).append(row)
    problems = [problem for row in rows for problem in _paper(row, erased)]
    for gseq in sorted(named.keys() | stored.keys()):
        problems += _papers_of(named.get(gseq), stored.get(gseq, []))
    for lone in store.connection.execute(_LONE_NUMBERS):
        problems.append(message("journal.number_lone", no=lone.no, symbol=lone.symbol, year=lone.year))
    return Papers(len({(row.gseq, row.part) for row in rows}), tuple(problems))


def _paper(row: Row[Any], erased: Mapping[tuple[int, int], str]) -> Iterator[Message]:
    there = digest(str(row.context))
    if there not in {row.context_sha256, erased.get((row.gseq, row.part))}:
        yield message("journal.paper_changed", form=row.form, **_where(row))


def _papers_of(said: Said | None, rows: Sequence[Row[Any]]) -> Iterator[Message]:
    listed = said.content["papers"] if said else []
    items = [_mapping(item) for item in listed] if isinstance(listed, list) else []
    where = _where(said.row if said else rows[0])
    want = [(item.get("form"), item.get("sha256"), part) for part, item in enumerate(items, start=1)]
    there = [(row.form, row.context_sha256, row.part) for row in rows]
    placed = all((row.chain_id, row.case_id) == (row.entry_chain, row.entry_case) for row in rows)
    if want != there or not placed:
        yield message("journal.papers_differ", **where)
    elif [item.get("no") for item in items] != [row.no for row in rows] or not all(map(_numbered_right, rows)):
        yield message("journal.numbers_differ", **where)


def _numbered_right(row: Row[Any]) -> bool:
    """Return whether a paper's number stands in the register as the paper has it."""
    if row.no is None:
        return True
    context = content_of(row.context)
    said = (_mapping(context.get("number")).get("symbol"), str(context.get("date"))[:4])
    try:
        body = form_of(row.form).body
    except KeyError:  # a form of another program; its context was compared by digest
        body = row.body
    return (*said, body, row.of_commune) == (row.symbol, str(row.year), row.body, row.commune_id)


def evidence(store: Store, said: Iterable[Said]) -> Iterator[Message]:
    """Yield the evidence files that the journal names and the database no longer knows."""
    known = {sha256 for sha256, _size, _name in store.evidence()}
    for item in said:
        named = item.content.get("evidence") or []
        for missing in (one for one in named if one not in known) if isinstance(named, list) else ():
            yield message("journal.evidence_unknown", digest=str(missing)[:8], **item.where)


def households(store: Store, said: Iterable[Said]) -> Iterator[Message]:
    """Yield the households whose row is not what the last entry that wrote it says."""
    communes = {row.chain_id: row.commune_id for row in store.rounds()}
    known: dict[tuple[int | None, str], tuple[str, Said]] = {}
    for item in said:
        for ref, there in _mapping(item.content.get("people")).items():
            known[communes.get(item.row.chain_id), ref] = there, item
    for row in store.connection.execute(select(t.household)):
        last = known.pop((row.commune_id, row.ref), None)
        there = household_digest(row.ref, row.village_id, row.id_number, row.person, row.members)
        if last is None:
            yield message("journal.household_unknown", ref=row.ref)
        elif there != last[0]:
            yield message("journal.household_changed", ref=row.ref, **last[1].where)
    for (_commune, ref), (_there, item) in known.items():
        yield message("journal.household_gone", ref=ref, **item.where)


def laws(store: Store, said: Iterable[Said]) -> Iterator[Message]:
    """Yield where the law a round runs under is not what it was opened under."""
    kept = {row.digest: row for row in store.connection.execute(select(t.procedure_version))}
    for row in kept.values():
        if digest(str(row.source)) != row.digest:
            yield message("journal.procedure_changed", name=row.name)
    opened = {item.row.chain_id: item for item in said if item.row.kind == ROUND_OPENED}
    communes = dict(_communes(store))
    for round_ in store.rounds():
        first = opened.pop(round_.chain_id, None)
        content = first.content if first else {}
        law = kept.get(round_.procedure_digest)
        there = (round_.code, round_.procedure_digest, round_.variant, round_.year, round_.ordered_by)
        names = ("code", "procedure_sha256", "variant", "year", "ordered_by")
        more = (round_.chain_name, f"{content.get('procedure')}.toml", round_.opened_on)
        if (*there, *more) != (
            *(content.get(name) for name in names),
            content.get("code"),
            law.name if law else None,
            first.row.occurred_on if first else None,
        ):
            yield message("journal.round_changed", code=round_.code)
        for table in (content.get("tables") or {}).values():
            if table["sha256"] not in kept:
                yield message("journal.procedure_changed", name=table["name"])
        if communes.get(round_.commune_id) != content.get("commune_sha256"):
            yield message("journal.commune_changed", code=round_.code, since=first.row.recorded_at if first else "-")
    for item in opened.values():
        yield message("journal.round_gone", code=item.content.get("code") or "-", **item.where)


def _communes(store: Store) -> Iterator[tuple[int, str]]:
    """Yield id and digest of each commune file, where its columns agree with it."""
    for row in store.connection.execute(select(t.commune)):
        villages = store.connection.execute(
            select(t.village).where(t.village.c.commune_id == row.id).order_by(t.village.c.position)
        ).all()
        described, parts = content_of(row.description), [content_of(item.description) for item in villages]
        columns = [row.code, row.name, *(item.name for item in villages), *(item.position for item in villages)]
        said = [described.get("code"), described.get("name"), *(part.get("name") for part in parts)]
        if columns == [*said, *range(1, len(parts) + 1)]:
            yield row.id, commune_digest(described, parts)


def cases(store: Store, said: Iterable[Said]) -> Iterator[Message]:
    """Yield the rounds whose cases are not those they were opened with: one of the round, and one a village."""
    opened = {item.row.chain_id: item for item in said if item.row.kind == ROUND_OPENED}
    for round_ in store.rounds():
        first = opened.get(round_.chain_id)
        wanted = _mapping(first.content.get("cases")) if first else {}
        there = {str(row.id): row.village_id for row in store.cases(round_.id)}
        tracks = all((row.track == "round") == (row.village_id is None) for row in store.cases(round_.id))
        if there != wanted or not tracks:
            since = first.row.recorded_at if first else "-"
            yield message("journal.cases_differ", code=round_.code, since=since)


def periods(store: Store, said: Iterable[Said]) -> tuple[list[Message], dict[int, list[tuple[int, int]]]]:
    """Compare each period digest with the chains as they stood then.

    Returns:
        what is wrong, and the periods that fit: by chain, entry and the number of entries of the database it covers.
    """
    named = [(item, _mapping(item.content.get("period"))) for item in said if item.content.get("period")]
    named = [(item, period) for item, period in named if isinstance(period.get("entries"), int)]
    named.sort(key=lambda pair: pair[1]["entries"])
    problems: list[Message] = []
    fitting: dict[int, list[tuple[int, int]]] = {}
    names = {row.id: row.name for row in store.connection.execute(select(t.chain.c.id, t.chain.c.name))}
    roots = _roots(store, [period["entries"] for _item, period in named], names)
    for (item, period), there in zip(named, roots, strict=True):
        if there != period.get("root"):
            problems.append(message("journal.period_differs", entries=period["entries"], **item.where))
        else:
            fitting.setdefault(item.row.chain_id, []).append((item.row.seq, period["entries"]))
    return problems, fitting


def _roots(store: Store, counts: Sequence[int], names: Mapping[int, str]) -> Iterator[str]:
    """Yield the root over all chains after so many entries of the database; `counts` in ascending order."""
    c = t.journal.c
    places = iter(
        store.connection.execute(select(c.gseq, c.chain_id, c.seq, c.hash).order_by(c.gseq)) if counts else ()
    )
    heads: dict[int, tuple[int, str]] = {}
    following = next(places, None)
    for count in counts:
        while following is not None and following.gseq <= count:
            heads[following.chain_id] = following.seq, following.hash
            following = next(places, None)
        yield root((names.get(chain, "-"), seq, hash_) for chain, (seq, hash_) in heads.items())
