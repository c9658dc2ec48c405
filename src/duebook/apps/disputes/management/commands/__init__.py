"""Commands of the terminal."""

from __future__ import annotations
