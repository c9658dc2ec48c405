"""What no font can draw is seen to be missing, and nothing else is touched."""

from __future__ import annotations

import pytest

from duebook.documents.glyphs import all_drawable, drawable


@pytest.mark.parametrize(
    "name",
    [
        "Łukasiewicz & Đorđević",
        "Παπαδόπουλος",
        "Щербаков",
        "Nguyễn Thị Ánh",
        "אברהם לוי",
        "عبد الرحمن",
        "株式会社 山田",
        "김민준",
        "สมชาย",
        "1 234,50 − 2 € ₽ ₹ ¥",
    ],
)
def test_names_of_the_world_are_printed_as_written(name: str) -> None:
    assert drawable(name) == name


def test_a_letter_and_its_accent_become_one() -> None:
    assert drawable("Cafe\u0301") == "Café"


def test_what_no_font_has_is_replaced_not_dropped() -> None:
    assert drawable("a😀b") == "a\ufffdb"
    assert drawable("nul\x00 and lone \ud800") == "nul\ufffd and lone \ufffd"


def test_texts_are_found_in_any_depth() -> None:
    data = {"a": ["😀", {"b": ("\x07", 3, None, True)}]}

    assert all_drawable(data) == {"a": ["\ufffd", {"b": ["\ufffd", 3, None, True]}]}
