"""Records as plain rows: what a round takes in and a database keeps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rasoat.exchange.records import (
    Application,
    CommuneDescription,
    ManagedHousehold,
    Official,
    Person,
    SurveyResult,
    VillageDescription,
)

_COMMITTEE = "Ủy ban nhân dân "
_SEX = {"nam": "Nam", "nu": "Nữ"}


def commune_rows(commune: CommuneDescription) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a commune and its villages."""
    officials = commune.officials
    description: dict[str, Any] = {
        "code": commune.code,
        "name": commune.name,
        "kind": commune.kind,
        "province": commune.province,
        "district": commune.district,
        "area": commune.area,
        "address": commune.address,
        "phone": commune.phone,
        "office": commune.posting_place,
        "province_title": _province(commune.province),
        "superior": commune.superior.committee.removeprefix(_COMMITTEE),
        "addressee": f"Chủ tịch {commune.superior.committee}",
        "department": commune.superior.department,
        "officials": {
            "chairman": _official(officials.chairman),
            "deputy": _official(officials.deputy),
            "officer": _official(officials.officer),
            "front": _official(officials.front),
        },
    }
    if commune.privacy:  # only then, so that a file without it keeps its digest
        description["privacy"] = {"hide": list(commune.privacy.hide), "document": commune.privacy.document}
    return description, [_village(village) for village in commune.villages]


def _province(name: str) -> str:
    """Return a province with its kind; a bare name is that of a tỉnh."""
    return name if name.casefold().startswith(("tỉnh ", "thành phố ")) else f"tỉnh {name}"


def _official(official: Official | None) -> dict[str, str] | None:
    return {"name": official.name, "title": official.title} if official else None


def _village(village: VillageDescription) -> dict[str, Any]:
    return {
        "code": village.code,
        "name": village.name,
        "kind": village.kind,
        "head": village.head,
        "house": village.posting_place,
    }


def managed_rows(households: Iterable[ManagedHousehold]) -> list[dict[str, Any]]:
    """Return the households of a managed list."""
    return [
        {
            "village": item.village,
            "class": item.class_,
            "id_number": item.head.id_number,
            "person": {
                **_person(item.head),
                "size": len(item.members) or 1,
                "members": [_person(member) for member in item.members],
                "minority": item.minority,
                "no_labour": item.no_labour,
                "merit": item.merit,
                "cause": item.cause,
            },
        }
        for item in households
    ]


def application_rows(applications: Iterable[Application]) -> list[dict[str, Any]]:
    """Return the applicants; of their households only the head is known yet."""
    return [
        {
            "village": item.village,
            "id_number": item.applicant.id_number,
            "on": item.received_on.isoformat(),
            "kind": item.kind,
            "reason": item.reason,
            "person": {
                **_person(item.applicant),
                "size": item.members_count or 1,
                "members": [{**_person(item.applicant), "relation": "Chủ hộ"}],
            },
        }
        for item in applications
    ]


def _person(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "relation": person.relation,
        "birth": person.birth.text,
        "birth_year": person.birth.year,
        "sex": _SEX[person.sex],
        "id_number": person.id_number,
        "ethnicity": person.ethnicity,
    }


def survey_rows(surveys: Iterable[SurveyResult]) -> list[dict[str, Any]]:
    """Return the survey results."""
    return [
        {
            "row": item.row,
            "village": item.village,
            "id_number": item.id_number,
            "name": item.name,
            "on": item.surveyed_on.isoformat(),
            "quick_form": item.quick_form,
            "b1": item.b1,
            "b2": item.b2,
            "deprived": list(item.deprived),
            "class": item.stated_class,
            "surveyor": item.surveyor,
            # only where there are any: most rounds have neither
            **({"options": dict(item.options)} if item.options else {}),
            **({"class_local": item.local_class} if item.local_class else {}),
        }
        for item in surveys
    ]


@dataclass(frozen=True, slots=True)
class Spot:
    """A village of a commune that is already known, as imports need it."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """A commune that is already known, as imports need it."""

    name: str
    villages: Sequence[Spot]
