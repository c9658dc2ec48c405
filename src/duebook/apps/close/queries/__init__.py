"""Reading for the close: whether the books hold, and whether they tie."""

from __future__ import annotations
