"""Signing in and out, the second factor, and a person's own settings."""

from __future__ import annotations
