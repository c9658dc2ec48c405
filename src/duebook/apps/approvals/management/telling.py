"""What is told of an act that waits, in every room where acts can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.web.terminal import console

if TYPE_CHECKING:
    from duebook.apps.approvals.actions import Held


def tell_held(held: Held) -> None:
    """Say that an act waits for a second person, and how it is approved."""
    console.print(
        f"Request {held.request_id} waits for a second person: {held.sentence}\n"
        f"duebook approve {held.request_id} --as … --reason … carries it out."
    )
