"""The worker's side of long work: carrying it out, and taking up what was left."""

from __future__ import annotations
