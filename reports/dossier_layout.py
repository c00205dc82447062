"""How a dossier is laid out: the names that its maker writes and its verification reads."""

import base64
from collections.abc import Mapping

import msgspec

FORMAT = 1
"""Raised when a dossier is laid out in another way, so that an older program says so instead of finding faults."""

SUMS = "SHA256SUMS"
"""The list of digests, as `sha256sum -c` reads it."""
MANIFEST = "ho-so.json"
INDEX = "index.html"
README = "README.txt"
JOURNAL = "nhat-ky/nhat-ky.jsonl"
AUDIT = "kiem-tra/kiem-tra"
PAPERS = "van-ban/"
EVIDENCE = "minh-chung/"
PROCEDURE = "quy-trinh/"
DATA = "du-lieu/"
TABLE_NAMES: Mapping[str, str] = {
    "cases": "tien-trinh",
    "households": "ho-gia-dinh",
    "results": "ket-qua",
    "facts": "su-viec",
    "transitions": "chuyen-buoc",
    "corrections": "dinh-chinh",
    "papers": "van-ban",
    "evidence": "minh-chung",
}
"""Under which name each table lies in the dossier."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a dossier says of itself.

    `head` and `code` are hash and code of the last journal entry in it; `as_of` is the day its audit judges by.
    """

    format: int
    program: str
    masked: bool
    round: str
    chain: str
    commune: str
    year: int
    procedure: str
    as_of: str
    entries: int
    head: str
    code: str


def seal_code(chain: str, digest: str) -> str:
    """Return the code of a whole dossier: the round, HS (hồ sơ), and 80 bits of the digest of its list of digests."""
    short = base64.b32encode(bytes.fromhex(digest[:20])).decode()
    return f"{chain}.HS.{short}"
