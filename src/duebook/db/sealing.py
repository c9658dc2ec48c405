"""Secrets that the database keeps sealed: it and its backups alone open none.

The key lies outside, and each purpose has one of its own.
"""

from __future__ import annotations

import base64
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_KEY_BYTES: Final = 32


def seal(text: str, purpose: str) -> str:
    """A text that only the installation's key opens, and that cannot be altered."""
    return _sealer(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str | None:
    """What was sealed for this purpose; ``None`` where our key does not open it."""
    try:
        return _sealer(purpose).decrypt(sealed).decode()
    except InvalidToken:
        return None


def _sealer(purpose: str) -> Fernet:
    derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=purpose.encode())
    return Fernet(
        base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode()))
    )
