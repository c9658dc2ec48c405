"""Pictures of the demo's desk for README and docs: ``docs/pictures/desk-*.png``.

``make screenshots`` does it: the demo builds its office, a browser walks through it as
the table below says, on the demo's own day, light and dark.
"""

from __future__ import annotations

import io
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.desk.browsing import Desk

PICTURES: Final = Path(__file__).parents[1] / "docs" / "pictures"
MOST_BYTES: Final = 150_000
MOST_BYTES_IN_ALL: Final = 2_500_000
MORNING: Final = time(15, 40)  # UTC: twenty to eleven at Granite Yard
SCHEMES: Final = ("light", "dark")
SETTLED_MS: Final = 700
"""Badges, counts and panels come after the page."""
PATIENCE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Shot:
    """An address, who looks at it, and the keys that are pressed there."""

    address: str
    role: str = "coordinator"
    keys: str = ""


SHOTS: Final = {
    "today": Shot("/today", keys="j j"),
    "charges": Shot("/granite/charges", keys="j"),
    "run": Shot("/granite/runs/new?until=2026-11-30&issued_on=2026-11-03"),
    "draft": Shot("/granite/drafts?q=kind:invoice", keys="j j Enter"),
    "invoices": Shot("/granite/invoices?q=is:overdue", keys="j j"),
    "invoice": Shot("/granite/invoices?q=is:overdue", keys="j Enter"),
    "bank": Shot("/granite/bank", keys="j j j j"),
    "party": Shot("/granite/parties/C201"),
    "palette": Shot("/granite/invoices", keys="Control+k h a w t h o r n"),
    "approvals": Shot("/approvals", role="manager", keys="j"),
    "aging": Shot("/granite/reports/aging", role="manager"),
    "close": Shot("/granite/close/2026-10/steps/receivables", role="accountant"),
}
"""What each picture shows, by its name."""


def main(names: list[str]) -> None:
    """Take the pictures named, or all of them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duebook.project.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
    from duebook.project.cli import DEMO, database  # noqa: PLC0415 - as look.py

    with database(DEMO):
        import django  # noqa: PLC0415 - settings are read from the environment

        django.setup()
        _walk(names or list(SHOTS))
    whole = sum(path.stat().st_size for path in PICTURES.glob("desk-*.png"))
    assert whole <= MOST_BYTES_IN_ALL, f"all pictures have {whole} bytes"


def _walk(names: list[str]) -> None:
    from duebook.demo.this_week import TODAY  # noqa: PLC0415
    from tests.desk.browsing import chromium, sit_down  # noqa: PLC0415
    from tests.desk.serving import clock_from, served  # noqa: PLC0415

    people = _people()
    now = datetime.combine(TODAY, MORNING, UTC)
    with clock_from(now), served() as base, chromium() as browser:
        for scheme in SCHEMES:
            for name in names:
                shot = SHOTS[name]
                desk = sit_down(browser, base, people[shot.role], color_scheme=scheme)
                _keep(_taken(desk, shot), f"desk-{name}-{scheme}.png")
                for fault in desk.watch.faults:
                    sys.stderr.write(f"{shot.address}: {fault}\n")
                desk.page.context.close()


def _people() -> dict[str, str]:
    """Who plays each role in the demo."""
    from duebook.demo.setting_up import PEOPLE  # noqa: PLC0415
    from duebook.demo.users import ALSO  # noqa: PLC0415

    return {role: name for name, role in (PEOPLE | ALSO).items()}


def _taken(desk: Desk, shot: Shot) -> bytes:
    desk.page.set_default_timeout(PATIENCE_MS)
    desk.go(shot.address)
    for key in shot.keys.split():
        desk.press(key)
        desk.page.wait_for_timeout(SETTLED_MS)
    desk.page.wait_for_timeout(SETTLED_MS)
    desk.settle()
    return desk.page.screenshot()


def _keep(picture: bytes, name: str) -> None:
    """Write a picture in few colours: pages have few, and letters keep their edges."""
    from PIL import Image  # noqa: PLC0415 - only this tool needs it

    made = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(128, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    content = made.getvalue()
    assert len(content) <= MOST_BYTES, f"{name} has {len(content)} bytes"
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / name).write_bytes(content)
    print(f"docs/pictures/{name}: {len(content) // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
