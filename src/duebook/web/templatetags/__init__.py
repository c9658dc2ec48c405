"""The tags of our pages; ``parts`` is loaded in every template."""

from __future__ import annotations
