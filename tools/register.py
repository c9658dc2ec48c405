"""Write the pages of ``docs/reference`` that are made from the code.

``python tools/register.py``; a test compares the pages with what this would write.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import django

from reference import actions, checks, commands, keys, promises, refusals, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
PAGES: Mapping[str, Callable[[], str]] = {
    "actions.md": actions.page,
    "bill-checks.md": checks.page,
    "commands.md": commands.page,
    "keys.md": keys.page,
    "promises.md": promises.page,
    "refusals.md": refusals.page,
    "settings.md": settings.page,
}
MADE = "<!-- Made from the code by `make register`; a test compares them. -->\n\n"


def main() -> None:
    """Write every page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duebook.project.settings")
    django.setup()
    for name, page in PAGES.items():
        (FOLDER / name).write_text(MADE + page(), encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
