"""How the desk looks and what it mails: each person's own choice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.pages.conftest import Seating

KEPT = {
    "theme": "dark",
    "density": "compact",
    "single_keys": "alt",
    "language": "en",
}


@pytest.mark.promise(
    "How the desk looks",
    "A mail in the morning comes to those who chose it, and can be left off again.",
)
def test_the_morning_mail_is_chosen_and_left_off(seated: Seating) -> None:
    client, *_ = seated("coordinator")

    def is_chosen() -> bool:
        page = client.get("/me").content.decode()
        [box] = re.findall(
            r'<input type="checkbox"[^>]*name="morning_mail"[^>]*>', page
        )
        return "checked" in box

    assert not is_chosen()
    client.post("/me", {**KEPT, "morning_mail": "on"})
    assert is_chosen()
    client.post("/me", KEPT)
    assert not is_chosen()
