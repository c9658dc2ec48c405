"""Mail and letters, planned once and sent from a queue."""

from __future__ import annotations
