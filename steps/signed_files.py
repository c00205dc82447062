"""Digital signatures in a PDF that came back: who signed, when, how much of it, and whether it was changed since.

The mathematics can always be told: the file is what was signed, by whoever holds the key. Who that is, an authority
vouches for; its root certificate is not shipped, and only with it (`roots`) is anything said of trust. Revocation is
asked of a server by other programs; this one asks no server.
"""

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rasoat.errors import BadFile, UsageError
from rasoat.messages import Message, message

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate

SIGNED = b"/ByteRange"
"""Stands in every signed PDF: the part of the file that the signature covers."""
_EXTRA = "pyhanko"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One digital signature.

    Attributes:
        signer: whom the certificate names.
        organisation: where that person signs, None where the certificate does not say.
        at: when, as the signer's computer says; None where it does not.
        sound: the signed part is as it was signed, by the key of that certificate.
        whole: the signature covers the whole file, nothing was added after it.
        changed: what was added after it is more than another signature or a filled-in field.
        trusted: whether a given root vouches for the certificate; None where none was given.
    """

    signer: str
    organisation: str | None
    at: datetime | None
    sound: bool
    whole: bool
    changed: bool
    trusted: bool | None

    @property
    def holds(self) -> bool:
        """Whether the paper is what was signed, and nothing that was asked speaks against it."""
        return self.sound and not self.changed and self.trusted is not False

    def told(self) -> list[Message]:
        """Return the signature in sentences: who and when, what was found, what is known of trust."""
        who = message("signatures.who", signer=self.signer, organisation=self.organisation or "-")
        when = message("signatures.when", at=f"{self.at:%H:%M %d/%m/%Y}") if self.at else message("signatures.no_time")
        if not self.sound:
            return [who, when, message("signatures.broken")]
        changed = "changed" if self.changed else "whole" if self.whole else "added"
        trust = {None: "trust_unknown", True: "trusted", False: "untrusted"}[self.trusted]
        return [who, when, message(f"signatures.{changed}"), message(f"signatures.{trust}")]


def is_signed(path: Path) -> bool:
    """Return whether a file is a PDF that carries a digital signature; loads nothing."""
    content = path.read_bytes()
    return content.startswith(b"%PDF-") and SIGNED in content


def roots(paths: Sequence[Path]) -> "list[Certificate]":
    """Return the certificates in files (PEM or DER) that somebody trusts.

    Raises:
        UsageError: what reads signatures is not installed.
        BadFile: a file holds no certificate.
    """
    _installed()
    from pyhanko.keys import load_certs_from_pemder  # noqa: PLC0415 # an extra, loaded only for signed files

    found: list[Certificate] = []
    for path in paths:
        try:
            found += load_certs_from_pemder([str(path)])  # type: ignore[no-untyped-call] # its makers left it untyped
        except (OSError, ValueError) as error:
            raise BadFile("certificate_unreadable", file=path) from error
    return found


def signatures(path: Path, trusted: "Sequence[Certificate]" = ()) -> list[Signed]:
    """Return the digital signatures of a PDF in their order; none where it has none.

    Args:
        path: the file.
        trusted: root certificates; without any, nothing is said of trust.

    Raises:
        UsageError: what reads signatures is not installed.
        BadFile: the file is no PDF that can be read.
    """
    _installed()
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 # an extra, loaded only for signed files
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 # as above

    try:
        reader = PdfFileReader(io.BytesIO(path.read_bytes()), strict=False)
        with _quiet():
            return [_read(item, trusted) for item in reader.embedded_signatures]
    except (PdfError, OSError, ValueError) as error:
        raise BadFile("signed_file_unreadable", file=path) from error


def _read(embedded: Any, trusted: "Sequence[Certificate]") -> Signed:
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415 # as above
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature  # noqa: PLC0415 # as above
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 # as above

    at = embedded.self_reported_timestamp
    context = ValidationContext(trust_roots=list(trusted), allow_fetching=False, moment=at)
    status = validate_pdf_signature(embedded, context)
    names = status.signing_cert.subject.native
    return Signed(
        signer=str(names.get("common_name", "-")),
        organisation=str(names["organization_name"]) if "organization_name" in names else None,
        at=at,
        sound=bool(status.intact and status.valid),
        whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        changed=status.modification_level == ModificationLevel.OTHER or status.docmdp_ok is False,
        trusted=bool(status.trusted) if trusted else None,
    )


def _installed() -> None:
    try:
        __import__(_EXTRA)
    except ImportError as error:
        raise UsageError("signatures_extra_absent") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library from telling on the screen, in English, what is told here in one sentence."""
    loggers = [logging.getLogger(name) for name in (_EXTRA, "pyhanko_certvalidator")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
