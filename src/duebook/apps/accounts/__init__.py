"""The users of the installation: how they sign in, and what they prefer."""

from __future__ import annotations
