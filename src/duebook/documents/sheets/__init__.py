"""Records as the templates read them: finished texts in their places.

A sheet is what ``json.dumps`` can write and a ``.typ`` template lays out.  All
words, figures and days are text by then; a template decides only where they
stand, so that an entity's own template can never change an amount.
"""

from __future__ import annotations
