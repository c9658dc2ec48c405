"""Reading invoicing: what is unbilled, what was issued, and why so much."""

from __future__ import annotations
