"""The bodies whose books these are, their people, rights and number series."""

from __future__ import annotations
