"""The signing key: one for all who ask at once, and for its owner's eyes alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from duebook.project.secret import FILE, KeyNotKept, kept_key

if TYPE_CHECKING:
    from pathlib import Path


def test_all_who_ask_get_one_key(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(kept_key, [home] * 32))

    assert len(keys) == 1
    assert len(keys.pop()) >= 50
    assert [path.name for path in home.iterdir()] == [FILE]
    assert (home / FILE).stat().st_mode & 0o777 == 0o600


def test_where_it_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(KeyNotKept, match="DUEBOOK_SECRET_KEY"):
        kept_key(tmp_path / "file")
