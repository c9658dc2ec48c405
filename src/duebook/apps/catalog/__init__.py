"""Items, tariffs, taxes, shipping: the price book."""

from __future__ import annotations
