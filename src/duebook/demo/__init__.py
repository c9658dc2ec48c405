"""A believable office, made by running actions over an imaginary calendar."""

from __future__ import annotations
