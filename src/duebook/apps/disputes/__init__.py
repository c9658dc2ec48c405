"""The room of disputes: what parties contest of their debts, and how it ends."""

from __future__ import annotations
