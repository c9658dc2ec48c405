"""A page that breaks: its reader learns when, the office's own terminal why."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING, NoReturn

from duebook.apps.desk.pages import find

if TYPE_CHECKING:
    import pytest

    from tests.pages.conftest import Seating


def broken(*_: object) -> NoReturn:
    raise RuntimeError("no such figure")


def test_why_a_page_broke_is_told_where_the_server_runs(
    seated: Seating, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _, _ = seated()
    client.raise_request_exception = False
    told = io.StringIO()
    [handler] = logging.getLogger("django.request").handlers
    monkeypatch.setattr(handler, "stream", told)
    monkeypatch.setattr(find, "_found", broken)

    answer = client.get("/find/palette?q=tidewell")

    assert answer.status_code == 500
    assert "Internal Server Error: /find/palette" in told.getvalue()
    assert "RuntimeError: no such figure" in told.getvalue()
