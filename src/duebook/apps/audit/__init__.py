"""Who did what, once, and what it wrote: the chain of events."""

from __future__ import annotations
