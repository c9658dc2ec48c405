"""The outermost layer: settings, addresses, the command line, the database server."""

from __future__ import annotations
