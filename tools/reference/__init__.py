"""Pages of ``docs/reference`` that are made from the code."""

from __future__ import annotations
