"""A desk where papers are signed: a key and its certificate, made for the test."""

import io
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from rasoat.steps.signed_files import Signed, roots, signatures


class Desk:
    """A chairman's desk: a key, a certificate of it, and papers to sign."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.certificate = folder, folder / "chu-tich.pem"
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        names = [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "UBND xã Tân Mẫu"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Hoàng Văn Bình"),
        ]
        usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name(names))
            .issuer_name(x509.Name(names))
            .public_key(key.public_key())
            .serial_number(7)
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
            .add_extension(usage, critical=True)
            .sign(key, hashes.SHA256())
        )
        self.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        secret = folder / "khoa.pem"
        kinds = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        secret.write_bytes(key.private_bytes(*kinds))
        self.signer = signers.SimpleSigner.load(str(secret), str(self.certificate))

    def signed(self, pdf: bytes, field: str = "ChuKy1") -> bytes:
        """Return a PDF with one more signature."""
        data = signers.PdfSignatureMetadata(field_name=field)
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        whole: bytes = signers.sign_pdf(writer, data, signer=self.signer).getvalue()
        return whole

    def file(self, content: bytes, name: str = "ky.pdf") -> Path:
        """Write a file."""
        path = self.folder / name
        path.write_bytes(content)
        return path

    def read(self, content: bytes, *, trust: bool = False) -> list[Signed]:
        """Return the signatures of a PDF."""
        return signatures(self.file(content), roots([self.certificate]) if trust else ())
