"""A template as somebody is writing it, printed before it is kept anywhere.

It runs in a process of its own: what is half written may loop or grow without end.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from duebook.documents import press_child
from duebook.documents.press import UnprintableTemplate, lay_out, refuse_reaching_out
from duebook.documents.render import DOCUMENTS, invoice_data

if TYPE_CHECKING:
    from duebook.documents.records import PrintedInvoice

NAMES: Final = ("invoice.typ", "house.typ", "main.typ")
"""The templates that an invoice is printed with."""

_CLOCK_SECONDS: Final = 20
_PLACE: Final = re.compile(r"┌─ .*?(?P<name>[\w-]+\.typ):(?P<line>\d+):(?P<column>\d+)")


def text_now(name: str, template_overrides: Path | None) -> str:
    """A template as it holds now: the entity's own, or the shipped one."""
    with TemporaryDirectory(prefix="duebook-trying-") as made:
        folder = Path(made)
        lay_out(folder, template_overrides)
        return (folder / name).read_text(encoding="utf-8")


def try_template(
    name: str, text: str, invoice: PrintedInvoice, *, template_overrides: Path | None
) -> list[bytes]:
    """Each page of an invoice as SVG, with one template as it is typed.

    Args:
        name: which template the text takes the place of, one of ``NAMES``.
        text: the template in Typst.
        invoice: what is printed with it.
        template_overrides: the folder of the entity's own templates.

    Raises:
        UnprintableTemplate: it has a fault, whose line and column are told, reaches
            out of its folder, or takes too long.
    """
    assert name in NAMES, name
    with TemporaryDirectory(prefix="duebook-trying-") as made:
        folder = Path(made)
        lay_out(folder, template_overrides)
        path = folder / name
        path.write_text(text, encoding="utf-8")
        refuse_reaching_out(path, "What was typed")
        asked = {
            "folder": str(folder),
            "template": str(folder / DOCUMENTS),
            "data": invoice_data(invoice),
            "fonts": str(Path(press_child.__file__).parent / "fonts"),
        }
        said = _answer(json.dumps(asked))
    if "fault" in said:
        raise UnprintableTemplate("What was typed", _told(str(said["fault"])))
    return [page.encode() for page in said["pages"]]


def _answer(asked: str) -> dict[str, list[str]]:
    try:
        done = subprocess.run(  # noqa: S603  (our own file, no arguments)
            [sys.executable, "-I", press_child.__file__],
            input=asked.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_CLOCK_SECONDS,
            check=False,
            env={"RAYON_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        raise UnprintableTemplate("What was typed", "it needs too much memory or time.")
    answer: dict[str, list[str]] = json.loads(done.stdout)
    return answer


def _told(diagnostic: str) -> str:
    """The first fault of the compiler in a sentence with its place."""
    what = diagnostic.partition("\n")[0].removeprefix("error: ")
    place = _PLACE.search(diagnostic)
    if place is None:
        return f"{what}."
    return f"{place['name']}, line {place['line']}, column {place['column']}: {what}."
