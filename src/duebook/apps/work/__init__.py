"""Long work: what takes longer than a page may, told while it is done."""

from __future__ import annotations
