"""What the banks of the demo write, in the formats and with the slips of real life."""

from __future__ import annotations
