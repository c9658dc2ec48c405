"""The four catalogues say the same things."""

from __future__ import annotations

import string
import tomllib
from importlib.resources import files

import pytest

from duebook.documents.records import (
    DocumentKind,
    RowKind,
    StatementKind,
    Watermark,
)
from duebook.documents.words import (
    LANGUAGES,
    UnknownLanguage,
    printed_locale,
    words_in,
)

ENGLISH = words_in("en")


def places(text: str) -> set[str]:
    """The names in braces that are filled when printing."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(language: str) -> None:
    assert words_in(language).keys() == ENGLISH.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_the_same_places(language: str) -> None:
    words = words_in(language)

    assert {key: places(text) for key, text in words.items()} == {
        key: places(text) for key, text in ENGLISH.items()
    }
    assert all(words.values())


def test_every_kind_has_its_word() -> None:
    kinds = {
        *(f"kind_{kind.value}" for kind in DocumentKind),
        *(f"row_{kind.value}" for kind in RowKind),
        *(f"statement_{kind.value}" for kind in StatementKind),
        *(f"watermark_{kind.value}" for kind in Watermark if kind.value),
    }

    assert kinds <= ENGLISH.keys()


def test_a_region_says_only_otherwise_what_its_language_says() -> None:
    folder = files("duebook.documents") / "languages"
    regions = [path for path in folder.iterdir() if "-" in path.name]

    assert regions
    for path in regions:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
        language = words_in(path.name.partition("-")[0])
        assert all(language[key] != text for key, text in own.items())


def test_americans_return_the_stub_with_a_check() -> None:
    assert words_in("en-US")["return_stub"].endswith("check")
    assert words_in("en-GB") == ENGLISH


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(UnknownLanguage, match="pt-BR"):
        words_in("pt-BR")


def test_a_language_without_words_gives_way_to_the_next() -> None:
    assert printed_locale("de-AT", "fr-FR") == "de-AT"
    assert printed_locale("pt-BR", "fr-FR") == "fr-FR"
    assert printed_locale("pt-BR", "it-IT") == "en-US"
