"""Commands about entities and their people."""

from __future__ import annotations
