"""Where the sample files of others lie; tests skip where they are absent."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(
    os.environ.get("DUEBOOK_CORPUS") or Path(__file__).parents[3] / "shared" / "data"
)

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(),
    reason=f"the sample files are not at {CORPUS}; set DUEBOOK_CORPUS to their folder",
)


def sample(path: str) -> bytes:
    return (CORPUS / path).read_bytes()


def samples(pattern: str) -> list[str]:
    """The paths that match, for parametrisation; none where there is no corpus."""
    found = sorted(CORPUS.glob(pattern))
    return [str(path.relative_to(CORPUS)) for path in found if path.is_file()]


def expected(name: str) -> dict[str, Any]:
    """The known answers of a group by path; none where there is no corpus."""
    path = CORPUS / "expected" / f"{name}.json"
    answers: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
    return answers
