"""Anyone we bill or are paid by."""

from __future__ import annotations
