"""Acts above somebody's limit, held until a second person answers."""

from __future__ import annotations
