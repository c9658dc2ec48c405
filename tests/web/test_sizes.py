"""How much a browser loads once, compressed."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import duebook.web

STATIC = Path(duebook.web.__file__).parent / "static" / "web"
KB_AT_MOST = {
    "vendor/htmx.js": 14,
    "vendor/icons.svg": 6,
    "vendor/inter-latin.woff2": 73,
}


@pytest.mark.parametrize("name", KB_AT_MOST)
def test_what_every_page_loads_stays_small(name: str) -> None:
    content = (STATIC / name).read_bytes()

    assert len(gzip.compress(content)) <= KB_AT_MOST[name] * 1024
