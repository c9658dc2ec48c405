"""Jobs of delivery: sending mail, printing letters, and how they leave the house."""

from __future__ import annotations
