"""The text of a PDF, read by a child process that cannot hurt this one."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NoReturn

from duebook.formats.bank import pdf_child
from duebook.formats.bank.refusals import UnreadableBankFile

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
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(  # noqa: S603  (our own file, no arguments)
                [sys.executable, "-I", pdf_child.__file__],
                input=data,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=_CLOCK_SECONDS,
                check=False,
                cwd=Path(pdf_child.__file__).parent,
                env={},
            )
        except subprocess.TimeoutExpired:
            _refuse(name, "it takes too long to read")
        if done.returncode:
            _refuse(name, "it is broken, or needs too much memory or time")
        output.seek(0)
        answer = json.load(output)
    if reason := answer.get("refused"):
        _refuse(name, reason)
    text = "\f".join(answer["pages"])
    if not text.strip():
        _refuse(name, "there is no text in it, perhaps a scanned picture")
    return text


def _refuse(name: str, reason: str) -> NoReturn:
    raise UnreadableBankFile(FORMAT, name, "file", reason)
