"""See a page of the desk as somebody sees it: a picture of the browser tests' office.

``PYTHONPATH=src:tools:. .venv/bin/python tools/look.py /hp/invoices --role manager``

The office is built once and kept in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import logging
import os
import warnings
from pathlib import Path


def main() -> None:
    """Take the pictures that were asked for, and tell what is wrong with the pages."""
    wanted = _arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duebook.project.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
    warnings.simplefilter("ignore")
    logging.basicConfig(level=logging.ERROR)  # why a page broke
    import django  # noqa: PLC0415 - settings are read from the environment

    django.setup()
    _look(wanted)


def _look(wanted: argparse.Namespace) -> None:
    from tests.desk.browsing import chromium, sit_down  # noqa: PLC0415
    from tests.desk.keeping import opened  # noqa: PLC0415
    from tests.desk.office import PEOPLE  # noqa: PLC0415

    options = {
        "color_scheme": "dark" if wanted.dark else "light",
        "viewport": dict(zip(("width", "height"), wanted.size, strict=True)),
        "java_script_enabled": not wanted.no_script,
    }
    person = None if wanted.role == "nobody" else PEOPLE[wanted.role]
    with opened(fresh=wanted.fresh) as base, chromium() as browser:
        desk = sit_down(browser, base, person, **options)
        if wanted.print:
            desk.page.emulate_media(media="print")
        for number, address in enumerate(wanted.addresses, 1):
            answer = desk.go(address)
            for key in wanted.press.split():
                desk.press(key)
                desk.page.wait_for_timeout(400)
            out = wanted.out
            if number > 1:
                out = out.with_stem(f"{out.stem}-{number}")
            desk.page.screenshot(path=out, full_page=wanted.full)
            said = answer and answer.status
            print(f"{said} {address} is {desk.address}: {out}")
            if wanted.axe:
                print(*desk.axe(), sep="\n")
            if desk.is_too_wide():
                print("It scrolls sideways.")
        print(*dict.fromkeys(desk.watch.faults), sep="\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("addresses", nargs="+", help="such as /hp/invoices")
    parser.add_argument("--role", default="manager", help="nobody: signed out")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--size", type=_size, default=(1440, 900), help="1024x768")
    parser.add_argument("--full", action="store_true", help="the whole height")
    parser.add_argument("--press", default="", help="keys to press, such as 'j j'")
    parser.add_argument("--axe", action="store_true", help="tell what axe finds")
    parser.add_argument("--no-script", action="store_true")
    parser.add_argument("--print", action="store_true", help="as it is printed")
    parser.add_argument("--fresh", action="store_true", help="build the office anew")
    parser.add_argument("-o", "--out", type=Path, default=Path("look.png"))
    return parser.parse_args()


def _size(text: str) -> tuple[int, int]:
    width, height = text.split("x")
    return int(width), int(height)


if __name__ == "__main__":
    main()
