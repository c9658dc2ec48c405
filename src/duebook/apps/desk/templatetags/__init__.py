"""How pages write what they show."""

from __future__ import annotations
