"""Taking lists, applications and survey results into a round: households found or made, then one step a village.

Input rows are plain mappings, as `rasoat.exchange` reads them from files and the command line makes them by
hand. All of a file goes in, or nothing.

A person is `{name, birth, birth_year, sex, ethnicity, id_number, relation}`; a household adds `size`, `members`
and the flags of the managed list.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from rasoat.errors import BadFile, UsageError
from rasoat.messages import Message, message
from rasoat.models.canonical import digest, dumps, household_digest
from rasoat.models.database import Database
from rasoat.models.records import HouseholdRow
from rasoat.models.store import Store
from rasoat.steps.preliminary_list import listed
from rasoat.workflow.desk import Round, RoundFile, open_file
from rasoat.workflow.engine import Author, NewFact, Outcome, Step, perform_prepared

Row = Mapping[str, Any]
FORMER = ("escaped_poor", "escaped_near_poor")
LISTINGS = ("managed_listed", "recognised_listed")


class _Households:
    """The households of a commune, found by the head's ID number, or made."""

    def __init__(self, store: Store, file: RoundFile) -> None:
        self.store = store
        self.file = file
        self.known = store.households(file.commune.id)
        self.by_id = {row.id_number: row for row in self.known if row.id_number}
        self.by_ref = {row.ref: row for row in self.known}
        self.new: list[dict[str, Any]] = []
        self.made: dict[str | None, str] = {}
        self.said: dict[str, str] = {}
        self.elsewhere: list[Message] = []
        self._members: Mapping[str, Sequence[Row]] | None = None

    def take(self, village: str, id_number: str | None, person: Row, *, whole: bool) -> str:
        """Return the ref of the household of this head, made or brought up to date.

        `whole` tells that all members are named; an application (not whole) names only the head.
        """
        village_id = self.file.village_named(village).id
        members = person["members"]
        head = {name: value for name, value in person.items() if name != "members"}
        known = self.by_id.get(id_number) if id_number else self._by_name(village_id, person)
        if known and known.village_id != village_id and self._listed(known):
            there = self.file.villages[known.village_id].name
            self.elsewhere.append(message("errors.listed_there", ref=known.ref, there=there, here=village))
        elif known:
            members = members if whole else self._fuller(known.ref, members)
            head = {**head, "size": max(head["size"], len(members))}
            person = {**known.person, **head}
            self.store.update_household(known.id, village_id, person, members)
            self._say(known.ref, village_id, known.id_number, person, members)
        if known:
            return known.ref
        if id_number in self.made:
            return self.made[id_number]
        ref = f"H{len(self.known) + len(self.new) + 1:04d}"
        new = {"village_id": village_id, "ref": ref, "id_number": id_number, "person": head, "members": members}
        self.new.append(new)
        self._say(ref, village_id, id_number, head, members)
        if id_number:
            self.made[id_number] = ref
        return ref

    def _say(self, ref: str, village_id: int, id_number: str | None, person: Row, members: Sequence[Row]) -> None:
        self.said[ref] = household_digest(ref, village_id, id_number, dumps(person), dumps(members))

    def known_as(self, refs: Iterable[str]) -> dict[str, str]:
        """Return what the journal is to say of the rows of these households: a later change of one is then found."""
        return {ref: self.said[ref] for ref in refs if ref in self.said}

    def _fuller(self, ref: str, members: Sequence[Row]) -> Sequence[Row]:
        """Return the members to keep, when all are known already."""
        if self._members is None:
            self._members = self.store.members(self.file.commune.id)
        return self._members[ref] if len(self._members[ref]) > 1 else members

    def _by_name(self, village_id: int, person: Row) -> HouseholdRow | None:
        same = (person["name"], person["birth"])
        for row in self.known:
            if row.village_id == village_id and (row.person["name"], row.person["birth"]) == same:
                return row
        return None

    def surveyed(self, row: Row) -> HouseholdRow | None:
        """Return the household of a survey row: by ID number, else by name when the village has one of it."""
        if row["id_number"]:
            return self.by_id.get(row["id_number"])
        village_id = self.file.village_named(row["village"]).id
        same = [item for item in self.known if item.village_id == village_id]
        same = [item for item in same if item.person["name"] == row["name"]]
        return same[0] if len(same) == 1 else None

    def _listed(self, household: HouseholdRow) -> bool:
        """Return whether a household is on the list of the village it is known in."""
        desk_round = Round(self.store, self.file)
        row = desk_round.row_of(self.file.villages[household.village_id])
        return household.ref in {item.ref for item in listed(desk_round.view(row, date.max))}

    def save(self) -> None:
        """Write the new households.

        Raises:
            BadFile: a household is already on the list of another village.
        """
        if self.elsewhere:
            raise BadFile("household_elsewhere", count=len(self.elsewhere), details=self.elsewhere)
        self.store.add_households(self.file.commune.id, self.new)


