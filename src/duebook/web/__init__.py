"""What every door shares: the terminal now, the pages later; it knows no room."""

from __future__ import annotations
