"""A page that is all form opens with the cursor in its first field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.pages.conftest import Seating


@pytest.mark.parametrize(
    ("role", "page", "first"),
    [
        ("manager", "parties/new", "code"),
        ("manager", "charges/import", "kind"),
        ("administrator", "settings/people/new", "name"),
    ],
)
def test_a_form_opens_with_the_cursor_in_its_first_field(
    seated: Seating, role: str, page: str, first: str
) -> None:
    client, code, _ = seated(role)

    content = client.get(f"/{code}/{page}").content.decode()
    focused = re.findall(r"<(?:input|select)[^>]*\sautofocus[^>]*>", content)

    assert [f'name="{first}"' in one for one in focused] == [True]
