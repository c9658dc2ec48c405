"""What authenticator apps and recovery codes grow from, sealed before it is kept."""

from __future__ import annotations

import base64
import secrets
from typing import Final

from duebook.db import sealing

_PURPOSE: Final = "duebook second factors"


def seal(text: str) -> str:
    """A text that only the installation's key opens, and that cannot be altered."""
    return sealing.seal(text, _PURPOSE)


def unseal(sealed: str) -> str:
    """What was sealed; nobody's secret where the key is another by now.

    No code fits then, and the person is let in as one who lost their device.  A
    fixed text would not do: everybody could reckon the codes that follow from it.
    """
    opened = sealing.unseal(sealed, _PURPOSE)
    if opened is None:
        return base64.b32encode(secrets.token_bytes(20)).decode()
    return opened
