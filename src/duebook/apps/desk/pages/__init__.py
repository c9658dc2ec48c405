"""The browser door of pages that span rooms."""

from __future__ import annotations
