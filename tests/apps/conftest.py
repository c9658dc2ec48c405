"""What the tests of several rooms share: typing a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from tests.office import CLERK

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def typed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Type a command in the office HP as the clerk, and read what it prints."""
    monkeypatch.setenv("COLUMNS", "200")

    def enter(*words: str) -> str:
        call_command(*words, "--entity", "HP", "--as", CLERK)
        return " ".join(capsys.readouterr().out.split())

    return enter
