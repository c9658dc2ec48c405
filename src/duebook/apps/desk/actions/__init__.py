"""What the desk does across rooms."""

from __future__ import annotations