def take_managed(
    database: Database,
    round_code: str | None,
    rows: Sequence[Row],
    on: date,
    author: Author,
    **ids: str | None,
) -> list[Outcome]:
    """Take over the managed list: `{village, class, id_number, person}` a row.

    Classes are poor and near_poor, to be reviewed, and escaped_poor and escaped_near_poor, which are not, but
    tell a relapse from a new case.

    Raises:
        RasoatError: a village is past its list step, or unknown.
    """

    def prepare(store: Store) -> Sequence[Step]:
        households = _Households(store, open_file(store, round_code))
        by_village: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in rows:
            ref = households.take(row["village"], row["id_number"], row["person"], whole=True)
            by_village[row["village"]].append({"ref": ref, "class": row["class"]})
        households.save()
        kind = kind_of_list(households.file)
        by_village.update({name: [] for name in _without(store, households.file, by_village, kind)})
        return [
            _step(round_code, village, [_managed(households, items, rows, village, on)], on, ids, no)
            for no, (village, items) in enumerate(by_village.items())
        ]

    return perform_prepared(database, prepare, author)


def _without(store: Store, file: RoundFile, named: Collection[str], kind: str) -> list[str]:
    """Return the villages of which the commune's list says, by its silence, that nobody is on it."""
    desk_round = Round(store, file)
    found = []
    for row in desk_round.village_rows():
        name = file.villages[row.village_id or 0].name
        waits = kind in file.procedure.stages[row.stage].records
        known = any(fact.kind == kind for fact in desk_round.case(row).facts)
        if waits and not known and name not in named:
            found.append(name)
    return found


def kind_of_list(file: RoundFile) -> str:
    """Return what the commune's list is in a round: households to review, or only what applicants are so far."""
    records = file.procedure.stages[file.procedure.initial("village")].records
    return next((kind for kind in LISTINGS if kind in records), LISTINGS[0])


def _managed(
    households: _Households, items: Sequence[Mapping[str, str]], rows: Iterable[Row], village: str, on: date
) -> NewFact:
    # what the list said of the people, provable later without repeating it in the journal
    said = digest(dumps([row for row in rows if row["village"] == village]))
    data = {
        "households": [item for item in items if item["class"] not in FORMER],
        "former": [item["ref"] for item in items if item["class"] in FORMER],
        "list_sha256": said,
        "people": households.known_as(item["ref"] for item in items),
        "nobody": not items,
    }
    return NewFact(kind=kind_of_list(households.file), on=on, data=data)


def take_applications(
    database: Database, round_code: str | None, rows: Sequence[Row], author: Author, **ids: str | None
) -> list[Outcome]:
    """Take applications (Mẫu 01): `{village, id_number, person, on, kind, reason}` a row.

    Raises:
        RasoatError: a village is past its list step, or unknown.
    """

    def prepare(store: Store) -> Sequence[Step]:
        households = _Households(store, open_file(store, round_code))
        by_village: dict[str, list[tuple[date, dict[str, Any]]]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row["on"]):
            ref = households.take(row["village"], row["id_number"], row["person"], whole=False)
            data = {"ref": ref, "kind": row["kind"], "reason": row["reason"]}
            by_village[row["village"]].append((date.fromisoformat(row["on"]), data))
        households.save()
        return [
            _step(round_code, village, [_application(households, *item) for item in items], items[-1][0], ids, no)
            for no, (village, items) in enumerate(by_village.items())
        ]

    return perform_prepared(database, prepare, author)


