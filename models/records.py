"""Rows as frozen records, their fields in the order of the columns that `rasoat.models.store` selects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal entry. Dates and instants are ISO text, `payload` is the parsed canonical JSON."""

    gseq: int
    seq: int
    case_id: int | None
    kind: str
    occurred_on: str
    recorded_at: str
    actor: str
    command_id: str
    part: int
    hash: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A journal entry not yet in the chain."""

    kind: str
    case_id: int | None
    occurred_on: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One round with its commune and chain."""

    id: int
    code: str
    commune_id: int
    chain_id: int
    procedure_digest: str
    variant: str | None
    year: int
    opened_on: str
    ordered_by: str | None
    chain_name: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as stored: its stage is what the fold of its journal must give."""

    id: int
    round_id: int
    village_id: int | None
    track: str
    stage: str
    version: int


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """One commune; `description` is its commune file."""

    id: int
    code: str
    name: str
    description: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class VillageRow:
    """One village; `description` is its part of the commune file."""

    id: int
    position: int
    name: str
    description: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One household: `ref` is what the journal calls it, `person` its personal data."""

    id: int
    village_id: int
    ref: str
    id_number: str | None
    person: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One paper with the journal entry that produced it and its register number."""

    case_id: int
    gseq: int
    part: int
    form: str
    context: str
    context_sha256: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number of the register with the paper that carries it and the journal entry that gave it (its JSON)."""

    body: str
    year: int
    no: int
    symbol: str
    gseq: int
    part: int
    case_id: int
    form: str
    context: str
    seq: int
    hash: str
    chain_id: int
    chain: str
    payload: str


@dataclass(frozen=True, slots=True)
class ExhibitRow:
    """One evidence file with what was read in it; `kind` is None while nobody has read it."""

    sha256: str
    size: int
    name: str
    kind: str | None
    taken_on: str | None
    look: str | None
