"""The browser door: who may open which page of which entity."""

from __future__ import annotations
