"""Bytes to records and back: pure, without Django, database or network."""

from __future__ import annotations
