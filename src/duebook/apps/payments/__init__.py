"""Money received, returned and sent back."""

from __future__ import annotations
