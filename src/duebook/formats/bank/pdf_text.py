"""The text of a PDF, read by a child process that cannot hurt this one."""

from __future__ import annotations

import json
from typing import Final, NoReturn

from duebook.formats.bank import pdf_child
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.children import ChildFailed, answer_of

FORMAT: Final = "PDF"
LONGEST_FILE: Final = 32 * 1024 * 1024
_CLOCK_SECONDS: Final = pdf_child.CPU_SECONDS + 5


def text_of_pdf(data: bytes, name: str = "the PDF") -> str:
    """The text of every page, laid out as on paper, pages apart by a form feed.

    A PDF of pictures, as scanners make it, has no text; it is refused.

    Raises:
        UnreadableBankFile: it is no PDF, protected, damaged, too long, or has no text.
    """
    if b"%PDF-" not in data[:1024]:
        _refuse(name, "it is no PDF")
    if len(data) > LONGEST_FILE:
        _refuse(name, f"it is longer than {LONGEST_FILE:,} bytes")
    try:
        with answer_of(
            pdf_child.__file__, data=data, seconds=_CLOCK_SECONDS
        ) as printed:
            answer = json.load(printed)
    except ChildFailed as failed:
        _refuse(name, str(failed))
    if reason := answer.get("refused"):
        _refuse(name, reason)
    text = "\f".join(answer["pages"])
    if not text.strip():
        _refuse(name, "there is no text in it, perhaps a scanned picture")
    return text


def _refuse(name: str, reason: str) -> NoReturn:
    raise UnreadableBankFile(FORMAT, name, "file", reason)
