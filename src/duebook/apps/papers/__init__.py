"""Stored documents and attachments, by content."""

from __future__ import annotations
