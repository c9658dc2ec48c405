"""Addresses of pages by name, where the room that owns the page has one."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address_of(name: str, *parts: object) -> str:
    """The address of a page, or nothing where no room has brought it (yet)."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""
