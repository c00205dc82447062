"""Canonical JSON, digests and the journal's hash: what a stranger recomputes with any language.

Canonical JSON: keys sorted, no blanks, UTF-8. The digest of a text is its SHA-256 in hexadecimal.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

GENESIS = "0" * 64
"""What stands before the first entry of a chain."""

_encoder = msgspec.json.Encoder(order="deterministic")


def dumps(value: Any) -> str:
    """Return the canonical JSON text of `value`."""
    return _encoder.encode(value).decode()


def sealed(value: Any) -> tuple[str, str]:
    """Return the canonical JSON text of `value` and the digest of that text."""
    source = _encoder.encode(value)
    return source.decode(), hashlib.sha256(source).hexdigest()


def loads(source: str) -> Any:
    """Return the value of a canonical JSON text."""
    return msgspec.json.decode(source)


def digest(source: str) -> str:
    """Return the SHA-256 of `source` in hexadecimal."""
    return hashlib.sha256(source.encode()).hexdigest()


HASHED = (
    "gseq",
    "seq",
    "case_id",
    "kind",
    "occurred_on",
    "recorded_at",
    "actor",
    "command_id",
    "part",
    "payload_sha256",
)
"""The journal columns an entry's hash covers, beside the chain's name and the hash before it."""


def entry_hash(chain: str, entry: Mapping[str, Any], prev_hash: str) -> str:
    """Return the hash of a journal entry: SHA-256 of the canonical JSON array [prev, chain, columns...].

    Payloads enter by their digest, so that personal data can be erased after retention and the chain
    still be checked.
    """
    return digest(dumps([prev_hash, chain, *(entry[name] for name in HASHED)]))


def household_digest(ref: str, village_id: int, id_number: str | None, person: str, members: str) -> str:
    """Return the digest by which the journal knows a household's row; `person` and `members` as they are stored."""
    return digest(dumps([ref, village_id, id_number, person, members]))


def commune_digest(description: Mapping[str, Any], villages: Sequence[Mapping[str, Any]]) -> str:
    """Return the digest by which a round knows its commune file, its villages in their order."""
    return digest(dumps([description, list(villages)]))


def anchor_code(chain: str, seq: int, entry: str) -> str:
    """Return the code that a paper carries: round, entry number, and 80 bits of the entry's hash.

    80 bits, because whoever could find a second history with the same code could pass it off under the old paper.
    """
    short = base64.b32encode(bytes.fromhex(entry[:20])).decode()
    return f"{chain}.{seq}.{short}"
