"""Commands of the room, for the terminal."""

from __future__ import annotations
