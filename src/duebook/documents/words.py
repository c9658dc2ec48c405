"""Every printed word of every document, in each language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar

from duebook.domain.errors import Refusal

LANGUAGES = ("en", "es", "fr", "de")


@dataclass(eq=False)
class UnknownLanguage(Refusal):
    """A document was asked for in a language it has no words for."""

    code: ClassVar[str] = "unknown_language"
    template: ClassVar[str] = (
        "Documents are not printed in {locale}; there are words for {known}."
    )

    locale: str
    known: str = ", ".join(LANGUAGES)


@cache
def words_in(locale: str) -> dict[str, str]:
    """The words for a locale: its language's, then what its region says otherwise.

    Raises:
        UnknownLanguage: there is no catalogue for the language.
    """
    language = locale.partition("-")[0]
    if language not in LANGUAGES:
        raise UnknownLanguage(locale)
    return _catalogue(language) | _catalogue(locale)


def printed_locale(*wanted: str) -> str:
    """The first locale wanted that there are words for; English where there is none."""
    known = (one for one in wanted if one.partition("-")[0] in LANGUAGES)
    return next(known, "en-US")


def _catalogue(name: str) -> dict[str, str]:
    catalogue = files(__package__) / "languages" / f"{name}.toml"
    if not catalogue.is_file():
        return {}
    return tomllib.loads(catalogue.read_text(encoding="utf-8"))
