"""What authenticator apps and recovery codes grow from, sealed before it is kept.

The database and its backups alone then let nobody make a code; the key lies outside.
"""

from __future__ import annotations

import base64
import secrets
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE: Final = b"duebook second factors"
_KEY_BYTES: Final = 32


def seal(text: str) -> str:
    """A text that only the installation's key opens, and that cannot be altered."""
    return _sealer().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed; nobody's secret where the key is another by now.

    No code fits then, and the person is let in as one who lost their device.  A
    fixed text would not do: everybody could reckon the codes that follow from it.
    """
    try:
        return _sealer().decrypt(sealed).decode()
    except InvalidToken:
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _sealer() -> Fernet:
    derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=_PURPOSE)
    return Fernet(
        base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode()))
    )
