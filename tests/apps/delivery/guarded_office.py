"""A mail server that encrypts and asks for a password, as those of providers do."""

from __future__ import annotations

import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.apps.delivery.post_office import PostOffice, a_free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    import pytest
    from aiosmtpd.smtp import SMTP

USER = "billing@harbor.example"


@contextmanager
def a_guarded_office(
    folder: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> Iterator[tuple[PostOffice, int]]:
    """The server and its port; it takes mail of ``USER`` alone, after STARTTLS.

    This process trusts its certificate for as long as ``monkeypatch`` holds.
    """
    certificate = _certificate(folder)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)

    def judge(
        _server: SMTP, _session: Any, _envelope: Any, _mechanism: str, told: Any
    ) -> AuthResult:
        asked = LoginPassword(USER.encode(), password.encode())
        return AuthResult(success=told == asked, handled=False)

    office = PostOffice()
    port = a_free_port()
    controller = Controller(
        office,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=judge,
    )
    controller.start()
    try:
        yield office, port
    finally:
        controller.stop()


def _certificate(folder: Path) -> Path:
    """Key and certificate of ``localhost`` in one file, signed by themselves."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