def _application(households: _Households, on: date, data: Mapping[str, Any]) -> NewFact:
    # known only now, when all rows are in: the villages' entries need not follow one another as the rows of the file do
    return NewFact(kind="application_received", on=on, data={**data, "people": households.known_as([data["ref"]])})


def take_surveys(
    database: Database, round_code: str | None, rows: Sequence[Row], author: Author, **ids: str | None
) -> list[Outcome]:
    """Take survey results: `{village, id_number, name, on, quick_form, b1, b2, deprived, class, surveyor}`.

    Raises:
        BadFile: a household is not known in its village; every such row is named.
        RasoatError: a village is not in its survey step.
    """
    names = ("quick_form", "b1", "b2", "deprived", "class", "surveyor", "options", "class_local")
    return _take_results(database, round_code, rows, author, "household_surveyed", names, ids)


def take_incomes(
    database: Database, round_code: str | None, rows: Sequence[Row], author: Author, **ids: str | None
) -> list[Outcome]:
    """Take incomes: `{village, id_number, name, on, members, months, until, lines, stated, poor_list, by}`.

    Raises:
        BadFile: a household is not known in its village; every such row is named.
        RasoatError: a village is not in its income step.
    """
    names = ("members", "months", "until", "lines", "stated", "poor_list", "by")
    return _take_results(database, round_code, rows, author, "income_determined", names, ids)


def _take_results(
    database: Database,
    round_code: str | None,
    rows: Sequence[Row],
    author: Author,
    kind: str,
    names: Sequence[str],
    ids: Mapping[str, str | None],
) -> list[Outcome]:
    def prepare(store: Store) -> Sequence[Step]:
        households = _Households(store, open_file(store, round_code))
        facts = _result_facts(households, rows, kind, names)
        return [
            _step(round_code, village, items, max(item.on for item in items), ids, no)
            for no, (village, items) in enumerate(facts.items())
        ]

    return perform_prepared(database, prepare, author)


def _result_facts(
    households: _Households, rows: Sequence[Row], kind: str, names: Sequence[str]
) -> dict[str, list[NewFact]]:
    facts: dict[str, list[NewFact]] = defaultdict(list)
    strangers = []
    for row in rows:
        known = households.surveyed(row)
        if known is None:
            strangers.append(
                message("errors.stranger", row=row.get("row", "-"), name=row["name"], id=row["id_number"] or "-")
            )
            continue
        village = households.file.villages[known.village_id].name
        data = {name: row[name] for name in names if name in row}
        on = date.fromisoformat(row["on"])
        facts[village].append(NewFact(kind=kind, on=on, data={"ref": known.ref, **data}))
    if strangers:
        raise BadFile("strangers_in_survey", count=len(strangers), details=strangers)
    return {village: sorted(items, key=lambda item: item.on) for village, items in facts.items()}


def find_household(database: Database, round_code: str | None, wanted: str) -> tuple[str, str]:
    """Return ref and village name of a household named by ref, ID number, or full name when only one has it.

    Raises:
        UsageError: nobody, or more than one.
    """
    with database.read() as connection:
        store = Store(connection)
        file = open_file(store, round_code)
        rows = store.households(file.commune.id)
    key = wanted.strip().casefold()
    found = [row for row in rows if key in {row.ref.casefold(), row.id_number}]
    found = found or [row for row in rows if row.person["name"].casefold() == key]
    if len(found) != 1:
        details = [
            message("errors.household_choice", ref=row.ref, village=file.villages[row.village_id].name) for row in found
        ]
        raise UsageError("which_household" if found else "unknown_household", wanted=wanted, details=details)
    return found[0].ref, file.villages[found[0].village_id].name


def _step(
    round_code: str | None,
    village: str,
    facts: Sequence[NewFact],
    on: date,
    ids: Mapping[str, str | None],
    no: int,
) -> Step:
    command = ids.get("command_id")
    return Step(
        round=round_code,
        village=village,
        facts=tuple(facts),
        on=on,
        # the first village takes the id itself, so that nothing else can
        command_id=f"{command}:{no}" if command and no else command,
    )
