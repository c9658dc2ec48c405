"""What the desk reads over all rooms."""

from __future__ import annotations
