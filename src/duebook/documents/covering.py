"""The words of the mail that a document travels with, in its reader's language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from duebook.documents.figures import figures_for
from duebook.documents.records import DocumentKind, StatementKind
from duebook.documents.words import LANGUAGES, UnknownLanguage

if TYPE_CHECKING:
    from datetime import date

_ASKS_FOR_MONEY: Final = frozenset({DocumentKind.INVOICE, DocumentKind.DEBIT_NOTE})
