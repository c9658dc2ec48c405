"""Files of people taken in, with preview and undo."""

from __future__ import annotations
