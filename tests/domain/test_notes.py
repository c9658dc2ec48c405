"""Who is called in a note."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.notes import mentioned

OFFICE = ["Dana Whitfield", "Dana Wolfe", "Ines Marsh", "Marta Ilić"]


def test_a_first_name_is_enough_where_nobody_else_has_it() -> None:
    said = "@Marta, the tax is wrong; @ines marsh knows the certificate."

    assert mentioned(said, OFFICE) == ["Marta Ilić", "Ines Marsh"]


def test_a_first_name_of_two_people_names_nobody() -> None:
    assert mentioned("@Dana, can you look?", OFFICE) == []
    assert mentioned("@Dana Wolfe, can you look?", OFFICE) == ["Dana Wolfe"]


def test_a_mail_address_calls_nobody() -> None:
    assert mentioned("write to ap@ines.example, cc x@Ines", OFFICE) == []


def test_each_is_told_once() -> None:
    assert mentioned("@Ines @Ines Marsh @INES", OFFICE) == ["Ines Marsh"]


names = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1).map(
    lambda name: f"{name} Sole"
)


@given(st.text(), st.lists(names, unique_by=str.casefold))
def test_only_people_of_the_office_are_called(text: str, office: list[str]) -> None:
    found = mentioned(text, office)

    assert set(found) <= set(office)
    assert len(found) == len(set(found))


@given(st.text(), st.lists(names, min_size=1, unique_by=str.casefold))
def test_a_full_name_is_always_heard(text: str, office: list[str]) -> None:
    assert office[0] in mentioned(f"{text} @{office[0]}.", office)
