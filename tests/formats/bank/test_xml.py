"""Strangers' XML: what is asked for comes out piece by piece, and nothing gets in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duebook.formats.bank import xml
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.xml import elements, within

if TYPE_CHECKING:
    from duebook.formats.bank.xml import Element

SHOP = """<?xml version="1.0" encoding="{encoding}"?>
<s:Shop xmlns:s="urn:shop">
  <s:Box><s:Toy Ccy="EUR"> red
     ball </s:Toy><s:Toy>dé</s:Toy></s:Box>
  <s:Box><s:Part><s:Toy>kite</s:Toy></s:Part></s:Box>
</s:Shop>"""


def boxes(data: bytes) -> list[Element]:
    return [element for _, element in elements(data, "shop", ["Box"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_pieces_come_with_names_texts_and_lines(encoding: str) -> None:
    first, second = boxes(SHOP.format(encoding=encoding).encode(encoding))

    assert (first.name, first.namespace, first.line) == ("Box", "urn:shop", 3)
    assert first.words("None", "Toy") == "red ball"
    assert [toy.text for toy in first.all("Toy")] == ["red\n     ball", "dé"]
    assert first.all("Toy")[0].currency == "EUR"
    assert second.words("Part/Toy") == "kite"
    assert second.first("Toy", "Part/None") is None


def test_a_path_follows_every_branch() -> None:
    [shop] = (e for _, e in elements(b"<S><A><B>1</B></A><A><B>2</B></A></S>", "", "S"))

    assert [leaf.text for leaf in shop.all("A/B")] == ["1", "2"]


def test_an_inner_piece_comes_first_and_is_not_in_the_outer() -> None:
    found = list(elements(b"<Shop><Box/><Bag/></Shop>", "shop", ["Box", "Shop"]))

    assert [(parent, element.name) for parent, element in found] == [
        ("Shop", "Box"),
        ("", "Shop"),
    ]
    assert found[1][1].all("Box") == ()
    assert len(found[1][1].all("Bag")) == 1


def test_a_refusal_names_place_and_line_and_stays_short() -> None:
    [first, _] = boxes(SHOP.format(encoding="utf-8").encode())

    with pytest.raises(UnreadableBankFile) as refused, within("shelf 2"):
        raise first.refusal("x" * 100_000)

    assert (refused.value.place, refused.value.field) == ("shelf 2, line 3", "Box")
    assert len(str(refused.value)) < 300


ENTITIES = b'<!ENTITY a "12345678">' + b"".join(
    b'<!ENTITY %c "%b">' % (ord("b") + n, b"&%c;" % (ord("a") + n) * 50)
    for n in range(10)
)


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE Shop [" + ENTITIES + b"]><Shop><Box>&k;</Box></Shop>",
        b"<!DOCTYPE Shop [" + ENTITIES + b']><Shop><Box x="&k;"/></Shop>',
        b'<!DOCTYPE Shop SYSTEM "http://127.0.0.1:9/shop.dtd"><Shop><Box/></Shop>',
        b'<!DOCTYPE Shop [<!ENTITY a SYSTEM "file:///etc/passwd">]><Shop>&a;</Shop>',
        b"<Shop><Box>&unheard;</Box></Shop>",
        b"<Shop>" + b"<a>" * 300 + b"</a>" * 300 + b"</Shop>",
        b"<Shop><Box>" + b"<a>" * 60 + b"</a>" * 60 + b"</Box></Shop>",
        b"<Shop><Box></Shop>",
        b"<Shop><Box/>",
        b"\xff\xfe\x00",
    ],
)
def test_what_could_do_harm_or_does_not_end_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableBankFile):
        boxes(data)


def test_a_piece_that_would_fill_the_memory_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xml, "MAX_BRACKETS", 20_000)
    many = b"<Box><a/></Box>" * 20_000

    assert len(boxes(b"<Shop>" + many + b"</Shop>")) == 20_000
    with pytest.raises(UnreadableBankFile, match="too large"):
        boxes(b"<Shop><Bag>" + b"<a/>" * 40_000 + b"</Bag></Shop>")


def test_a_file_beyond_the_largest_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MAX_BYTES", 10)

    with pytest.raises(UnreadableBankFile, match="larger than"):
        boxes(b"<Shop></Shop>")
