"""The room of notes: what people write, ask and put aside for themselves."""

from __future__ import annotations
