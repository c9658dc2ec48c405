"""Why a bank file, or a part of it, was not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from duebook.domain.errors import Refusal


@dataclass(eq=False)
class UnreadableBankFile(Refusal):
    """A file of a bank that cannot be read as it stands; nothing of it is taken in.

    ``place`` is a line or an element as people count, ``field`` what stands there.
    """

    code: ClassVar[str] = "unreadable_bank_file"
    template: ClassVar[str] = "{format}, {place}, {field}: {reason}"

    format: str
    place: str
    field: str
    reason: str
