"""Pages that span rooms."""

from __future__ import annotations
